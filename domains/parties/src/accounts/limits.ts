import type { BusinessDate } from '@jinqiao/calendar';
import { type Profile, ruleInForce } from '@jinqiao/compliance';
import { type Account, type AccountClass, type AccountKind, type Factor, type MovementKind, personAt } from './model.ts';

/** How long a counter counts: a natural day or year (Asia/Shanghai, the business date), or since the account was opened. */
type Period = 'day' | 'year' | 'ever';

/** The facts of an account that its limits depend on. */
export type LimitedAccount = Pick<
  Account,
  'bucket' | 'accountId' | 'customerId' | 'institution' | 'kind' | 'class' | 'faceToFace' | 'activatedOn' | 'agreedDay'
>;

/** What the limits need to know of an institution beyond the rules: whether a payment institution is rated A. */
export type Rating = 'A' | null;

export type Limit = {
  readonly counter: string;
  readonly ruleId: string;
  readonly subject: string;
  readonly period: string;
  /** The most that may be used in the period, in minor units; null where the profile has no such rule on that day. */
  readonly cap: bigint | null;
};

type Spec = {
  readonly counter: string;
  readonly kind: AccountKind;
  readonly class: AccountClass;
  readonly ruleId: string;
  readonly period: Period;
  /** Of one account, or of all accounts of the person at the institution. */
  readonly of: 'account' | 'person';
  readonly counts: readonly MovementKind[];
};

const BANK_OUT: readonly MovementKind[] = ['spend', 'bill', 'transfer-out', 'cash-out'];
const BANK_IN: readonly MovementKind[] = ['transfer-in', 'cash-in'];
const PAID: readonly MovementKind[] = ['spend', 'bill', 'transfer-out'];

function bank(cls: 'II' | 'III', direction: 'out' | 'in', period: 'day' | 'year'): Spec {
  return {
    counter: `${direction}-${period}`,
    kind: 'bank',
    class: cls,
    ruleId: `BANK_${cls}_${direction.toUpperCase()}_${period.toUpperCase()}`,
    period,
    of: 'account',
    counts: direction === 'out' ? BANK_OUT : BANK_IN,
  };
}

/**
 * Which movements count in which limit. What is in no row is exempt: transfers between an account and the accounts bound
 * to it, wealth products bought and redeemed, and the bank's own loans paid out and repaid.
 */
const SPECS: readonly Spec[] = [
  ...(['II', 'III'] as const).flatMap((cls) => [bank(cls, 'out', 'day'), bank(cls, 'out', 'year'), bank(cls, 'in', 'day'), bank(cls, 'in', 'year')]),
  { counter: 'paid-ever', kind: 'payment', class: 'I', ruleId: 'PAY_I_TOTAL', period: 'ever', of: 'account', counts: PAID },
  { counter: 'paid-year', kind: 'payment', class: 'II', ruleId: 'PAY_II_YEAR', period: 'year', of: 'person', counts: PAID },
  { counter: 'paid-year', kind: 'payment', class: 'III', ruleId: 'PAY_III_YEAR', period: 'year', of: 'person', counts: [...PAID, 'wealth-purchase'] },
];

const HELD: readonly Factor[] = ['one-time-code', 'certificate', 'signature'];

/** Of how many kinds the factors are, and whether a certificate or signature is among them. */
export function strengthOf(factors: readonly Factor[]): 'agreed' | 'two-factors' | 'one-factor' {
  const kinds = new Set(factors.map((factor) => (HELD.includes(factor) ? 'held' : factor)));
  if (kinds.size < 2) return 'one-factor';
  return factors.includes('certificate') || factors.includes('signature') ? 'agreed' : 'two-factors';
}

function periodOf(period: Period, on: BusinessDate): string {
  return period === 'day' ? on : period === 'year' ? on.slice(0, 4) : 'ever';
}

/** The limits of an account that a movement of a kind counts in, with the caps in force on a date; empty where it is exempt. */
export function limitsOn(
  account: LimitedAccount,
  kind: MovementKind,
  profile: Profile,
  on: BusinessDate,
  how: { readonly factors?: readonly Factor[]; readonly rating?: Rating } = {},
): Limit[] {
  const own = SPECS.filter((spec) => spec.kind === account.kind && spec.class === account.class && countsIn(spec, kind, profile, on));
  const limits = own.map((spec) => ({
    counter: spec.counter,
    ruleId: spec.ruleId,
    subject: spec.of === 'person' ? personAt(account) : account.accountId,
    period: periodOf(spec.period, on),
    cap: ruleInForce(spec.ruleId, profile, on)?.value ?? null,
  }));
  // What is no payment from the balance has no strength to be capped by.
  return account.kind === 'payment' && limits.length > 0 ? [...limits, dayByStrength(account, profile, on, how.factors ?? [], how.rating ?? null)] : limits;
}

function countsIn(spec: Spec, kind: MovementKind, profile: Profile, on: BusinessDate): boolean {
  if (spec.counts.includes(kind)) return true;
  return spec.ruleId === 'PAY_I_TOTAL' && kind === 'bound-transfer-out' && ruleInForce('PAY_I_TOTAL_WITH_OWN_BANK', profile, on)?.value === 1n;
}

