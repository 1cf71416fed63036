import type { BusinessDate } from '@jinqiao/calendar';

/** Which body of rules a programme is judged by. `CUSTOM` is for books outside mainland China: only the programme's own parameters bind. */
export type Profile = 'CN_2017' | 'CN_CURRENT' | 'CUSTOM';

/** One dated rule of a pack: a value in force between two dates, with its basis. */
export type Rule = {
  readonly ruleId: string;
  readonly profiles: readonly Profile[];
  readonly from: string;
  /** Exclusive; null while in force. */
  readonly to: string | null;
  /** Minor units for amounts, 1e-8 per year for rates, plain for counts. */
  readonly value: bigint;
  readonly basis: string;
};

const CN: readonly Profile[] = ['CN_2017', 'CN_CURRENT'];

export const RULES: readonly Rule[] = [
  {
    ruleId: 'LINE_MAX_CONSUMER',
    profiles: ['CN_CURRENT'],
    from: '2020-07-17',
    to: null,
    value: 20_000_000n,
    basis: '商业银行互联网贷款管理暂行办法 art. 6: consumer line ≤ 200,000 CNY',
  },
  { ruleId: 'TERM_MAX_MONTHS', profiles: ['CN_CURRENT'], from: '2020-07-17', to: null, value: 60n, basis: '个人贷款管理办法: consumption loan ≤ 5 years' },
  {
    ruleId: 'SELF_PAYMENT_MAX',
    profiles: CN,
    from: '2010-02-12',
    to: null,
    value: 30_000_000n,
    basis: '个人贷款管理办法: self-payment ≤ 300,000 CNY per draw',
  },
  {
    ruleId: 'ALL_IN_COST_MAX',
    profiles: ['CN_CURRENT'],
    from: '2025-10-01',
    to: null,
    value: 24_000_000n,
    basis: '金规〔2025〕9号: all-in cost of assisted loans ≤ 24 % p.a.',
  },
  {
    ruleId: 'BANK_OWN_DECISION',
    profiles: ['CN_CURRENT'],
    from: '2020-07-17',
    to: null,
    value: 1n,
    basis: '商业银行互联网贷款管理暂行办法: core risk control may not be outsourced',
  },
  {
    ruleId: 'COST_TABLE_SHOWN',
    profiles: ['CN_CURRENT'],
    from: '2026-08-01',
    to: null,
    value: 1n,
    basis: '金规〔2026〕2号: cost table with forced reading before signing',
  },
];

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
