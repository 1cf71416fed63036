import { holdToday } from '@jinqiao/business-day';
import type { BusinessDate } from '@jinqiao/calendar';
import type { HitCounts } from '@jinqiao/compliance';
import {
  decide,
  firstBlocking,
  hitCounts,
  loadRulebook,
  type NewDecision,
  type Rulebook,
  type RuleResult,
  recordDecisions,
  refusalOf,
} from '@jinqiao/compliance';
import { annualCost, contractRate } from '@jinqiao/contract';
import { creditFault, holdLines, type Line } from '@jinqiao/credit';
import type { Database, Tx } from '@jinqiao/database';
import { openAccounts } from '@jinqiao/ledger';
import {
  activateLoans,
  cancelLoans,
  type Draw,
  firstDueOf,
  holdLoans,
  type Loan,
  type LoanKey,
  lendingFault,
  loanOf,
  loansByKey,
  type Method,
  openLoans,
  payOutLoans,
  plannedInstalments,
  setAgenda,
  usedByCustomers,
} from '@jinqiao/lending';
import { applyRate, formatAmount, formatRate, parseRate } from '@jinqiao/money';
import { accountsByKey, lockAccounts, mayMove, partiesFault, programmeAccountId } from '@jinqiao/parties';
import { answerOf } from '@jinqiao/payments';
import { derivedId } from '@jinqiao/runtime';
import { bank } from '@jinqiao/wire';
import { bankOf, type JointLoan } from '../context.ts';
import { partnershipFault } from '../errors.ts';
import { blockedFault, type Disclosure, decisionOf, drawFacts } from '../gates.ts';
import type { Programme } from '../programme.ts';
import { drawsStopped } from '../store.ts';

export type DrawRequest = {
  readonly customerId: string;
  readonly bucket: number;
  readonly accountNo: string;
  readonly mandateToken: string;
  readonly amount: bigint;
  readonly periods: number;
  readonly method: Method;
  /** The customer's rate where the programme does not derive it; null for the programme's own. */
  readonly rate: bigint | null;
  readonly agreementHash: string;
  /** What the borrower was shown before signing, as the server measured it; left out where nobody measured. */
  readonly disclosure?: Disclosure;
  /** What makes this draw itself: a repeated request with the same key is the same draw. */
  readonly key: string;
};

/** The loan that a draw makes: the same request makes the same loan. */
export function drawnLoanId({ id }: Pick<Programme, 'id'>, { bucket, customerId, key }: Pick<DrawRequest, 'bucket' | 'customerId' | 'key'>): string {
  return derivedId('loa', bucket, `${id} ${customerId} ${key}`);
}

/** The loan that a request would become today, with the programme's rate. @throws Fault LOAN_AMOUNT_TOO_SMALL, PERIODS_NOT_OFFERED. */
export function plannedLoan(programme: Programme, request: DrawRequest, lineId: string, on: BusinessDate): Loan {
  const { product, parameters } = programme;
  if (request.amount < product.minAmount) throw lendingFault('LOAN_AMOUNT_TOO_SMALL', { min: formatAmount(product.minAmount, programme.asset) }, '$.amount');
  if (request.periods < 1 || request.periods > product.maxPeriods)
    throw lendingFault('PERIODS_NOT_OFFERED', { periods: request.periods, max: product.maxPeriods }, '$.periods');
  const rate = request.rate ?? contractRate(programme.rateSpec, on);
  const draw: Draw = {
    bucket: request.bucket,
    loanId: drawnLoanId(programme, request),
    customerId: request.customerId,
    lineId,
    accountNo: request.accountNo,
    mandateToken: request.mandateToken,
    principal: request.amount,
    rate,
    penaltyRate: applyRate(rate, parseRate(parameters.penaltyMultiplier), 1n, 1n, 'half-up'),
    method: request.method,
    periods: request.periods,
    agreementHash: request.agreementHash,
  };
  return loanOf(product, draw, on);
}

/** What the loan would cost in a year, all in. */
export function costOf(programme: Programme, loan: Loan): { nominal: string; effective: string } {
  return annualCost(
    loan.principal,
    plannedInstalments(programme.product, { ...loan, state: 'active', current: loan.principal }).map((row) => row.principal + row.interest),
    12,
  );
}

type Standing = {
  readonly line: Line;
  readonly used: bigint;
  readonly overdue: boolean;
  readonly stopped: boolean;
  readonly account: string;
  readonly hits: HitCounts;
};

