import type { BusinessDate } from '@jinqiao/calendar';
import { ruleInForce } from '@jinqiao/compliance';

export type IdentityRuleId =
  | 'CODE_MINUTES_MAX'
  | 'CODE_TRIES_MAX'
  | 'CODE_RESEND_MINUTES'
  | 'CODES_PER_HOUR_MAX'
  | 'CODES_PER_DAY_MAX'
  | 'IDENTITY_TRIES_PER_DAY_MAX'
  | 'ID_EXPIRY_GRACE_DAYS'
  | 'LIVENESS_PROOF_MINUTES'
  | 'LIVENESS_VALID_DAYS'
  | 'BUREAU_CONSENT_DAYS'
  | 'RELATED_STEPS_MAX';

/** The value of a rule of the pack `identity` on a date. Who a customer is does not depend on a product's profile. */
export function identityRule(ruleId: IdentityRuleId, on: BusinessDate): number {
  const rule = ruleInForce(ruleId, 'CN_CURRENT', on);
  if (!rule) throw new TypeError(`the pack identity has no ${ruleId} on ${on}`);
  return Number(rule.value);
}
