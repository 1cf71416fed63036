import { addDays, type BusinessDate, businessDate } from '@jinqiao/calendar';
import { holdLimits } from '@jinqiao/credit';
import type { Database, Tx } from '@jinqiao/database';
import { postAndOpen } from '@jinqiao/ledger';
import { CNY, formatAmount } from '@jinqiao/money';
import { type Guard, type OrderRequest, orderIdOf, ordersByKey, type PaymentOrder, type Payments, placeOrders } from '@jinqiao/payments';
import { derivedId } from '@jinqiao/runtime';
import { billsByKey, saveBills } from '../bill-store.ts';
import type { Bill } from '../bills.ts';
import { billCharge } from '../charges.ts';
import { payLaterBook } from '../chart.ts';
import { payLaterFault } from '../errors.ts';
import type { Terms } from '../model.ts';
import { repaid } from '../postings/repayment.ts';
import { insertReceipts } from '../receipts.ts';
import { insertRepayments, payingCustomers, type Repayment, repaymentById, repaymentsByKey, saveRepayments } from '../repayment-store.ts';
import { openBilled, partsToSettle, settlementAmount } from '../settlement.ts';
import { type Spending, type Spent, spend } from '../spend.ts';
import { openBilledParts, partsOfContracts } from '../store.ts';
import { billFee, useCredit } from './take-return.ts';

export type RepaymentRequest = {
  readonly bucket: number;
  readonly customerId: string;
  readonly purpose: Repayment['purpose'];
  /** The bill that is paid, or the contract that is settled. */
  readonly target: string;
  /** Minor units; of a settlement exactly what settles it. */
  readonly amount: bigint;
  /** The signed card that is debited, as its keyed digest. */
  readonly instrument: string;
  readonly key: string;
};

/** A repayment with the payment that brings it. */
export function draftOf(
  terms: Terms,
  request: RepaymentRequest,
  on: BusinessDate,
  time: string,
): { readonly repayment: Repayment; readonly order: OrderRequest } {
  const { bucket, customerId, purpose, target, amount, instrument } = request;
  const repaymentId = derivedId('plp', bucket, `${terms.programmeId} ${customerId} ${target} ${request.key}`);
  const order: OrderRequest = {
    bucket,
    customerId,
    kind: 'collection',
    mode: 'real-time',
    purpose: 'once',
    subject: target,
    channel: 'card',
    source: instrument,
    payee: { kind: 'merchant', ref: terms.merchant },
    amount,
    asset: terms.asset,
    on,
    time,
    key: `pay-later ${repaymentId}`,
    madeBy: customerId,
  };
  const orderId = orderIdOf(order);
  return {
    order,
    repayment: {
      bucket,
      repaymentId,
      programmeId: terms.programmeId,
      customerId,
      purpose,
      target,
      amount,
      orderId,
      state: 'sent',
      code: '',
      paidOn: on,
      arrivedOn: null,
    },
  };
}

/** What a repayment may be at most today, its customer's limits held. */
async function openFor(tx: Tx, terms: Terms, { bucket, customerId, purpose, target }: RepaymentRequest, on: BusinessDate): Promise<bigint> {
  if (purpose === 'settlement') return settlementAmount(terms, await partsOfContracts(tx, [{ bucket, contractId: target }]), on);
  return openBilled(terms, await openBilledParts(tx, terms.programmeId, [{ bucket, customerId }]), on);
}

/** @throws Fault REPAYMENT_UNDER_WAY, BILL_NOTHING_OPEN, REPAYMENT_EXCEEDS_OPEN. */
async function requireRepayment(tx: Tx, terms: Terms, request: RepaymentRequest, on: BusinessDate): Promise<void> {
  await holdLimits(tx, [request]);
  if ((await payingCustomers(tx, terms.programmeId, [request])).size > 0) throw payLaterFault('REPAYMENT_UNDER_WAY');
  const open = await openFor(tx, terms, request, on);
  if (open === 0n) throw payLaterFault('BILL_NOTHING_OPEN');
  if (request.amount > open || (request.purpose === 'settlement' && request.amount !== open))
    throw payLaterFault('REPAYMENT_EXCEEDS_OPEN', { open: formatAmount(open, CNY) }, '$.amount');
}

/**
 * The customer pays from a signed card. The repayment is on record before the payment is sent; where its outcome is not known
 * when this returns, the close asks. The same key again is the same repayment.
 * @throws Fault REPAYMENT_UNDER_WAY, BILL_NOTHING_OPEN, REPAYMENT_EXCEEDS_OPEN.
 */
