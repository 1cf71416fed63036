import fc from 'fast-check';
import { expect, test } from 'vitest';
import { run, TERMS } from './applicant.ts';

type Person = { age: number; tenureMonths: number; ordersPerYear: number };
const applicant = fc.record({
  age: fc.integer({ min: 18, max: 70 }),
  tenureMonths: fc.integer({ min: 0, max: 120 }),
  ordersPerYear: fc.integer({ min: 0, max: 200 }),
});

/** Score, limit in fen and reasons of somebody by the sample card in the joint loan's flow. */
function scored(person: Person): { score: number; limit: bigint; reasons: readonly string[] } {
  const { score, limit, scoreReasons } = run({ ...TERMS, ...person });
  return { score: score ?? 0, limit: BigInt(limit), reasons: scoreReasons };
}

/** The sample card as it was written down by hand before flows were data. */
function byHand({ age, tenureMonths, ordersPerYear }: Person): { score: number; limit: bigint; reasons: string[] } {
  const parts = [
    { reason: 'AGE_BAND', points: age < 25 ? 60 : age < 35 ? 95 : age < 45 ? 110 : 90, best: 110 },
    { reason: 'SHORT_TENURE', points: tenureMonths < 6 ? 40 : tenureMonths < 18 ? 90 : tenureMonths < 36 ? 130 : 160, best: 160 },
    { reason: 'FEW_ORDERS', points: ordersPerYear < 4 ? 30 : ordersPerYear < 12 ? 80 : ordersPerYear < 30 ? 120 : 140, best: 140 },
  ];
  const score = parts.reduce((total, part) => total + part.points, 300);
  const yuan = score >= 660 ? 100_000n : score >= 620 ? 60_000n : score >= 570 ? 30_000n : score >= 520 ? 10_000n : score >= 470 ? 3_000n : 0n;
  const lost = parts.filter(({ points, best }) => points < best).sort((a, b) => b.best - b.points - (a.best - a.points));
  return { score, limit: yuan * 100n, reasons: lost.map(({ reason }) => reason) };
}

test('the flow scores everybody as the card did when it was code', () => {
  fc.assert(
    fc.property(applicant, (person) => {
      expect(scored(person)).toEqual(byHand(person));
    }),
  );
});

test('a longer tenure never lowers score or limit', () => {
  fc.assert(
    fc.property(applicant, fc.integer({ min: 0, max: 60 }), (input, more) => {
      const [now, later] = [scored(input), scored({ ...input, tenureMonths: input.tenureMonths + more })];
      expect(later.score >= now.score && later.limit >= now.limit).toBe(true);
    }),
  );
});

test('more orders never lower score or limit', () => {
  fc.assert(
    fc.property(applicant, fc.integer({ min: 0, max: 60 }), (input, more) => {
      const [now, later] = [scored(input), scored({ ...input, ordersPerYear: input.ordersPerYear + more })];
      expect(later.score >= now.score && later.limit >= now.limit).toBe(true);
    }),
  );
});

test('a higher score never gives a lower limit', () => {
  fc.assert(
    fc.property(applicant, applicant, (a, b) => {
      const [low, high] = [scored(a), scored(b)].sort((x, y) => x.score - y.score);
      expect((high?.limit ?? 0n) >= (low?.limit ?? 0n)).toBe(true);
    }),
  );
});

test('the best get the whole limit without reasons, the newest nothing', () => {
  expect(scored({ age: 40, tenureMonths: 60, ordersPerYear: 50 })).toEqual({ score: 710, limit: 10_000_000n, reasons: [] });
  expect(scored({ age: 22, tenureMonths: 1, ordersPerYear: 1 })).toEqual({ score: 430, limit: 0n, reasons: ['SHORT_TENURE', 'FEW_ORDERS', 'AGE_BAND'] });
});

test('the reasons are what lost most points, worst first', () => {
  expect(scored({ age: 40, tenureMonths: 1, ordersPerYear: 50 }).reasons).toEqual(['SHORT_TENURE']);
  expect(scored({ age: 30, tenureMonths: 60, ordersPerYear: 1 }).reasons).toEqual(['FEW_ORDERS', 'AGE_BAND']);
});

test('the limit is in minor units of the asset, whatever its digits', () => {
  const person = { ...TERMS, productCap: '100000000', age: 40, tenureMonths: 1, ordersPerYear: 50 };
  expect([0, 2, 3].map((digits) => run(person, undefined, { digits }).limit)).toEqual(['30000', '3000000', '30000000']);
});
