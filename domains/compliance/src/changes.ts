import { type Db, HOUSE_BUCKET, type Tx } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';
import { complianceFault } from './errors.ts';
import { insertLicence, type Licence, listEntities, requireLicence } from './licences.ts';
import { OWN_PACK, requireRule } from './rulebook.ts';
import { type OnBreach, PROFILES, type Profile, RULES, type RuleText } from './rules.ts';
import { enforceWatchList, rejectWatchList } from './watch-lists.ts';

/** What one person may propose and another decide. */
export type ChangeBody =
  | { readonly kind: 'licence'; readonly licence: Licence }
  | { readonly kind: 'rule'; readonly rule: RuleText }
  | { readonly kind: 'on-breach'; readonly profile: Profile; readonly ruleId: string; readonly mode: OnBreach }
  /** A version of a watch list that lies ready; the entries are in its own table. */
  | { readonly kind: 'watch-list'; readonly listId: string; readonly version: number; readonly entries: number; readonly digest: string };

export type Change = {
  readonly changeId: string;
  readonly kind: ChangeBody['kind'];
  readonly subject: string;
  readonly body: ChangeBody;
  readonly reason: string;
  readonly state: 'proposed' | 'approved' | 'rejected';
  readonly madeBy: string;
  readonly madeAt: string;
  readonly checkedBy: string | null;
  readonly checkedAt: string | null;
  readonly verdict: string | null;
};

/** Who acts, when and on which open day. */
export type Act = { readonly by: string; readonly at: string; readonly on: string };

const COLUMNS = `change_id AS "changeId", kind, subject, body, reason, state, made_by AS "madeBy", to_char(made_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "madeAt",
  checked_by AS "checkedBy", to_char(checked_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "checkedAt", verdict`;

/**
 * Proposes a change. Nothing takes effect before another person approves it; the same proposal under the same key is one.
 * @throws Fault of what the change would break: LICENCE_…, RULE_INVALID, RULE_UNKNOWN.
 */
export async function proposeChange(tx: Tx, act: Act, key: string, body: ChangeBody, reason: string): Promise<Change> {
  await requireChange(tx, body);
  const changeId = derivedId('chg', HOUSE_BUCKET, `${act.by} ${key}`);
  await tx.query(
    `INSERT INTO compliance.change (bucket, change_id, kind, subject, body, reason, state, made_by, made_at) VALUES ($1, $2, $3, $4, $5, $6, 'proposed', $7, $8)
     ON CONFLICT DO NOTHING`,
    [HOUSE_BUCKET, changeId, body.kind, subjectOf(body), JSON.stringify(body), reason, act.by, act.at],
  );
  return changeById(tx, changeId);
}

/**
 * Decides a proposed change; approval takes effect in the same transaction.
 * @throws Fault CHANGE_UNKNOWN, CHANGE_DECIDED, CHECKER_IS_MAKER, and what a change that fitted when it was proposed now breaks.
 */
export async function decideChange(tx: Tx, act: Act, changeId: string, approve: boolean, verdict: string): Promise<Change> {
  await tx.query('SELECT 1 FROM compliance.change WHERE bucket = $1 AND change_id = $2 FOR UPDATE', [HOUSE_BUCKET, changeId]);
  const change = await changeById(tx, changeId);
  // The same verdict of the same person again is the answer that was lost.
  if (change.checkedBy === act.by && change.state === (approve ? 'approved' : 'rejected')) return change;
  if (change.state !== 'proposed') throw complianceFault('CHANGE_DECIDED', { id: changeId, state: change.state });
  if (change.madeBy === act.by) throw complianceFault('CHECKER_IS_MAKER');
  if (approve) {
    await requireChange(tx, change.body);
    await apply(tx, change, act);
  } else if (change.body.kind === 'watch-list') await rejectWatchList(tx, change.body);
  await tx.query('UPDATE compliance.change SET state = $3, checked_by = $4, checked_at = $5, verdict = $6 WHERE bucket = $1 AND change_id = $2', [
    HOUSE_BUCKET,
    changeId,
    approve ? 'approved' : 'rejected',
    act.by,
    act.at,
    verdict,
  ]);
  return changeById(tx, changeId);
}

