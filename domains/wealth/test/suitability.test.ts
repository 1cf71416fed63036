import { addDays, addMonths, businessDate } from '@jinqiao/calendar';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assess, type Level, lastAssessment, productLevel, QUESTIONNAIRE, rate, requireSuitable, suitabilityOf } from '../src/index.ts';
import { customer, FUND, openTestFund } from './funds.ts';

const { version, questions } = QUESTIONNAIRE;

// Points by hand: income 0/4/8/12, share 10/8/4/0, experience 0/6/12/16, horizon 0/6/12, aim 0/8/16, loss 0/8/16/24.
test.each([
  [[0, 3, 0, 0, 0, 1], 8, 1, false],
  [[1, 1, 0, 0, 0, 1], 20, 2, false],
  [[1, 1, 1, 1, 1, 1], 40, 3, false],
  [[2, 1, 2, 1, 1, 2], 58, 4, false],
  [[3, 0, 3, 2, 2, 3], 90, 5, false],
  [[3, 0, 3, 2, 2, 0], 66, 1, true],
])('answers %j are %i points and class C%i, lowest: %s', (answers, score, level, lowest) => {
  expect(rate(QUESTIONNAIRE, answers)).toEqual({ score, level, lowest });
});

test.each([[[1, 1, 1, 1, 1]], [[1, 1, 1, 1, 1, 9]], [[1, 1, 1, 1, 1, -1]]])('answers %j are refused', (answers) => {
  expect(() => rate(QUESTIONNAIRE, answers)).toThrow(expect.objectContaining({ code: 'ANSWERS_INVALID' }));
});

test('who answers with more points is never in a lower class, and the lowest class is C1', () => {
  const answers = fc.tuple(...questions.map(({ choices }) => fc.nat(choices.length - 1)));
  fc.assert(
    fc.property(answers, answers, (a, b) => {
      const [one, other] = [rate(QUESTIONNAIRE, a), rate(QUESTIONNAIRE, b)];
      for (const { lowest, level } of [one, other]) if (lowest) expect(level).toBe(1);
      if (!one.lowest && !other.lowest && one.score >= other.score) expect(one.level).toBeGreaterThanOrEqual(other.level);
    }),
  );
});

test('C1 to C5 against R1 to R5: what is no riskier suits; the rest is warned of, and refused to the lowest class and for what a bank issues', () => {
  const levels: readonly Level[] = [1, 2, 3, 4, 5];
  for (const level of levels) {
    for (const product of levels) {
      const suits = product <= level;
      expect(suitabilityOf({ level, lowest: false }, product, 'fund')).toBe(suits ? 'suitable' : 'warn');
      expect(suitabilityOf({ level, lowest: false }, product, 'bank-product')).toBe(suits ? 'suitable' : 'refuse');
    }
  }
  expect(levels.map((product) => suitabilityOf({ level: 1, lowest: true }, product, 'fund'))).toEqual(['suitable', 'refuse', 'refuse', 'refuse', 'refuse']);
  expect([productLevel(2, 4), productLevel(4, 2), productLevel(3, 3)]).toEqual([4, 4, 3]);
});

let fund: Awaited<ReturnType<typeof openTestFund>>;
beforeAll(async () => {
  fund = await openTestFund('2026-03-02');
});
afterAll(() => fund.end());

const MIDDLE = [1, 1, 1, 1, 1, 1];
const answer = (name: string, on: string, answers = MIDDLE, as = version) =>
  fund.db.tx((tx) => assess(tx, customer(name), { version: as, answers, channel: 'h5' }, businessDate(on)));

test('an assessment counts for twelve months; without one, or with an old one, nothing is sold', async () => {
  const ann = customer('ann');
  const buy = (on: string, product: Level, insists = false) =>
    requireSuitable(fund.db, ann, { ...FUND, issuerRisk: 1, sellerRisk: product }, businessDate(on), insists);
  await expect(buy('2026-03-02', 1)).rejects.toMatchObject({ code: 'ASSESSMENT_NEEDED' });
  expect(await answer('ann', '2026-03-02')).toMatchObject({ score: 40, level: 3, validThrough: '2027-03-02' });
  await buy('2027-03-02', 3);
  await expect(buy('2027-03-03', 1)).rejects.toMatchObject({ code: 'ASSESSMENT_NEEDED' });
  await expect(buy('2026-03-02', 4)).rejects.toMatchObject({ code: 'RISK_WARNING', params: { product: 4, level: 3 } });
  await buy('2026-03-02', 4, true);
  await answer('ann', '2026-03-03', [3, 0, 3, 2, 2, 0]);
  await expect(buy('2026-03-03', 2, true)).rejects.toMatchObject({ code: 'NOT_SUITABLE' });
  await buy('2026-03-03', 1);
});

test('a person is assessed twice a day and eight times in twelve months, also when twenty ask at once', async () => {
  const at = await Promise.allSettled(Array.from({ length: 20 }, () => answer('ben', '2026-03-02')));
  expect(at.filter(({ status }) => status === 'fulfilled').length).toBe(2);
  for (let day = 1; day <= 6; day += 1) await answer('ben', addDays(businessDate('2026-03-02'), day));
  await expect(answer('ben', '2026-04-01')).rejects.toMatchObject({ code: 'ASSESSED_TOO_OFTEN' });
  await expect(answer('ben', addMonths(businessDate('2026-03-02'), 12))).resolves.toMatchObject({ level: 3 });
});

test('answers to another version are refused and change nothing', async () => {
  await expect(answer('cleo', '2026-03-02', MIDDLE, 'suitability-2017')).rejects.toMatchObject({ code: 'QUESTIONNAIRE_OLD' });
  expect(await lastAssessment(fund.db, customer('cleo'))).toBeUndefined();
});
