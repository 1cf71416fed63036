import { createHmac } from 'node:crypto';
import { bucketOf } from '@jinqiao/database';
import { fixedClock, instant } from '@jinqiao/runtime';
import { serverFault } from './errors.ts';
import { securityRule } from './security-rules.ts';
import type { System } from './system.ts';

type Keyed = Pick<System, 'db' | 'clock' | 'keys'>;

/** A login as it is counted: nobody reads from it which mobile number was tried. */
export function attemptSubject(keys: System['keys'], login: string): string {
  return createHmac('sha256', keys.vault).update(`attempt ${login}`).digest('hex');
}

/**
 * Counts an attempt to sign in before the password is looked at, so that many at once, to several processes, are no more than
 * the rule allows. @returns what to do when it failed or succeeded.
 * @throws Fault TOO_MANY_ATTEMPTS.
 */
export async function claimAttempt({ db, clock, keys }: Keyed, login: string): Promise<{ failed(): Promise<void>; succeeded(): Promise<void> }> {
  const subject = attemptSubject(keys, login);
  const bucket = bucketOf(subject);
  const minutes = securityRule('SIGN_IN_LOCK_MINUTES', clock);
  const most = securityRule('SIGN_IN_ATTEMPTS_MAX', clock);
  const [now, since, until] = [0, -minutes, minutes].map((shift) => instant(fixedClock(clock.now() + shift * 60_000)));
  const { rows } = await db.query<{ failures: number }>(
    `INSERT INTO server.attempt AS a (bucket, subject, failures, since) VALUES ($1, $2, 1, $3)
     ON CONFLICT (bucket, subject) DO UPDATE SET failures = CASE WHEN a.since < $4 OR a.locked_until IS NOT NULL THEN 1 ELSE a.failures + 1 END,
       since = CASE WHEN a.since < $4 OR a.locked_until IS NOT NULL THEN $3 ELSE a.since END, locked_until = NULL
     WHERE a.locked_until IS NULL OR a.locked_until <= $3 RETURNING failures`,
    [bucket, subject, now, since],
  );
  const failures = rows[0]?.failures;
  if (failures === undefined || failures > most) throw serverFault('TOO_MANY_ATTEMPTS', { minutes });
  return {
    failed: async () => {
      if (failures < most) return;
      await db.query('UPDATE server.attempt SET locked_until = $3 WHERE bucket = $1 AND subject = $2', [bucket, subject, until]);
    },
    succeeded: async () => {
      await db.query('DELETE FROM server.attempt WHERE bucket = $1 AND subject = $2', [bucket, subject]);
    },
  };
}
