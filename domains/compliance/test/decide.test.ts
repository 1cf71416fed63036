import { businessDate } from '@jinqiao/calendar';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blocks, DESIGNS, decide, type Facts, forecast, type Outcome, PROFILES, type Profile, RULES, type Rulebook, turningPoints } from '../src/index.ts';

const rulebook = (licences: Readonly<Record<string, readonly string[]>> = {}): Rulebook => ({
  rules: RULES,
  onBreach: (rule) => rule.onBreach,
  holdsLicence: (entity, types) => (licences[entity] ?? []).some((type) => types.includes(type)),
});

/** A loan as of 2026 that breaches nothing: what each case changes is the whole difference. */
const LAWFUL: Facts = {
  operatorEntity: 'platform',
  lenderEntity: 'bank',
  rateBase: 'LPR1Y',
  guarantorEntity: 'guarantor',
  fundingMode: 'bank_only_guaranteed',
  purpose: 'consumption',
  paymentMode: 'self',
  drawAmount: 10_000_000n,
  termMonths: 12n,
  lineMonths: 36n,
  repaymentMethod: 'equal-principal',
  extensions: 0n,
  localBank: false,
  onBankList: true,
  allInCost: 24_000_000n,
  feeCollector: 'lender',
  penaltyMultiple: 150_000_000n,
  costTableShown: true,
  readingSeconds: 5n,
  costPartiesShown: true,
  signsOnPlatform: false,
  confirmedScreeningHits: 0n,
};
const LICENCES = { platform: ['business-licence'], bank: ['banking'], guarantor: ['financing-guarantee'] };

function outcomes(facts: Facts, date: string, profile: Profile = 'CN_CURRENT', licences = LICENCES): Record<string, Outcome> {
  const vector = decide(rulebook(licences), { action: 'draw', facts, asOf: businessDate(date), profile });
  return Object.fromEntries(vector.filter((result) => result.outcome !== 'not-applicable').map((result) => [result.ruleId, result.outcome]));
}

const failing = (facts: Facts, date = '2026-11-26', licences?: typeof LICENCES) =>
  Object.entries(outcomes(facts, date, 'CN_CURRENT', licences)).flatMap(([ruleId, outcome]) => (outcome === 'pass' ? [] : [`${ruleId} ${outcome}`]));

test('a lawful draw passes every rule of today', () => {
  expect(failing(LAWFUL)).toEqual([]);
});

const CASES: readonly [what: string, change: Facts, breach: string[]][] = [
  ['a hundredth of a basis point above 24 %', { allInCost: 24_000_001n }, ['ALL_IN_COST_MAX breach']],
  ['500,000.00 to the borrower', { drawAmount: 50_000_000n }, []],
  ['500,000.01 to the borrower', { drawAmount: 50_000_001n }, ['SELF_PAYMENT_MAX breach']],
  ['500,000.01 by entrusted payment', { drawAmount: 50_000_001n, paymentMode: 'entrusted' }, []],
  ['seven years', { termMonths: 84n }, []],
  ['a month more', { termMonths: 85n }, ['TERM_MAX_MONTHS breach']],
  ['a third extension', { extensions: 3n }, ['EXTENSIONS_MAX breach']],
  ['a fee to the platform', { feeCollector: 'platform' }, ['BORROWER_NOT_CHARGED_BY_PLATFORM breach']],
  ['a benchmark of before 2019', { rateBase: 'PBOC' }, ['RATE_BASE_LPR breach']],
  ['an operator that is not registered', { operatorEntity: 'nobody' }, ['OPERATOR_BUSINESS_LICENCE breach']],
  ['four seconds', { readingSeconds: 4n }, ['COST_READING_SECONDS_MIN breach']],
  ['a listed customer', { confirmedScreeningHits: 1n }, ['AML_NO_CONFIRMED_HIT breach']],
  ['a guarantor without a licence', { guarantorEntity: 'platform' }, ['GUARANTOR_LICENCE breach']],
  ['no guarantor', { guarantorEntity: 'none' }, []],
  ['a purchase of stocks', { purpose: 'securities' }, ['PURPOSE_ALLOWED breach']],
  [
    'a partner that funds 29.999999 %',
    { fundingMode: 'co_funded', partnerShare: 29_999_999n, partnerConcentration: 0n, partnersTotalShare: 0n },
    ['PARTNER_SHARE_MIN breach'],
  ],
  [
    'a partner that funds 30 %',
    { fundingMode: 'co_funded', partnerShare: 30_000_000n, partnerConcentration: 25_000_000n, partnersTotalShare: 50_000_000n },
    [],
  ],
];

test.each(CASES)('%s', (_, change, breach) => {
  expect(failing({ ...LAWFUL, ...change })).toEqual(breach);
});

test('what is not known is told and stands in the way, and never counts as false', () => {
  const { allInCost: _, ...without } = LAWFUL;
  expect(failing(without)).toEqual(['ALL_IN_COST_MAX fact-missing']);
  const vector = decide(rulebook(LICENCES), { action: 'draw', facts: without, asOf: businessDate('2026-11-26'), profile: 'CN_CURRENT' });
  expect(vector.filter(blocks).map((result) => result.ruleId)).toEqual(['ALL_IN_COST_MAX']);
});

