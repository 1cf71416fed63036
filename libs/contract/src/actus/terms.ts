import type { DayCountConvention } from '@jinqiao/calendar';
import { type JsonObject, readObject } from '../json.ts';
import { type BusinessDays, businessDays, CALENDARS, CONVENTIONS } from './business-days.ts';
import { type Cycle, cycleDate, type Recurrence } from './cycle.ts';
import { asAmount, asCycle, asMoment, asNumber, asText, type Fields, invalid, oneOf, optional, present, required } from './fields.ts';
import type { Moment } from './moment.ts';
import { type ArrayPlan, readPlan } from './plan.ts';

export const CONTRACT_TYPES = ['PAM', 'LAM', 'NAM', 'ANN', 'LAX', 'CLM'] as const;
export type ContractType = (typeof CONTRACT_TYPES)[number];

const DAY_COUNTS: Readonly<Record<string, DayCountConvention>> = {
  A360: 'act/360',
  A365: 'act/365',
  AA: 'act/act-isda',
  '30E360': '30e/360',
  '30E360ISDA': '30e/360-isda',
  '28E336': '28e/336',
};

export type RateReset = Recurrence & {
  readonly index: string | null;
  readonly multiplier: number;
  readonly spread: number;
  /** The rate of the first reset where it is known. */
  readonly next: number | null;
  /** Bounds of one change and of the rate itself. */
  readonly period: readonly [floor: number, cap: number];
  readonly life: readonly [floor: number, cap: number];
};

/** A contract that is bought or given up before its maturity. */
export type Trade = { readonly at: Moment; readonly price: number };

/** Interest on a base that follows the notional only at dates of its own. */
export type LaggedBase = Recurrence & { readonly amount: number | null };

export type Scaling = Recurrence & {
  readonly notional: boolean;
  readonly interest: boolean;
  readonly index: string;
  readonly start: number;
  readonly notionalScale: number;
  readonly interestScale: number;
};

/** The terms of one loan, read. Amounts are not negative: `sign` is +1 for the lender's side and −1 for the borrower's. */
export type Terms = {
  readonly type: ContractType;
  readonly sign: 1 | -1;
  readonly currency: string;
  readonly status: Moment;
  readonly start: Moment;
  readonly maturity: Moment | null;
  readonly amortization: Moment | null;
  readonly capitalizationEnd: Moment | null;
  readonly notional: number;
  readonly rate: number;
  readonly premium: number;
  readonly accrued: number | null;
  readonly payment: number | null;
  readonly dayCount: DayCountConvention;
  readonly monthEnds: boolean;
  readonly businessDays: BusinessDays;
  readonly interest: Recurrence;
  readonly redemption: Recurrence;
  readonly reset: RateReset;
  readonly base: LaggedBase | null;
  readonly purchase: Trade | null;
  readonly termination: Trade | null;
  readonly scaling: Scaling | null;
  /** The arrays of LAX. */
  readonly plan: ArrayPlan | null;
};

/**
 * Reads the terms of a case. Terms that say nothing about events are left alone.
 * @throws Fault FIELD_MISSING, FIELD_INVALID naming the term.
 */
export function readTerms(from: JsonObject): Terms {
  const fields = { of: readObject(from.terms, '$.terms'), path: '$.terms' };
  const type = required(fields, 'contractType', oneOf(CONTRACT_TYPES));
  refuseOtherEvents(fields);
  const start = required(fields, 'initialExchangeDate', asMoment);
  const monthEnds = optional(fields, 'endOfMonthConvention', oneOf(['SD', 'EOM'])) === 'EOM';
  const recurrence = (name: string, first = 1) => readRecurrence(fields, name, (cycle) => cycleDate(start, cycle, first, monthEnds));
  return {
    type,
    sign: required(fields, 'contractRole', oneOf(['RPA', 'RPL'])) === 'RPA' ? 1 : -1,
    currency: required(fields, 'currency', asText),
    status: required(fields, 'statusDate', asMoment),
    start,
    maturity: optional(fields, 'maturityDate', asMoment),
    amortization: optional(fields, 'amortizationDate', asMoment),
    capitalizationEnd: optional(fields, 'capitalizationEndDate', asMoment),
    notional: required(fields, 'notionalPrincipal', asAmount),
    rate: required(fields, 'nominalInterestRate', asNumber),
    premium: optional(fields, 'premiumDiscountAtIED', asNumber) ?? 0,
    accrued: optional(fields, 'accruedInterest', asNumber),
    payment: optional(fields, 'nextPrincipalRedemptionPayment', asNumber),
    dayCount: readDayCount(fields),
    monthEnds,
    businessDays: businessDays(optional(fields, 'businessDayConvention', oneOf(CONVENTIONS)) ?? 'NOS', optional(fields, 'calendar', oneOf(CALENDARS)) ?? 'NC'),
    interest: recurrence('InterestPayment', type === 'CLM' ? 0 : 1),
    redemption: recurrence('PrincipalRedemption'),
    reset: { ...recurrence('RateReset'), ...readReset(fields) },
    base: type === 'PAM' || type === 'CLM' ? null : readBase(fields, recurrence('InterestCalculationBase')),
    purchase: readTrade(fields, 'purchaseDate', 'priceAtPurchaseDate'),
    termination: readTrade(fields, 'terminationDate', 'priceAtTerminationDate'),
    scaling: readScaling(fields, recurrence('ScalingIndex')),
    plan: type === 'LAX' ? readPlan(fields) : null,
  };
}

