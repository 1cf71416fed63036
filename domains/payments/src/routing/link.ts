import { type Profile, ruleInForce } from '@jinqiao/compliance';

/** How payment institutions must reach banks on a date: since the direct links were cut (银支付〔2017〕209号), through a clearing house. */
export function linkOn(profile: Profile, asOf: string): 'clearing' | 'direct' {
  return ruleInForce('CLEARING_HOUSE_ROUTE', profile, asOf as Parameters<typeof ruleInForce>[2])?.value === 1n ? 'clearing' : 'direct';
}
