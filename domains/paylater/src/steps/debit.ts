import type { Step, StepContext } from '@jinqiao/business-day';
import { type BusinessDate, businessDate } from '@jinqiao/calendar';
import { holdLimits } from '@jinqiao/credit';
import type { Tx } from '@jinqiao/database';
import { sum } from '@jinqiao/money';
import { ordersByKey, type Payments, placeOrders, planOrders, signedInstruments } from '@jinqiao/payments';
import { billsToDebit, saveBills } from '../bill-store.ts';
import type { Bill } from '../bills.ts';
import { chargeAt } from '../charges.ts';
import { draftOf, takeOutcomes } from '../commands/repay.ts';
import { openOf, type Terms } from '../model.ts';
import { insertRepayments, payingCustomers } from '../repayment-store.ts';
import { openBilledParts } from '../store.ts';

const CHUNK = 500;
/** Debits of the close carry one time of day: nothing booked depends on the machine's clock. */
const TIME = '09:00';

type Draft = ReturnType<typeof draftOf>;

/** 扣款: bills that are due, and tries of earlier ones, are debited from the customers' signed cards over the payment institutions. */
export function debitStep(terms: Terms, payments: Payments): Step {
  return {
    name: `pay-later-debit ${terms.programmeId}`,
    run: async (context) => {
      const on = businessDate(context.date);
      for (let taken = CHUNK; taken === CHUNK; context.count({ debits: taken })) taken = await debitSome(context, terms, payments, on);
    },
  };
}

async function debitSome(context: StepContext, terms: Terms, payments: Payments, on: BusinessDate): Promise<number> {
  const { db, fence } = context;
  const { taken, drafts } = await context.chunk((tx) => planDebits(tx, terms, payments, on));
  if (drafts.length === 0) return taken;
  const requests = drafts.map(({ order }) => order);
  await placeOrders(db, payments, requests, on, fence);
  const repayments = drafts.map(({ repayment }) => repayment);
  const orders = await ordersByKey(db, repayments);
  await context.chunk((tx) => takeOutcomes(tx, terms, repayments, orders, on));
  return taken;
}

/** Repayments and their payments are planned in one transaction: a close that is killed before it sends them sends them when it goes on. */
async function planDebits(tx: Tx, terms: Terms, payments: Payments, on: BusinessDate): Promise<{ taken: number; drafts: Draft[] }> {
  const bills = await billsToDebit(tx, terms.programmeId, on, CHUNK);
  if (bills.length === 0) return { taken: 0, drafts: [] };
  await holdLimits(tx, bills);
  const open = Map.groupBy(await openBilledParts(tx, terms.programmeId, bills), ({ customerId }) => customerId);
  const [paying, cards] = [await payingCustomers(tx, terms.programmeId, bills), await signedInstruments(tx, bills, on)];
  // A customer with two bills on one day is debited once: what is overdue and what is due go together.
  const first = [...new Map(bills.map((bill) => [bill.customerId, bill])).values()];
  const drafts = first.flatMap((bill): Draft[] => {
    const { bucket, customerId, billId } = bill;
    const instrument = cards.get(customerId);
    const due = (open.get(customerId) ?? []).filter((part) => part.dueOn <= on);
    const amount = sum(due.map((part) => openOf(part) + chargeAt(terms, part, on)));
    if (instrument === undefined || amount === 0n || paying.has(customerId)) return [];
    return [draftOf(terms, { bucket, customerId, purpose: 'bill', target: billId, amount, instrument, key: `debit ${on}` }, on, TIME)];
  });
  const requests = drafts.map(({ order }) => order);
  if (requests.length > 0) await planOrders(tx, payments, requests);
  await insertRepayments(
    tx,
    drafts.map(({ repayment }) => repayment),
  );
  await saveBills(
    tx,
    bills.map((bill): Bill => ({ ...bill, debitOn: null })),
  );
  return { taken: bills.length, drafts };
}
