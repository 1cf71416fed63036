import { businessDate } from '@jinqiao/calendar';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bucketOfDays, M_BUCKETS, PAID_OFF, WRITTEN_OFF } from '../src/measures/buckets.ts';
import { classProvision } from '../src/measures/class-provision.ts';
import { classify, type Scheme, type Tier } from '../src/measures/five-tier.ts';
import { arriving, leaving } from '../src/measures/loss.ts';
import { CERTAIN, defaultPath } from '../src/measures/transition.ts';
import { positionOf } from '../src/positions/measure.ts';
import type { Position, PositionState, Standing } from '../src/positions/model.ts';
import { tallyOf } from '../src/positions/tally.ts';
import { lossModel, provisionOf } from '../src/provisions/model.ts';
import { requiredOf } from '../src/provisions/run.ts';
import { CHAIN_BUCKETS, classTable, provisionSettings } from '../src/settings.ts';

const JANUARY = businessDate('2026-01-31');
const FEBRUARY = businessDate('2026-02-28');

const standing = (id: number, outstanding: bigint, overdueSince: string | null, state: PositionState): Standing => ({
  bucket: id % 256,
  contractId: `c${id}`,
  product: 'p',
  scope: 's',
  customerId: `u${id}`,
  grade: id % 2 === 0 ? 'A' : 'B',
  originatedOn: businessDate('2025-06-15'),
  amount: 1_000_000n,
  rate: 7_000_000n,
  periods: 12,
  remaining: 6,
  monthly: true,
  firstDueOn: null,
  firstPaidOn: null,
  outstanding: state === 'settled' || state === 'written-off' ? 0n : outstanding,
  overdue: 0n,
  overduePrincipal: 0n,
  overdueSince: overdueSince === null ? null : businessDate(overdueSince),
  state,
  writtenOff: state === 'written-off' ? outstanding : 0n,
  recovered: 0n,
  repaid: 0n,
  restructuredOn: null,
});

const SINCE = [null, '2026-01-20', '2025-12-20', '2025-11-01', '2025-05-01'];
const contract = fc.record({
  outstanding: fc.bigInt({ min: 1n, max: 10_000_000n }),
  before: fc.constantFrom(...SINCE),
  now: fc.constantFrom(...SINCE),
  state: fc.constantFrom<PositionState>('active', 'active', 'active', 'settled', 'written-off'),
  fresh: fc.boolean(),
});

type Contract = typeof contract extends fc.Arbitrary<infer T> ? T : never;

function played(contracts: readonly Contract[]) {
  const january = contracts.map((c, id) => positionOf('LOAN_2023', standing(id, c.outstanding, c.before, 'active'), JANUARY, []));
  const followed = contracts.map((c, id) => {
    const before: Position | null = c.fresh ? null : (january[id] as Position);
    return { now: positionOf('LOAN_2023', standing(id, c.outstanding / 2n + 1n, c.now, c.state), FEBRUARY, before ? [before] : []), history: [before] };
  });
  return { january: january.filter((_, id) => !contracts[id]?.fresh), followed };
}

function byStatus(positions: readonly Position[]): Map<string, bigint> {
  const all = new Map<string, bigint>();
  for (const { status, outstanding } of positions) if (status !== WRITTEN_OFF) all.set(status, (all.get(status) ?? 0n) + outstanding);
  return all;
}

test('nothing is lost or made between two month-ends: what leaves is the old stock, what arrives the new', () => {
  fc.assert(
    fc.property(fc.array(contract, { maxLength: 40 }), (contracts) => {
      const { january, followed } = played(contracts);
      const { migration, stock } = tallyOf(followed, JANUARY);
      expect(leaving(migration)).toEqual(byStatus(january));
      expect(arriving(migration)).toEqual(byStatus(followed.map(({ now }) => now)));
      expect(stock.reduce((sum, cell) => sum + cell.contracts, 0n)).toBe(BigInt(contracts.length));
    }),
  );
});

