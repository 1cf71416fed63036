import { createHmac } from 'node:crypto';
import { bucketOf } from '@jinqiao/database';
import { fixedClock, instant } from '@jinqiao/runtime';
import { serverFault } from './errors.ts';
import { securityRule } from './security-rules.ts';
import type { System } from './system.ts';

type Keyed = Pick<System, 'db' | 'clock' | 'keys'>;

const HOUR_MS = 3_600_000;
const LOOPBACK = /^(?:::1|(?:::ffff:)?127\.\d+\.\d+\.\d+)$/i;

/** Whether an address is this machine itself. */
export function isLoopback(address: string): boolean {
  return LOOPBACK.test(address);
}

/**
 * Counts a code that is asked for from an address, whatever number it goes to: limits per number alone would let one sender
 * try all numbers. What comes from this machine itself, past no proxy, is not counted.
 * @throws Fault TOO_MANY_CODES within an hour of the first that was counted.
 */
export async function claimCode({ db, clock, keys }: Keyed, address: string): Promise<void> {
  if (isLoopback(address)) return;
  const subject = createHmac('sha256', keys.vault)
    .update(`code address ${networkOf(address)}`)
    .digest('hex');
  const most = securityRule('CODES_PER_ADDRESS_MAX', clock);
  const now = instant(clock);
  const hourAgo = instant(fixedClock(clock.now() - HOUR_MS));
  await db.query(
    `DELETE FROM server.code_address a USING (SELECT bucket, subject FROM server.code_address WHERE since <= $1 LIMIT 100 FOR UPDATE SKIP LOCKED) AS old
     WHERE a.bucket = old.bucket AND a.subject = old.subject`,
    [hourAgo],
  );
  const { rowCount } = await db.query(
    `INSERT INTO server.code_address AS a (bucket, subject, codes, since) VALUES ($1, $2, 1, $3)
     ON CONFLICT (bucket, subject) DO UPDATE SET codes = CASE WHEN a.since <= $4 THEN 1 ELSE a.codes + 1 END, since = CASE WHEN a.since <= $4 THEN $3 ELSE a.since END
     WHERE a.since <= $4 OR a.codes < $5`,
    [bucketOf(subject), subject, now, hourAgo, most],
  );
  if (rowCount === 0) throw serverFault('TOO_MANY_CODES', { limit: most });
}

/** An IPv4 address, or the /64 of an IPv6 address: whoever has one address of it has all of them. */
export function networkOf(address: string): string {
  const v4 = /^(?:::ffff:)?(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (v4) return v4;
  const [head = [], tail] = (address.split('%')[0] ?? '').split('::').map((part) => part.split(':').filter((group) => group !== ''));
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - head.length - tail.length);
  const groups = [...head, ...Array.from({ length: zeros }, () => '0'), ...(tail ?? [])];
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