test('signing on the platform is shown from 30 September 2026, and does not stand in the way', () => {
  const facts = { ...LAWFUL, signsOnPlatform: true };
  expect(outcomes(facts, '2026-09-29').SIGNED_AT_INSTITUTION).toBeUndefined();
  expect(outcomes(facts, '2026-09-30').SIGNED_AT_INSTITUTION).toBe('breach');
  expect(decide(rulebook(LICENCES), { action: 'draw', facts, asOf: businessDate('2026-09-30'), profile: 'CN_CURRENT' }).some(blocks)).toBe(false);
  const strict = { ...rulebook(LICENCES), onBreach: () => 'block' as const };
  expect(
    decide(strict, { action: 'draw', facts, asOf: businessDate('2026-09-30'), profile: 'CN_CURRENT' })
      .filter(blocks)
      .map((r) => r.ruleId),
  ).toEqual(['SIGNED_AT_INSTITUTION']);
});

test('every rule of the action and profile on the date is in the vector, once, and nothing else', () => {
  const names = Object.keys(LAWFUL) as (keyof Facts)[];
  fc.assert(
    fc.property(fc.subarray(names), fc.constantFrom(...PROFILES), fc.integer({ min: 0, max: 6000 }), (kept, profile, days) => {
      const asOf = businessDate(new Date(Date.UTC(2013, 0, 1 + days)).toISOString().slice(0, 10));
      const facts = Object.fromEntries(kept.map((name) => [name, LAWFUL[name]])) as Facts;
      const vector = decide(rulebook(LICENCES), { action: 'draw', facts, asOf, profile }).map((result) => result.ruleId);
      const expected = RULES.filter(
        (rule) => rule.actions.includes('draw') && rule.profiles.includes(profile) && rule.from <= asOf && (rule.to === null || asOf < rule.to),
      ).map((rule) => rule.ruleId);
      expect(vector).toEqual(expected);
      expect(new Set(vector).size).toBe(vector.length);
    }),
  );
});

const breachesOn = (id: string, date: string, profile: Profile) => {
  const product = DESIGNS.find((design) => design.id === id);
  if (!product) throw new Error(id);
  return forecast(rulebook(), product, businessDate(date), profile)
    .results.filter((result) => result.outcome === 'breach')
    .map((result) => result.ruleId);
};

test('what the designs of 2017 breach, then and now', () => {
  // Nobody obtained the filing: condition 2 is what stood in the way in 2017.
  expect(breachesOn('p2p', '2017-06-30', 'CN_2017')).toEqual(['P2P_FILING']);
  expect(breachesOn('p2p', '2026-11-26', 'CN_CURRENT')).toEqual(expect.arrayContaining(['P2P_PLATFORMS_ZERO', 'P2P_FILING', 'SIGNED_AT_INSTITUTION']));
  expect(breachesOn('p2p', '2026-11-26', 'P2P_RUNOFF')).toEqual(['P2P_RUNOFF_ONLY']);
  expect(breachesOn('payment', '2018-06-29', 'CN_CURRENT')).toEqual([]);
  expect(breachesOn('payment', '2018-06-30', 'CN_CURRENT')).toEqual(['CLEARING_HOUSE_ROUTE']);
  expect(breachesOn('trade-credit', '2026-07-31', 'CN_CURRENT')).toEqual([]);
  expect(breachesOn('trade-credit', '2026-08-01', 'CN_CURRENT')).toEqual(['COST_TABLE_SHOWN', 'COST_READING_SECONDS_MIN', 'COST_PARTIES_SHOWN']);
  expect(breachesOn('trade-credit-market', '2017-06-30', 'CN_2017')).toEqual(expect.arrayContaining(['TRADE_CREDIT_OWN_GOODS', 'MICRO_LOAN_LICENCE']));
  expect(breachesOn('coin-exchange', '2017-09-03', 'CN_2017')).toEqual([]);
  expect(breachesOn('coin-exchange', '2017-09-04', 'CN_2017')).toEqual(['VIRTUAL_CURRENCY_PROHIBITED']);
  expect(breachesOn('crowdfunding-equity', '2017-06-30', 'CN_2017')).toEqual(['EQUITY_NO_PUBLIC_PROMOTION']);
});

test('turning points are the dates of the profile, each with its own count', () => {
  const points = turningPoints(rulebook(), DESIGNS, 'CN_CURRENT', businessDate('2018-01-01'), businessDate('2018-12-31'));
  expect(points.map((point) => point.date)).toEqual(['2018-01-01', '2018-01-12', '2018-03-28', '2018-06-01', '2018-06-30']);
  const payment = points.map((point) => point.breaches.find((entry) => entry.productId === 'payment')?.breaches);
  expect(payment).toEqual([0, 0, 0, 0, 1]);
});
