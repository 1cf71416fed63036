import { expect, test } from 'vitest';
import { behaviourOf } from '../src/limits/step.ts';
import { type Behaviour, proposalFor, strategyOn } from '../src/limits/strategy.ts';

const STRATEGY = strategyOn('2026-06-30');
const good: Behaviour = { grade: 'A', utilisation: 50_000_000n, onTimeMonths: 4, currentDpd: 0, worstDpd: 0 };

/** What is different from a good customer, the line in fen, what is proposed. */
const MATRIX: readonly (readonly [Partial<Behaviour>, bigint, string | undefined, bigint?])[] = [
  // 30,000.00 x 1.3 = 39,000.00, a whole thousand.
  [{}, 3_000_000n, 'increase', 3_900_000n],
  // 11,000.00 x 1.3 = 14,300.00, rounded down to whole thousands.
  [{}, 1_100_000n, 'increase', 1_400_000n],
  // 90,000.00 x 1.3 is above the cap of 100,000.00.
  [{}, 9_000_000n, 'increase', 10_000_000n],
  [{}, 10_000_000n, undefined],
  [{ onTimeMonths: 2 }, 3_000_000n, undefined],
  [{ utilisation: 29_999_999n }, 3_000_000n, undefined],
  [{ grade: 'B', onTimeMonths: 4 }, 3_000_000n, 'increase', 3_600_000n],
  [{ worstDpd: 5 }, 3_000_000n, undefined],
  [{ grade: 'C', worstDpd: 8 }, 3_000_000n, 'decrease', 2_100_000n],
  [{ worstDpd: 35 }, 3_000_000n, 'decrease', 2_400_000n],
  [{ worstDpd: 35, currentDpd: 3 }, 3_000_000n, 'freeze', 3_000_000n],
  [{ grade: 'E', worstDpd: 61 }, 3_000_000n, 'freeze', 3_000_000n],
  [{ grade: 'D', utilisation: 0n }, 3_000_000n, 'decrease', 2_400_000n],
];

test.each(MATRIX.map(([change, limit, kind, limitTo]) => ({ change, limit, kind, limitTo })))(
  '$change of a line of $limit is $kind',
  ({ change, limit, kind, limitTo }) => {
    const proposed = proposalFor(STRATEGY, limit, { ...good, ...change });
    expect([proposed?.kind, proposed?.limitTo]).toEqual([kind, limitTo]);
  },
);

test('behaviour follows from month-ends, the newest first', () => {
  const month = (asOf: string, outstanding: bigint, dpd: number) => ({ customerId: 'c', asOf, outstanding, dpd, grade: 'B' });
  const months = [month('2026-06-30', 400n, 0), month('2026-05-31', 500n, 0), month('2026-04-30', 600n, 12), month('2026-03-31', 700n, 0)];
  expect(behaviourOf({ limit: 1_000n }, months, '2026-06-30')).toEqual({ grade: 'B', utilisation: 40_000_000n, onTimeMonths: 2, currentDpd: 0, worstDpd: 12 });
  // Nothing stands any more: the line is not used, and the past still counts.
  expect(behaviourOf({ limit: 1_000n }, months.slice(1), '2026-06-30')).toMatchObject({ utilisation: 0n, currentDpd: 0, worstDpd: 12 });
  expect(behaviourOf({ limit: 1_000n }, [], '2026-06-30')).toBeUndefined();
});
