/** Dated rules and the decisions that rest on them. */
export { type Decision, decisionsOfCustomer, recordDecisions } from './decisions.ts';
export { capResult, type Profile, RULES, type Rule, type RuleResult, ruleInForce } from './rules.ts';
