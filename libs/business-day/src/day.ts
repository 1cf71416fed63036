import type { Db, Tx } from '@jinqiao/database';
import { businessDayFault } from './errors.ts';

const NAME = 'main';

export type Day = { readonly current: string; readonly lastClosed: string | null; readonly closing: string | null };

/** Opens the first business day of an installation; later calls change nothing. */
export async function openFirstDay(db: Db, date: string): Promise<void> {
  await db.query('INSERT INTO business_day.day (bucket, name, current) VALUES (0, $1, $2) ON CONFLICT DO NOTHING', [NAME, date]);
}

/** The open day. @throws Fault DAY_NOT_OPEN. */
export async function today(db: Db): Promise<Day> {
  const { rows } = await db.query<Day>('SELECT current, last_closed AS "lastClosed", closing FROM business_day.day WHERE bucket = 0 AND name = $1', [NAME]);
  const day = rows[0];
  if (!day) throw businessDayFault('DAY_NOT_OPEN');
  return day;
}

/** The open day, held so that the close cannot move it before this transaction ends. @throws Fault DAY_NOT_OPEN, DAY_CLOSING. */
export async function holdToday(tx: Tx): Promise<string> {
  const { rows } = await tx.query<{ current: string; closing: string | null }>(
    'SELECT current, closing FROM business_day.day WHERE bucket = 0 AND name = $1 FOR SHARE',
    [NAME],
  );
  const day = rows[0];
  if (!day) throw businessDayFault('DAY_NOT_OPEN');
  if (day.closing) throw businessDayFault('DAY_CLOSING', { date: day.closing });
  return day.current;
}

/** Claims the close for the holder of a database session; a claim whose session is gone is void. @throws Fault CLOSE_RUNNING. */
export async function claimClose(db: Db, session: { pid: number; started: string }): Promise<void> {
  const { rowCount } = await db.query(
    `UPDATE business_day.day SET closer_pid = $2, closer_started = $3 WHERE bucket = 0 AND name = $1
     AND (closer_pid IS NULL OR closer_pid = $2 OR NOT EXISTS (SELECT 1 FROM pg_stat_activity a WHERE a.pid = closer_pid AND a.backend_start = closer_started))`,
    [NAME, session.pid, session.started],
  );
  if (rowCount === 0) throw businessDayFault('CLOSE_RUNNING');
}

export async function releaseClose(db: Db, pid: number): Promise<void> {
  await db.query('UPDATE business_day.day SET closer_pid = NULL, closer_started = NULL WHERE bucket = 0 AND name = $1 AND closer_pid = $2', [NAME, pid]);
}

/** Fences a chunk: it may commit only while the close is still its process's. */
export async function requireClaim(tx: Tx, pid: number): Promise<void> {
  const { rows } = await tx.query('SELECT 1 FROM business_day.day WHERE bucket = 0 AND name = $1 AND closer_pid = $2', [NAME, pid]);
  if (rows.length === 0) throw businessDayFault('CLOSE_TAKEN_OVER');
}

/** From here until the day is moved nothing else books: what a close has read stays true. */
export async function beginClosing(tx: Tx, date: string): Promise<void> {
  await tx.query('UPDATE business_day.day SET closing = $2 WHERE bucket = 0 AND name = $1', [NAME, date]);
}

export async function moveDay(tx: Tx, closed: string, next: string): Promise<void> {
  await tx.query('UPDATE business_day.day SET current = $3, last_closed = $2, closing = NULL WHERE bucket = 0 AND name = $1', [NAME, closed, next]);
}
