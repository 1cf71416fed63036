import { addDays, addMonths, businessDate } from '@jinqiao/calendar';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { actusFromJson, planRows, type ScheduleTerms } from '../src/index.ts';

/** An asset with so many digits that rounding to its minor unit is far below what is compared. */
const FINE = { code: 'FINE', digits: 12 };
const ONE = 10n ** 12n;

const COUNTS = { A360: 'act/360', A365: 'act/365', AA: 'act/act-isda', '30E360': '30e/360' } as const;
const TYPES = { PAM: 'interest-only', LAM: 'equal-principal', ANN: 'equal-instalment' } as const;

const anyLoan = fc.record({
  type: fc.constantFrom('PAM', 'LAM', 'ANN'),
  count: fc.constantFrom('A360', 'A365', 'AA', '30E360'),
  start: fc
    .integer({ min: 0, max: 2_000 })
    .map((n) => addDays(businessDate('2015-01-01'), n))
    .filter((date) => Number(date.slice(8)) <= 28),
  months: fc.constantFrom(1, 3, 6, 12),
  periods: fc.integer({ min: 2, max: 40 }),
  rate: fc.integer({ min: 1, max: 1_500 }),
  change: fc.option(fc.record({ after: fc.integer({ min: 1, max: 38 }), rate: fc.integer({ min: 1, max: 1_500 }) }), { nil: undefined }),
});

type Loan = typeof anyLoan extends fc.Arbitrary<infer T> ? T : never;

function asActus({ type, count, start, months, periods, rate, change }: Loan) {
  const first = addMonths(start, months);
  const cycle = `P${months}ML1`;
  const resetOn = change && change.after < periods ? addMonths(start, months * change.after) : undefined;
  return {
    terms: {
      contractType: type,
      contractID: 'x',
      contractRole: 'RPA',
      currency: 'X',
      statusDate: `${addDays(start, -1)}T00:00:00`,
      contractDealDate: `${addDays(start, -1)}T00:00:00`,
      initialExchangeDate: `${start}T00:00:00`,
      maturityDate: `${addMonths(start, months * periods)}T00:00:00`,
      notionalPrincipal: '1000',
      nominalInterestRate: String(rate / 10_000),
      dayCountConvention: count,
      cycleAnchorDateOfInterestPayment: `${first}T00:00:00`,
      cycleOfInterestPayment: cycle,
      ...(type === 'PAM' ? {} : { cycleAnchorDateOfPrincipalRedemption: `${first}T00:00:00`, cycleOfPrincipalRedemption: cycle }),
      ...(resetOn ? { cycleAnchorDateOfRateReset: `${resetOn}T00:00:00`, marketObjectCodeOfRateReset: 'M', rateSpread: '0', rateMultiplier: '1' } : {}),
    },
    dataObserved: resetOn ? { M: { identifier: 'M', data: [{ timestamp: `${resetOn}T00:00:00`, value: String((change?.rate ?? 0) / 10_000) }] } } : {},
    eventsObserved: [],
    to: '',
  };
}

function asSchedule({ type, count, start, months, periods, rate, change }: Loan): ScheduleTerms {
  const changes = change && change.after < periods ? [{ from: addMonths(start, months * change.after), rate: BigInt(change.rate) * 10_000n }] : [];
  return {
    asset: FINE,
    principal: 1_000n * ONE,
    rate: BigInt(rate) * 10_000n,
    method: TYPES[type],
    periods,
    every: months,
    start,
    interest: 'daily',
    dayCount: COUNTS[count],
    rates: changes,
  };
}

test('schedules and the ACTUS edge, two ways to the same loan, agree to 1e-8 of a thousand', () => {
  fc.assert(
    fc.property(anyLoan, (loan) => {
      const answer = actusFromJson({ x: asActus(loan) }).x;
      if (!answer || !('results' in answer)) throw new Error(JSON.stringify(answer));
      const paid = new Map<string, { principal: number; interest: number }>();
      for (const { eventDate, eventType, payoff } of answer.results) {
        const date = eventDate.slice(0, 10);
        const row = paid.get(date) ?? { principal: 0, interest: 0 };
        if (eventType === 'PR' || eventType === 'MD') row.principal += payoff;
        if (eventType === 'IP') row.interest += payoff;
        paid.set(date, row);
      }
      const rows = planRows(asSchedule(loan));
      // The standard adds interest that a payment does not cover to the notional; a schedule of equal payments does not.
      fc.pre(loan.type !== 'ANN' || rows.every((row) => row.principal > 0n));
      for (const row of rows) {
        const theirs = paid.get(row.due) ?? { principal: 0, interest: 0 };
        expect(Math.abs(Number(row.interest) / 1e12 - theirs.interest)).toBeLessThan(1e-8);
        expect(Math.abs(Number(row.principal) / 1e12 - theirs.principal)).toBeLessThan(1e-8);
      }
    }),
    { numRuns: 2_000 },
  );
});
