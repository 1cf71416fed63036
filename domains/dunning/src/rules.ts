import type { BusinessDate } from '@jinqiao/calendar';
import { type Rule, ruleInForce } from '@jinqiao/compliance';

export type DunningRuleId =
  | 'DUNNING_QUIET_FROM'
  | 'DUNNING_QUIET_UNTIL'
  | 'DUNNING_CONTACTS_PER_DAY_MAX'
  | 'DUNNING_THIRD_PARTY_BANNED'
  | 'DUNNING_WORDS_BANNED'
  | 'DUNNING_RECORD_MONTHS'
  | `DUNNING_CHANNEL_${'CALL' | 'SMS' | 'LETTER' | 'VISIT'}`
  | 'DUNNING_CASES_PER_PERSON_MAX'
  | 'DUNNING_COMPLAINT_DAYS_MAX'
  | 'BUREAU_NOTICE_DAYS_MIN'
  | 'PROMISE_DAYS_MAX'
  | 'PROMISE_AMOUNT_MIN'
  | 'PLAN_PERIODS_MAX'
  | 'PLAN_ALONE_AMOUNT_MAX'
  | 'PLAN_GRACE_DAYS'
  | 'PLAN_FAILED_MAX'
  | 'PLAN_EXTENSIONS_MAX'
  | 'SETTLEMENT_ALONE_SHARE_MAX'
  | 'SETTLEMENT_SHARE_MAX'
  | 'SETTLEMENT_DAYS_MAX';

/** A rule of the pack `dunning` on a date. How people are treated does not depend on a product's profile. */
export function dunningRule(ruleId: DunningRuleId, on: BusinessDate): Rule {
  const rule = ruleInForce(ruleId, 'CN_CURRENT', on);
  if (!rule) throw new TypeError(`the pack dunning has no ${ruleId} on ${on}`);
  return rule;
}

export function dunningLimit(ruleId: DunningRuleId, on: BusinessDate): number {
  return Number(dunningRule(ruleId, on).value);
}
