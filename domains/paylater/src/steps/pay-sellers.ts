import { eachPage, type Step, type StepContext } from '@jinqiao/business-day';
import { type BusinessDate, businessDate } from '@jinqiao/calendar';
import type { Tx } from '@jinqiao/database';
import { type Journal, postAndOpen } from '@jinqiao/ledger';
import { min } from '@jinqiao/money';
import { type OrderRequest, orderIdOf, ordersByKey, type PaymentOrder, type Payments, placeOrders, planOrders } from '@jinqiao/payments';
import { derivedId } from '@jinqiao/runtime';
import { payLaterBook } from '../chart.ts';
import { readStanding } from '../lender.ts';
import type { Terms } from '../model.ts';
import { cashMoved, claimSetOff } from '../postings/cash.ts';
import { openClaims, openSellerPayments, promisedToSellers, type SellerClaim, type SellerPayment, saveSellerPayments, takeClaims } from '../seller-store.ts';

const CHUNK = 500;
const TIME = '10:00';

/**
 * 受托支付: the lender pays sellers for the buyers, an order each, out of what it has in the bank; what a seller owes for goods that
 * came back is set off first. A payment that failed is tried again; one whose outcome is not known is asked about.
 */
export function paySellersStep(terms: Terms, payments: Payments): Step {
  return {
    name: `pay-later-sellers ${terms.programmeId}`,
    run: async (context) => {
      if (terms.product !== 'micro-loan') return;
      const on = businessDate(context.date);
      await eachPage(
        (after: SellerPayment | null) => openSellerPayments(context.db, terms.programmeId, after, CHUNK),
        (page) => paySome(context, terms, payments, page, on),
      );
    },
  };
}

/** The payment of a try. What is asked again on a later day is the same order. */
function requestOf(terms: Terms, { bucket, customerId, contractId, seller, amount, netted, tries, madeOn }: SellerPayment): OrderRequest {
  return {
    bucket,
    customerId,
    kind: 'entrusted',
    // Its outcome is known at once: what a close that was killed asks again when it goes on must not be known a day earlier for it.
    mode: 'real-time',
    purpose: 'once',
    subject: contractId,
    payer: terms.merchant,
    payee: { kind: 'merchant', ref: seller },
    amount: amount - netted,
    asset: terms.asset,
    on: madeOn,
    time: TIME,
    key: `seller ${contractId} ${tries}`,
    madeBy: terms.creditor,
  };
}

async function paySome(context: StepContext, terms: Terms, payments: Payments, page: readonly SellerPayment[], on: BusinessDate): Promise<void> {
  const begun = await context.chunk((tx) => begin(tx, terms, payments, page, on));
  const requests = begun.map((payment) => requestOf(terms, payment));
  if (requests.length > 0) await placeOrders(context.db, payments, requests, on, context.fence);
  const sent = [...page.filter(({ state }) => state === 'sent'), ...begun];
  const orders = await ordersByKey(context.db, sent);
  context.count({ sellersPaid: await context.chunk((tx) => takeOutcomes(tx, terms, sent, orders, on)) });
}

/** Sets claims off and plans payments as far as the lender's money goes, in the order of their contracts. */
async function begin(tx: Tx, terms: Terms, payments: Payments, page: readonly SellerPayment[], on: string): Promise<SellerPayment[]> {
  const planned = page.filter(({ state }) => state === 'planned');
  if (planned.length === 0) return [];
  const { journals, rows, claims } = setOff(terms, planned, await openClaims(tx, terms.programmeId, [...new Set(planned.map(({ seller }) => seller))]), on);
  await takeClaims(tx, claims);
  await postAndOpen(tx, payLaterBook(terms), journals);
  let left = (await readStanding(tx, terms)).cash - (await promisedToSellers(tx, terms.programmeId));
  const begun = rows.flatMap((payment): SellerPayment[] => {
    const due = payment.amount - payment.netted;
    if (due === 0n || due > left) return [];
    left -= due;
    const dated = { ...payment, madeOn: on };
    return [{ ...dated, state: 'sent', orderId: orderIdOf(requestOf(terms, dated)) }];
  });
  const done = rows.filter(({ amount, netted }) => amount === netted).map((payment): SellerPayment => ({ ...payment, state: 'paid' }));
  const waiting = rows.filter(
    (payment) => !begun.some(({ contractId }) => contractId === payment.contractId) && !done.some(({ contractId }) => contractId === payment.contractId),
  );
  await saveSellerPayments(tx, [...begun, ...done, ...waiting]);
  await planOrders(
    tx,
    payments,
    begun.map((payment) => requestOf(terms, payment)),
  );
  return begun;
}

function setOff(terms: Terms, planned: readonly SellerPayment[], open: readonly SellerClaim[], on: string) {
  const claims = new Map(open.map((claim) => [claim.claimId, claim]));
  const journals: Journal[] = [];
  const rows = planned.map((payment) => {
    let { netted } = payment;
    for (const claim of claims.values()) {
      const amount = claim.seller === payment.seller ? min(claim.amount - claim.taken, payment.amount - netted) : 0n;
      if (amount === 0n) continue;
      netted += amount;
      claims.set(claim.claimId, { ...claim, taken: claim.taken + amount });
      const sides = { claim: { bucket: claim.bucket, id: claim.claimId }, payment: { bucket: payment.bucket, id: payment.contractId } };
      journals.push(...claimSetOff(terms, { seller: payment.seller, amount, ...sides }, on));
    }
    return { ...payment, netted };
  });
  return { journals, rows, claims: [...claims.values()] };
}

async function takeOutcomes(tx: Tx, terms: Terms, sent: readonly SellerPayment[], orders: ReadonlyMap<string, PaymentOrder>, on: string): Promise<number> {
  const results = sent.flatMap((payment): SellerPayment[] => {
    const state = orders.get(payment.orderId)?.state;
    if (state === 'success') return [{ ...payment, state: 'paid' }];
    return state === 'failed' ? [{ ...payment, state: 'planned', tries: payment.tries + 1 }] : [];
  });
  const paid = results.filter(({ state }) => state === 'paid');
  await saveSellerPayments(tx, results);
  const movements = paid.map(({ bucket, contractId, seller, amount, netted }) => ({
    bucket,
    reference: contractId,
    subject: contractId,
    kind: 'seller-payment' as const,
    amount: amount - netted,
    owner: seller,
  }));
  await postAndOpen(
    tx,
    payLaterBook(terms),
    cashMoved(terms, movements, derivedId('csh', 0, `sellers ${paid.map(({ contractId }) => contractId).join(' ')}`), on),
  );
  return paid.length;
}
