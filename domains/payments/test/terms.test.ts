import { businessDate } from '@jinqiao/calendar';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CHANNEL_TERMS, feeOf, isOpen, linkOn, nextTry, type RouteOption, rankRoutes, retryTermsOf, settlementDate, termsInForce } from '../src/index.ts';

const terms = (institution: string) => {
  const found = CHANNEL_TERMS.find((row) => row.institution === institution && row.channel === 'card');
  if (!found) throw new Error(institution);
  return found;
};

test.each([
  // Qingteng: 1.00 each, whatever the amount.
  ['payment', 1n, 100n],
  ['payment', 50_000_000n, 100n],
  // Yunque: 0.2 %, at least 0.10, at most 20.00; 0.2 % of 52.50 is 0.105, half up 0.11.
  ['yunque', 100n, 10n],
  ['yunque', 5_250n, 11n],
  ['yunque', 5_249n, 10n],
  ['yunque', 1_000_000n, 2_000n],
  ['yunque', 1_000_001n, 2_000n],
  // Hongying: 0.60 and 0.1 %, at least 0.80, at most 15.00.
  ['hongying', 1_000n, 80n],
  ['hongying', 30_000n, 90n],
  ['hongying', 1_440_000n, 1_500n],
  ['hongying', 2_000_000n, 1_500n],
] as const)('the fee of %s for %s fen is %s fen', (institution, amount, fee) => {
  expect(feeOf(terms(institution), 'collection', amount)).toBe(fee);
  expect(feeOf(terms(institution), 'refund', amount)).toBe(0n);
});

test('a fee lies between its least and its most, never falls as the amount rises, and is half up to the fen', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('payment', 'yunque', 'hongying'),
      fc.bigInt({ min: 1n, max: 10n ** 12n }),
      fc.bigInt({ min: 0n, max: 10n ** 9n }),
      (institution, amount, more) => {
        const { fee } = terms(institution);
        const one = feeOf(terms(institution), 'payout', amount);
        expect(one >= fee.least && one <= fee.most).toBe(true);
        expect(feeOf(terms(institution), 'payout', amount + more) >= one).toBe(true);
        // |fee − exact| ≤ half a fen wherever neither end binds: 2 × 1e8 × (fee − fixed) − 2 × amount × rate within 1e8.
        const distance = 200_000_000n * (one - fee.fixed) - 2n * amount * fee.rate;
        if (one > fee.least && one < fee.most) expect(distance <= 100_000_000n && distance > -100_000_000n).toBe(true);
      },
    ),
  );
});

test.each([
  // Thursday before the Mid-Autumn holiday of 2026: 25 to 27 September are off, Monday the 28th works.
  ['payment', '2026-09-24', '22:59', '2026-09-28'],
  ['payment', '2026-09-23', '22:59', '2026-09-24'],
  ['payment', '2026-09-23', '23:00', '2026-09-28'],
  // Friday 13 February; Saturday the 14th is a working day of the banks.
  ['yunque', '2026-02-13', '22:29', '2026-02-14'],
  ['yunque', '2026-02-13', '22:30', '2026-02-24'],
  ['hongying', '2026-09-24', '23:59', '2026-09-25'],
] as const)('%s settles what came in on %s at %s on %s', (institution, on, time, due) => {
  expect(settlementDate(terms(institution), businessDate(on), time)).toBe(due);
});

test('banks are reached through the clearing house from 2018-06-30 on; the model of 2017 and a book abroad know the direct link', () => {
  for (const profile of ['CN_CURRENT', 'P2P_RUNOFF'] as const)
    expect([linkOn(profile, '2018-06-29'), linkOn(profile, '2018-06-30')]).toEqual(['direct', 'clearing']);
  for (const profile of ['CN_2017', 'CUSTOM'] as const) expect(linkOn(profile, '2026-01-01')).toBe('direct');
});

test('tries keep to their times, their number a day and their days', () => {
  const every = retryTermsOf('instalment', '2026-03-02');
  expect(every.times).toEqual(['08:00', '12:00', '18:00', '22:00']);
  const at = (on: string, time: string, triesToday: number) => nextTry(every, { firstOn: '2026-03-02', on, time, triesToday });
  expect(at('2026-03-02', '08:00', 1)).toEqual({ on: '2026-03-02', time: '12:00' });
  expect(at('2026-03-02', '13:30', 1)).toEqual({ on: '2026-03-02', time: '18:00' });
  expect(at('2026-03-02', '18:00', 3)).toEqual({ on: '2026-03-03', time: '08:00' });
  expect(at('2026-03-02', '22:00', 1)).toEqual({ on: '2026-03-03', time: '08:00' });
  expect(at('2026-03-03', '18:00', 3)).toBeUndefined();
  expect(nextTry(retryTermsOf('once', '2026-03-02'), { firstOn: '2026-03-02', on: '2026-03-02', time: '08:00', triesToday: 1 })).toBeUndefined();
});

test('terms of one institution and channel never overlap', () => {
  for (const date of ['2016-01-01', '2018-06-30', '2026-11-26']) {
    const keys = termsInForce(date).map((row) => `${row.institution} ${row.channel}`);
    expect(new Set(keys).size).toBe(keys.length);
  }
  expect(termsInForce('2015-12-31')).toEqual([]);
});

const option = fc.record<RouteOption>({
  institution: fc.constantFrom('a', 'b', 'c', 'd'),
  channel: fc.constant('card'),
  mandateId: fc.constant(null),
  fee: fc.bigInt({ min: 0n, max: 3n }),
  quotaLeft: fc.constant(0n),
  successShare: fc.bigInt({ min: 0n, max: 2n }),
  unknownLately: fc.constant(0),
  reasons: fc.subarray(['SHARE_LOW', 'BREAKER_OPEN'] as const),
});

test('the first way is open if any is, none that is as reliable is cheaper, and the order in which ways are given does not matter', () => {
  fc.assert(
    fc.property(fc.uniqueArray(option, { minLength: 1, maxLength: 4, selector: (o) => o.institution }), (options) => {
      const ranked = rankRoutes(options);
      const [first] = ranked;
      expect(ranked).toHaveLength(options.length);
      expect(rankRoutes([...options].reverse())).toEqual(ranked);
      if (!first || !options.some(isOpen)) return;
      expect(isOpen(first)).toBe(true);
      const sound = options.filter((o) => o.reasons.length === 0);
      if (sound.length > 0) expect(first.fee).toBe(sound.reduce((least, o) => (o.fee < least ? o.fee : least), sound[0]?.fee ?? 0n));
    }),
  );
});