/** The rules of a draw, each with its result: line, arrears, margin, account, then what the rules in force ask of it. */
function drawRules(
  programme: Programme,
  rulebook: Rulebook,
  loan: Loan,
  { line, used, overdue, stopped, account, hits }: Standing,
  disclosure: Disclosure | undefined,
  on: BusinessDate,
): RuleResult[] {
  const available = line.limit - used;
  const facts = drawFacts(programme, rulebook, loan, disclosure, () => costOf(programme, loan).nominal, on);
  return [
    { ruleId: 'LINE_ACTIVE', side: 'platform', limit: 'active', actual: line.state, pass: line.state === 'active' },
    { ruleId: 'LINE_VALID', side: 'platform', limit: line.validThrough, actual: on, pass: on < line.validThrough && on < line.reviewOn },
    { ruleId: 'NO_ARREARS', side: 'platform', limit: 'none', actual: overdue ? 'overdue' : 'none', pass: !overdue },
    { ruleId: 'LINE_AVAILABLE', side: 'platform', limit: available.toString(), actual: loan.principal.toString(), pass: loan.principal <= available },
    { ruleId: 'MARGIN_COVER', side: 'bank', limit: 'covered', actual: stopped ? 'call overdue' : 'covered', pass: !stopped },
    { ruleId: 'ACCOUNT_ACTIVE', side: 'bank', limit: 'ACTIVE', actual: account, pass: account === 'ACTIVE' },
    ...decide(rulebook, { action: 'draw', facts: { ...facts, ...hits }, asOf: on, profile: programme.policy.profile }),
  ];
}

function refusal(programme: Programme, rule: RuleResult, line: Line, used: bigint, amount: bigint): Error {
  if (rule.ruleId === 'LINE_AVAILABLE')
    return creditFault(
      'LINE_LIMIT_EXCEEDED',
      { amount: formatAmount(amount, programme.asset), available: formatAmount(line.limit - used, programme.asset) },
      '$.amount',
    );
  if (rule.ruleId === 'LINE_ACTIVE' && line.state === 'expired') return creditFault('LINE_EXPIRED', { on: line.validThrough });
  if (rule.ruleId === 'LINE_ACTIVE' || rule.ruleId === 'NO_ARREARS') return creditFault('LINE_FROZEN');
  if (rule.ruleId === 'LINE_VALID') return creditFault('LINE_EXPIRED', { on: line.reviewOn });
  if (rule.ruleId === 'MARGIN_COVER') return partnershipFault('DRAWS_STOPPED');
  if (rule.ruleId === 'ACCOUNT_ACTIVE')
    return rule.actual === 'FROZEN' ? partiesFault('ACCOUNT_FROZEN') : partiesFault('ACCOUNT_NOT_ACTIVE', { state: rule.actual, why: rule.actual });
  return blockedFault(rule);
}

/**
 * Reserves draws on their lines: checks every rule with the line held, stores the decision, and records the loans as on
 * their way. One failing draw refuses the call and changes nothing; run inside `keepingRefusals`, its decision stays.
 * @throws Fault LINE_UNKNOWN, LINE_LIMIT_EXCEEDED, LINE_FROZEN, LINE_EXPIRED, DRAWS_STOPPED, ACCOUNT_FROZEN, ACCOUNT_NOT_ACTIVE, ACTION_BLOCKED, UNDER_REVIEW.
 */
export async function reserveDraws(tx: Tx, programme: Programme, on: BusinessDate, requests: readonly DrawRequest[]): Promise<Loan[]> {
  await holdToday(tx);
  const [lines, used, stopped] = [
    await holdLines(tx, programme.id, requests),
    await usedByCustomers(tx, programme.id, requests),
    await drawsStopped(tx, programme.id),
  ];
  const loans = requests.map((request) => {
    const line = lines.get(request.customerId);
    if (!line) throw creditFault('LINE_UNKNOWN');
    return plannedLoan(programme, request, line.lineId, on);
  });
  const disclosures = new Map(requests.map((request, i) => [loans[i]?.loanId, request.disclosure]));
  const [known, rulebook, hits] = [await loansByKey(tx, loans), await loadRulebook(tx), await hitCounts(tx, requests)];
  const fresh = loans.filter((loan) => !known.has(loan.loanId));
  const standing = await accountStates(tx, programme, fresh);
  const decided = fresh.map((loan): NewDecision => {
    const line = lines.get(loan.customerId) as Line;
    const before = used.get(loan.customerId) ?? { used: 0n, overdue: false };
    const account = standing.get(loan.customerId) ?? 'UNKNOWN';
    const rules = drawRules(programme, rulebook, loan, { line, ...before, stopped, account, hits: hits(loan.customerId) }, disclosures.get(loan.loanId), on);
    const decision = decisionOf(programme, 'draw', 'draw', loan, loan.loanId, on, rules);
    const failed = firstBlocking(rules);
    if (failed) throw refusalOf(refusal(programme, failed, line, before.used, loan.principal), [decision]);
    used.set(loan.customerId, { ...before, used: before.used + loan.principal });
    return decision;
  });
  await recordDecisions(tx, decided);
  await openLoans(tx, programme.book, fresh);
  await openAccounts(
    tx,
    fresh.flatMap((loan) => [
      programme.book.of('customer/class-ii', loan.customerId, loan.bucket),
      programme.platform.of('recourse/claim', loan.loanId, loan.bucket),
    ]),
  );
  return loans.map((loan) => known.get(loan.loanId) ?? loan);
}