function subjectOf(body: ChangeBody): string {
  switch (body.kind) {
    case 'licence':
      return `${body.licence.entityId} ${body.licence.licenceType}`;
    case 'rule':
      return body.rule.ruleId;
    case 'on-breach':
      return `${body.profile} ${body.ruleId}`;
    case 'watch-list':
      return `${body.listId} ${body.version}`;
  }
}

async function requireChange(tx: Tx, body: ChangeBody): Promise<void> {
  if (body.kind === 'licence') requireLicence(body.licence, await listEntities(tx));
  if (body.kind === 'rule') requireRule(body.rule);
  if (body.kind === 'on-breach') await requireKnownRule(tx, body.profile, body.ruleId);
}

async function requireKnownRule(tx: Tx, profile: Profile, ruleId: string): Promise<void> {
  const published = PROFILES.includes(profile) && RULES.some((rule) => rule.ruleId === ruleId && rule.profiles.includes(profile));
  const own =
    profile === 'CUSTOM' && (await tx.query('SELECT 1 FROM compliance.rule WHERE bucket = $1 AND rule_id = $2 LIMIT 1', [HOUSE_BUCKET, ruleId])).rowCount > 0;
  if (!published && !own) throw complianceFault('RULE_UNKNOWN', { profile, id: ruleId }, '$.ruleId');
}

async function apply(tx: Tx, { body, madeBy }: Change, { by, on }: Act): Promise<void> {
  const next = async (table: string, where: string, values: readonly unknown[]) => {
    const { rows } = await tx.query<{ last: number }>(`SELECT coalesce(max(version), 0)::int AS last FROM compliance.${table} WHERE bucket = $1 AND ${where}`, [
      HOUSE_BUCKET,
      ...values,
    ]);
    return (rows[0]?.last ?? 0) + 1;
  };
  switch (body.kind) {
    case 'licence': {
      const { licence } = body;
      // Versions of an entity's licences are counted one after another.
      await tx.query('SELECT 1 FROM compliance.entity WHERE bucket = $1 AND entity_id = $2 FOR UPDATE', [HOUSE_BUCKET, licence.entityId]);
      const version = await next('licence', 'entity_id = $2 AND licence_type = $3', [licence.entityId, licence.licenceType]);
      return insertLicence(tx, licence, version, madeBy, by, on);
    }
    case 'rule': {
      const version = await next('rule', 'rule_id = $2', [body.rule.ruleId]);
      await tx.query('INSERT INTO compliance.rule (bucket, rule_id, version, body, made_by, checked_by, recorded_on) VALUES ($1, $2, $3, $4, $5, $6, $7)', [
        HOUSE_BUCKET,
        body.rule.ruleId,
        version,
        JSON.stringify({ ...body.rule, pack: OWN_PACK, profiles: ['CUSTOM'] }),
        madeBy,
        by,
        on,
      ]);
      return;
    }
    case 'on-breach': {
      const version = await next('on_breach', 'profile = $2 AND rule_id = $3', [body.profile, body.ruleId]);
      await tx.query(
        'INSERT INTO compliance.on_breach (bucket, profile, rule_id, version, mode, made_by, checked_by, recorded_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)',
        [HOUSE_BUCKET, body.profile, body.ruleId, version, body.mode, madeBy, by, on],
      );
      return;
    }
    case 'watch-list':
      return enforceWatchList(tx, body, by);
  }
}

async function changeById(db: Db, changeId: string): Promise<Change> {
  const { rows } = await db.query<Change>(`SELECT ${COLUMNS} FROM compliance.change WHERE bucket = $1 AND change_id = $2`, [HOUSE_BUCKET, changeId]);
  const change = rows[0];
  if (!change) throw complianceFault('CHANGE_UNKNOWN', { id: changeId });
  return change;
}

/** A page of changes, newest first; `after` is `<made at> <id>` of where the last page ended. */
export async function listChanges(db: Db, filter: { open: boolean; after: string | null; limit: number }): Promise<Change[]> {
  const [at, id] = filter.after?.split(' ') ?? [null, null];
  const { rows } = await db.query<Change>(
    `SELECT ${COLUMNS} FROM compliance.change WHERE ($1::timestamptz IS NULL OR (made_at, change_id) < ($1::timestamptz, $2::text)) ${filter.open ? `AND state = 'proposed'` : ''}
     ORDER BY made_at DESC, change_id DESC LIMIT $3`,
    [at, id, filter.limit],
  );
  return rows;
}
