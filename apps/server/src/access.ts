import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import type { Role, Session } from '@jinqiao/api';
import { bucketOf, type Db } from '@jinqiao/database';
import { type CustomerKey, customerOfMobile, parseMobile, sealedOf } from '@jinqiao/parties';
import { serverFault } from './errors.ts';
import type { System } from './system.ts';

/** Hashes a password with scrypt (N 16384, r 8, p 1) and a random salt: `salt:hash`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16).toString('hex');
  return `${salt}:${(await derive(password, salt)).toString('hex')}`;
}

async function passwordMatches(password: string, stored: string): Promise<boolean> {
  const [salt = '', hash = ''] = stored.split(':');
  const given = await derive(password, salt);
  const expected = Buffer.from(hash, 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function derive(password: string, salt: string): Promise<Buffer> {
  return new Promise((resolve, reject) => scrypt(password, salt, 32, (error, key) => (error ? reject(error) : resolve(key))));
}

const SESSION_HOURS = 12;
const ATTEMPTS_MAX = 8;
const ATTEMPTS_WINDOW_MS = 60_000;

/** Sign-in for staff by login and for customers by mobile number; wrong passwords are counted per login. */
export function createAccess(system: System) {
  const wrong = new Map<string, number[]>();
  const digest = (token: string) => createHash('sha256').update(token).digest('hex');
  return {
    signIn: async (given: string, password: string): Promise<Session> => {
      // Wrong passwords count for the number itself, however it is written.
      const mobile = /^\+?[\d\s-]{11,}$/.test(given);
      const login = mobile ? parseMobile(given, '$.login') : given;
      const recent = (wrong.get(login) ?? []).filter((at) => at > system.clock.now() - ATTEMPTS_WINDOW_MS);
      if (recent.length >= ATTEMPTS_MAX) throw serverFault('TOO_MANY_ATTEMPTS');
      const session = mobile ? await customerSession(system, login, password) : await staffSession(system.db, login, password);
      if (session) {
        wrong.delete(login);
        return session;
      }
      wrong.set(login, [...recent, system.clock.now()]);
      throw serverFault('SIGN_IN_WRONG');
    },
    open: async (session: Session): Promise<string> => {
      const token = randomBytes(32).toString('base64url');
      const expires = new Date(system.clock.now() + SESSION_HOURS * 3_600_000).toISOString();
      await system.db.query(
        'INSERT INTO server.session (bucket, session_hash, login, name, role, customer_id, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)',
        [bucketOf(digest(token)), digest(token), session.login, session.name, session.role, session.customerId, expires],
      );
      return token;
    },
    of: async (token: string | undefined): Promise<Session | undefined> => {
      if (!token || token.length > 100) return undefined;
      const { rows } = await system.db.query<Session>(
        `SELECT login, name, role, customer_id AS "customerId" FROM server.session WHERE bucket = $1 AND session_hash = $2 AND expires_at > $3`,
        [bucketOf(digest(token)), digest(token), new Date(system.clock.now()).toISOString()],
      );
      return rows[0];
    },
    close: async (token: string): Promise<void> => {
      await system.db.query('DELETE FROM server.session WHERE bucket = $1 AND session_hash = $2', [bucketOf(digest(token)), digest(token)]);
    },
  };
}

export type Access = ReturnType<typeof createAccess>;

async function staffSession(db: Db, login: string, password: string): Promise<Session | undefined> {
  const { rows } = await db.query<{ name: string; role: Role; hash: string }>(
    'SELECT name, role, password_hash AS hash FROM server.staff WHERE bucket = $1 AND login = $2',
    [bucketOf(login), login],
  );
  const staff = rows[0];
  if (!staff || !(await passwordMatches(password, staff.hash))) return undefined;
  return { login, name: staff.name, role: staff.role, customerId: null };
}

async function customerSession(system: System, login: string, password: string): Promise<Session | undefined> {
  const who = await customerOfMobile(system.db, system.vault, parseMobile(login, '$.login'));
  const sealed = who && (await sealedOf(system.db, who.bucket, who.customerId));
  if (!who || !sealed || sealed.passwordHash === '' || !(await passwordMatches(password, sealed.passwordHash))) return undefined;
  return sessionOf(who);
}

/** What a customer's session says. */
export function sessionOf({ customerId }: CustomerKey): Session {
  return { login: customerId, name: '', role: 'customer', customerId };
}

/** Ends every session of a customer: after a change of number, a join, a closure. */
export async function endSessions(db: Db, customerId: string): Promise<void> {
  await db.query('DELETE FROM server.session WHERE customer_id = $1', [customerId]);
}

export type NewStaff = { readonly login: string; readonly name: string; readonly role: Exclude<Role, 'customer'>; readonly password: string };

/** Adds members of staff; who is there already keeps the password. */
export async function addStaff(db: Db, staff: readonly NewStaff[]): Promise<void> {
  for (const { login, name, role, password } of staff) {
    await db.query('INSERT INTO server.staff (bucket, login, name, role, password_hash) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING', [
      bucketOf(login),
      login,
      name,
      role,
      await hashPassword(password),
    ]);
  }
}
