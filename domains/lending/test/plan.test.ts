import { addDays } from '@jinqiao/calendar';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accrualUnit, billNext, dueDate, firstDueOf, type LoanProduct, penaltyDue } from '../src/model.ts';
import { JOINT, loanOf, on, paymentsOf, planOf, sum, TAPE } from './terms.ts';

const interestOf = (rows: ReturnType<typeof planOf>) => sum(rows.map((row) => row.interest));
const LARGE = { principal: 10_000_000n, periods: 12 } as const;
const SMALL = { principal: 1_000_000n, periods: 7 } as const;

test('equal principal of 100,000 over 12 months at 6.96 % falls from 8,913.33 to 8,381.70', () => {
  const rows = planOf({ ...LARGE, method: 'equal-principal' });
  const payments = paymentsOf(rows);
  expect(payments.slice(0, 2)).toEqual([891_333n, 886_500n]);
  expect(payments.at(-1)).toBe(838_170n);
  expect(rows.slice(0, 11).map((row) => row.principal)).toEqual(Array.from({ length: 11 }, () => 833_333n));
  expect(rows.at(-1)).toMatchObject({ n: 12, principal: 833_337n, interest: 4_833n, dueOn: '2027-01-15' });
  expect(interestOf(rows)).toBe(377_000n);
});

test('equal instalment of the same loan is 8,650.83 and last 8,650.85', () => {
  const rows = planOf({ ...LARGE, method: 'equal-instalment' });
  expect(paymentsOf(rows)).toEqual([...Array.from({ length: 11 }, () => 865_083n), 865_085n]);
  expect(rows.at(-1)).toMatchObject({ principal: 860_096n, interest: 4_989n });
  expect(interestOf(rows)).toBe(380_998n);
});

test('equal principal of 10,000 over 7 months', () => {
  const rows = planOf({ ...SMALL, method: 'equal-principal' });
  expect(rows.map((row) => row.principal)).toEqual([142_857n, 142_857n, 142_857n, 142_857n, 142_857n, 142_857n, 142_858n]);
  expect(rows.map((row) => row.interest)).toEqual([5_800n, 4_971n, 4_143n, 3_314n, 2_486n, 1_657n, 829n]);
});

test('equal instalment of 10,000 over 7 months is 1,461.91 and last 1,461.88', () => {
  const rows = planOf({ ...SMALL, method: 'equal-instalment' });
  expect(rows.map((row) => row.principal)).toEqual([140_391n, 141_205n, 142_024n, 142_848n, 143_677n, 144_510n, 145_345n]);
  expect(paymentsOf(rows)).toEqual([...Array.from({ length: 6 }, () => 146_191n), 146_188n]);
});

test('equal instalment of 100,000 over 36 months at 7.60 % is 3,115.22 and last 3,115.08', () => {
  const rows = planOf({ principal: 10_000_000n, periods: 36, rate: '0.076', method: 'equal-instalment' });
  expect(paymentsOf(rows)).toEqual([...Array.from({ length: 35 }, () => 311_522n), 311_508n]);
  expect(interestOf(rows)).toBe(1_214_778n);
});

test('due dates keep their day; a draw after the 28th falls due on the 28th', () => {
  expect(firstDueOf(on('2026-01-15'))).toBe('2026-02-15');
  expect(firstDueOf(on('2026-01-28'))).toBe('2026-02-28');
  expect(firstDueOf(on('2026-01-31'))).toBe('2026-02-28');
  expect(firstDueOf(on('2026-07-29'))).toBe('2026-08-28');
  expect([1, 2, 12].map((n) => dueDate({ firstDue: on('2026-02-28') }, n))).toEqual(['2026-02-28', '2026-03-28', '2027-01-28']);
});

test('a first period that is no whole month bears interest by days', () => {
  const rows = planOf({ ...LARGE, start: '2026-03-30' });
  // 29 days from 30 March to 28 April: 100,000 x 6.96 % x 29 / 360 = 560.67
  expect(rows[0]).toMatchObject({ dueOn: '2026-04-28', interest: 56_067n });
  expect(rows[1]).toMatchObject({ dueOn: '2026-05-28', interest: 53_167n });
});

test('interest by actual days follows the length of each month', () => {
  const rows = planOf({ ...LARGE, product: { ...JOINT, interest: 'actual-days' } });
  // 31 days of January to February, 28 of February to March: 599.33 and 91,666.67 x 6.96 % x 28 / 360 = 496.22
  expect(rows.slice(0, 2).map((row) => row.interest)).toEqual([59_933n, 49_622n]);
});

test('a whole month bills a twelfth of the rate whatever accrued, and shows the difference', () => {
  const billing = billNext(JOINT, loanOf(LARGE));
  expect(billing.instalment.interest).toBe(58_000n);
  // 31 days accrued 599.33…, the month bills 580.00: 19.33… less.
  expect(billing.trueUp).toBe(-10_000_000n * 6_960_000n * 10_000_000_000n);
  expect(billing.billedExact).toBe(58_000n * accrualUnit(JOINT));
});

