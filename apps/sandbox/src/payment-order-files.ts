import { setTimeout as sleep } from 'node:timers/promises';
import { type Db, HOUSE_BUCKET } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';
import { clearing, files, issuer, payment } from '@jinqiao/wire';
import { misbehaving } from './daily-file.ts';
import type { FaultBox } from './faults.ts';
import { answering } from './institution.ts';
import { enterPayment } from './payment-collections.ts';
import { driveOrders } from './payment-legs.ts';
import { ordersByRef, processingOrders } from './payment-order-rows.ts';
import type { PaymentSetup } from './setup.ts';

const NOTICE_AFTER_MS = 20;

/** Carries orders out after the request that handed them in is answered, and tells the platform, `times` times. */
export function notifyOrders(setup: PaymentSetup, refs: readonly string[], date: string, times = 2): void {
  const tell = async () => {
    await sleep(NOTICE_AFTER_MS);
    const waiting = [...(await ordersByRef(setup.aside, setup.schema, refs)).values()].filter((row) => row.status === 'PROCESSING');
    await driveOrders(setup, waiting, date);
    const platform = setup.toPlatform();
    const items = [...(await ordersByRef(setup.aside, setup.schema, refs)).values()].flatMap(
      ({ orderRef, status, code, institutionSerial, networkSerial, source, amount }) =>
        status === 'PROCESSING' ? [] : [{ orderRef, status, code, institutionSerial, networkSerial, source, amount: amount.toString() }],
    );
    if (!platform || items.length === 0) return;
    for (let round = 1; round <= times; round += 1) {
      await platform.exchange(payment.orderResult, { serial: `${setup.id}.result.${refs[0]}.${refs.length}.${round}`, businessDate: date, body: { items } });
    }
  };
  tell().catch(process.emitWarning);
}

/** The files of a date. The result file waits for the last outcome, and closes the date. */
export function orderFile(setup: PaymentSetup, faults: FaultBox) {
  const { schema: s, id } = setup;
  return answering(payment.orderFile, async (_tx, body) => {
    const rows = body.kind === 'order-result' ? await resultRows(setup, body.date) : await settlementRows(setup.aside, s, body.date);
    if (!rows) return { ready: false, content: '', digest: '', parts: 1 };
    const layout = body.kind === 'order-result' ? files.orderResultFile : files.orderSettlementFile;
    return misbehaving(faults, payment.orderFile.name, { layout, institution: id, date: body.date, rows }, body.part);
  });
}

type FileRow = Record<string, string>;

async function resultRows(setup: PaymentSetup, date: string): Promise<FileRow[] | undefined> {
  const { schema: s, aside } = setup;
  await aside.tx(async (tx) => {
    // An order is taken before the date closes, and is in the file, or after, and is refused.
    await tx.query(`LOCK TABLE ${s}.pay_order IN SHARE ROW EXCLUSIVE MODE`);
    await tx.query(`INSERT INTO ${s}.closed_date (bucket, business_date) VALUES ($1, $2) ON CONFLICT DO NOTHING`, [HOUSE_BUCKET, date]);
  });
  await driveOrders(setup, await processingOrders(aside, s, date), date);
  if ((await processingOrders(aside, s, date)).length > 0) return undefined;
  const { rows } = await aside.query<FileRow>(
    `SELECT order_ref AS "orderRef", kind, status, code, institution_serial AS "institutionSerial", network_serial AS "networkSerial", source, amount::text, fee::text
     FROM ${s}.pay_order WHERE business_date = $1 ORDER BY bucket, order_ref`,
    [date],
  );
  return rows;
}

async function settlementRows(db: Db, s: string, date: string): Promise<FileRow[]> {
  const { rows } = await db.query<FileRow>(
    `SELECT order_ref AS "orderRef", payee_ref AS payee, settled_amount::text AS amount FROM ${s}.pay_order WHERE paid_on = $1 ORDER BY bucket, order_ref`,
    [date],
  );
  return rows;
}

type Due = { readonly bucket: number; readonly orderRef: string; readonly link: 'clearing' | 'direct'; readonly payeeRef: string; readonly amount: bigint };

/**
 * A day opens: collections that are due are claimed, so that refunds come from the payee from now on, and their payees are
 * credited at their banks. What a bank does not answer is paid on a later day under the same reference.
 */
