import { businessDate } from '@jinqiao/calendar';
import { expect, test } from 'vitest';
import { checkCopy, type Profile, RULES, type Rulebook } from '../src/index.ts';

const rulebook: Rulebook = { rules: RULES, onBreach: (rule) => rule.onBreach, holdsLicence: (entity) => entity === 'bank' };
const check = (text: string, date = '2026-09-30', profile: Profile = 'CN_CURRENT') =>
  checkCopy(rulebook, { text, kind: 'copy', asOf: businessDate(date), profile, entityId: null });
const places = (text: string, date?: string, profile?: Profile) => check(text, date, profile).map(({ word, start, end }) => [word, start, end]);

const NOTICE = '贷款有风险,借款需谨慎。';

test('words are found where they stand, with the longest speaking for a place', () => {
  const text = `本产品低门槛、秒到账,零风险稳赚不赔。${NOTICE}`;
  expect(places(text)).toEqual([
    ['低门槛', 3, 6],
    ['秒到账', 7, 10],
    ['零风险', 11, 14],
    ['稳赚不赔', 14, 18],
  ]);
  for (const { word, start, end } of check(text)) expect(text.slice(start ?? 0, end ?? 0)).toBe(word);
});

test('signs, spaces and full width between characters hide nothing; places count characters', () => {
  expect(places(`😀 零 风-险 ${NOTICE}`)).toEqual([['零风险', 2, 7]]);
  expect(places(`１００%安全 ${NOTICE}`)).toEqual([['100%安全', 0, 6]]);
});

test('a notice of risk is missed where there is none', () => {
  expect(check('年利率 7.2%(单利)').map(({ ruleId, start }) => [ruleId, start])).toEqual([['COPY_RISK_NOTICE', null]]);
  expect(check(`年利率 7.2%(单利)。${NOTICE}`)).toEqual([]);
});

test('the rule of the date decides: luring words from 30 September 2026, promises since 2015', () => {
  const text = `秒到账,保本。${NOTICE}`;
  expect(places(text, '2026-09-29')).toEqual([['保本', 4, 6]]);
  expect(places(text, '2026-09-30')).toEqual([
    ['秒到账', 0, 3],
    ['保本', 4, 6],
  ]);
  expect(places(text, '2015-08-31', 'CN_2017')).toEqual([]);
});

test('every finding says why and what to write instead', () => {
  for (const finding of check(`高收益、免息。`)) {
    expect([finding.reasonZh, finding.reasonEn, finding.suggestionZh, finding.suggestionEn, finding.basis].every((text) => text.length > 1)).toBe(true);
    expect(finding.since <= '2026-09-30').toBe(true);
  }
});

test('an account name with words of finance needs a licensed owner', () => {
  const named = (entityId: string | null) =>
    checkCopy(rulebook, { text: '小明理财课堂', kind: 'account-name', asOf: businessDate('2026-10-01'), profile: 'CN_CURRENT', entityId }).map(
      ({ word }) => word,
    );
  expect([named(null), named('platform'), named('bank')]).toEqual([['理财'], ['理财'], []]);
});
