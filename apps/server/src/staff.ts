import { randomBytes } from 'node:crypto';
import type { ProposeStaffChange, StaffChange, StaffMember, StaffRole } from '@jinqiao/api';
import { bucketOf, bucketOfId, type Db, type Tx } from '@jinqiao/database';
import { derivedId, instant } from '@jinqiao/runtime';
import { attemptSubject } from './attempts.ts';
import { serverFault } from './errors.ts';
import { hashPassword } from './passwords.ts';
import { WHOLE_HOUSE } from './permissions.ts';
import { dropFactor } from './second-factor.ts';
import type { System } from './system.ts';

type MemberRow = Omit<StaffMember, 'lockedUntil'>;

/** The people of the house with their rights. A house has some hundreds: they are read whole. */
export async function staffMembers({ db, keys, clock }: System): Promise<StaffMember[]> {
  const now = instant(clock);
  const { rows } = await db.query<MemberRow>(
    `SELECT login, name, role, scopes, state, factor_confirmed AS "secondFactor", password_due AS "passwordDue",
       (SELECT count(*)::int FROM server.session o WHERE o.login = s.login AND o.customer_id IS NULL AND o.expires_at > $1) AS sessions
     FROM server.staff s ORDER BY login`,
    [now],
  );
  const subjects = rows.map(({ login }) => attemptSubject(keys, login));
  const { rows: locks } = await db.query<{ subject: string; until: Date }>(
    `SELECT a.subject, a.locked_until AS until FROM unnest($1::int[], $2::text[]) AS g(bucket, subject)
     JOIN server.attempt a ON a.bucket = g.bucket AND a.subject = g.subject WHERE a.locked_until > $3`,
    [subjects.map(bucketOf), subjects, now],
  );
  const until = new Map(locks.map((lock) => [lock.subject, lock.until.toISOString()]));
  return rows.map((row, at) => ({ ...row, lockedUntil: until.get(subjects[at] ?? '') ?? null }));
}

const CHANGE = `change_id AS id, login, kind, name, role, scopes, reason, state, made_by AS "madeBy", made_at AS "madeAt", checked_by AS "checkedBy", checked_at AS "checkedAt"`;

type ChangeRow = Omit<StaffChange, 'madeAt' | 'checkedAt'> & { madeAt: Date; checkedAt: Date | null };

/** Changes that were proposed, newest first; `after` is `<instant> <id>` of the last of the page before. */
export async function staffChanges(db: Db, filter: { state: string | null; after: string | null; limit: number }): Promise<StaffChange[]> {
  const [at = null, id = null] = filter.after?.split(' ') ?? [];
  const { rows } = await db.query<ChangeRow>(
    `SELECT ${CHANGE} FROM server.staff_change WHERE ($1::text IS NULL OR state = $1) AND ($2::timestamptz IS NULL OR (made_at, change_id) < ($2, $3))
     ORDER BY made_at DESC, change_id DESC LIMIT $4`,
    [filter.state, at, id, filter.limit],
  );
  return rows.map(changeView);
}

/**
 * Proposes a change of somebody's rights; nothing changes before another person approves it. Without scopes a new role keeps
 * those that the person has, and a new person sees the whole house.
 * @throws Fault STAFF_UNKNOWN, STAFF_EXISTS, STAFF_CHANGE_INCOMPLETE, PARTNER_SEES_HOUSE, OWN_RIGHTS.
 */
export async function proposeStaffChange({ db, clock }: System, change: ProposeStaffChange, by: string, key: string): Promise<StaffChange> {
  const { login, kind } = change;
  if (login === by) throw serverFault('OWN_RIGHTS', {}, '$.login');
  const needsRole = kind === 'add' || kind === 'role';
  if (needsRole && change.role === undefined) throw serverFault('STAFF_CHANGE_INCOMPLETE', { kind, needs: 'role' }, '$.role');
  if (kind === 'add' && change.name === undefined) throw serverFault('STAFF_CHANGE_INCOMPLETE', { kind, needs: 'name' }, '$.name');
  const member = await memberOf(db, login);
  requireMember(member !== undefined, kind, login);
  const scopes = change.scopes ?? member?.scopes ?? [WHOLE_HOUSE];
  if (needsRole && change.role === 'partner-viewer' && scopes.includes(WHOLE_HOUSE)) throw serverFault('PARTNER_SEES_HOUSE', {}, '$.scopes');
  const changeId = derivedId('stc', bucketOf(login), `${by} ${key}`);
  await db.query(
    `INSERT INTO server.staff_change (bucket, change_id, login, kind, name, role, scopes, reason, state, made_by, made_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'pending', $9, $10) ON CONFLICT DO NOTHING`,
    [
      bucketOf(login),
      changeId,
      login,
      kind,
      kind === 'add' ? change.name : null,
      needsRole ? change.role : null,
      needsRole ? scopes : null,
      change.reason,
      by,
      instant(clock),
    ],
  );
  return changeView(await changeNamed(db, changeId));
}

