import { businessDate } from '@jinqiao/calendar';
import { isFault } from '@jinqiao/errors';
import { holdLoans, type Loan, loansByKey, payOutOf, withdrawLoans } from '@jinqiao/lending';
import { personInClear } from '@jinqiao/parties';
import { attemptsOfOrder, followersOf, type OrderRequest, orderIdOf, ordersByKey, type PaymentOrder, placeOrders, unfinishedOfLoan } from '@jinqiao/payments';
import { bank } from '@jinqiao/wire';
import { disburseDraws } from '../commands/draw.ts';
import { bankOf } from '../context.ts';
import { type RoutedProgramme, restoreDay, settleFunder } from '../routing/route.ts';
import { askStatement, statementOf } from './cards.ts';
import { dayOf, type PayOffDesk, payOffProgramme } from './desk.ts';
import { askFunders, giveBack, held } from './fund.ts';
import type { PayOff, PayOffState } from './model.ts';
import { cardById, movePayOff, saveStatement } from './store.ts';

/** What carries a pay-off a state further; it comes back as it was where an institution has not answered. */
type Carry = (desk: PayOffDesk, payOff: PayOff, on: string) => Promise<PayOff>;

const CARRY: Readonly<Partial<Record<PayOffState, Carry>>> = { booking: book, paying: pay, paid: confirm, returning: takeBack };

/**
 * Carries an accepted pay-off on as far as institutions answer. Safe to repeat: every message has its serial, every state is
 * left once. A bank that refuses to book is followed by the next, whose offer is another contract and waits for the customer.
 */
export async function carryOn(desk: PayOffDesk, given: PayOff, on: string): Promise<PayOff> {
  let payOff = given;
  for (let carry = CARRY[payOff.state]; carry; carry = CARRY[payOff.state]) {
    const next = await carry(desk, payOff, on);
    if (next.state === payOff.state) return next;
    payOff = next;
  }
  return payOff.state === 'routing' ? askFunders(desk, payOff, businessDate(on)) : payOff;
}

const loanKey = ({ bucket, loanId }: PayOff) => ({ bucket, loanId: loanId ?? '' });

async function loanOfPayOff({ db }: PayOffDesk, payOff: PayOff): Promise<Loan> {
  const loan = (await loansByKey(db, [loanKey(payOff)])).get(payOff.loanId ?? '');
  if (!loan) throw new TypeError(`pay-off ${payOff.payOffId} has no loan`);
  return loan;
}

/** Leaves a state once: whoever comes second finds the pay-off where the first has left it. */
async function leave(
  desk: PayOffDesk,
  payOff: PayOff,
  on: string,
  work: (tx: Parameters<typeof movePayOff>[0], now: PayOff, day: string) => Promise<PayOff>,
): Promise<PayOff> {
  return desk.db.tx(async (tx) => {
    const day = await dayOf(desk, tx, on);
    const now = await held(tx, payOff);
    return now.state === payOff.state && now.n === payOff.n ? work(tx, now, day) : now;
  });
}

/** The bank books the loan and hands the money on. What it does not answer is never asked of another bank. */
async function book(desk: PayOffDesk, payOff: PayOff, on: string): Promise<PayOff> {
  const { db, joint, guard } = desk;
  const programme = payOffProgramme(joint, payOff.programmeId);
  try {
    await disburseDraws(db, joint, programme, [loanKey(payOff)], on, guard);
  } catch (error) {
    if (!isFault(error) || error.code !== 'PARTNER_UNAVAILABLE') throw error;
    return payOff;
  }
  const { state } = await loanOfPayOff(desk, payOff);
  if (state === 'cancelled')
    return leave(desk, payOff, on, async (tx, now, day) => {
      await giveBack(tx, now, 'rejected', 'LOAN_REJECTED');
      return movePayOff(tx, { ...now, state: 'routing', programmeId: null, loanId: null, agreementHash: null, offeredAt: null }, day, 'LOAN_REJECTED');
    });
  if (state === 'disbursing') return payOff;
  return leave(desk, payOff, on, async (tx, now, day) => {
    const { bucket, payOffId, customerId, amount, n } = now;
    await settleFunder(tx, { bucket, subject: payOffId, customerId, amount, n, programmeId: programme.id });
    return movePayOff(tx, { ...now, state: 'paying', elementsSealed: null }, day);
  });
}

