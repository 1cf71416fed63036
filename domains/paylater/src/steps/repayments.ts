import { eachPage, type Step, type StepContext } from '@jinqiao/business-day';
import { type BusinessDate, businessDate } from '@jinqiao/calendar';
import { postAndOpen } from '@jinqiao/ledger';
import { ordersByKey, type Payments, refundOrder } from '@jinqiao/payments';
import { derivedId } from '@jinqiao/runtime';
import { payLaterBook } from '../chart.ts';
import { takeOutcomes } from '../commands/repay.ts';
import type { Terms } from '../model.ts';
import { cashMoved } from '../postings/cash.ts';
import { type OpenRefund, openRefunds, openRepayments, type Refund, type Repayment, saveRefunds, saveRepayments } from '../repayment-store.ts';

const CHUNK = 500;

/** 还款入账: what became of repayments, what of their money has arrived, and what goes back to customers. */
export function repaymentsStep(terms: Terms, payments: Payments): Step {
  return {
    name: `pay-later-repay ${terms.programmeId}`,
    run: async (context) => {
      const on = businessDate(context.date);
      await eachPage(
        (after: Repayment | null) => openRepayments(context.db, terms.programmeId, 'outcome', after, CHUNK),
        (page) => takeOpen(context, terms, page, on),
      );
      await eachPage(
        (after: Repayment | null) => openRepayments(context.db, terms.programmeId, 'arrival', after, CHUNK),
        (page) => takeArrivals(context, terms, page, on),
      );
      await eachPage(
        (after: OpenRefund | null) => openRefunds(context.db, terms.programmeId, after, CHUNK),
        (page) => refundSome(context, terms, payments, page, on),
      );
    },
  };
}

async function takeOpen(context: StepContext, terms: Terms, page: readonly Repayment[], on: BusinessDate): Promise<void> {
  const orders = await ordersByKey(context.db, page);
  context.count({ repayments: await context.chunk((tx) => takeOutcomes(tx, terms, page, orders, on)) });
}

async function takeArrivals(context: StepContext, terms: Terms, page: readonly Repayment[], on: string): Promise<void> {
  const orders = await ordersByKey(context.db, page);
  const arrived = page.filter(({ orderId }) => orders.get(orderId)?.settledOn != null);
  if (arrived.length === 0) return;
  await context.chunk(async (tx) => {
    await saveRepayments(
      tx,
      arrived.map((repayment) => ({ ...repayment, arrivedOn: on })),
    );
    const movements = arrived.map(({ bucket, repaymentId, customerId, amount }) => ({
      bucket,
      reference: repaymentId,
      subject: customerId,
      kind: 'repayment-arrived' as const,
      amount,
      owner: customerId,
    }));
    await postAndOpen(tx, payLaterBook(terms), cashMoved(terms, movements, referenceOf('arrived', arrived), on));
  });
  context.count({ arrived: arrived.length });
}

function referenceOf(what: string, rows: readonly { readonly repaymentId: string }[]): string {
  return derivedId('csh', 0, `${what} ${rows.map(({ repaymentId }) => repaymentId).join(' ')}`);
}

/** Refunds go one by one to the institution that collected: they are few. A refusal is tried again under another key at the next close. */
async function refundSome(context: StepContext, terms: Terms, payments: Payments, page: readonly OpenRefund[], on: BusinessDate): Promise<void> {
  const results: Refund[] = [];
  for (const refund of page) {
    const by = { madeBy: refund.customerId, checkedBy: null, time: '09:00', key: `${refund.refundId} ${refund.tries}` };
    const order = await refundOrder(context.db, payments, { bucket: refund.bucket, orderId: refund.paidBy, amount: refund.amount }, by, on, context.fence);
    const tries = refund.tries + (order.state === 'failed' ? 1 : 0);
    results.push({ ...refund, orderId: order.orderId, tries, state: order.state === 'success' ? 'paid' : 'sent' });
  }
  const paid = results.filter(({ state }) => state === 'paid');
  await context.chunk(async (tx) => {
    await saveRefunds(tx, results);
    const movements = paid.map(({ bucket, refundId, customerId, amount }) => ({
      bucket,
      reference: refundId,
      subject: customerId,
      kind: 'refund' as const,
      amount,
      owner: customerId,
    }));
    await postAndOpen(tx, payLaterBook(terms), cashMoved(terms, movements, referenceOf('refunded', paid), on));
  });
  context.count({ refunds: paid.length });
}
