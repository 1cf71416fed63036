import { addDays, businessDate } from '@jinqiao/calendar';
import { ruleInForce } from '@jinqiao/compliance';
import type { Clock } from '@jinqiao/runtime';

export type SecurityRule =
  | 'SIGN_IN_ATTEMPTS_MAX'
  | 'SIGN_IN_LOCK_MINUTES'
  | 'SESSION_IDLE_MINUTES'
  | 'SESSION_MAX_HOURS'
  | 'REVEALS_PER_HOUR_MAX'
  | 'CODES_PER_ADDRESS_MAX';

const SHANGHAI_MS = 8 * 3_600_000;

/** The value of a rule of the pack `security` on the calendar day in Shanghai: people sign in by the clock, not by the business day. */
export function securityRule(rule: SecurityRule, clock: Clock): number {
  const day = addDays(businessDate('1970-01-01'), Math.floor((clock.now() + SHANGHAI_MS) / 86_400_000));
  const found = ruleInForce(rule, 'CN_CURRENT', day);
  if (!found) throw new Error(`no rule ${rule} is in force on ${day}`);
  return Number(found.value);
}
