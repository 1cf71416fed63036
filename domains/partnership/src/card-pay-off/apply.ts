import { type BusinessDate, businessDate } from '@jinqiao/calendar';
import { lineOf } from '@jinqiao/credit';
import type { Tx } from '@jinqiao/database';
import { type Instalment, type Loan, type Method, plannedInstalments } from '@jinqiao/lending';
import { CNY, formatAmount } from '@jinqiao/money';
import { bankAccountOf } from '@jinqiao/parties';
import { derivedId } from '@jinqiao/runtime';
import { type DrawRequest, plannedLoan } from '../commands/draw.ts';
import type { RoutedProgramme } from '../routing/route.ts';
import { ownCard } from './cards.ts';
import { type Comparison, comparePrices } from './compare.ts';
import { dayOf, type PayOffDesk, payOffProgramme } from './desk.ts';
import { payOffFault } from './errors.ts';
import { askFunders, type Elements, sealElements } from './fund.ts';
import { type CardStatement, openOf, type PayOff } from './model.ts';
import { addEvent, insertPayOff, payOffById, statementById } from './store.ts';

export type PayOffRequest = {
  readonly bucket: number;
  readonly customerId: string;
  readonly statementId: string;
  /** Minor units. */
  readonly amount: bigint;
  readonly periods: number;
  readonly method: Method;
  /** The caller's key: the same request again meets its own pay-off. */
  readonly key: string;
};

/** A statement of a card of the customer's that may be paid off today, with so much left to pay. */
export async function openStatement(
  { db }: Pick<PayOffDesk, 'db'>,
  who: Pick<PayOffRequest, 'bucket' | 'customerId'>,
  statementId: string,
  amount: bigint,
): Promise<CardStatement> {
  const statement = await statementById(db, who.bucket, statementId);
  if (!statement) throw payOffFault('STATEMENT_UNKNOWN', { id: statementId.slice(0, 40) }, '$.statementId');
  await ownCard({ db }, who, statement.cardId);
  if (amount > openOf(statement)) throw payOffFault('STATEMENT_SETTLED', { open: formatAmount(openOf(statement), CNY) }, '$.amount');
  return statement;
}

/**
 * Applies for a loan that pays off a statement: no more than is left of it, and one at a time. Banks are asked until one
 * approves; what it offers is shown and accepted on the same day.
 * @param begins holds what must hold in the transaction in which it begins, and gives the elements that banks are handed.
 * @throws Fault STATEMENT_UNKNOWN, STATEMENT_OLD, STATEMENT_SETTLED, PAY_OFF_UNDER_WAY, PAY_OFF_REUSED, those of `askFunders` and of `begins`.
 */
export async function applyPayOff(desk: PayOffDesk, on: BusinessDate, request: PayOffRequest, begins: (tx: Tx) => Promise<Elements>): Promise<PayOff> {
  const { bucket, customerId, statementId, amount, periods, method } = request;
  const payOffId = derivedId('cpo', bucket, `${customerId} ${request.key}`);
  const known = await payOffById(desk.db, { bucket, payOffId });
  if (known) {
    if (known.statementId !== statementId || known.amount !== amount || known.periods !== periods || known.method !== method)
      throw payOffFault('PAY_OFF_REUSED', { id: payOffId });
    return askFunders(desk, known, on);
  }
  const statement = await openStatement(desk, request, statementId, amount);
  if (statement.toldOn !== on) throw payOffFault('STATEMENT_OLD', { on: statement.toldOn }, '$.statementId');
  const made = await desk.db.tx(async (tx) => {
    const day = await dayOf(desk, tx, on);
    const elements = await begins(tx);
    const payOff: PayOff = {
      bucket,
      payOffId,
      customerId,
      cardId: statement.cardId,
      statementId,
      amount,
      periods,
      method,
      state: 'routing',
      code: '',
      n: 0,
      programmeId: null,
      loanId: null,
      orderId: null,
      agreementHash: null,
      offeredAt: null,
      appliedOn: day,
      routedOn: day,
      finishedOn: null,
      elementsSealed: sealElements(desk, payOffId, elements),
    };
    await insertPayOff(tx, payOff);
    await addEvent(tx, payOff, 'applied', formatAmount(amount, CNY), day);
    return payOff;
  });
  return askFunders(desk, made, on);
}

/** What a bank offers: the loan as it would be, its plan, and the card's own instalment beside it. */
export type Offer = {
  readonly programme: RoutedProgramme;
  readonly loan: Loan;
  readonly rows: readonly Instalment[];
  readonly comparison: Comparison;
};

/** The draw that a pay-off becomes. */
export async function drawOf({ db }: Pick<PayOffDesk, 'db'>, payOff: PayOff, agreementHash: string): Promise<DrawRequest> {
  const { bucket, customerId, amount, periods, method, payOffId, n, programmeId } = payOff;
  const account = await bankAccountOf(db, bucket, customerId, programmeId ?? '');
  return {
    bucket,
    customerId,
    accountNo: account?.accountNo ?? '',
    mandateToken: account?.mandateToken ?? '',
    amount,
    periods,
    method,
    rate: null,
    agreementHash,
    // Another bank's loan is another draw.
    key: `pay-off ${payOffId} ${n}`,
  };
}

/** The offer of the bank that stands. @throws Fault PAY_OFF_NOT_AVAILABLE. */
export async function offerOf(desk: Pick<PayOffDesk, 'db' | 'joint'>, payOff: PayOff): Promise<Offer> {
  const programme = payOffProgramme(desk.joint, payOff.programmeId);
  const line = await lineOf(desk.db, payOff.bucket, payOff.customerId, programme.id);
  const loan = plannedLoan(programme, await drawOf(desk, payOff, ''), line?.lineId ?? '', businessDate(payOff.routedOn));
  return { programme, loan, ...(await priced(desk, programme, loan, payOff)) };
}

/** A loan's plan beside the card's own instalment for the same statement. */
export async function priced(
  { db }: Pick<PayOffDesk, 'db'>,
  programme: RoutedProgramme,
  loan: Loan,
  of: Pick<PayOff, 'bucket' | 'statementId'>,
): Promise<Pick<Offer, 'rows' | 'comparison'>> {
  const rows = plannedInstalments(programme.product, { ...loan, state: 'active', current: loan.principal });
  const statement = await statementById(db, of.bucket, of.statementId);
  return { rows, comparison: comparePrices(loan.principal, rows, { feeRate: statement?.feeRate ?? 0n, periods: statement?.feePeriods ?? [] }) };
}