/** Payments of a day are capped by how they were authenticated, over all payment accounts of the person. */
function dayByStrength(account: LimitedAccount, profile: Profile, on: BusinessDate, factors: readonly Factor[], rating: Rating): Limit {
  const strength = strengthOf(factors);
  const counter = `paid-day-${strength}`;
  if (strength === 'agreed') return { counter, ruleId: 'PAY_DAY_AGREED', subject: account.accountId, period: on, cap: account.agreedDay };
  const ruleId = strength === 'one-factor' ? 'PAY_DAY_ONE_FACTOR' : rating === 'A' ? 'PAY_DAY_TWO_FACTORS_RATED_A' : 'PAY_DAY_TWO_FACTORS';
  return { counter, ruleId, subject: personAt(account), period: on, cap: ruleInForce(ruleId, profile, on)?.value ?? null };
}

/** Every limit of an account on a date, each once: what a page shows with what is left. */
export function allLimits(account: LimitedAccount, profile: Profile, on: BusinessDate, rating: Rating = null): Limit[] {
  const paid: readonly (readonly Factor[])[] = account.kind === 'payment' ? [['password'], ['password', 'one-time-code']] : [[]];
  const limits = (['spend', 'transfer-in'] as const).flatMap((kind) => paid.flatMap((factors) => limitsOn(account, kind, profile, on, { factors, rating })));
  return [...new Map(limits.map((limit) => [limit.counter, limit])).values()];
}

/** The most that the account may hold at any moment, reserved inflows with it; null without such a rule. */
export function balanceCap(account: Pick<Account, 'kind' | 'class'>, profile: Profile, on: BusinessDate): bigint | null {
  return account.kind === 'bank' && account.class === 'III' ? (ruleInForce('BANK_III_BALANCE_MAX', profile, on)?.value ?? null) : null;
}

const CASH: readonly MovementKind[] = ['cash-in', 'cash-out'];
const BANK_ONLY: readonly MovementKind[] = [...CASH, 'loan-disbursement', 'loan-repayment'];

/** The rule that forbids a kind of movement to an account whatever its amount, or undefined. */
export function forbiddenBy(account: LimitedAccount, kind: MovementKind, profile: Profile, on: BusinessDate): string | undefined {
  const binds = (ruleId: string) => (ruleInForce(ruleId, profile, on)?.value === 1n ? ruleId : undefined);
  if (account.kind === 'payment') {
    if (BANK_ONLY.includes(kind)) return binds('PAY_FUNCTIONS');
    return kind === 'wealth-purchase' ? binds(`PAY_${account.class}_NO_WEALTH`) : undefined;
  }
  if (account.class === 'II') return (CASH.includes(kind) || kind === 'transfer-in') && !account.faceToFace ? binds('BANK_II_FACE_TO_FACE') : undefined;
  if (account.class !== 'III') return undefined;
  if (CASH.includes(kind)) return binds('BANK_III_NO_CASH');
  if (kind === 'wealth-purchase') return binds('BANK_III_NO_WEALTH');
  if (kind !== 'transfer-in') return undefined;
  return (account.activatedOn === null ? binds('BANK_III_ACTIVATION') : undefined) ?? (account.faceToFace ? undefined : binds('BANK_III_FACE_TO_FACE'));
}

/** The counter of all that went in and out over a person's class-III accounts at a bank; it caps nothing but asks for the ID document. */
export function documentFlow(
  account: LimitedAccount,
  profile: Profile,
  on: BusinessDate,
): { readonly limit: Limit; readonly threshold: bigint; readonly days: number } | undefined {
  if (account.kind !== 'bank' || account.class !== 'III') return undefined;
  const threshold = ruleInForce('BANK_III_FLOW_DOCUMENT', profile, on)?.value;
  const days = ruleInForce('BANK_III_FLOW_DOCUMENT_DAYS', profile, on)?.value;
  if (threshold === undefined || days === undefined) return undefined;
  const limit = { counter: 'flow-III', ruleId: 'BANK_III_FLOW_DOCUMENT', subject: personAt(account), period: 'ever', cap: null };
  return { limit, threshold, days: Number(days) };
}

/** How many accounts of a class a person may hold at the institution; the same counter counts those held. */
export function heldLimit(account: Pick<Account, 'kind' | 'class' | 'customerId' | 'institution'>, profile: Profile, on: BusinessDate): Limit {
  const ruleId = `${account.kind === 'bank' ? 'BANK' : 'PAY'}_${account.class}_HELD_MAX`;
  return { counter: `held-${account.class}`, ruleId, subject: personAt(account), period: 'ever', cap: ruleInForce(ruleId, profile, on)?.value ?? null };
}

/** How many elements or external sources must be verified to open an account; 0 where no rule says. */
export function elementsNeeded(kind: AccountKind, cls: AccountClass, profile: Profile, on: BusinessDate): number {
  return Number(ruleInForce(kind === 'bank' ? `BANK_${cls}_ELEMENTS` : `PAY_${cls}_SOURCES`, profile, on)?.value ?? 0n);
}
