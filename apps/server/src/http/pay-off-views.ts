import { createHash } from 'node:crypto';
import type { CardStatementView, FundingChoiceView, MyPayOff, PayOffCardView, PayOffComparison, PayOffSummary } from '@jinqiao/api';
import { businessDate } from '@jinqiao/calendar';
import { CNY, formatAmount, formatRate } from '@jinqiao/money';
import {
  type CardStatement,
  type Comparison,
  cardById,
  costOf,
  eventsOfPayOff,
  type FundingChoice,
  offerOf,
  openOf,
  type PayOff,
  type PayOffCard,
  type PayOffDesk,
  type Price,
  type Programme,
  payOffProgrammes,
  statementById,
  UNDER_WAY,
} from '@jinqiao/partnership';
import { costOfLoan } from '../agreement.ts';
import { bankNameOf } from '../partners.ts';
import { payOffAgreement } from '../pay-off-agreement.ts';
import { readingSeconds } from './reading-time.ts';
import { scheduleOf } from './views.ts';

const money = (amount: bigint) => formatAmount(amount, CNY);

export function statementView(statement: CardStatement): CardStatementView {
  return {
    id: statement.statementId,
    statementOn: statement.statementOn,
    dueOn: statement.dueOn,
    balance: money(statement.balance),
    minimum: money(statement.minimum),
    paid: money(statement.paid),
    open: money(openOf(statement)),
    feeRate: formatRate(statement.feeRate),
    feePeriods: [...statement.feePeriods],
    toldOn: statement.toldOn,
  };
}

export function cardView(card: PayOffCard, statement: CardStatement | undefined, payOffs: readonly PayOff[]): PayOffCardView {
  const { cardId, cardMasked, issuer, issuerZh, addedOn } = card;
  return {
    id: cardId,
    cardMasked,
    issuer,
    issuerZh,
    addedOn,
    statement: statement ? statementView(statement) : null,
    underWay: payOffs.some((payOff) => payOff.cardId === cardId && UNDER_WAY.includes(payOff.state)),
  };
}

const priceView = ({ nominal, effective, charges, total, first }: Price) => ({
  annualNominal: nominal,
  annualEffective: effective,
  charges: money(charges),
  total: money(total),
  first: money(first),
});

export function comparisonView(programme: Programme, amount: bigint, periods: number, { card, loan, saving }: Comparison): PayOffComparison {
  const { name, nameZh } = bankNameOf(programme);
  return {
    amount: money(amount),
    periods,
    bank: name,
    bankZh: nameZh,
    card: card && priceView(card),
    loan: priceView(loan),
    saving: saving === null ? null : money(saving),
    dearer: saving !== null && saving < 0n,
    asset: CNY.code,
  };
}

/** The agreement of the offer that stands, and its digest. */
export async function agreementFor(desk: PayOffDesk, payOff: PayOff): Promise<{ text: string; hash: string }> {
  const { programme, loan, rows } = await offerOf(desk, payOff);
  const [card, statement] = [await cardById(desk.db, payOff.bucket, payOff.cardId), await statementById(desk.db, payOff.bucket, payOff.statementId)];
  const text = payOffAgreement(programme, loan, rows, { cardMasked: card?.cardMasked ?? '' }, statement);
  return { text, hash: createHash('sha256').update(text).digest('hex') };
}

async function offerView(desk: PayOffDesk, payOff: PayOff): Promise<MyPayOff['offer']> {
  if (payOff.state !== 'offered') return null;
  const { programme, loan, rows, comparison } = await offerOf(desk, payOff);
  const on = businessDate(payOff.routedOn);
  const agreement = await agreementFor(desk, payOff);
  return {
    rate: formatRate(loan.rate),
    cost: costOfLoan(programme, loan, rows, costOf(programme, loan)),
    schedule: scheduleOf(programme, { ...loan, state: 'active', current: loan.principal }, [], on),
    comparison: comparisonView(programme, payOff.amount, payOff.periods, comparison),
    agreementHash: agreement.hash,
    agreementText: agreement.text,
    readingSeconds: await readingSeconds(desk.db, programme.policy.profile, programme.parameters.readingSeconds, on),
  };
}

function headOf(desk: PayOffDesk, payOff: PayOff, cardMasked: string) {
  const programme = payOffProgrammes(desk.joint).find(({ id }) => id === payOff.programmeId);
  const names = programme ? bankNameOf(programme) : undefined;
  const { payOffId, state, code, cardId, amount, periods, method, loanId, appliedOn } = payOff;
  return {
    id: payOffId,
    state,
    code,
    cardId,
    cardMasked,
    amount: money(amount),
    periods,
    method,
    bank: names?.name ?? null,
    bankZh: names?.nameZh ?? null,
    loanId,
    appliedOn,
    asset: CNY.code,
  };
}

export async function payOffView(desk: PayOffDesk, payOff: PayOff): Promise<MyPayOff> {
  const card = await cardById(desk.db, payOff.bucket, payOff.cardId);
  const events = await eventsOfPayOff(desk.db, payOff);
  return {
    ...headOf(desk, payOff, card?.cardMasked ?? ''),
    offer: await offerView(desk, payOff),
    timeline: events.map(({ date, event, note }) => ({ date, event, note })),
  };
}

export function payOffSummary(desk: PayOffDesk, payOff: PayOff, cardMasked: string): PayOffSummary {
  const { customerId, programmeId, orderId, n, finishedOn, offeredAt } = payOff;
  return { ...headOf(desk, payOff, cardMasked), customerId, programmeId, orderId, choices: n, finishedOn, offeredAt };
}

export function choiceView(programmes: readonly Programme[], choice: FundingChoice): FundingChoiceView {
  const programme = programmes.find(({ id }) => id === choice.programmeId);
  const names = programme ? bankNameOf(programme) : undefined;
  const { subject, n, customerId, businessDate: on, amount, periods, programmeId, outcome, code } = choice;
  return {
    id: `${subject} ${n}`,
    subject,
    n,
    customerId,
    businessDate: on,
    amount: money(amount),
    periods,
    programmeId,
    bank: names?.name ?? null,
    bankZh: names?.nameZh ?? null,
    outcome,
    code,
    asset: CNY.code,
  };
}
