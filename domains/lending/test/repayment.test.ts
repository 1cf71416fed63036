import { addDays, daysBetween } from '@jinqiao/calendar';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accrualUnit, billNext, dueDate, type Instalment, type Loan, type LoanProduct, weightOf } from '../src/model.ts';
import { type Application, applyPayment, deltaOf, earlyRepayment, NOTHING, owedAt, totalOf } from '../src/repayment.ts';
import { JOINT, loanOf, on, TAPE, type Terms } from './terms.ts';

const LARGE = { principal: 10_000_000n, periods: 12 } as const;

/** A loan with its first instalments billed and none paid. */
function billed(product: LoanProduct, start: Loan, count: number): { loan: Loan; rows: Instalment[] } {
  let loan = start;
  const rows: Instalment[] = [];
  for (let n = 0; n < count && loan.current > 0n; n += 1) {
    const step = billNext(product, loan);
    rows.push(step.instalment);
    loan = step.loan;
  }
  return { loan, rows };
}

/** The same with each paid on its due date. */
function paidUp(product: LoanProduct, start: Loan, count: number): Loan {
  let loan = start;
  for (let n = 0; n < count && loan.current > 0n; n += 1) {
    const step = billNext(product, loan);
    const { principal, interest, dueOn } = step.instalment;
    loan = applyPayment(product, step.loan, [step.instalment], principal + interest, dueOn, null).loan;
  }
  return loan;
}

function repayAll(product: LoanProduct, loan: Loan, day: string): Application {
  const early = earlyRepayment(product, loan, loan.current, on(day), daysBetween(loan.disbursedOn, day));
  return applyPayment(product, loan, [], early.principal + early.interest, on(day), early);
}

test.each([
  ['2026-01-15', 1_933n, 1],
  ['2026-01-16', 1_933n, 1],
  ['2026-01-22', 13_533n, 7],
  ['2026-02-14', 58_000n, 30],
])('100,000 drawn on 15 January and repaid on %s bears %i fen of interest', (day, interest, days) => {
  const loan = loanOf(LARGE);
  expect(earlyRepayment(JOINT, loan, 10_000_000n, on(day), daysBetween('2026-01-15', day))).toMatchObject({
    principal: 10_000_000n,
    interest,
    interestDays: days,
    settles: true,
  });
  const done = repayAll(JOINT, loan, day);
  expect(done.loan).toMatchObject({
    state: 'settled',
    settledOn: day,
    current: 0n,
    outstanding: 0n,
    accrued: 0n,
    paidPrincipal: 10_000_000n,
    paidInterest: interest,
  });
  expect(done.rest).toBe(0n);
});

test('a part repaid early bears the interest of its own days, the rest goes on over the same term', () => {
  const loan = loanOf({ ...LARGE, method: 'equal-instalment' });
  const early = earlyRepayment(JOINT, loan, 5_000_000n, on('2026-01-22'), 7);
  expect(early).toMatchObject({ interest: 6_767n, settles: false });
  const after = applyPayment(JOINT, loan, [], 5_006_767n, on('2026-01-22'), early).loan;
  // Half the loan keeps half the instalment: 50,000 over 12 months is 4,325.41 or .42.
  expect(after).toMatchObject({ state: 'active', current: 5_000_000n, outstanding: 5_000_000n, periods: 12, billed: 0, instalment: 432_542n });
  // What the kept half accrued in those seven days is still there: 50,000 x 6.96 % x 7 / 360.
  expect(after.accrued).toBe((5_000_000n * 6_960_000n * 7n * accrualUnit(JOINT)) / (360n * 100_000_000n));
});

test('the minimum day is charged on the repaid part only and on the day of disbursement only', () => {
  const loan = loanOf(LARGE);
  const first = earlyRepayment(JOINT, loan, 4_000_000n, on('2026-01-15'), 0);
  expect(first.interest).toBe(773n);
  const after = applyPayment(JOINT, loan, [], 4_000_773n, on('2026-01-15'), first).loan;
  expect(after.accrued).toBe(0n);
  expect(earlyRepayment(JOINT, after, 6_000_000n, on('2026-01-16'), 1).interest).toBe(1_160n);
});

test('an early repayment is taken whole or not at all', () => {
  const loan = loanOf(LARGE);
  const early = earlyRepayment(JOINT, loan, 10_000_000n, on('2026-01-22'), 7);
  const short = applyPayment(JOINT, loan, [], 10_013_532n, on('2026-01-22'), early);
  expect(short).toMatchObject({ rest: 10_013_532n, split: NOTHING, earlyInterest: 0n });
  expect(short.loan).toMatchObject({ state: 'active', current: 10_000_000n });
});