/** How the class-II accounts of customers stand for a draw, held so that no freeze comes between: their state, or `FROZEN` while a court binds any of the balance. */
async function accountStates(tx: Tx, programme: Programme, loans: readonly Loan[]): Promise<Map<string, string>> {
  const accounts = await lockAccounts(tx, loans.map(accountKey));
  return new Map(
    loans.map((loan) => {
      const account = accounts.get(programmeAccountId(loan.bucket, programme.id, loan.customerId));
      return [loan.customerId, account && (account.frozen > 0n || account.frozenWhole) ? 'FROZEN' : (account?.state ?? 'UNKNOWN')];
    }),
  );
}

function accountKey(loan: Loan): { bucket: number; accountId: string } {
  return { bucket: loan.bucket, accountId: programmeAccountId(loan.bucket, loan.programmeId, loan.customerId) };
}

/** Guards the booking of a pay-out: a command must find the day open, the close is fenced already. */
type Guard = (tx: Tx) => Promise<unknown>;

/**
 * Pays reserved draws out in two legs: the bank books the loans and credits the class-II accounts, then pays on to the
 * bound cards. Safe to repeat: loans that are active already are passed over, the bank books each loan once. A loan that
 * the bank refuses is cancelled; a second leg that fails leaves the money in the account and is tried again by the close.
 */
export async function disburseDraws(
  db: Database,
  joint: JointLoan,
  programme: Programme,
  keys: readonly LoanKey[],
  on: string,
  guard: Guard = holdToday,
): Promise<void> {
  const waiting = [...(await loansByKey(db, keys)).values()].filter((loan) => loan.state === 'disbursing').sort((a, b) => (a.loanId < b.loanId ? -1 : 1));
  const first = waiting[0];
  if (!first) return;
  const key = derivedId('ref', 0, waiting.map((loan) => loan.loanId).join(' '));
  const funder = bankOf(joint, programme);
  const answer = answerOf(
    funder,
    await funder.exchange(bank.disburse, {
      serial: `disburse.${key}`,
      businessDate: first.disbursedOn,
      ...subjectOf(waiting),
      body: {
        items: waiting.map((loan) => ({
          loanRef: loan.loanId,
          programme: programme.id,
          accountNo: loan.accountNo,
          principal: loan.principal.toString(),
          rate: formatRate(loan.rate),
          method: loan.method,
          periods: loan.periods,
          firstDue: firstDueOf(loan.disbursedOn),
          agreementHash: loan.agreementHash,
        })),
      },
    }),
  );
  const status = new Map(answer.items.map((item) => [item.loanRef, item.status]));
  const booked = waiting.filter((loan) => status.get(loan.loanId) === 'DISBURSED');
  const out = await payOn(db, joint, programme, booked, first.disbursedOn);
  await db.tx(async (tx) => {
    await guard(tx);
    // The same draw may have been booked meanwhile, by a repeated request or by the close: only what still waits is booked.
    const held = await holdLoans(tx, waiting);
    const still = (loan: Loan) => held.get(loan.loanId)?.state === 'disbursing';
    const fresh = booked.filter(still);
    await cancelLoans(
      tx,
      waiting.filter((loan) => status.get(loan.loanId) === 'REJECTED' && still(loan)),
    );
    await activateLoans(tx, programme.product, programme.book, fresh, on);
    await payOutLoans(
      tx,
      programme.book,
      fresh.filter((loan) => out.has(loan.loanId)),
      on,
    );
    await setAgenda(
      tx,
      fresh.filter((loan) => !out.has(loan.loanId)).map((loan) => ({ bucket: loan.bucket, loanId: loan.loanId, kind: 'pay-out' as const, dueOn: on })),
    );
  });
}

function subjectOf(loans: readonly Loan[]): { subject?: string } {
  const [only] = loans;
  return only && loans.length === 1 ? { subject: only.loanId } : {};
}

/** Where the second leg goes: the bound card, or for an entrusted payment the institution that carries it out. */
function payeeOf({ payment }: JointLoan, { use }: Programme): { payee?: string } {
  return use === 'card-pay-off' ? { payee: payment.id } : {};
}

/**
 * The second leg, but for accounts that a court binds or that are suspended: their money stays until they are free.
 * @returns the loans whose money has left for the card; an unknown outcome counts as not yet.
 */
export async function payOn(db: Database, joint: JointLoan, programme: Programme, all: readonly Loan[], on: string): Promise<Set<string>> {
  const accounts = await accountsByKey(db, all.map(accountKey));
  const loans = all.filter((loan) => {
    const account = accounts.get(accountKey(loan).accountId);
    return !account || (mayMove(account, 'out') && account.frozen === 0n && !account.frozenWhole);
  });
  if (loans.length === 0) return new Set();
  const paid = await bankOf(joint, programme).exchange(bank.payOut, {
    serial: `payout.${derivedId('ref', 0, loans.map((loan) => loan.loanId).join(' '))}.${on}`,
    businessDate: on,
    ...subjectOf(loans),
    body: {
      items: loans.map((loan) => ({ payoutRef: loan.loanId, accountNo: loan.accountNo, amount: loan.principal.toString(), ...payeeOf(joint, programme) })),
    },
  });
  return new Set(paid.state === 'answered' ? paid.answer.items.filter((item) => item.status === 'PAID').map((item) => item.payoutRef) : []);
}
