import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scoreApplicant } from '../src/scorecard.ts';

const FEN = 100n;
const applicant = fc.record({
  age: fc.integer({ min: 18, max: 70 }),
  tenureMonths: fc.integer({ min: 0, max: 120 }),
  ordersPerYear: fc.integer({ min: 0, max: 200 }),
});

test('a longer tenure never lowers score or limit', () => {
  fc.assert(
    fc.property(applicant, fc.integer({ min: 0, max: 60 }), (input, more) => {
      const now = scoreApplicant(input, FEN);
      const later = scoreApplicant({ ...input, tenureMonths: input.tenureMonths + more }, FEN);
      expect(later.score >= now.score && later.limit >= now.limit).toBe(true);
    }),
  );
});

test('more orders never lower score or limit', () => {
  fc.assert(
    fc.property(applicant, fc.integer({ min: 0, max: 60 }), (input, more) => {
      const now = scoreApplicant(input, FEN);
      const later = scoreApplicant({ ...input, ordersPerYear: input.ordersPerYear + more }, FEN);
      expect(later.score >= now.score && later.limit >= now.limit).toBe(true);
    }),
  );
});

test('no limit exceeds the product’s 100,000 and a higher score never gives less', () => {
  fc.assert(
    fc.property(applicant, applicant, (a, b) => {
      const [low, high] = [scoreApplicant(a, FEN), scoreApplicant(b, FEN)].sort((x, y) => x.score - y.score);
      expect((low?.limit ?? 0n) <= (high?.limit ?? 0n)).toBe(true);
      expect(high?.limit ?? 0n).toBeLessThanOrEqual(10_000_000n);
    }),
  );
});

test('the best applicant has no reasons and the whole limit, the worst is refused with reasons', () => {
  expect(scoreApplicant({ age: 40, tenureMonths: 60, ordersPerYear: 50 }, FEN)).toMatchObject({ limit: 10_000_000n, reasons: [] });
  const refused = scoreApplicant({ age: 22, tenureMonths: 1, ordersPerYear: 1 }, FEN);
  expect(refused.limit).toBe(0n);
  expect([...refused.reasons].sort()).toEqual(['AGE_BAND', 'FEW_ORDERS', 'SHORT_TENURE']);
});

test('the reason that cost most comes first', () => {
  expect(scoreApplicant({ age: 40, tenureMonths: 1, ordersPerYear: 50 }, FEN).reasons).toEqual(['SHORT_TENURE']);
  expect(scoreApplicant({ age: 30, tenureMonths: 60, ordersPerYear: 1 }, FEN).reasons).toEqual(['FEW_ORDERS', 'AGE_BAND']);
});

test('the limit is in the asset’s minor units', () => {
  const input = { age: 40, tenureMonths: 60, ordersPerYear: 50 };
  expect(scoreApplicant(input, 1n).limit * 100n).toBe(scoreApplicant(input, 100n).limit);
});
