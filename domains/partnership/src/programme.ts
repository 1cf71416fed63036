import { type Calendar, calendarByName } from '@jinqiao/calendar';
import { type Facts, factsOf, type Profile } from '@jinqiao/compliance';
import type { RateSpec } from '@jinqiao/contract';
import type { CreditPolicy } from '@jinqiao/credit';
import { type LoanBook, type LoanProduct, loanBook } from '@jinqiao/lending';
import { type Asset, asset, parseRate, type Rate } from '@jinqiao/money';
import { type PlatformBook, platformBook } from './chart.ts';
import { type RoutingParameters, type RoutingTerms, routingTerms } from './routing/terms.ts';

/**
 * Every parameter of a joint-loan programme, as it is kept. Amounts are minor units as text, rates decimal text. The
 * defaults follow the sources named in docs; what no source gives is ours and said to be.
 */
export type ProgrammeParameters = {
  readonly name: string;
  readonly nameZh: string;
  readonly profile: Profile;
  readonly asset: string;
  readonly calendar: string;
  readonly fundingMode: 'bank_only_guaranteed';
  /** The funding bank; a programme from before there were several is funded by the first. */
  readonly fundingBank?: string;
  /** What the money is for: the borrower's own use, which is paid to the bound card, or the bill of the borrower's own credit card, which is paid at its issuer. */
  readonly use?: 'own-use' | 'card-pay-off';
  /** How the programme lets itself be routed to; one without it is borrowed under by name only. */
  readonly routing?: RoutingParameters;
  /** The customer's contract rate. */
  readonly rate: Omit<RateSpec, 'fixed'>;
  readonly bankFixedRate: string;
  /** Penalty rate = contract rate × this. */
  readonly penaltyMultiplier: string;
  readonly cap: string;
  readonly minAmount: string;
  readonly maxPeriods: number;
  readonly lineMonths: number;
  readonly reviewMonths: number;
  readonly platformAge: { readonly from: number; readonly to: number };
  readonly bankAge: { readonly from: number; readonly to: number };
  readonly bankDecidesLimit: boolean;
  readonly whitelist: 'list' | 'all';
  readonly limitModel: 'scorecard' | 'suggested';
  /** The decision flow that applications go through; `joint-loan` where none is named. */
  readonly decisionFlow?: string;
  readonly dayCount: LoanProduct['dayCount'];
  readonly interest: LoanProduct['interest'];
  readonly instalmentRounding: LoanProduct['instalmentRounding'];
  readonly carryInterest: boolean;
  readonly graceDays: number;
  readonly collection: 'file' | 'single';
  readonly retry: 'file' | 'single';
  readonly retryDays: readonly number[];
  readonly compensationDpd: number;
  readonly writeOffDpd: number;
  readonly advanceFeeDailyRate: string;
  readonly advanceFeeMinDays: number;
  /** Margin is kept between these shares of the outstanding principal: below the first it is called, above the second released, each time to the middle. */
  readonly marginLow: string;
  readonly marginHigh: string;
  readonly marginCallWorkingDays: number;
  /** Whether the platform answers a call by itself from its settlement account. */
  readonly marginAutoTopUp: boolean;
  readonly readingSeconds: number;
  readonly settlementOpening: string;
  /** What the rules ask about the cooperation itself, by the names of `FACTS`: who acts, how money clears. What is left out is unknown. */
  readonly standing?: Readonly<Record<string, string | boolean>>;
};

/** A programme ready for use: its parameters with the products, books and calendar they stand for. */
export type Programme = {
  readonly id: string;
  readonly parameters: ProgrammeParameters;
  readonly asset: Asset;
  /** Who funds it. */
  readonly bankId: string;
  readonly calendar: Calendar;
  readonly product: LoanProduct;
  readonly policy: CreditPolicy;
  readonly use: 'own-use' | 'card-pay-off';
  readonly routing: RoutingTerms | null;
  readonly rateSpec: RateSpec;
  readonly bankRate: Rate;
  readonly book: LoanBook;
  readonly platform: PlatformBook;
  /** What rules may know of every action under it. */
  readonly facts: Facts;
};

/** The bank of programmes that name none. */
const FIRST_BANK = 'bank';

/** How a programme's payment institution reaches the banks of its customers' cards, as its standing says. */
export function linkOf({ facts }: Programme): 'clearing' | 'direct' {
  return facts.clearingRoute === 'clearing-house' ? 'clearing' : 'direct';
}

/** The pattern of 2016: the platform operates and guarantees without a licence for it, cards are debited at the banks directly. */
const STANDING = {
  operatorEntity: 'platform',
  lenderEntity: FIRST_BANK,
  guarantorEntity: 'platform',
  paymentEntity: 'payment',
  bureauEntity: 'bureau',
  clearingRoute: 'direct',
  onBankList: false,
  localBank: false,
  insideRegion: true,
  smallAndAgriGuarantor: false,
  signsOnPlatform: true,
} as const;