test('a tape’s instalment is rounded up and the carried fractions leave less for the last', () => {
  const rows = planOf({ product: TAPE, method: 'equal-instalment', principal: 1_000_000n, periods: 12, rate: '0.12' });
  // 888.4878… rounded up; exact balances carried: the last is what is left of the 1 % a month annuity, 888.46.
  expect(paymentsOf(rows)).toEqual([...Array.from({ length: 11 }, () => 88_849n), 88_846n]);
  // The balance after the first instalment is 10,000 + 100 − 888.49 = 9,211.51, after the second 8,415.1351 shown as 8,415.14.
  expect(rows.slice(0, 2).map((row) => row.principal)).toEqual([78_849n, 79_637n]);
});

test('a tape’s instalment that repays a small loan before its last leaves nothing below zero', () => {
  // 1.00 over 15 months without interest is 6.67 cents, rounded up to 7: fourteen of 7 and one of 2.
  const free = planOf({ product: TAPE, method: 'equal-instalment', principal: 100n, periods: 15, rate: '0' });
  expect(paymentsOf(free)).toEqual([...Array.from({ length: 14 }, () => 7n), 2n]);
  // Over 36 months it is 2.78, rounded up to 3: thirty-three of 3 and one of 1, then nothing is left.
  const short = planOf({ product: TAPE, method: 'equal-instalment', principal: 100n, periods: 36, rate: '0' });
  expect(paymentsOf(short)).toEqual([...Array.from({ length: 33 }, () => 3n), 1n]);
});

test('a programme that carries fractions lends by equal principal as any other', () => {
  const rows = planOf({ ...SMALL, method: 'equal-principal', product: TAPE });
  expect(rows).toEqual(planOf({ ...SMALL, method: 'equal-principal' }));
});

test('thirty days a month: a tape accrues the same in February and in March', () => {
  const rows = planOf({ product: { ...TAPE, interest: 'actual-days' }, method: 'equal-instalment', principal: 1_000_000n, periods: 12, rate: '0.12' });
  expect(rows).toEqual(planOf({ product: TAPE, method: 'equal-instalment', principal: 1_000_000n, periods: 12, rate: '0.12' }));
});

test('penalty of ten days on 8,333.33 at 10.44 % is 24.17, compound interest on 580.00 is 1.68', () => {
  const loan = loanOf(LARGE);
  const { instalment } = billNext(JOINT, loan);
  const later = addDays(instalment.dueOn, 10);
  expect(penaltyDue(JOINT, loan, { ...instalment, paidInterest: 58_000n }, later)).toBe(2_417n);
  expect(penaltyDue(JOINT, loan, { ...instalment, paidPrincipal: 833_333n }, later)).toBe(168n);
  expect(penaltyDue(JOINT, loan, instalment, later)).toBe(2_417n + 168n);
  expect(penaltyDue(JOINT, loan, instalment, instalment.dueOn)).toBe(0n);
});

test('inside the days of grace there is no penalty, once missed it counts from the due date', () => {
  const graceful: LoanProduct = { ...JOINT, graceDays: 3 };
  const loan = loanOf(LARGE);
  const { instalment } = billNext(graceful, loan);
  expect(penaltyDue(graceful, loan, instalment, addDays(instalment.dueOn, 3))).toBe(0n);
  // Four days: 8,333.33 x 10.44 % x 4 / 360 = 9.67 and 580.00 x 10.44 % x 4 / 360 = 0.67
  expect(penaltyDue(graceful, loan, instalment, addDays(instalment.dueOn, 4))).toBe(967n + 67n);
});

const terms = fc.record({
  product: fc.constantFrom<LoanProduct>(JOINT, TAPE, { ...JOINT, interest: 'actual-days' }, { ...JOINT, dayCount: 'act/365' }),
  method: fc.constantFrom('equal-principal' as const, 'equal-instalment' as const),
  principal: fc.bigInt({ min: 100n, max: 20_000_000n }),
  periods: fc.integer({ min: 1, max: 36 }),
  rate: fc.integer({ min: 0, max: 3_600 }).map((bp) => `0.${String(bp).padStart(4, '0')}`),
  start: fc.integer({ min: 0, max: 1_500 }).map((days) => addDays(on('2023-01-01'), days)),
});

test('in every plan principal adds up to the loan and nothing is negative', () => {
  fc.assert(
    fc.property(terms, (given) => {
      const rows = planOf(given);
      expect(sum(rows.map((row) => row.principal))).toBe(given.principal);
      expect(rows.every((row) => row.principal >= 0n && row.interest >= 0n)).toBe(true);
      expect(rows.length).toBeLessThanOrEqual(given.periods);
    }),
    { numRuns: 300 },
  );
});

test('billing leaves the balance between the loan and zero at every step', () => {
  fc.assert(
    fc.property(terms, (given) => {
      let loan = loanOf(given);
      for (let n = 1; n <= given.periods && loan.current > 0n; n += 1) {
        const before = loan.current;
        const { instalment, loan: next } = billNext(given.product, loan);
        expect(next.current).toBe(before - instalment.principal);
        expect(next.current >= 0n && next.current <= before).toBe(true);
        loan = next;
      }
      expect(loan.current).toBe(0n);
      expect(loan.carry).toBe(0n);
    }),
    { numRuns: 300 },
  );
});