export async function settleOrders(setup: PaymentSetup, date: string): Promise<{ settled: number }> {
  const { schema: s, aside } = setup;
  await aside.query(
    `UPDATE ${s}.pay_order SET settled_on = $1, settled_amount = amount - refunded WHERE kind = 'collection' AND status = 'SUCCESS' AND settled_on IS NULL AND settles_on <= $1`,
    [date],
  );
  const { rows } = await aside.query<Due>(
    `SELECT bucket, order_ref AS "orderRef", link, payee_ref AS "payeeRef", settled_amount AS amount FROM ${s}.pay_order
     WHERE settled_on IS NOT NULL AND paid_on IS NULL ORDER BY bucket, order_ref`,
  );
  let settled = await markPaid(
    setup,
    rows.filter((row) => row.amount === 0n),
    date,
  );
  for (const [link, group] of Map.groupBy(
    rows.filter((row) => row.amount > 0n),
    (row) => row.link,
  )) {
    const items = group.map((row) => ({
      transferRef: `${row.orderRef}.s`,
      origin: setup.id,
      side: 'credit' as const,
      account: `merchant:${row.payeeRef}`,
      amount: row.amount.toString(),
    }));
    const message = {
      serial: derivedId('stl', 0, `${setup.id} ${date} ${items.map((item) => item.transferRef).join(' ')}`),
      businessDate: date,
      body: { items },
    };
    const outcome =
      link === 'clearing' ? await setup.toClearing().exchange(clearing.transfer, message) : await setup.toIssuer().exchange(issuer.transfer, message);
    if (outcome.state !== 'answered') continue;
    const paid = new Set(outcome.answer.items.filter((item) => item.status === 'SUCCESS').map((item) => item.transferRef));
    settled += await markPaid(
      setup,
      group.filter((row) => paid.has(`${row.orderRef}.s`)),
      date,
    );
  }
  return { settled };
}

async function markPaid({ schema: s, aside }: PaymentSetup, rows: readonly Due[], date: string): Promise<number> {
  return aside.tx(async (tx) => {
    const { rows: marked } = await tx.query<{ reference: string; amount: bigint }>(
      `UPDATE ${s}.pay_order o SET paid_on = $3 FROM unnest($1::int[], $2::text[]) AS g(b, r) WHERE o.bucket = g.b AND o.order_ref = g.r AND o.paid_on IS NULL
       RETURNING o.order_ref AS reference, o.settled_amount AS amount`,
      [rows.map((r) => r.bucket), rows.map((r) => r.orderRef), date],
    );
    const entries = marked.filter((row) => row.amount > 0n).map((row) => ({ ...row, debit: 'customer-reserve', credit: 'banks' }));
    await enterPayment(tx, s, entries, date);
    return marked.length;
  });
}

/** What is held of customers' money for orders of the platform. */
export function orderReserve({ schema: s }: PaymentSetup) {
  return answering(payment.orderReserve, async (tx) => {
    const { rows } = await tx.query<{ held: string; orders: number }>(
      `SELECT coalesce(sum(CASE WHEN e.credit = 'customer-reserve' THEN e.amount WHEN e.debit = 'customer-reserve' THEN -e.amount END), 0)::text AS held, count(DISTINCT o.order_ref)::int AS orders
       FROM ${s}.pay_order o JOIN ${s}.entry e ON e.bucket = o.bucket AND e.reference = o.order_ref`,
    );
    return rows[0] ?? { held: '0', orders: 0 };
  });
}

/** Whether the books hold: the reserve is what was collected, less what was settled and refunded. */
export async function orderBooks({ db, schema: s }: PaymentSetup): Promise<{ entries: number; reserve: string; owed: string }> {
  const { rows } = await db.query<{ entries: number; reserve: string; owed: string }>(
    `SELECT count(*)::int AS entries, coalesce(sum(CASE WHEN credit = 'customer-reserve' THEN amount WHEN debit = 'customer-reserve' THEN -amount END), 0)::text AS reserve,
       (SELECT coalesce(sum(CASE WHEN kind = 'collection' THEN CASE WHEN paid_on IS NULL THEN amount ELSE amount - settled_amount END WHEN source = 'reserve' THEN -amount ELSE 0 END), 0)::text
        FROM ${s}.pay_order WHERE status = 'SUCCESS') AS owed FROM ${s}.entry`,
  );
  return rows[0] ?? { entries: 0, reserve: '0', owed: '0' };
}