/** Terms that would make events which are not known here: prepayments, penalties, fees, interest in advance. */
function refuseOtherEvents(fields: Fields): void {
  optional(fields, 'prepaymentEffect', oneOf(['N']));
  optional(fields, 'penaltyType', oneOf(['N']));
  optional(fields, 'cyclePointOfInterestPayment', oneOf(['E']));
  const fee = optional(fields, 'feeRate', asNumber);
  if (fee !== null && fee !== 0) throw invalid(fields, 'feeRate', 'zero, since fees are not covered', '零(不支持费用)');
}

/** An anchor that is left out lies one cycle after the start of the loan; for the interest of CLM, at the start itself. */
function readRecurrence(fields: Fields, name: string, defaultAnchor: (cycle: Cycle) => Moment): Recurrence {
  const cycle = optional(fields, `cycleOf${name}`, asCycle);
  const anchor = optional(fields, `cycleAnchorDateOf${name}`, asMoment);
  return { anchor: anchor ?? (cycle && defaultAnchor(cycle)), cycle };
}

function readDayCount(fields: Fields): DayCountConvention {
  return DAY_COUNTS[required(fields, 'dayCountConvention', oneOf(Object.keys(DAY_COUNTS)))] ?? 'act/365';
}

function readReset(fields: Fields): Omit<RateReset, keyof Recurrence> {
  const bound = (field: string, none: number) => optional(fields, field, asNumber) ?? none;
  return {
    index: optional(fields, 'marketObjectCodeOfRateReset', asText),
    multiplier: bound('rateMultiplier', 1),
    spread: bound('rateSpread', 0),
    next: optional(fields, 'nextResetRate', asNumber),
    period: [bound('periodFloor', Number.NEGATIVE_INFINITY), bound('periodCap', Number.POSITIVE_INFINITY)],
    life: [bound('lifeFloor', Number.NEGATIVE_INFINITY), bound('lifeCap', Number.POSITIVE_INFINITY)],
  };
}

/** NTIED, interest on the first notional for ever, is in the public cases computed as NT, and so it is here. */
function readBase(fields: Fields, recurrence: Recurrence): LaggedBase | null {
  const kind = optional(fields, 'interestCalculationBase', oneOf(['NT', 'NTIED', 'NTL']));
  return kind === 'NTL' ? { ...recurrence, amount: optional(fields, 'interestCalculationBaseAmount', asAmount) } : null;
}

function readTrade(fields: Fields, date: string, price: string): Trade | null {
  const at = optional(fields, date, asMoment);
  return at === null ? null : { at, price: required(fields, price, asNumber) };
}

function readScaling(fields: Fields, recurrence: Recurrence): Scaling | null {
  const effect = optional(fields, 'scalingEffect', asText);
  if (effect === null) return null;
  if (!/^[I0O][N0O][M0O]$/.test(effect)) throw invalid(fields, 'scalingEffect', 'three letters such as IOO, ONO or INO', '三个字母,例如 IOO、ONO 或 INO');
  const [interest, notional] = [effect.startsWith('I'), effect.includes('N')];
  if (!interest && !notional) return null;
  const dealt = 'scalingIndexAtContractDealDate';
  const start = present(optional(fields, dealt, asNumber) ?? optional(fields, 'scalingIndexAtStatusDate', asNumber), fields, dealt);
  if (start === 0) throw invalid(fields, dealt, 'a number other than zero', '非零数值');
  return {
    ...recurrence,
    notional,
    interest,
    index: required(fields, 'marketObjectCodeOfScalingIndex', asText),
    start,
    notionalScale: notional ? (optional(fields, 'notionalScalingMultiplier', asNumber) ?? 1) : 1,
    interestScale: interest ? (optional(fields, 'interestScalingMultiplier', asNumber) ?? 1) : 1,
  };
}
