import { daysBetween } from '@jinqiao/calendar';
import { RATE_ONE } from '@jinqiao/money';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { requireFees } from '../src/fund/net-value.ts';
import { carryOf, costOf, type FundFees, type Lot, marketValue, purchaseDeal, redemptionDeal, takeLots } from '../src/index.ts';

const percent = (text: string) => BigInt(Math.round(Number(text) * 1e6));
const FEES: FundFees = {
  front: [
    { from: 0n, rate: percent('1.5') },
    { from: 100_000_000n, rate: percent('1.0') },
    { from: 500_000_000n, flat: 100_000n },
  ],
  back: [],
  redemption: [
    { fromDays: 0, rate: percent('1.5') },
    { fromDays: 7, rate: percent('0.5') },
    { fromDays: 730, rate: 0n },
  ],
};
const lot = (lotId: string, confirmedOn: string, shares: bigint, cost: bigint, left = shares, nav = 10_000n): Lot => ({
  lotId,
  confirmedOn,
  nav,
  shares,
  left,
  cost,
});

// By hand, as prospectuses show it: 50,000 ÷ 1.015 = 49,261.08; fee 738.92; ÷ 1.0520 = 46,826.12.
test.each([
  ['50000.00 at 1.5 %', 5_000_000n, 10_520n, { shares: 4_682_612n, cash: 4_926_108n, fee: 73_892n }],
  ['1,000,000.00 at 1.0 %', 100_000_000n, 10_000n, { shares: 99_009_901n, cash: 99_009_901n, fee: 990_099n }],
  ['6,000,000.00 for 1,000.00', 600_000_000n, 12_000n, { shares: 499_916_667n, cash: 599_900_000n, fee: 100_000n }],
])('a purchase of %s', (_, amount, nav, expected) => {
  expect(purchaseDeal(amount, nav, FEES)).toEqual({ nav, ...expected });
});

test('a redemption takes the oldest shares first and charges each lot by how long it was held', () => {
  const lots = [lot('a', '2024-01-02', 100_000n, 101_500n), lot('b', '2026-01-05', 100_000n, 120_000n), lot('c', '2026-02-27', 100_000n, 130_000n)];
  const taken = takeLots(lots, 250_000n);
  expect(taken.map(({ lotId, taken: part }) => [lotId, part])).toEqual([
    ['a', 100_000n],
    ['b', 100_000n],
    ['c', 50_000n],
  ]);
  // 2,500 × 1.2345 = 3,086.25; nothing on a, 0.5 % of 1,234.50 = 6.17 on b, 1.5 % of 617.25 = 9.26 on c (held for 6 days).
  const deal = redemptionDeal(taken, 12_345n, FEES, '2026-03-05', daysBetween);
  expect(deal).toEqual({ nav: 12_345n, shares: 250_000n, cash: 308_625n - 617n - 926n, fee: 1_543n, backFee: 0n });
});

test('a purchase that is charged at the back is charged of the value then, and the fee is the seller’s', () => {
  const fees: FundFees = {
    front: [],
    back: [
      { fromDays: 0, rate: percent('1.8') },
      { fromDays: 365, rate: percent('1.2') },
    ],
    redemption: FEES.redemption,
  };
  const taken = takeLots([lot('a', '2025-03-05', 100_000n, 110_000n, 100_000n, 11_000n)], 100_000n);
  // 1,000 × 1.1 × 1.2 % = 13.20 at the back; 1,000 × 1.3 × 0.5 % = 6.50 for the redemption.
  expect(redemptionDeal(taken, 13_000n, fees, '2026-03-05', daysBetween)).toMatchObject({ cash: 130_000n - 1_320n - 650n, fee: 1_970n, backFee: 1_320n });
});

test.each([
  ['short holding for less than 1.5 %', { ...FEES, redemption: [{ fromDays: 0, rate: percent('1.4') }] }],
  ['no redemption fee at all', { ...FEES, redemption: [] }],
  ['a purchase charged twice', { ...FEES, back: [{ fromDays: 0, rate: percent('1') }] }],
  ['tiers out of order', { ...FEES, front: [...FEES.front].reverse() }],
])('refuses %s', (_, fees) => {
  expect(() => requireFees('519858', fees)).toThrow(expect.objectContaining({ code: 'FUND_FEES_INVALID' }));
});

