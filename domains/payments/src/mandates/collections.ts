import type { Tx } from '@jinqiao/database';
import { dayPeriod, holdCounters, mandateSubject, monthPeriod, releaseCounters } from '../counters.ts';
import { type Mandate, mandateHolds } from './model.ts';

type CollectionKey = { readonly bucket: number; readonly collectionId: string };
type Debit = CollectionKey & { readonly customerId: string; readonly mandateToken: string; readonly businessDate: string; readonly amount: bigint };

type Bound = Pick<Mandate, 'mandateId' | 'token' | 'customerId' | 'state' | 'validFrom' | 'validThrough' | 'paymentCap' | 'dayCap' | 'monthCap'>;

/**
 * Reserves what collections that are about to be sent count towards the caps of their mandates, in the caller's
 * transaction. @returns the code by which those are refused whose mandate does not hold or whose cap would be passed.
 */
export async function reserveCollections(tx: Tx, rows: readonly Debit[]): Promise<Map<string, string>> {
  const { rows: mandates } = await tx.query<Bound>(
    `SELECT DISTINCT m.mandate_id AS "mandateId", m.token, m.customer_id AS "customerId", m.state, m.valid_from AS "validFrom", m.valid_through AS "validThrough",
       m.payment_cap AS "paymentCap", m.day_cap AS "dayCap", m.month_cap AS "monthCap"
     FROM unnest($1::int[], $2::text[], $3::text[]) AS g(b, c, t) JOIN payments.mandate m ON m.bucket = g.b AND m.customer_id = g.c AND m.token = g.t`,
    [rows.map((r) => r.bucket), rows.map((r) => r.customerId), rows.map((r) => r.mandateToken)],
  );
  const byToken = new Map(mandates.map((mandate) => [`${mandate.customerId} ${mandate.token}`, mandate]));
  // A card that was bound before mandates were kept has none, and is collected from as before.
  const bound = rows.flatMap((row) => {
    const mandate = byToken.get(`${row.customerId} ${row.mandateToken}`);
    return mandate ? [{ row, mandate, subject: mandateSubject(mandate.mandateId), periods: [dayPeriod(row.businessDate), monthPeriod(row.businessDate)] }] : [];
  });
  const counters = await holdCounters(
    tx,
    bound.flatMap(({ subject, periods }) => periods.map((period) => ({ subject, period }))),
  );
  const refused = new Map<string, string>();
  const counted: Debit[] = [];
  for (const { row, mandate, subject, periods } of bound) {
    const over = (at: number, cap: bigint) => counters.used({ subject, period: periods[at] as string }) + row.amount > cap;
    if (mandate.state === 'cancelled') refused.set(row.collectionId, 'MANDATE_CANCELLED');
    else if (!mandateHolds(mandate, row.businessDate)) refused.set(row.collectionId, 'MANDATE_EXPIRED');
    else if (row.amount > mandate.paymentCap) refused.set(row.collectionId, 'MANDATE_PAYMENT_CAP');
    else if (over(0, mandate.dayCap)) refused.set(row.collectionId, 'MANDATE_DAY_CAP');
    else if (over(1, mandate.monthCap)) refused.set(row.collectionId, 'MANDATE_MONTH_CAP');
    else {
      counters.take(periods.map((period) => ({ subject, period, amount: row.amount })));
      counted.push(row);
    }
  }
  await counters.save();
  await tx.query(
    `UPDATE payments.collection c SET counted = true FROM unnest($1::int[], $2::text[]) AS g(b, i) WHERE c.bucket = g.b AND c.collection_id = g.i`,
    [counted.map((r) => r.bucket), counted.map((r) => r.collectionId)],
  );
  return refused;
}

/** Gives back what collections that have failed counted towards their caps, once. */
export async function releaseFailedCollections(tx: Tx, keys: readonly CollectionKey[]): Promise<void> {
  if (keys.length === 0) return;
  const { rows } = await tx.query<{ mandateId: string; businessDate: string; amount: bigint }>(
    `WITH freed AS (UPDATE payments.collection c SET counted = false FROM unnest($1::int[], $2::text[]) AS g(b, i)
       WHERE c.bucket = g.b AND c.collection_id = g.i AND c.counted AND c.state = 'failed' RETURNING c.bucket, c.customer_id, c.mandate_token, c.business_date, c.amount)
     SELECT m.mandate_id AS "mandateId", f.business_date AS "businessDate", f.amount FROM freed f
     JOIN payments.mandate m ON m.bucket = f.bucket AND m.customer_id = f.customer_id AND m.token = f.mandate_token`,
    [keys.map((k) => k.bucket), keys.map((k) => k.collectionId)],
  );
  await releaseCounters(
    tx,
    rows.flatMap(({ mandateId, businessDate, amount }) =>
      [dayPeriod(businessDate), monthPeriod(businessDate)].map((period) => ({ subject: mandateSubject(mandateId), period, amount })),
    ),
  );
}
