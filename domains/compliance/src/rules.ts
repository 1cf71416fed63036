import type { BusinessDate } from '@jinqiao/calendar';
import identity from '../packs/identity.json' with { type: 'json' };
import jointLoan from '../packs/joint-loan.json' with { type: 'json' };

/**
 * Which body of rules an action is judged by: the model of 2017 as it was told, the mainland rules in force, a P2P book that
 * only runs off, or `CUSTOM` for books outside mainland China, where only a programme's own parameters bind.
 */
export type Profile = 'CN_2017' | 'CN_CURRENT' | 'P2P_RUNOFF' | 'CUSTOM';

/** One dated rule of a pack: a value in force between two dates, with its basis. */
export type Rule = {
  readonly ruleId: string;
  readonly zh: string;
  readonly en: string;
  readonly profiles: readonly Profile[];
  readonly from: string;
  /** Exclusive; null while in force. */
  readonly to: string | null;
  /** What the value counts: minor units, 1e-8 per year, or plain. */
  readonly unit: 'amount' | 'rate' | 'months' | 'days' | 'minutes' | 'count' | 'flag';
  readonly value: bigint;
  readonly basis: string;
  /** Public material, general knowledge, the model of 2017, or our own recommendation. */
  readonly provenance: 'source' | 'knowledge' | 'seed' | 'ours';
};

type RulePack = {
  readonly pack: string;
  readonly zh: string;
  readonly en: string;
  readonly rules: readonly (Omit<Rule, 'value'> & { readonly value: string })[];
};

/** The packs as they lie in `packs/`, one a subject. */
const PACKS = [identity, jointLoan] as readonly RulePack[];

export const RULES: readonly Rule[] = PACKS.flatMap(({ rules }) => rules.map((rule) => ({ ...rule, value: BigInt(rule.value) })));

/** The rule in force on a date, or undefined where the profile has none. */
export function ruleInForce(ruleId: string, profile: Profile, asOf: BusinessDate): Rule | undefined {
  return RULES.find((rule) => rule.ruleId === ruleId && rule.profiles.includes(profile) && rule.from <= asOf && (rule.to === null || asOf < rule.to));
}

export type RuleResult = {
  readonly ruleId: string;
  readonly side: 'platform' | 'bank' | 'bureau';
  readonly limit: string;
  readonly actual: string;
  readonly pass: boolean;
};

/** Result of a rule of a pack that caps a figure; a profile without the rule passes with the limit shown as `none`. */
export function capResult(ruleId: string, profile: Profile, asOf: BusinessDate, actual: bigint, side: RuleResult['side'] = 'platform'): RuleResult {
  const rule = ruleInForce(ruleId, profile, asOf);
  return { ruleId, side, limit: rule ? rule.value.toString() : 'none', actual: actual.toString(), pass: !rule || actual <= rule.value };
}