test('a purchase and its fee are what was paid; shares are worth what was invested to half a hundredth of a share', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 100n, max: 10n ** 12n }), fc.bigInt({ min: 1_000n, max: 100_000n }), (amount, nav) => {
      const { cash, fee, shares } = purchaseDeal(amount, nav, FEES);
      expect(cash + fee).toBe(amount);
      const off = Math.abs(Number(shares) * Number(nav) - Number(cash) * 10_000);
      expect(off).toBeLessThanOrEqual(Number(nav) / 2 + 1e-6 * Number(cash));
    }),
  );
});

test('whatever the pieces in which a lot leaves, their costs add up to what it cost', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 1n, max: 10n ** 9n }),
      fc.bigInt({ min: 0n, max: 10n ** 10n }),
      fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 8 }),
      (shares, cost, weights) => {
        const total = BigInt(weights.reduce((sum, weight) => sum + weight, 0));
        let left = shares;
        let paid = 0n;
        for (const [at, weight] of weights.entries()) {
          const part = at === weights.length - 1 ? left : (shares * BigInt(weight)) / total;
          paid += costOf(lot('a', '2026-01-05', shares, cost, left), part);
          left -= part;
        }
        expect([paid, left]).toEqual([cost, 0n]);
      },
    ),
  );
});

test('what shares are worth is rounded half-up to the fen', () => {
  expect([marketValue(1n, 5_000n), marketValue(1n, 4_999n), marketValue(123_456n, 12_345n)]).toEqual([1n, 0n, 152_406n]);
  expect(RATE_ONE).toBe(100_000_000n);
});

const terms = (carry: 'daily' | 'monthly', fractions: 'cut' | 'carried') => ({ carry, fractions, carryDay: carry === 'monthly' ? 15 : null });

// 221.63 shares at 0.4512 earn 0.99999456 fen a day: nothing where fractions are cut, a fen on the second day where they are carried.
test('fractions of a fen are cut, or carried to the next day', () => {
  const held = (due: bigint) => ({ shares: 22_163n, due });
  expect(carryOf(terms('daily', 'cut'), held(0n), 4_512n, '2026-03-05')).toEqual({ carried: 0n, due: 0n });
  const first = carryOf(terms('daily', 'carried'), held(0n), 4_512n, '2026-03-05');
  expect(first).toEqual({ carried: 0n, due: 99_999_456n });
  expect(carryOf(terms('daily', 'carried'), held(first.due), 4_512n, '2026-03-06')).toEqual({ carried: 1n, due: 99_998_912n });
});

test('a fund that carries monthly gathers its income until its carry day', () => {
  let due = 0n;
  const carried: [string, bigint][] = [];
  for (let day = 1; day <= 31; day += 1) {
    const on = `2026-03-${String(day).padStart(2, '0')}`;
    const next = carryOf(terms('monthly', 'cut'), { shares: 1_000_000n, due }, 4_512n, on);
    due = next.due;
    if (next.carried > 0n) carried.push([on, next.carried]);
  }
  // 10,000.00 shares at 0.4512 a day: 15 days are 6.768, of which 6.76 are carried; 16 more days are 7.2192.
  expect(carried).toEqual([['2026-03-15', 676n]]);
  expect(due).toBe(16n * 1_000_000n * 4_512n);
});

test('carried fractions lose nothing: what was carried and what is due are what was earned', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 9n }), fc.bigInt({ min: 0n, max: 20_000n })), { maxLength: 40 }), (days) => {
      let [due, carried, earned] = [0n, 0n, 0n];
      for (const [shares, per10k] of days) {
        const next = carryOf(terms('daily', 'carried'), { shares, due }, per10k, '2026-03-05');
        due = next.due;
        carried += next.carried;
        earned += shares * per10k;
      }
      expect(carried * 100_000_000n + due).toBe(earned);
    }),
  );
});
