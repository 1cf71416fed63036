import { bucketOfId, type Db, HOUSE_BUCKET, type Tx } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';
import { paymentsFault } from '../errors.ts';
import { breakById } from './breaks.ts';
import { comparisonByName } from './comparisons.ts';
import { type AutomaticKind, type Break, type Resolution, type ResolutionKind, resolutionsFor } from './model.ts';

const COLUMNS = `r.bucket, r.resolution_id AS "resolutionId", r.break_id AS "breakId", r.kind, r.reason, r.state, r.code, r.made_by AS "madeBy", r.made_on AS "madeOn",
  r.checked_by AS "checkedBy", r.checked_on AS "checkedOn", r.reverses, r.journals`;

/** Everything that was proposed and done about a break, oldest first. */
export async function resolutionsOf(db: Db, breakId: string): Promise<Resolution[]> {
  const { rows } = await db.query<Resolution>(
    `SELECT ${COLUMNS} FROM payments.break_resolution r WHERE r.bucket = $1 AND r.break_id = $2 ORDER BY length(r.resolution_id), r.resolution_id`,
    [bucketOfId(breakId) ?? HOUSE_BUCKET, breakId],
  );
  return rows;
}

/** What a break may be resolved by now: an open one by what fits its type, one that was resolved by hand by taking that back. */
export function offered(item: Break): readonly ResolutionKind[] {
  if (item.state === 'open') return resolutionsFor(item, comparisonByName(item.comparison)?.moves ?? false);
  return item.state === 'resolved' && item.resolution !== null && REVERSIBLE.includes(item.resolution) ? ['reverse'] : [];
}

/** Resolutions that moved no money to a payer: they can be taken back. */
const REVERSIBLE: readonly string[] = ['claim', 'write-off', 'no-action'];

/**
 * Proposes a resolution. The same proposal by the same maker again changes nothing.
 * @throws Fault BREAK_UNKNOWN, BREAK_NOT_OPEN, RESOLUTION_FINAL, RESOLUTION_NOT_OFFERED, RESOLUTION_WAITING.
 */
export async function proposeResolution(
  tx: Tx,
  breakId: string,
  proposal: { readonly kind: ResolutionKind; readonly reason: string; readonly by: string; readonly on: string },
): Promise<Resolution> {
  const item = await breakById(tx, breakId, 'FOR UPDATE');
  const before = await resolutionsOf(tx, breakId);
  const waiting = before.find(({ state }) => state === 'proposed' || state === 'approved');
  if (waiting) {
    if (waiting.state === 'proposed' && waiting.kind === proposal.kind && waiting.reason === proposal.reason && waiting.madeBy === proposal.by) return waiting;
    throw paymentsFault('RESOLUTION_WAITING', { id: breakId });
  }
  const kinds = offered(item);
  if (kinds.length === 0) {
    if (proposal.kind === 'reverse' && item.resolution !== null && item.state === 'resolved')
      throw paymentsFault('RESOLUTION_FINAL', { kind: item.resolution });
    throw paymentsFault('BREAK_NOT_OPEN', { id: breakId, state: item.state });
  }
  if (!kinds.includes(proposal.kind)) throw paymentsFault('RESOLUTION_NOT_OFFERED', { type: item.type, kinds: kinds.join(', ') }, '$.kind');
  const last = before.findLast(({ state }) => state === 'posted');
  return insertResolution(tx, item, before.length, {
    kind: proposal.kind,
    reason: proposal.reason,
    state: 'proposed',
    madeBy: proposal.by,
    on: proposal.on,
    checkedBy: null,
    reverses: proposal.kind === 'reverse' ? (last?.resolutionId ?? null) : null,
    journals: [],
  });
}

type NewResolution = Pick<Resolution, 'reason' | 'state' | 'madeBy' | 'checkedBy' | 'reverses' | 'journals'> & {
  readonly kind: ResolutionKind | AutomaticKind;
  readonly on: string;
};

async function insertResolution(tx: Tx, item: Break, ordinal: number, row: NewResolution): Promise<Resolution> {
  const id = `${derivedId('res', item.bucket, item.breakId)}.${ordinal + 1}`;
  const { rows } = await tx.query<Resolution>(
    `INSERT INTO payments.break_resolution AS r (bucket, resolution_id, break_id, kind, reason, state, code, made_by, made_on, checked_by, checked_on, reverses, journals)
     VALUES ($1, $2, $3, $4, $5, $6, '', $7, $8, $9, CASE WHEN $9::text IS NULL THEN NULL ELSE $8::date END, $10, $11) RETURNING ${COLUMNS}`,
    [item.bucket, id, item.breakId, row.kind, row.reason, row.state, row.madeBy, row.on, row.checkedBy, row.reverses, row.journals],
  );
  return rows[0] as Resolution;
}

/** A checker's decision about one proposal: the one that was on the page, whatever has been proposed since. */
export type ResolutionCheck = { readonly resolutionId: string; readonly by: string; readonly on: string };

/** The proposal that is decided, with its break, held until the transaction ends. @throws Fault BREAK_UNKNOWN, RESOLUTION_UNKNOWN. */
async function holdNamed(tx: Tx, breakId: string, resolutionId: string): Promise<{ item: Break; named: Resolution }> {
  const item = await breakById(tx, breakId, 'FOR UPDATE');
  const named = (await resolutionsOf(tx, breakId)).find((resolution) => resolution.resolutionId === resolutionId);
  if (!named) throw paymentsFault('RESOLUTION_UNKNOWN', { id: breakId }, '$.resolutionId');
  return { item, named };
}

