import { setTimeout as sleep } from 'node:timers/promises';
import { derivedId } from '@jinqiao/runtime';
import { bank, payment } from '@jinqiao/wire';
import { collectionsByRef, enterPayment } from './payment-collections.ts';
import type { PaymentSetup } from './setup.ts';

type Unsettled = {
  readonly bucket: number;
  readonly collectionRef: string;
  readonly programme: string;
  readonly settlesAt: string;
  readonly amount: bigint;
  readonly settlementRef: string;
  readonly settlesOn: string;
};

/**
 * A working day opens: everything booked before is paid to the bank, in one message per programme. A message whose outcome is
 * not known is sent again as it was, so that nothing is paid twice.
 */
export async function settleDay(setup: PaymentSetup, date: string): Promise<{ settled: number }> {
  await assignSettlements(setup, date);
  const { rows } = await setup.db.query<Unsettled>(
    `SELECT bucket, collection_ref AS "collectionRef", programme, settles_at AS "settlesAt", coalesce(collected, amount) AS amount, settlement_ref AS "settlementRef", settles_on AS "settlesOn"
     FROM ${setup.schema}.collection, generate_series(1, debits) WHERE settlement_ref IS NOT NULL AND settled_on IS NULL ORDER BY settles_on, programme, bucket, collection_ref`,
  );
  let settled = 0;
  for (const group of Map.groupBy(rows, (row) => row.settlementRef).values()) settled += await settleProgramme(setup, date, group);
  return { settled };
}

async function assignSettlements(setup: PaymentSetup, date: string): Promise<void> {
  await setup.db.tx(async (tx) => {
    const { rows } = await tx.query<{ bucket: number; ref: string; programme: string }>(
      `SELECT bucket, collection_ref AS ref, programme FROM ${setup.schema}.collection
       WHERE status = 'SUCCESS' AND settled_on IS NULL AND settlement_ref IS NULL AND coalesce(booked_on, business_date) < $1 ORDER BY programme, bucket, collection_ref FOR UPDATE`,
      [date],
    );
    for (const [programme, group] of Map.groupBy(rows, (row) => row.programme)) {
      await tx.query(
        `UPDATE ${setup.schema}.collection c SET settlement_ref = $3, settles_on = $4 FROM unnest($1::int[], $2::text[]) AS g(b, r) WHERE c.bucket = g.b AND c.collection_ref = g.r`,
        [group.map((r) => r.bucket), group.map((r) => r.ref), derivedId('stl', 0, `${programme} ${date} ${group[0]?.ref} ${group.length}`), date],
      );
    }
  });
}

async function settleProgramme(setup: PaymentSetup, date: string, group: readonly Unsettled[]): Promise<number> {
  const { settlementRef = '', programme = '', settlesAt = 'bank', settlesOn = date } = group[0] ?? {};
  const total = group.reduce((sum, row) => sum + row.amount, 0n);
  const items = group.map((row) => ({ collectionRef: row.collectionRef, amount: row.amount.toString() }));
  const outcome = await setup.toBank(settlesAt).exchange(bank.creditSettlement, {
    serial: settlementRef,
    businessDate: settlesOn,
    body: { settlementRef, programme, settledOn: settlesOn, total: total.toString(), items },
  });
  if (outcome.state !== 'answered') return 0;
  return setup.db.tx(async (tx) => {
    const marked = await tx.query<{ amount: bigint }>(
      `UPDATE ${setup.schema}.collection c SET settled_on = $2 WHERE c.settlement_ref = $1 AND c.settled_on IS NULL RETURNING coalesce(c.collected, c.amount) * c.debits AS amount`,
      [settlementRef, date],
    );
    // The same day opened twice at once finds them marked, and enters nothing.
    const amount = marked.rows.reduce((sum, row) => sum + row.amount, 0n);
    if (amount > 0n) await enterPayment(tx, setup.schema, [{ reference: settlementRef, debit: 'customer-reserve', credit: 'bank-settlement', amount }], date);
    return marked.rowCount;
  });
}

const NOTICE_AFTER_MS = 20;

/** Holds outcomes back and tells them twice, after the request that asked for them is committed. What was rolled back is not told. */
export function notifyTwice(setup: PaymentSetup, references: readonly string[], date: string): void {
  const tell = async () => {
    await sleep(NOTICE_AFTER_MS);
    const platform = setup.toPlatform();
    const known = [...(await collectionsByRef(setup.db, setup.schema, references)).values()];
    if (!platform || known.length === 0) return;
    const items = known.map(({ collectionRef, status, code, paymentSerial, networkSerial, amount }) => ({
      collectionRef,
      status,
      code,
      paymentSerial,
      networkSerial,
      amount,
    }));
    for (const round of [1, 2]) {
      await platform.exchange(payment.collectionResult, { serial: `result.${references[0]}.${round}`, businessDate: date, body: { items } });
    }
  };
  tell().catch(process.emitWarning);
}