/** The order that pays the card: an entrusted payment of the lender over a payment institution, tried again by the table of retries. */
function orderFor(desk: PayOffDesk, payOff: PayOff, cardHash: string, on: string): OrderRequest {
  const { bucket, customerId, amount, payOffId, n, loanId, programmeId } = payOff;
  return {
    bucket,
    customerId,
    kind: 'payout',
    mode: 'real-time',
    purpose: 'card-pay-off',
    subject: loanId ?? '',
    channel: 'card',
    payer: `lender:${payOffProgramme(desk.joint, programmeId).bankId}`,
    payee: { kind: 'instrument', ref: cardHash },
    amount,
    asset: 'CNY',
    on,
    // The close may place it at night: the time counts for cut-offs of settlement only, and a payout has none.
    time: '12:00',
    key: `pay-off ${payOffId} ${n}`,
    madeBy: customerId,
  };
}

/** Money that has left the account goes to the card; until it has, the close tries the second leg again. */
async function pay(desk: PayOffDesk, payOff: PayOff, on: string): Promise<PayOff> {
  const { db, payments, guard } = desk;
  if (payOff.orderId === null && (await payOutOf(db, loanKey(payOff)))) return payOff;
  const card = await cardById(db, payOff.bucket, payOff.cardId);
  const request = orderFor(desk, payOff, card?.cardHash ?? '', on);
  const orderId = orderIdOf(request);
  const known = (await ordersByKey(db, [{ bucket: payOff.bucket, orderId }])).size > 0;
  if (!known) await placeOrders(db, payments, [request], on, guard);
  const last = await lastTry(desk, payOff.bucket, orderId);
  const state = last?.state === 'success' ? ('paid' as const) : last?.state === 'failed' ? ('returning' as const) : undefined;
  if (!state) return payOff;
  return leave(desk, payOff, on, (tx, now, day) =>
    movePayOff(tx, { ...now, state, orderId: last?.orderId ?? orderId, code: last?.code ?? '' }, day, last?.code ?? ''),
  );
}

/** The newest of an order's tries; one that succeeded stands. */
async function lastTry({ db }: PayOffDesk, bucket: number, orderId: string): Promise<PaymentOrder | undefined> {
  const first = (await ordersByKey(db, [{ bucket, orderId }])).get(orderId);
  const tries = [...(first ? [first] : []), ...(await followersOf(db, { bucket, orderId })).filter(({ retryOf }) => retryOf === orderId)];
  return tries.find(({ state }) => state === 'success') ?? tries.sort((a, b) => a.try - b.try).at(-1);
}

/** The issuer is asked whether the money is on the statement. */
async function confirm(desk: PayOffDesk, payOff: PayOff, on: string): Promise<PayOff> {
  const { db, vault } = desk;
  const card = await cardById(db, payOff.bucket, payOff.cardId);
  if (!card) return payOff;
  const attempts = await attemptsOfOrder(db, { bucket: payOff.bucket, orderId: payOff.orderId ?? '' });
  const sent = attempts.filter(({ state }) => state === 'success').map(({ attemptId }) => attemptId);
  const person = await personInClear(db, vault, payOff);
  const told = await askStatement(desk, on, { ...person, bucket: payOff.bucket, customerId: payOff.customerId }, card).catch(() => undefined);
  const seen = told?.payments.some(({ reference, amount }) => sent.some((id) => reference.startsWith(id)) && BigInt(amount) === payOff.amount);
  if (!told || !seen) return payOff;
  return leave(desk, payOff, on, async (tx, now, day) => {
    // What is left of the bill from now on, so that the same bill is not paid twice.
    await saveStatement(tx, statementOf(card, told, day));
    return movePayOff(tx, { ...now, state: 'confirmed', finishedOn: day }, day);
  });
}

/** The card took nothing: the bank takes the money back and its loan ends without interest. One that is being repaid stays for people to settle. */
async function takeBack(desk: PayOffDesk, payOff: PayOff, on: string): Promise<PayOff> {
  const programme: RoutedProgramme = payOffProgramme(desk.joint, payOff.programmeId);
  const before = await loanOfPayOff(desk, payOff);
  if (before.billed > 0 || before.outstanding !== before.principal) return payOff;
  if ((await unfinishedOfLoan(desk.db, before.bucket, before.loanId)).length > 0) return payOff;
  const funder = bankOf(desk.joint, programme);
  const exchange = await funder.exchange(bank.withdrawLoans, {
    serial: `withdraw.${before.loanId}`,
    businessDate: on,
    subject: before.loanId,
    body: { items: [{ loanRef: before.loanId, programme: programme.id }] },
  });
  if (exchange.state !== 'answered' || exchange.answer.items[0]?.status !== 'WITHDRAWN') return payOff;
  return leave(desk, payOff, on, async (tx, now, day) => {
    const loan = (await holdLoans(tx, [loanKey(now)])).get(now.loanId ?? '');
    if (loan) await withdrawLoans(tx, programme.product, programme.book, [loan], businessDate(day));
    await restoreDay(tx, { programmeId: programme.id, amount: now.amount }, now.routedOn);
    return movePayOff(tx, { ...now, state: 'returned', finishedOn: day }, day, now.code);
  });
}
