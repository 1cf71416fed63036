import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { OwnSecurity, Role, Session } from '@jinqiao/api';
import { bucketOf, bucketOfId } from '@jinqiao/database';
import { fixedClock, instant } from '@jinqiao/runtime';
import { securityRule } from './security-rules.ts';
import type { System } from './system.ts';

/** Who asks: the session as it stands now, with the rights that the person has now. */
export type Caller = Session & { readonly sessionId: string };

export type Sessions = ReturnType<typeof createSessions>;

type Row = { login: string; name: string; role: Role; customerId: string | null; seenAt: Date };
type StaffRow = { name: string; role: Role; scopes: string[]; passwordDue: boolean; factor: boolean };

/** A session's use is written down once a minute, not at every request. */
const SEEN_MS = 60_000;

/** Sessions of staff and customers, in the database, by the SHA-256 of their token. */
export function createSessions(system: System) {
  const { db, clock, keys } = system;
  const before = (ms: number) => instant(fixedClock(clock.now() - ms));
  const idle = () => before(securityRule('SESSION_IDLE_MINUTES', clock) * 60_000);
  return {
    /** @param command whose session it is where it may be sent again: a repetition is given the same one. @returns its token. */
    open: async (session: Session, agent = '', command?: string): Promise<string> => {
      const token = (command === undefined ? randomBytes(32) : createHmac('sha256', keys.vault).update(`session ${command}`).digest()).toString('base64url');
      const now = instant(clock);
      await db.query('DELETE FROM server.session WHERE expires_at < $1', [now]);
      await db.query(
        `INSERT INTO server.session (bucket, session_hash, login, name, role, customer_id, opened_at, seen_at, expires_at, agent)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9) ON CONFLICT DO NOTHING`,
        [
          bucketOf(hashOf(token)),
          hashOf(token),
          session.login,
          session.name,
          session.role,
          session.customerId,
          now,
          before(-securityRule('SESSION_MAX_HOURS', clock) * 3_600_000),
          agent.slice(0, 200),
        ],
      );
      return token;
    },
    of: async (token: string | undefined): Promise<Caller | undefined> => {
      if (!token || token.length > 100) return undefined;
      const hash = hashOf(token);
      const { rows } = await db.query<Row>(
        `SELECT login, name, role, customer_id AS "customerId", seen_at AS "seenAt" FROM server.session
         WHERE bucket = $1 AND session_hash = $2 AND expires_at > $3 AND seen_at > $4`,
        [bucketOf(hash), hash, instant(clock), idle()],
      );
      const row = rows[0];
      if (!row) return undefined;
      if (row.seenAt.getTime() < clock.now() - SEEN_MS)
        await db.query('UPDATE server.session SET seen_at = $3 WHERE bucket = $1 AND session_hash = $2', [bucketOf(hash), hash, instant(clock)]);
      const { seenAt: _, ...session } = row;
      const sessionId = sessionIdOf(hash);
      return session.role === 'customer' ? { ...session, sessionId } : staffCaller(system, session.login, sessionId);
    },
    close: async (token: string): Promise<void> => {
      await db.query('DELETE FROM server.session WHERE bucket = $1 AND session_hash = $2', [bucketOf(hashOf(token)), hashOf(token)]);
    },
    list: async (login: string, current: string): Promise<OwnSecurity['sessions']> => {
      const { rows } = await db.query<{ hash: string; openedAt: Date; seenAt: Date; expiresAt: Date; agent: string }>(
        `SELECT session_hash AS hash, opened_at AS "openedAt", seen_at AS "seenAt", expires_at AS "expiresAt", agent FROM server.session
         WHERE login = $1 AND customer_id IS NULL AND expires_at > $2 AND seen_at > $3 ORDER BY opened_at DESC LIMIT 50`,
        [login, instant(clock), idle()],
      );
      return rows.map(({ hash, openedAt, seenAt, expiresAt, agent }) => ({
        id: sessionIdOf(hash),
        openedAt: openedAt.toISOString(),
        seenAt: seenAt.toISOString(),
        expiresAt: expiresAt.toISOString(),
        agent,
        current: sessionIdOf(hash) === current,
      }));
    },
    /** Ends one session of a person. @returns whether there was one. */
    revoke: async (login: string, sessionId: string): Promise<boolean> => {
      const bucket = bucketOfId(sessionId);
      if (bucket === undefined) return false;
      const { rowCount } = await db.query('DELETE FROM server.session WHERE bucket = $1 AND login = $2 AND left(session_hash, 24) = $3', [
        bucket,
        login,
        sessionId.slice(-24),
      ]);
      return rowCount > 0;
    },
    /** Ends the sessions of a person but one. */
    revokeOthers: async (login: string, keep: string): Promise<void> => {
      await db.query('DELETE FROM server.session WHERE login = $1 AND customer_id IS NULL AND left(session_hash, 24) <> $2', [login, keep.slice(-24)]);
    },
  };
}

/** What a member of staff may do is read anew at each request: a change of role or a lock counts at once. */
async function staffCaller({ db, security }: System, login: string, sessionId: string): Promise<Caller | undefined> {
  const { rows } = await db.query<StaffRow>(
    `SELECT name, role, scopes, password_due AS "passwordDue", factor_confirmed AS factor FROM server.staff WHERE bucket = $1 AND login = $2 AND state = 'active'`,
    [bucketOf(login), login],
  );
  const staff = rows[0];
  if (!staff) return undefined;
  const due = staff.passwordDue ? 'password' : security.secondFactor === 'required' && !staff.factor ? 'second-factor' : undefined;
  return { login, name: staff.name, role: staff.role, customerId: null, scopes: staff.scopes, sessionId, ...(due ? { due } : {}) };
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Names a session without its token: the bucket and the first half of the hash. */
function sessionIdOf(hash: string): string {
  return `ses_${bucketOf(hash).toString(16).padStart(2, '0')}${hash.slice(0, 24)}`;
}
