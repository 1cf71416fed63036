import type { BusinessDate } from '@jinqiao/calendar';
import type { Rate } from '@jinqiao/money';
import type { Part, Plan } from '../schedule/plan.ts';
import type { ScheduleMethod, ScheduleTerms } from '../schedule/terms.ts';
import type { DebtKind } from './allocation.ts';

/** The terms of a contract that runs: its schedule, and what happens when it is not kept. Amounts in minor units, rates in 1e-8. */
export type ContractTerms = ScheduleTerms & {
  /** Rate per year on what is overdue; 0 where left out. */
  readonly penaltyRate?: Rate;
  /** What the penalty is taken of; `principal` where left out. */
  readonly penaltyOn?: 'principal' | 'principal-and-interest';
  /** Whether unpaid interest bears compound interest at the penalty rate; not together with `principal-and-interest`. */
  readonly compound?: boolean;
  /** Days of the year for penalty and compound interest; 360 where left out (银发〔2005〕129号). */
  readonly penaltyYear?: 360 | 365;
  /** Days after a due date within which payment bears no penalty; 0 where left out. */
  readonly graceDays?: number;
  /** Whether a missed grace counts from the due date (the default) or from its own end. */
  readonly graceBackdates?: boolean;
  /** The order of payment; `DEFAULT_ALLOCATION` where left out. */
  readonly allocation?: readonly DebtKind[];
  /** Whether a kind is paid over all instalments before the next kind (the default), or an instalment before the next one. */
  readonly allocateBy?: 'kind' | 'instalment';
};

/** What an early repayment of a part does to the rest: lower payments on the same dates, the same payments on fewer dates, or so many dates. */
export type EarlyEffect = 'keep-term' | 'shorten-term' | { readonly periods: number };

/** What may happen to a contract. Amounts in minor units; `id` is unique in a contract, `on` the date it counts for. */
export type ContractEvent = { readonly id: string; readonly on: BusinessDate } & (
  | { readonly kind: 'repayment'; readonly amount: bigint }
  | { readonly kind: 'early-repayment'; readonly principal: bigint | 'all'; readonly effect?: EarlyEffect }
  | { readonly kind: 'fee'; readonly name: string; readonly amount: bigint }
  | { readonly kind: 'rate-change'; readonly rate: Rate }
  | { readonly kind: 'holiday'; readonly periods: number; readonly interest: 'capitalised' | 'deferred' | 'waived' }
  | { readonly kind: 'extension'; readonly periods: number }
  | {
      readonly kind: 'restructuring';
      readonly periods: number;
      readonly rate?: Rate;
      readonly method?: ScheduleMethod;
      /** Charges that are given up; all others become principal. */
      readonly forgive?: readonly ('penalty' | 'compound' | 'interest' | 'fees')[];
    }
  | { readonly kind: 'write-off' }
  | { readonly kind: 'reversal'; readonly of: string }
);

/** Money by what it pays. */
export type Amounts = { readonly principal: bigint; readonly interest: bigint; readonly penalty: bigint; readonly compound: bigint; readonly fees: bigint };

export const NOTHING: Amounts = { principal: 0n, interest: 0n, penalty: 0n, compound: 0n, fees: 0n };

/** An instalment that has fallen due. Row 0 is a down payment. */
export type Bill = {
  readonly n: number;
  readonly due: BusinessDate;
  readonly principal: bigint;
  readonly interest: bigint;
  readonly penalty: bigint;
  readonly compound: bigint;
  readonly paid: Omit<Amounts, 'fees'>;
  /** Up to where penalty and compound interest are charged. */
  readonly chargedThrough: BusinessDate;
  readonly settledOn: BusinessDate | null;
};

/** A contract after its events so far. It is made by `openContract` and `advance` and never changed. */
export type ContractState = {
  readonly terms: ContractTerms;
  /** The rows that are not billed yet begin at `next` of this plan; `parts` are its principal and interest. */
  readonly plan: Plan;
  readonly parts: readonly Part[];
  readonly next: number;
  /** How many due dates there have been, and how many of the agreed cycle are in use. */
  readonly billed: number;
  readonly scheduled: number;
  readonly status: 'active' | 'settled' | 'written-off';
  /** The last date that an event counted for. */
  readonly on: BusinessDate;
  /** Principal that is not due yet. */
  readonly balance: bigint;
  /** Interest of grace rows that waits for the first row after them. */
  readonly waiting: bigint;
  readonly bills: readonly Bill[];
  readonly feesOwed: bigint;
  /** All money received; what it paid, what is left of it for later bills, and what came in after a write-off. */
  readonly received: bigint;
  readonly paid: Amounts;
  readonly credit: bigint;
  readonly recovered: bigint;
  readonly forgiven: Amounts;
};
