import type { Calendar } from '@jinqiao/calendar';
import type { Facts, Profile } from '@jinqiao/compliance';

/** What a programme asks of its borrowers. Amounts in minor units of the programme's asset. */
export type CreditPolicy = {
  readonly programmeId: string;
  readonly profile: Profile;
  /** The decision flow that applications go through. */
  readonly flow: string;
  /** Decimal digits of the asset. */
  readonly digits: number;
  /** Working days of the review desk. */
  readonly calendar: Calendar;
  /** What rules may know of every application under the programme. */
  readonly facts: Facts;
  /** Product cap on a customer's line over all draws. */
  readonly cap: bigint;
  /** Inclusive, completed years at application. */
  readonly platformAge: { readonly from: number; readonly to: number };
  /** `list`: only invited customers; `all`: whoever registers. */
  readonly whitelist: 'list' | 'all';
  /** `scorecard`: the platform's scorecard; `suggested`: the limit that came with the invitation. */
  readonly limitModel: 'scorecard' | 'suggested';
  /** The line's term and how often it is reviewed. */
  readonly lineMonths: number;
  readonly reviewMonths: number;
};
