import type { BusinessDate } from '@jinqiao/calendar';
import { examine, type Finding, type HoldsLicence } from './conditions.ts';
import type { Facts } from './facts.ts';
import { type Action, inForce, type OnBreach, type Outcome, type Profile, type Rule, type RuleResult, valueOn } from './rules.ts';

/** The rules, licences and configuration that decisions are made by, as they stood when it was read. */
export type Rulebook = {
  readonly rules: readonly Rule[];
  /** What a breach does where the operator configured it otherwise than the rule says. */
  readonly onBreach: (rule: Rule, profile: Profile) => OnBreach;
  readonly holdsLicence: HoldsLicence;
};

/** What is decided: an action, what is known of it, the date and the body of rules. */
export type Question = { readonly action: Action; readonly facts: Facts; readonly asOf: BusinessDate; readonly profile: Profile };

/** The result of a rule of a pack, whole enough to be understood without the pack. */
export type Judgement = Required<RuleResult>;

/**
 * Holds every rule in force for an action against the facts and gives the whole vector: pass, breach, not applicable, or
 * fact missing, which is no pass. Nothing is dropped; `blocks` says which results stand in the way. The same question to the
 * same rulebook has the same answer.
 */
export function decide(rulebook: Rulebook, question: Question): Judgement[] {
  const { action, asOf, profile } = question;
  return rulebook.rules
    .filter((rule) => rule.actions.includes(action) && rule.check !== null && inForce(rule, profile, asOf))
    .map((rule) => judge(rulebook, rule, question));
}

/** Whether a result stands in the way: it does not pass, and is not only to be shown. */
export function blocks(result: RuleResult): boolean {
  return !result.pass && result.onBreach !== 'warn';
}

function judge(rulebook: Rulebook, rule: Rule, { facts, asOf, profile }: Question): Judgement {
  const value = valueOn(rule, asOf);
  const ask = (condition: NonNullable<Rule['check']>): Finding => examine(condition, facts, value, rulebook.holdsLicence, asOf);
  const grounds = rule.when.map(ask);
  const check = rule.check as NonNullable<Rule['check']>;
  const found = ask(check);
  const outcome = outcomeOf(grounds, found);
  return {
    ruleId: rule.ruleId,
    side: rule.side,
    limit: found.limit,
    actual: found.actual,
    pass: outcome === 'pass' || outcome === 'not-applicable',
    outcome,
    onBreach: rulebook.onBreach(rule, profile),
    unit: rule.unit,
    form: check.form,
    zh: rule.zh,
    en: rule.en,
    basis: rule.basis,
    since: rule.from,
  };
}

/** One ground that is known not to hold takes the rule off the table, whatever else is unknown. */
function outcomeOf(grounds: readonly Finding[], found: Finding): Outcome {
  if (grounds.some((ground) => ground.known && !ground.holds)) return 'not-applicable';
  if (grounds.some((ground) => !ground.known) || !found.known) return 'fact-missing';
  return found.holds ? 'pass' : 'breach';
}
