import type { Role, Session } from '@jinqiao/api';
import { bucketOf, type Db } from '@jinqiao/database';
import { type CustomerKey, customerOfMobile, parseMobile, sealedOf } from '@jinqiao/parties';
import { claimAttempt } from './attempts.ts';
import { serverFault } from './errors.ts';
import { hashPassword, passwordMatches } from './passwords.ts';
import { WHOLE_HOUSE } from './permissions.ts';
import { factorOf, passesFactor } from './second-factor.ts';
import { createSessions, type Sessions } from './sessions.ts';
import type { System } from './system.ts';

export { hashPassword } from './passwords.ts';

/** Sign-in for staff by login, with a second factor where one is enrolled, and for customers by mobile number. */
export type Access = Sessions & {
  /** @throws Fault SIGN_IN_WRONG, TOO_MANY_ATTEMPTS, SECOND_FACTOR_NEEDED, SECOND_FACTOR_WRONG. */
  signIn(given: string, password: string, code?: string): Promise<Session>;
};

export function createAccess(system: System): Access {
  return {
    ...createSessions(system),
    signIn: async (given, password, code) => {
      // Wrong passwords count for the number itself, however it is written.
      const mobile = /^\+?[\d\s-]{11,}$/.test(given);
      const login = mobile ? parseMobile(given, '$.login') : given;
      const attempt = await claimAttempt(system, login);
      const session = mobile ? await customerSession(system, login, password) : await staffSession(system.db, login, password);
      if (!session) {
        await attempt.failed();
        throw serverFault('SIGN_IN_WRONG');
      }
      if (!mobile && (await factorOf(system.db, login))?.confirmed) {
        if (code === undefined || code === '') throw serverFault('SECOND_FACTOR_NEEDED', {}, '$.code');
        if (!(await passesFactor(system, login, code))) {
          await attempt.failed();
          throw serverFault('SECOND_FACTOR_WRONG', {}, '$.code');
        }
      }
      await attempt.succeeded();
      return session;
    },
  };
}

async function staffSession(db: Db, login: string, password: string): Promise<Session | undefined> {
  const { rows } = await db.query<{ name: string; role: Role; hash: string }>(
    `SELECT name, role, password_hash AS hash FROM server.staff WHERE bucket = $1 AND login = $2 AND state = 'active'`,
    [bucketOf(login), login],
  );
  const staff = rows[0];
  return (await passwordMatches(password, staff?.hash)) && staff ? { login, name: staff.name, role: staff.role, customerId: null } : undefined;
}

async function customerSession(system: System, login: string, password: string): Promise<Session | undefined> {
  const who = await customerOfMobile(system.db, system.vault, login);
  const sealed = who && (await sealedOf(system.db, who.bucket, who.customerId));
  if (!(await passwordMatches(password, sealed?.passwordHash || undefined)) || !who) return undefined;
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

export type NewStaff = {
  readonly login: string;
  readonly name: string;
  readonly role: Exclude<Role, 'customer'>;
  readonly password: string;
  readonly scopes?: readonly string[];
};

/** Adds the first members of staff; who is there already keeps everything. Later ones come by a change with maker and checker. */
export async function addStaff(db: Db, staff: readonly NewStaff[]): Promise<void> {
  const hashes = await Promise.all(staff.map(({ password }) => hashPassword(password)));
  await Promise.all(
    staff.map(({ login, name, role, scopes }, at) =>
      db.query('INSERT INTO server.staff (bucket, login, name, role, password_hash, scopes) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING', [
        bucketOf(login),
        login,
        name,
        role,
        hashes[at],
        scopes ?? [WHOLE_HOUSE],
      ]),
    ),
  );
}
