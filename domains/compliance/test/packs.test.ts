import { businessDate } from '@jinqiao/calendar';
import { expect, test } from 'vitest';
import { DESIGNS, FACTS, LICENCE_TYPES, PACKS, type PROFILES, RULES, type Rule, type RuleText, requireRule, ruleInForce } from '../src/index.ts';

const texts = PACKS.flatMap(({ pack, rules }) => rules.map((rule): [string, RuleText] => [`${pack} ${rule.ruleId} ${rule.from}`, rule]));

test.each(texts)('%s can be asked, and says where it comes from', (_, rule) => {
  requireRule(rule);
  expect(rule.basis.length).toBeGreaterThan(5);
  expect(['source', 'knowledge', 'seed', 'ours']).toContain(rule.provenance);
  expect([rule.zh, rule.en].every((name) => name.length > 1)).toBe(true);
});

test('at most one version of a rule is in force for a profile on any date', () => {
  const clash = (a: Rule, b: Rule) =>
    a !== b &&
    a.ruleId === b.ruleId &&
    a.profiles.some((profile) => b.profiles.includes(profile)) &&
    (b.to === null || a.from < b.to) &&
    (a.to === null || b.from < a.to);
  expect(RULES.filter((a) => RULES.some((b) => clash(a, b))).map((rule) => `${rule.ruleId} ${rule.from}`)).toEqual([]);
});

test('the twelve licences of the founding document and the extensions are known', () => {
  expect(LICENCE_TYPES.filter((type) => type.founding).map((type) => type.zh)).toEqual([
    '银行',
    '保险',
    '信托',
    '券商',
    '金融租赁',
    '期货',
    '基金',
    '基金子公司',
    '基金销售',
    '第三方支付',
    '小额贷款',
    '典当',
  ]);
  expect(LICENCE_TYPES.map((type) => type.type)).toEqual(expect.arrayContaining(['consumer-finance', 'financing-guarantee', 'credit-bureau']));
});

test('designs name only facts and licences that there are', () => {
  for (const design of DESIGNS) {
    expect(Object.keys(design.facts).filter((name) => !(name in FACTS))).toEqual([]);
    expect(
      Object.values(design.licences ?? {})
        .flat()
        .filter((held) => !LICENCE_TYPES.some(({ type }) => type === held)),
    ).toEqual([]);
  }
});

// Dates and values of the trade, each with the day before and the day itself.
const TABLE: readonly [rule: string, profile: (typeof PROFILES)[number], date: string, value: bigint | undefined][] = [
  ['LINE_MAX_CONSUMER', 'CN_CURRENT', '2020-07-16', undefined],
  ['LINE_MAX_CONSUMER', 'CN_CURRENT', '2020-07-17', 20_000_000n],
  ['LINE_MAX_GOOD_CREDIT', 'CN_CURRENT', '2025-03-13', undefined],
  ['LINE_MAX_GOOD_CREDIT', 'CN_CURRENT', '2025-03-14', 30_000_000n],
  ['TERM_MAX_MONTHS', 'CN_CURRENT', '2025-03-13', 60n],
  ['TERM_MAX_MONTHS', 'CN_CURRENT', '2025-03-14', 84n],
  ['SELF_PAYMENT_MAX', 'CN_CURRENT', '2025-03-13', 30_000_000n],
  ['SELF_PAYMENT_MAX', 'CN_CURRENT', '2025-03-14', 50_000_000n],
  ['SELF_PAYMENT_MAX', 'CN_2017', '2026-11-26', 30_000_000n],
  ['ALL_IN_COST_MAX', 'CN_CURRENT', '2025-09-30', undefined],
  ['ALL_IN_COST_MAX', 'CN_CURRENT', '2025-10-01', 24_000_000n],
  ['ALL_IN_COST_MAX', 'CN_2017', '2025-10-01', undefined],
  ['PARTNER_SHARE_MIN', 'CN_CURRENT', '2021-12-31', undefined],
  ['PARTNER_SHARE_MIN', 'CN_CURRENT', '2022-01-01', 30_000_000n],
  ['FAST_REDEEM_MAX', 'CN_CURRENT', '2018-05-31', undefined],
  ['FAST_REDEEM_MAX', 'CN_CURRENT', '2018-06-01', 1_000_000n],
  ['GUARANTEE_MULTIPLE_MAX', 'CN_CURRENT', '2017-10-01', 1_000_000_000n],
  ['MICRO_ALL_IN_COST_MAX', 'CN_CURRENT', '2027-12-31', 24_000_000n],
  // Four times the LPR in force: 3.00 % since 2025-05-20, 3.85 % on 2020-08-20.
  ['MICRO_ALL_IN_COST_MAX', 'CN_CURRENT', '2028-01-01', 12_000_000n],
  ['JUDICIAL_RATE_CAP', 'CN_CURRENT', '2020-08-20', 15_400_000n],
  ['P2P_PERSON_MAX', 'CN_2017', '2017-06-30', 20_000_000n],
  ['COST_TABLE_SHOWN', 'CN_CURRENT', '2026-07-31', undefined],
  ['COST_TABLE_SHOWN', 'CN_CURRENT', '2026-08-01', 1n],
  ['AML_RECORD_MONTHS', 'CN_2017', '2024-12-31', 60n],
  ['AML_RECORD_MONTHS', 'CN_2017', '2025-01-01', 120n],
];

test.each(TABLE)('%s under %s on %s', (ruleId, profile, date, value) => {
  expect(ruleInForce(ruleId, profile, businessDate(date))?.value).toBe(value);
});