/** The flagship's defaults: the pattern of a platform and a bank of 2016, with what no source gives set by us. */
export const JOINT_LOAN_DEFAULTS: ProgrammeParameters = {
  name: 'Joint loan',
  nameZh: '联合贷款',
  profile: 'CN_2017',
  asset: 'CNY',
  calendar: 'CN_BANK',
  fundingMode: 'bank_only_guaranteed',
  rate: { base: 'PBOC', tier: 'up-to-1y', spread: { kind: 'multiplier', value: '1.6' } },
  bankFixedRate: '0.0522',
  penaltyMultiplier: '1.5',
  cap: '10000000',
  minAmount: '50000',
  maxPeriods: 12,
  lineMonths: 36,
  reviewMonths: 12,
  platformAge: { from: 21, to: 49 },
  bankAge: { from: 20, to: 50 },
  bankDecidesLimit: false,
  whitelist: 'list',
  limitModel: 'scorecard',
  dayCount: 'act/360',
  interest: 'monthly-rate',
  instalmentRounding: 'half-up',
  carryInterest: false,
  graceDays: 0,
  collection: 'file',
  retry: 'single',
  retryDays: [1, 3, 7, 15, 25, 40, 55, 70],
  compensationDpd: 80,
  writeOffDpd: 180,
  advanceFeeDailyRate: '0.0002',
  advanceFeeMinDays: 1,
  marginLow: '0.05',
  marginHigh: '0.10',
  marginCallWorkingDays: 3,
  marginAutoTopUp: true,
  readingSeconds: 5,
  settlementOpening: '10000000000',
  standing: STANDING,
};

/** Facts of the joint loan's consumer purpose that no parameter changes: nothing is ticked in advance, money goes to the borrower. */
const CONSUMER_LOAN: Facts = {
  purpose: 'consumption',
  paymentMode: 'self',
  // The method that is offered first; a draw says its own.
  repaymentMethod: 'equal-principal',
  extensions: 0n,
  consentPreticked: false,
  goodCreditLargeNeed: false,
  reserveUsed: false,
};

/**
 * What the rules may know of a programme whatever is done under it: who acts, on which terms. A programme
 * from before its standing was a parameter is of the pattern of the defaults.
 */
function programmeFacts(parameters: ProgrammeParameters): Facts {
  return {
    ...CONSUMER_LOAN,
    // The bill is paid at the issuer by the lender's order (受托支付): the money never is at the borrower's disposal.
    ...(parameters.use === 'card-pay-off' && { paymentMode: 'entrusted' }),
    fundingMode: parameters.fundingMode,
    lineMonths: BigInt(parameters.lineMonths),
    rateBase: parameters.rate.base,
    penaltyMultiple: parseRate(parameters.penaltyMultiplier),
    // The cost table names the lender as the collector of interest and penalty; the platform and guarantor take nothing.
    feeCollector: 'lender',
    costPartiesShown: true,
    ...factsOf(parameters.standing ?? { ...STANDING, lenderEntity: parameters.fundingBank ?? FIRST_BANK }),
  };
}

/** Builds a programme from its parameters. @throws Fault where a parameter cannot be read. */
export function programmeOf(id: string, parameters: ProgrammeParameters): Programme {
  const of = asset(parameters.asset);
  const facts = programmeFacts(parameters);
  return {
    id,
    parameters,
    asset: of,
    bankId: parameters.fundingBank ?? FIRST_BANK,
    calendar: calendarByName(parameters.calendar),
    product: {
      programmeId: id,
      asset: of.code,
      dayCount: parameters.dayCount,
      interest: parameters.interest,
      instalmentRounding: parameters.instalmentRounding,
      carryInterest: parameters.carryInterest,
      maxPeriods: parameters.maxPeriods,
      minAmount: BigInt(parameters.minAmount),
      graceDays: parameters.graceDays,
      compensationDpd: parameters.compensationDpd,
      writeOffDpd: parameters.writeOffDpd,
      retryDays: parameters.retryDays,
      collection: parameters.collection,
      retry: parameters.retry,
    },
    policy: {
      programmeId: id,
      profile: parameters.profile,
      flow: parameters.decisionFlow ?? 'joint-loan',
      digits: of.digits,
      calendar: calendarByName(parameters.calendar),
      facts,
      cap: BigInt(parameters.cap),
      platformAge: parameters.platformAge,
      whitelist: parameters.whitelist,
      limitModel: parameters.limitModel,
      lineMonths: parameters.lineMonths,
      reviewMonths: parameters.reviewMonths,
    },
    use: parameters.use ?? 'own-use',
    routing: parameters.routing ? routingTerms(parameters.routing) : null,
    rateSpec: parameters.rate,
    bankRate: parseRate(parameters.bankFixedRate),
    book: loanBook(id, of.code),
    platform: platformBook(id, of.code),
    facts,
  };
}