/**
 * The checker's yes: from here it can only be carried through. One that is approved goes on being so, one that the same
 * checker approved to its end stays there.
 * @throws Fault BREAK_UNKNOWN, RESOLUTION_UNKNOWN, CHECKER_IS_MAKER, RESOLUTION_DECIDED, RESOLUTION_REFUSED by the institution.
 */
export async function approveResolution(tx: Tx, breakId: string, { resolutionId, by, on }: ResolutionCheck): Promise<Break> {
  const { item, named } = await holdNamed(tx, breakId, resolutionId);
  if (named.state === 'approved' || (named.state === 'posted' && named.checkedBy === by)) return item;
  if (named.state === 'refused') throw paymentsFault('RESOLUTION_REFUSED', { code: named.code });
  requireProposed(named, by);
  await setResolution(tx, named, 'approved', { by, on });
  return item;
}

/** The checker's no: the break waits for another proposal. @throws Fault BREAK_UNKNOWN, RESOLUTION_UNKNOWN, CHECKER_IS_MAKER, RESOLUTION_DECIDED. */
export async function rejectResolution(tx: Tx, breakId: string, { resolutionId, by, on }: ResolutionCheck): Promise<void> {
  const { named } = await holdNamed(tx, breakId, resolutionId);
  if (named.state === 'rejected' && named.checkedBy === by) return;
  requireProposed(named, by);
  await setResolution(tx, named, 'rejected', { by, on });
}

function requireProposed({ state, madeBy }: Resolution, by: string): void {
  if (state !== 'proposed') throw paymentsFault('RESOLUTION_DECIDED', { state });
  if (madeBy === by) throw paymentsFault('CHECKER_IS_MAKER', { login: by });
}

/** Posted: the break is resolved, or open again where the resolution took an earlier one back. */
export async function concludeResolution(
  tx: Tx,
  item: Break,
  resolution: Resolution,
  journals: readonly string[],
  suspense: string | null,
  on: string,
): Promise<void> {
  await tx.query(`UPDATE payments.break_resolution SET state = 'posted', journals = $3 WHERE bucket = $1 AND resolution_id = $2`, [
    resolution.bucket,
    resolution.resolutionId,
    journals,
  ]);
  if (resolution.kind === 'reverse') {
    await tx.query(`UPDATE payments.break SET state = 'open', resolution = NULL, resolved_on = NULL, journal_id = $3 WHERE bucket = $1 AND break_id = $2`, [
      item.bucket,
      item.breakId,
      suspense,
    ]);
    return;
  }
  await resolveItem(tx, item, resolution.kind, on);
}

/** The institution said no: nothing has moved, and another resolution can be proposed. */
export async function refuseResolution(tx: Tx, resolution: Resolution, code: string): Promise<void> {
  await tx.query(`UPDATE payments.break_resolution SET state = 'refused', code = $3 WHERE bucket = $1 AND resolution_id = $2`, [
    resolution.bucket,
    resolution.resolutionId,
    code,
  ]);
}

/** A break that a file explained: confirmed by that file, so nobody need check it. What was proposed about it is moot. */
export async function resolveByFile(tx: Tx, item: Break, kind: AutomaticKind, confirmedBy: string, journals: readonly string[], on: string): Promise<void> {
  const before = await resolutionsOf(tx, item.breakId);
  for (const moot of before.filter(({ state }) => state === 'proposed')) await setResolution(tx, moot, 'rejected', { by: confirmedBy, on });
  const reason = kind === 'corrected' ? "the institution's later file of the day agrees" : "another day's file has the other half";
  await insertResolution(tx, item, before.length, { kind, reason, state: 'posted', madeBy: 'close', on, checkedBy: confirmedBy, reverses: null, journals });
  await resolveItem(tx, item, kind, on);
}

async function resolveItem(tx: Tx, item: Break, kind: string, on: string): Promise<void> {
  await tx.query(`UPDATE payments.break SET state = 'resolved', resolution = $3, resolved_on = $4 WHERE bucket = $1 AND break_id = $2`, [
    item.bucket,
    item.breakId,
    kind,
    on,
  ]);
}

async function setResolution(tx: Tx, row: Resolution, state: Resolution['state'], check: { readonly by: string; readonly on: string }): Promise<void> {
  await tx.query(`UPDATE payments.break_resolution SET state = $3, checked_by = $4, checked_on = $5 WHERE bucket = $1 AND resolution_id = $2`, [
    row.bucket,
    row.resolutionId,
    state,
    check.by,
    check.on,
  ]);
}

/** Breaks with a checked resolution whose end is not recorded: a process ended, or the institution did not answer. */
export async function approvedBreaks(db: Db, scope: string): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `SELECT r.break_id AS id FROM payments.break_resolution r JOIN payments.break b ON b.bucket = r.bucket AND b.break_id = r.break_id WHERE r.state = 'approved' AND b.scope = $1 ORDER BY 1`,
    [scope],
  );
  return rows.map((row) => row.id);
}