// Two instalments overdue on 25 March: 38 and 10 days of penalty at 10.44 % on principal and interest of each.
const PENALTY = 9_183n + 639n + 2_417n + 154n;

function overdue(): { loan: Loan; rows: Instalment[] } {
  const { loan, rows } = billed(JOINT, loanOf(LARGE), 2);
  return { loan: { ...loan, feesOwed: 1_000n, overdueSince: on('2026-02-15') }, rows };
}

const MARCH = on('2026-03-25');

test('what is owed is fees, penalty, interest and principal of what is billed', () => {
  const { loan, rows } = overdue();
  expect(owedAt(JOINT, loan, rows, MARCH)).toEqual({ fees: 1_000n, penalty: PENALTY, interest: 58_000n + 53_167n, principal: 1_666_666n });
});

test.each([
  ['fees come first', 400n, { fees: 400n, penalty: 0n, interest: 0n, principal: 0n }],
  ['then penalty', 1_000n + 500n, { fees: 1_000n, penalty: 500n, interest: 0n, principal: 0n }],
  ['then interest of the oldest', 1_000n + PENALTY + 57_999n, { fees: 1_000n, penalty: PENALTY, interest: 57_999n, principal: 0n }],
  ['then its principal', 1_000n + PENALTY + 58_000n + 833_332n, { fees: 1_000n, penalty: PENALTY, interest: 58_000n, principal: 833_332n }],
  ['then interest of the next', 1_000n + PENALTY + 891_333n + 1n, { fees: 1_000n, penalty: PENALTY, interest: 58_001n, principal: 833_333n }],
])('a payment is spent in order: %s', (_what, amount, split) => {
  const { loan, rows } = overdue();
  const done = applyPayment(JOINT, loan, rows, amount, MARCH, null);
  expect(done.split).toEqual(split);
  expect(done).toMatchObject({ rest: 0n, penaltyBilled: PENALTY });
});

test('an instalment is settled when nothing of it is left, and the oldest open one dates the arrears', () => {
  const { loan, rows } = overdue();
  const first = applyPayment(JOINT, loan, rows, 1_000n + PENALTY + 891_333n, MARCH, null);
  expect(first.rows.map((row) => row.settledOn)).toEqual(['2026-03-25', null]);
  expect(first.loan).toMatchObject({ overdueSince: '2026-03-15', outstanding: 9_166_667n, feesOwed: 0n, paidPenalty: PENALTY, paidFees: 1_000n });
  const both = applyPayment(JOINT, first.loan, first.rows.slice(1), 886_500n + 5n, MARCH, null);
  expect(both).toMatchObject({ rest: 5n, penaltyBilled: 0n });
  expect(both.loan).toMatchObject({ overdueSince: null, state: 'active', outstanding: 8_333_334n });
});

test('the payment of the last instalment settles the loan', () => {
  const loan = paidUp(JOINT, loanOf(LARGE), 12);
  expect(loan).toMatchObject({ state: 'settled', settledOn: '2027-01-15', outstanding: 0n, current: 0n, paidPrincipal: 10_000_000n, paidInterest: 377_000n });
});

test('unpaid fees keep a loan open', () => {
  const start = { ...loanOf({ principal: 100_000n, periods: 1 }), feesOwed: 10n };
  const { loan, rows } = billed(JOINT, start, 1);
  const done = applyPayment(JOINT, { ...loan, feesOwed: 10n }, rows, 100_580n, rows[0]?.dueOn ?? on('2026-02-15'), null);
  expect(done.split.fees).toBe(10n);
  expect(done.loan.state).toBe('active');
});

const terms: fc.Arbitrary<Terms & { product: LoanProduct }> = fc.record({
  product: fc.constantFrom<LoanProduct>(JOINT, TAPE, { ...JOINT, interest: 'actual-days' }, { ...JOINT, dayCount: 'act/365', graceDays: 3 }),
  method: fc.constantFrom('equal-principal' as const, 'equal-instalment' as const),
  principal: fc.bigInt({ min: 50_000n, max: 20_000_000n }),
  periods: fc.integer({ min: 1, max: 24 }),
  rate: fc.integer({ min: 0, max: 3_600 }).map((bp) => `0.${String(bp).padStart(4, '0')}`),
  start: fc.integer({ min: 0, max: 1_500 }).map((days) => addDays(on('2023-01-01'), days)),
});

