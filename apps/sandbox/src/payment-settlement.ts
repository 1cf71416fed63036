import { setTimeout as sleep } from 'node:timers/promises';
import { derivedId } from '@jinqiao/runtime';
import { bank, payment } from '@jinqiao/wire';
import { collectionsByRef, enterPayment } from './payment-collections.ts';
import type { PaymentSetup } from './setup.ts';

type Unsettled = { readonly bucket: number; readonly collectionRef: string; readonly programme: string; readonly amount: bigint };

/** A working day opens: everything collected before is paid to the bank, in one message per programme. Repeated, it pays nothing twice. */
export async function settleDay(setup: PaymentSetup, date: string): Promise<{ settled: number }> {
  const { rows } = await setup.db.query<Unsettled>(
    `SELECT bucket, collection_ref AS "collectionRef", programme, amount FROM ${setup.schema}.collection
     WHERE status = 'SUCCESS' AND settled_on IS NULL AND business_date < $1 ORDER BY programme, bucket, collection_ref`,
    [date],
  );
  let settled = 0;
  for (const [programme, group] of Map.groupBy(rows, (row) => row.programme)) settled += await settleProgramme(setup, programme, date, group);
  return { settled };
}

async function settleProgramme(setup: PaymentSetup, programme: string, date: string, group: readonly Unsettled[]): Promise<number> {
  const total = group.reduce((sum, row) => sum + row.amount, 0n);
  const settlementRef = derivedId('stl', 0, `${programme} ${date} ${group[0]?.collectionRef} ${group.length}`);
  const items = group.map((row) => ({ collectionRef: row.collectionRef, amount: row.amount.toString() }));
  const outcome = await setup.toBank().exchange(bank.creditSettlement, {
    serial: settlementRef,
    businessDate: date,
    body: { settlementRef, programme, settledOn: date, total: total.toString(), items },
  });
  if (outcome.state !== 'answered') return 0;
  return setup.db.tx(async (tx) => {
    const marked = await tx.query<{ amount: bigint }>(
      `UPDATE ${setup.schema}.collection c SET settled_on = $3 FROM unnest($1::int[], $2::text[]) AS g(b, r)
       WHERE c.bucket = g.b AND c.collection_ref = g.r AND c.settled_on IS NULL RETURNING c.amount`,
      [group.map((r) => r.bucket), group.map((r) => r.collectionRef), date],
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
    const items = known.map(({ collectionRef, status, code, paymentSerial, amount }) => ({ collectionRef, status, code, paymentSerial, amount }));
    for (const round of [1, 2]) {
      await platform.exchange(payment.collectionResult, { serial: `result.${references[0]}.${round}`, businessDate: date, body: { items } });
    }
  };
  tell().catch(process.emitWarning);
}
