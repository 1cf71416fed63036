import type { BusinessDate } from '@jinqiao/calendar';
import { lprRate } from '@jinqiao/contract';
import accountClasses from '../packs/account-classes.json' with { type: 'json' };
import aml from '../packs/aml.json' with { type: 'json' };
import bureau from '../packs/bureau.json' with { type: 'json' };
import crowdfunding from '../packs/crowdfunding.json' with { type: 'json' };
import dunning from '../packs/dunning.json' with { type: 'json' };
import guarantee from '../packs/guarantee.json' with { type: 'json' };
import identity from '../packs/identity.json' with { type: 'json' };
import jointLoan from '../packs/joint-loan.json' with { type: 'json' };
import licences from '../packs/licences.json' with { type: 'json' };
import marketing from '../packs/marketing.json' with { type: 'json' };
import microLoan from '../packs/micro-loan.json' with { type: 'json' };
import p2p from '../packs/p2p.json' with { type: 'json' };
import payments from '../packs/payments.json' with { type: 'json' };
import security from '../packs/security.json' with { type: 'json' };
import wealth from '../packs/wealth.json' with { type: 'json' };
import type { Condition } from './conditions.ts';
import type { Unit } from './units.ts';

/**
 * Which body of rules an action is judged by: the model of 2017 as it was told, the mainland rules in force, a P2P book that
 * only runs off, or `CUSTOM` for an operator's own pack, kept in the database (a book outside mainland China, for instance).
 */
export type Profile = 'CN_2017' | 'CN_CURRENT' | 'P2P_RUNOFF' | 'CUSTOM';
export const PROFILES = ['CN_2017', 'CN_CURRENT', 'P2P_RUNOFF', 'CUSTOM'] as const satisfies readonly Profile[];

/** What a product does that rules ask about. */
export const ACTIONS = [
  'open-account',
  'apply',
  'grant-line',
  'draw',
  'collect',
  'charge-fee',
  'guarantee',
  'query-bureau',
  'process-payment',
  'sell-fund',
  'redeem-fast',
  'publish-loan',
  'publish-campaign',
  'grant-trade-credit',
  'promote',
  'place-treasury',
] as const;
export type Action = (typeof ACTIONS)[number];

export type OnBreach = 'block' | 'warn';
export type Provenance = 'source' | 'knowledge' | 'seed' | 'ours';

/** One dated rule of a pack: a value or a condition in force between two dates, with its basis. */
export type Rule = {
  readonly ruleId: string;
  /** The subject that it belongs to. */
  readonly pack: string;
  readonly zh: string;
  readonly en: string;
  readonly profiles: readonly Profile[];
  readonly from: string;
  /** Exclusive; null while in force. */
  readonly to: string | null;
  readonly unit: Unit;
  /** Where `of` is named, how many times that rate, in 1e-8. */
  readonly value: bigint;
  /** A published rate that the value multiplies: it moves with the date. */
  readonly of: 'LPR1Y' | null;
  readonly basis: string;
  /** Public material, general knowledge, the model of 2017, or our own recommendation. */
  readonly provenance: Provenance;
  /** Whom it binds: a refusal names them. */
  readonly side: Side;
  /** Actions at which `decide` asks it; none: a figure that code looks up. */
  readonly actions: readonly Action[];
  /** It applies where all of these hold. */
  readonly when: readonly Condition[];
  readonly check: Condition | null;
  /** What a breach does unless the operator configured otherwise. */
  readonly onBreach: OnBreach;
};

/** A rule as it lies in a pack or is proposed: what is left out has its plain meaning. */
export type RuleText = Pick<Rule, 'ruleId' | 'zh' | 'en' | 'profiles' | 'from' | 'to' | 'unit' | 'basis' | 'provenance'> &
  Partial<Pick<Rule, 'of' | 'side' | 'actions' | 'when' | 'check' | 'onBreach'>> & { readonly value: string };

type RulePack = { readonly pack: string; readonly zh: string; readonly en: string; readonly rules: readonly RuleText[] };

/** The packs as they lie in `packs/`, one a subject. */
export const PACKS = [
  identity,
  accountClasses,
  jointLoan,
  guarantee,
  licences,
  payments,
  bureau,
  aml,
  wealth,
  microLoan,
  p2p,
  crowdfunding,
  marketing,
  security,
  dunning,
] as unknown as readonly RulePack[];

export const RULES: readonly Rule[] = PACKS.flatMap(({ pack, rules }) => rules.map((rule) => ruleOf(pack, rule)));

export function ruleOf(pack: string, text: RuleText): Rule {
  return { of: null, side: 'platform', actions: [], when: [], check: null, onBreach: 'block', ...text, pack, value: BigInt(text.value) };
}

export function inForce(rule: Rule, profile: Profile, asOf: string): boolean {
  return rule.profiles.includes(profile) && rule.from <= asOf && (rule.to === null || asOf < rule.to);
}

/** The value on a date; a multiple of a published rate follows that rate. @throws Fault RATE_UNKNOWN before the rate was published. */
export function valueOn(rule: Rule, asOf: BusinessDate): bigint {
  return rule.of === null ? rule.value : (rule.value * lprRate(asOf, '1Y')) / 100_000_000n;
}

/** The rule of the published packs in force on a date, or undefined where the profile has none. */
export function ruleInForce(ruleId: string, profile: Profile, asOf: BusinessDate): Rule | undefined {
  const rule = RULES.find((candidate) => candidate.ruleId === ruleId && inForce(candidate, profile, asOf));
  return rule && { ...rule, value: valueOn(rule, asOf) };
}

export type Side = 'platform' | 'bank' | 'bureau';

/** One rule that a decision rested on. Rules that a partner or a programme's parameters set have no more than the first five fields. */
export type RuleResult = {
  readonly ruleId: string;
  readonly side: Side;
  readonly limit: string;
  readonly actual: string;
  /** False for a breach and for a fact that is missing. */
  readonly pass: boolean;
  readonly outcome?: Outcome;
  readonly onBreach?: OnBreach;
  readonly unit?: Unit;
  readonly form?: Condition['form'] | 'value';
  readonly zh?: string;
  readonly en?: string;
  readonly basis?: string;
  readonly since?: string;
};

export type Outcome = 'pass' | 'breach' | 'not-applicable' | 'fact-missing';
