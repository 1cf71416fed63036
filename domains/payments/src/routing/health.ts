import type { Db } from '@jinqiao/database';
import { RATE_ONE } from '@jinqiao/money';
import type { Channel } from '../orders/model.ts';

/** How many of the latest attempts are looked at. */
const LATEST = 50;
/** With fewer outcomes than this a share says nothing. */
const ENOUGH = 10;

/** Failures that are the customer's, not the institution's. */
const CUSTOMERS_OWN = ['INSUFFICIENT_FUNDS', 'MANDATE_CANCELLED', 'AGREEMENT_CANCELLED', 'ACCOUNT_CLOSED'];

export type Health = {
  readonly institution: string;
  readonly channel: Channel;
  /** Of the latest attempts: how many have an outcome, how many succeeded, how many did not answer and are still open. */
  readonly decided: number;
  readonly succeeded: number;
  readonly unknown: number;
  /** Succeeded of decided, in 1e-8; whole while too little is known. */
  readonly share: bigint;
};

/** The health of ways, from their latest attempts alone: no clock enters, so a replay chooses alike. A way heals when what it left open is answered. */
export async function healthOf(db: Db, ways: readonly { readonly institution: string; readonly channel: Channel }[]): Promise<Map<string, Health>> {
  const { rows } = await db.query<Omit<Health, 'share'>>(
    `SELECT w.institution, w.channel, count(*) FILTER (WHERE a.state IN ('success', 'failed') AND a.code <> ALL ($3))::int AS decided,
       count(*) FILTER (WHERE a.state = 'success')::int AS succeeded, count(*) FILTER (WHERE a.state = 'unknown')::int AS unknown
     FROM unnest($1::text[], $2::text[]) AS w(institution, channel)
     LEFT JOIN LATERAL (SELECT x.state, x.code FROM payments.attempt x WHERE x.institution_id = w.institution AND x.channel = w.channel ORDER BY x.at DESC LIMIT ${LATEST}) a ON true
     GROUP BY 1, 2`,
    [ways.map((w) => w.institution), ways.map((w) => w.channel), CUSTOMERS_OWN],
  );
  return new Map(
    rows.map((row) => [
      `${row.institution} ${row.channel}`,
      { ...row, share: row.decided < ENOUGH ? RATE_ONE : (BigInt(row.succeeded) * RATE_ONE) / BigInt(row.decided) },
    ]),
  );
}