export async function repay(
  db: Database,
  payments: Payments,
  terms: Terms,
  request: RepaymentRequest,
  { time, guard }: { readonly time: string; readonly guard: Guard },
  on: BusinessDate,
): Promise<Repayment> {
  const { repayment, order } = draftOf(terms, request, on, time);
  await placeOrders(db, payments, [order], on, guard, async (tx) => {
    const day = await guard(tx);
    if (await repaymentById(tx, repayment)) return day;
    await requireRepayment(tx, terms, request, on);
    await insertRepayments(tx, [repayment]);
    return day;
  });
  const orders = await ordersByKey(db, [repayment]);
  await db.tx(async (tx) => {
    const day = await guard(tx);
    await takeOutcomes(tx, terms, [repayment], orders, typeof day === 'string' ? businessDate(day) : on);
  });
  return (await repaymentById(db, repayment)) as Repayment;
}

/** Books what became of repayments' payments, of each customer at most one; nothing where that is not known, or was booked before. @returns how many were booked. */
export async function takeOutcomes(
  tx: Tx,
  terms: Terms,
  asked: readonly Repayment[],
  orders: ReadonlyMap<string, PaymentOrder>,
  on: BusinessDate,
): Promise<number> {
  const known = asked.filter(({ orderId }) => ['success', 'failed'].includes(orders.get(orderId)?.state ?? ''));
  if (known.length === 0) return 0;
  await holdLimits(tx, known);
  const sent = (await repaymentsByKey(tx, known)).filter(({ state }) => state === 'sent');
  const [paid, failed] = [true, false].map((yes) => sent.filter(({ orderId }) => (orders.get(orderId)?.state === 'success') === yes)) as [
    Repayment[],
    Repayment[],
  ];
  const rests = await apply(tx, terms, paid, on);
  await debitAgain(tx, terms, failed, on);
  await saveRepayments(tx, [
    ...paid.map((repayment) => ({ ...repayment, state: 'applied' as const })),
    ...failed.map((repayment) => ({ ...repayment, state: 'failed' as const, code: orders.get(repayment.orderId)?.code ?? '' })),
  ]);
  // What came in while goods came back, or twice, is the customer's: rare, and looked at one by one.
  for (const repayment of paid.filter((_, i) => (rests[i] ?? 0n) > 0n))
    await useCredit(
      tx,
      terms,
      { bucket: repayment.bucket, customerId: repayment.customerId, programmeId: repayment.programmeId, contracts: [] },
      repayment.repaymentId,
      on,
    );
  return sent.length;
}

/** A debit that failed is tried again on the terms' days after the due day. */
async function debitAgain(tx: Tx, { retryDays }: Terms, failed: readonly Repayment[], on: BusinessDate): Promise<void> {
  const keys = failed.filter(({ purpose }) => purpose === 'bill').map(({ bucket, target }) => ({ bucket, billId: target }));
  const bills = [...(await billsByKey(tx, keys)).values()].filter((bill) => bill.state !== 'paid' && bill.dueOn <= on);
  await saveBills(
    tx,
    bills.map((bill): Bill => ({ ...bill, debitOn: retryDays.map((days) => addDays(bill.dueOn, days)).find((date) => date > on) ?? null })),
  );
}

/** @returns what of each repayment nothing could take. */
async function apply(tx: Tx, terms: Terms, repayments: readonly Repayment[], on: BusinessDate): Promise<bigint[]> {
  if (repayments.length === 0) return [];
  const settled = repayments.filter(({ purpose }) => purpose === 'settlement');
  const billed = Map.groupBy(await openBilledParts(tx, terms.programmeId, repayments), ({ customerId }) => customerId);
  const whole = Map.groupBy(
    await partsOfContracts(
      tx,
      settled.map(({ bucket, target }) => ({ bucket, contractId: target })),
    ),
    ({ contractId }) => contractId,
  );
  const spendings = repayments.map(({ purpose, target, customerId, amount, paidOn }): Spending => {
    const before = (purpose === 'settlement' ? whole.get(target) : billed.get(customerId)) ?? [];
    const ready = purpose === 'settlement' ? partsToSettle(terms, before, paidOn).map(billFee) : before.map((part) => billCharge(terms, part, paidOn));
    return { before, ready, amount, paidOn };
  });
  const spent = await spend(tx, spendings, 'paid', on);
  await insertReceipts(
    tx,
    repayments.flatMap(({ bucket, repaymentId, paidOn }, i) =>
      (spent[i] as Spent).applied.map(({ contract, split }) => ({
        bucket,
        repaymentId,
        paidOn,
        contractId: contract.contractId,
        amount: split.charge + split.fee + split.principal,
      })),
    ),
  );
  await postAndOpen(
    tx,
    payLaterBook(terms),
    repayments.map((repayment, i) => repaid(terms, repayment, (spent[i] as Spent).applied, (spent[i] as Spent).rest, on)),
  );
  return spent.map(({ rest }) => rest);
}
