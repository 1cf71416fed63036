import type { BusinessDate } from '@jinqiao/calendar';
import {
  type Action,
  complianceFault,
  decide,
  type Facts,
  firstBlocking,
  hitCounts,
  inForce,
  type Judgement,
  loadRulebook,
  type NewDecision,
  type Product,
  type Rulebook,
  type RuleResult,
  recordDecisions,
  refusalOf,
} from '@jinqiao/compliance';
import { type Db, HOUSE_BUCKET, type Tx } from '@jinqiao/database';
import { chargeFee, type Loan, type LoanKey } from '@jinqiao/lending';
import { parseRate } from '@jinqiao/money';
import { partnershipFault } from './errors.ts';
import type { Programme } from './programme.ts';

/** What the borrower was shown before signing; unknown where the draw comes from elsewhere than the pages. */
export type Disclosure = { readonly shown: boolean; readonly seconds: number };

/** Facts of one draw. The all-in cost is left out where no rule in force asks for it, since finding it takes a root search. */
export function drawFacts(
  programme: Programme,
  rulebook: Rulebook,
  loan: Loan,
  disclosure: Disclosure | undefined,
  cost: () => string,
  on: BusinessDate,
): Facts {
  const asksCost = rulebook.rules.some(
    (rule) => rule.check?.fact === 'allInCost' && rule.actions.includes('draw') && inForce(rule, programme.policy.profile, on),
  );
  return {
    ...programme.facts,
    drawAmount: loan.principal,
    termMonths: BigInt(loan.periods),
    repaymentMethod: loan.method,
    ...(asksCost && { allInCost: parseRate(cost()) }),
    ...(disclosure && { costTableShown: disclosure.shown, readingSeconds: BigInt(disclosure.seconds) }),
  };
}

/** A programme as the outlook shows it: its largest line drawn at once over the longest term. */
export function productOf(programme: Programme, longest: { cost: string | null; seconds: number }): Product {
  const { id, parameters, policy } = programme;
  const cap = BigInt(parameters.cap);
  const consents: Facts = { bureauConsent: true, dataConsent: true, consentDays: 0n, openScreeningHits: 0n, confirmedScreeningHits: 0n, elements: ELEMENTS };
  const draw: Facts = {
    drawAmount: cap,
    termMonths: BigInt(parameters.maxPeriods),
    repaymentMethod: 'equal-principal',
    ...(longest.cost !== null && { allInCost: parseRate(longest.cost) }),
  };
  return {
    id,
    kind: 'programme',
    item: '49–77',
    zh: parameters.nameZh,
    en: parameters.name,
    noteZh: '本系统运行中的项目:最高额度、最长期限',
    noteEn: 'Runs here: the largest line, drawn over the longest term',
    operatorEntity: String(programme.facts.operatorEntity ?? ''),
    actions: ['open-account', 'apply', 'grant-line', 'draw', 'guarantee', 'query-bureau', 'collect', 'charge-fee'],
    facts: {
      ...programme.facts,
      ...consents,
      ...draw,
      lineAmount: policy.cap,
      bankOwnDecision: parameters.bankDecidesLimit,
      costTableShown: true,
      readingSeconds: BigInt(longest.seconds),
    },
  };
}

/** Name, ID number, mobile, card number, and the nature of the card's account. */
export const ELEMENTS = 5n;

type Person = { readonly bucket: number; readonly customerId: string };

/** Asks whether accounts may be opened for persons: consents given, five elements to be verified, no open hit on a watch list. */
export async function judgeAccounts(db: Db, rulebook: Rulebook, programme: Programme, on: BusinessDate, people: readonly Person[]): Promise<NewDecision[]> {
  const hits = await hitCounts(db, people);
  return people.map((person) => {
    const facts: Facts = { ...programme.facts, ...hits(person.customerId), elements: ELEMENTS, dataConsent: true };
    const rules = decide(rulebook, { action: 'open-account', facts, asOf: on, profile: programme.policy.profile });
    return decisionOf(programme, 'account', 'open-account', person, person.customerId, on, rules);
  });
}

export function decisionOf(
  programme: Programme,
  kind: NewDecision['kind'],
  action: Action,
  person: Person,
  subject: string,
  on: BusinessDate,
  rules: readonly RuleResult[],
): NewDecision {
  const failed = firstBlocking(rules);
  return {
    bucket: person.bucket,
    customerId: person.customerId,
    subject,
    kind,
    businessDate: on,
    outcome: failed ? 'refused' : 'approved',
    reason: failed?.ruleId ?? null,
    rules,
    action,
    profile: programme.policy.profile,
  };
}

/**
 * The refusal that a blocking result means. What anti-money-laundering rules found is not told to the person (反洗钱法,
 * confidentiality): they read that the application is being reviewed.
 */
export function blockedFault(rule: RuleResult): Error {
  if (rule.ruleId.startsWith('AML_')) return partnershipFault('UNDER_REVIEW');
  const { ruleId, en = ruleId, zh = ruleId, basis = '' } = rule;
  return complianceFault('ACTION_BLOCKED', { rule: ruleId, name: en, nameZh: zh, basis });
}

/** What concerns a programme as a whole, once a day: may it collect, may it charge fees. */
export async function judgeProgramme(tx: Tx, programme: Programme, action: 'collect' | 'charge-fee', on: BusinessDate): Promise<NewDecision> {
  const rules: Judgement[] = decide(await loadRulebook(tx), { action, facts: programme.facts, asOf: on, profile: programme.policy.profile });
  return decisionOf(programme, action, action, { bucket: HOUSE_BUCKET, customerId: '' }, programme.id, on, rules);
}

/** As `judgeProgramme`, for a command: stores the decision, or refuses. @throws Fault ACTION_BLOCKED with the rule and its basis. */
export async function requireProgramme(tx: Tx, programme: Programme, action: 'collect' | 'charge-fee', on: BusinessDate): Promise<void> {
  const decision = await judgeProgramme(tx, programme, action, on);
  const failed = firstBlocking(decision.rules);
  if (failed) throw refusalOf(blockedFault(failed), [decision]);
  await recordDecisions(tx, [decision]);
}

export type FeeCharge = { readonly loan: LoanKey; readonly amount: bigint; readonly reference: string };

/** Charges fees to loans, once the rules allow the programme to charge. @throws Fault ACTION_BLOCKED, LOAN_UNKNOWN, LOAN_NOT_ACTIVE. */
export async function chargeFees(tx: Tx, programme: Programme, charges: readonly FeeCharge[], on: BusinessDate): Promise<void> {
  if (charges.length === 0) return;
  await requireProgramme(tx, programme, 'charge-fee', on);
  for (const { loan, amount, reference } of charges) await chargeFee(tx, programme.book, loan, amount, reference, on);
}