export type Decision = { readonly change: StaffChange; readonly password: string | null; readonly before: unknown; readonly after: unknown };

/**
 * Approves or refuses a change. Approved, it takes effect at once: a change of role counts at the next request, a disabled
 * person's sessions end. @returns a first password where one was made: it is shown once and kept as a hash.
 * @throws Fault STAFF_CHANGE_UNKNOWN, STAFF_CHANGE_DECIDED, CHECKER_IS_MAKER, OWN_RIGHTS, STAFF_UNKNOWN, STAFF_EXISTS.
 */
export async function decideStaffChange(system: System, changeId: string, approve: boolean, by: string): Promise<Decision> {
  const withPassword = randomBytes(9).toString('base64url');
  const hash = await hashPassword(withPassword);
  return system.db.tx(async (tx) => {
    const change = await changeNamed(tx, changeId, 'FOR UPDATE');
    if (change.state !== 'pending') throw serverFault('STAFF_CHANGE_DECIDED', { id: changeId });
    if (change.madeBy === by) throw serverFault('CHECKER_IS_MAKER');
    if (change.login === by) throw serverFault('OWN_RIGHTS');
    const before = await memberOf(tx, change.login);
    if (approve) {
      requireMember(before !== undefined, change.kind, change.login);
      await applyChange(tx, system, change, hash);
    }
    await tx.query('UPDATE server.staff_change SET state = $3, checked_by = $4, checked_at = $5 WHERE bucket = $1 AND change_id = $2', [
      bucketOf(change.login),
      changeId,
      approve ? 'approved' : 'refused',
      by,
      instant(system.clock),
    ]);
    const password = approve && (change.kind === 'add' || change.kind === 'reset-password') ? withPassword : null;
    return { change: changeView(await changeNamed(tx, changeId)), password, before, after: await memberOf(tx, change.login) };
  });
}

async function applyChange(tx: Tx, { keys }: System, { kind, login, name, role, scopes }: ChangeRow, hash: string): Promise<void> {
  const key = [bucketOf(login), login];
  const set = (columns: string, ...values: unknown[]) => tx.query(`UPDATE server.staff SET ${columns} WHERE bucket = $1 AND login = $2`, [...key, ...values]);
  const endSessions = () => tx.query('DELETE FROM server.session WHERE login = $1 AND customer_id IS NULL', [login]);
  switch (kind) {
    case 'add':
      await tx.query('INSERT INTO server.staff (bucket, login, name, role, scopes, password_hash, password_due) VALUES ($1, $2, $3, $4, $5, $6, true)', [
        ...key,
        name,
        role,
        scopes,
        hash,
      ]);
      return;
    case 'role':
      await set('role = $3, scopes = $4', role, scopes);
      return;
    case 'enable':
      await set(`state = 'active'`);
      return;
    case 'disable':
      await set(`state = 'disabled'`);
      await endSessions();
      return;
    case 'reset-password':
      await set('password_hash = $3, password_due = true', hash);
      await endSessions();
      return;
    case 'reset-factor':
      await dropFactor(tx, login);
      await endSessions();
      return;
    case 'unlock':
      await tx.query('DELETE FROM server.attempt WHERE bucket = $1 AND subject = $2', [bucketOf(attemptSubject(keys, login)), attemptSubject(keys, login)]);
  }
}

function requireMember(known: boolean, kind: StaffChange['kind'], login: string): void {
  if (kind === 'add' && known) throw serverFault('STAFF_EXISTS', { login }, '$.login');
  if (kind !== 'add' && !known) throw serverFault('STAFF_UNKNOWN', { login }, '$.login');
}

/** What the trail holds of a person before and after. */
async function memberOf(db: Db, login: string) {
  const { rows } = await db.query<{ role: StaffRole; scopes: string[]; state: string; passwordDue: boolean; factor: boolean }>(
    `SELECT role, scopes, state, password_due AS "passwordDue", factor_confirmed AS factor FROM server.staff WHERE bucket = $1 AND login = $2`,
    [bucketOf(login), login],
  );
  return rows[0];
}

async function changeNamed(db: Db, changeId: string, lock = ''): Promise<ChangeRow> {
  const { rows } = await db.query<ChangeRow>(`SELECT ${CHANGE} FROM server.staff_change WHERE bucket = $1 AND change_id = $2 ${lock}`, [
    bucketOfId(changeId) ?? -1,
    changeId,
  ]);
  if (!rows[0]) throw serverFault('STAFF_CHANGE_UNKNOWN', { id: changeId });
  return rows[0];
}

function changeView(row: ChangeRow): StaffChange {
  return { ...row, madeAt: row.madeAt.toISOString(), checkedAt: row.checkedAt?.toISOString() ?? null };
}
