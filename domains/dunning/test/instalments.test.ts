import { businessDate } from '@jinqiao/calendar';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judgeInstalments, leastSettlement, planOf } from '../src/index.ts';

test('the amounts of a plan add up, none differs from another by more than a fen, and the days are a month apart', () => {
  fc.assert(
    fc.property(fc.bigInt(100n, 10_000_000_000n), fc.integer({ min: 2, max: 24 }), (total, periods) => {
      const rows = planOf(total, periods, businessDate('2026-01-31'));
      const amounts = rows.map(({ amount }) => amount);
      expect(amounts.reduce((a, b) => a + b, 0n)).toBe(total);
      expect((amounts[0] as bigint) - (amounts.at(-1) as bigint)).toBeLessThanOrEqual(1n);
      expect(rows.map(({ n }) => n)).toEqual(Array.from({ length: periods }, (_, i) => i + 1));
    }),
  );
  expect(planOf(100n, 3, businessDate('2026-01-31'))).toEqual([
    { n: 1, dueOn: '2026-01-31', amount: 34n },
    { n: 2, dueOn: '2026-02-28', amount: 33n },
    { n: 3, dueOn: '2026-03-31', amount: 33n },
  ]);
});

test('whatever comes in, a plan is paid in order: no instalment is paid while an earlier one is not', () => {
  fc.assert(
    fc.property(fc.bigInt(2n, 1_000_000n), fc.integer({ min: 2, max: 12 }), fc.bigInt(0n, 1_200_000n), (total, periods, received) => {
      const rows = planOf(total < BigInt(periods) ? BigInt(periods) : total, periods, businessDate('2026-03-02')).map((row) => ({
        ...row,
        bucket: 0,
        planId: 'pln',
        paidOn: null,
        failedOn: null,
      }));
      const judged = judgeInstalments(rows, received, businessDate('2026-05-05'), 3);
      const paid = judged.filter(({ paidOn }) => paidOn !== null);
      expect(judged.slice(0, paid.length)).toEqual(paid);
      expect(paid.reduce((sum, { amount }) => sum + amount, 0n) <= received).toBe(true);
      // Due on 2 March, April and May: three days of grace after the last are not over on the fifth.
      expect(judged.every(({ failedOn, dueOn }) => failedOn === null || dueOn < '2026-05-02')).toBe(true);
    }),
  );
});

test('the grace ends with its last day, and nothing fails while money is on its way', () => {
  const row = { bucket: 0, planId: 'pln', n: 1, dueOn: '2026-03-02', amount: 100n, paidOn: null, failedOn: null };
  const failedOn = (on: string, grace: number | null, received = 99n) => judgeInstalments([row], received, businessDate(on), grace)[0]?.failedOn;
  expect([failedOn('2026-03-05', 3), failedOn('2026-03-06', 3), failedOn('2026-03-06', null), failedOn('2026-03-06', 3, 100n)]).toEqual([
    null,
    '2026-03-06',
    null,
    null,
  ]);
});

test('what is waived never passes the share, to the fen', () => {
  expect([leastSettlement(100_001n, 60_000_000n), leastSettlement(100_000n, 10_000_000n), leastSettlement(3n, 50_000_000n)]).toEqual([40_001n, 90_000n, 2n]);
});