test('repaying everything at any date leaves nothing and settles the loan', () => {
  fc.assert(
    fc.property(terms, fc.nat(23), fc.nat(30), (given, count, wait) => {
      const loan = paidUp(given.product, loanOf(given), Math.min(count, given.periods - 1));
      fc.pre(loan.current > 0n);
      const last = loan.billed === 0 ? loan.disbursedOn : dueDate(loan, loan.billed);
      const day = addDays(last, wait % daysBetween(last, dueDate(loan, loan.billed + 1)));
      const done = repayAll(given.product, loan, day);
      expect(done.loan).toMatchObject({
        state: 'settled',
        settledOn: day,
        current: 0n,
        outstanding: 0n,
        carry: 0n,
        accrued: 0n,
        paidPrincipal: given.principal,
      });
      expect(done.rest).toBe(0n);
      expect(done.earlyInterest >= 0n).toBe(true);
      expect(weightOf(done.loan)).toBe(0n);
    }),
    { numRuns: 300 },
  );
});

test('a payment is spent and kept to the fen, and never pays more than is owed', () => {
  fc.assert(
    fc.property(
      terms,
      fc.integer({ min: 1, max: 6 }),
      fc.nat(200),
      fc.bigInt({ min: 0n, max: 30_000_000n }),
      fc.bigInt({ min: 0n, max: 5_000n }),
      (given, count, late, amount, fees) => {
        const { loan, rows } = billed(given.product, { ...loanOf(given), feesOwed: fees }, count);
        const day = addDays(rows.at(-1)?.dueOn ?? loan.disbursedOn, late);
        const owed = owedAt(given.product, loan, rows, day);
        const done = applyPayment(given.product, loan, rows, amount, day, null);
        expect(totalOf(done.split) + done.rest).toBe(amount);
        expect(totalOf(done.split)).toBe(amount < totalOf(owed) ? amount : totalOf(owed));
        const left = owedAt(given.product, done.loan, done.rows, day);
        for (const part of ['fees', 'penalty', 'interest', 'principal'] as const) expect(left[part]).toBe(owed[part] - done.split[part]);
        expect(done.loan.outstanding).toBe(loan.outstanding - done.split.principal);
      },
    ),
    { numRuns: 300 },
  );
});

test('two payments on a day do what their sum would have done', () => {
  fc.assert(
    fc.property(
      terms,
      fc.integer({ min: 1, max: 6 }),
      fc.nat(200),
      fc.bigInt({ min: 0n, max: 15_000_000n }),
      fc.bigInt({ min: 0n, max: 15_000_000n }),
      (given, count, late, a, b) => {
        const { loan, rows } = billed(given.product, { ...loanOf(given), feesOwed: 700n }, count);
        const day = addDays(rows.at(-1)?.dueOn ?? loan.disbursedOn, late);
        const once = applyPayment(given.product, loan, rows, a + b, day, null);
        const first = applyPayment(given.product, loan, rows, a, day, null);
        const second = applyPayment(given.product, first.loan, first.rows, b, day, null);
        expect(second.loan).toEqual(once.loan);
        expect(second.rows).toEqual(once.rows);
        expect(first.penaltyBilled + second.penaltyBilled).toBe(once.penaltyBilled);
      },
    ),
    { numRuns: 300 },
  );
});

test('a part repaid early and the rest the same day cost the interest of all, to a fen', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 9_999_999n }), fc.nat(30), (part, days) => {
      const loan = loanOf(LARGE);
      const day = addDays(loan.disbursedOn, days);
      const whole = repayAll(JOINT, loan, day).earlyInterest;
      const early = earlyRepayment(JOINT, loan, part, day, days);
      const first = applyPayment(JOINT, loan, [], early.principal + early.interest, day, early);
      const apart = first.earlyInterest + repayAll(JOINT, first.loan, day).earlyInterest;
      expect(apart - whole >= -1n && apart - whole <= 1n).toBe(true);
    }),
  );
});

test('what an active loan adds to its portfolio leaves it when the loan is settled', () => {
  const before = loanOf(LARGE);
  expect(deltaOf(null, before)).toMatchObject({ outstanding: 10_000_000n, weight: weightOf(before) });
  const { loan } = repayAll(JOINT, before, '2026-01-22');
  expect(deltaOf(before, loan)).toMatchObject({ outstanding: -10_000_000n, weight: -weightOf(before) });
});