test('a book counted in pieces adds up to the book counted whole', () => {
  fc.assert(
    fc.property(fc.array(contract, { maxLength: 30 }), fc.nat(30), (contracts, cut) => {
      const { followed } = played(contracts);
      const sums = (...parts: (typeof followed)[]) => {
        const all = new Map<string, bigint>();
        for (const part of parts)
          for (const cell of tallyOf(part, JANUARY).stock) {
            const key = [cell.grade, cell.cohort, cell.status, cell.tier, cell.stage].join(' ');
            all.set(key, (all.get(key) ?? 0n) + cell.outstanding + cell.lost * 7n + cell.entered30 * 11n);
          }
        return [...all].sort();
      };
      expect(sums(followed.slice(0, cut), followed.slice(cut))).toEqual(sums(followed));
    }),
  );
});

test('provisions by class never fall with the days past due', () => {
  fc.assert(
    fc.property(
      fc.constantFrom<Scheme>('LOAN_2023', 'CARD_ART92'),
      fc.constantFrom('PBC_2002_98' as const, 'MOF_2012_20' as const),
      fc.nat(500),
      fc.nat(500),
      fc.bigInt({ min: 0n, max: 10n ** 12n }),
      (scheme, table, days, more, balance) => {
        const held = (dpd: number) =>
          classProvision(classTable(table), new Map<Tier, bigint>([[classify(scheme, { dpd, writtenOff: false, inCure: false, before: null }), balance]]));
        expect(held(days + more) >= held(days)).toBe(true);
      },
    ),
  );
});

test('expected loss never falls with the days past due, under the assumed probabilities', () => {
  const model = lossModel(provisionSettings('2026-01-31'), [], []);
  fc.assert(
    fc.property(fc.nat(400), fc.nat(200), fc.bigInt({ min: 0n, max: 10n ** 12n }), fc.integer({ min: 1, max: 36 }), (dpd, more, outstanding, remaining) => {
      const held = (days: number) =>
        provisionOf(model, { stage: days > 90 ? 3 : days > 30 ? 2 : 1, status: bucketOfDays(M_BUCKETS, days), outstanding, remaining, rate: 6_960_000n });
      expect(held(dpd + more) >= held(dpd)).toBe(true);
    }),
  );
});

test('a cumulative probability rises and stays a probability; rows of the chain add up to one', () => {
  const { chain } = lossModel(provisionSettings('2026-01-31'), [], []);
  for (const row of chain.rows) expect(row.reduce((a, b) => a + b, 0n)).toBe(CERTAIN);
  for (const bucket of CHAIN_BUCKETS) {
    const path = defaultPath(chain, bucket, 36);
    path.forEach((share, month) => {
      expect(share >= (path[month - 1] ?? 0n) && share <= CERTAIN).toBe(true);
    });
  }
});

test('what is set aside is shared out over the stages to the fen', () => {
  const cell = fc.record({
    tier: fc.constantFrom<Tier>('normal', 'special-mention', 'substandard', 'doubtful', 'loss'),
    stage: fc.constantFrom(1 as const, 2 as const, 3 as const),
    outstanding: fc.bigInt({ min: 0n, max: 10n ** 12n }),
  });
  fc.assert(
    fc.property(
      fc.array(cell, { maxLength: 12 }),
      fc.bigInt({ min: 0n, max: 10n ** 10n }),
      fc.constantFrom('higher' as const, 'class-table' as const),
      (cells, expected, basis) => {
        const required = requiredOf({ basis, classTable: classTable('PBC_2002_98') }, cells, new Map([[2 as const, expected]]));
        expect(required.stages.reduce((sum, stage) => sum + stage.allowance, 0n)).toBe(required.allowance);
        if (basis === 'higher') expect(required.allowance >= required.expectedLoss && required.allowance >= required.classMinimum).toBe(true);
      },
    ),
  );
});

test('a contract that is paid off has nothing left', () => {
  const position = positionOf('LOAN_2023', standing(1, 5n, '2025-12-20', 'settled'), JANUARY, []);
  expect([position.status, position.dpd, position.outstanding]).toEqual([PAID_OFF, 0, 0n]);
});
