import { addDays, businessDate } from '@jinqiao/calendar';
import { planRows } from '@jinqiao/contract';
import { formatRate } from '@jinqiao/money';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstDueOf, type LoanProduct, plannedInstalments } from '../src/model.ts';
import { JOINT, loanOf } from './terms.ts';

const anyLoan = fc.record({
  principal: fc.bigInt({ min: 50_000n, max: 10_000_000n }),
  rate: fc.bigInt({ min: 0n, max: 24_000_000n }),
  method: fc.constantFrom('equal-principal', 'equal-instalment'),
  periods: fc.integer({ min: 1, max: 36 }),
  disbursedOn: fc.integer({ min: 0, max: 900 }).map((n) => addDays(businessDate('2024-01-01'), n)),
  interest: fc.constantFrom('monthly-rate', 'actual-days'),
  carryInterest: fc.boolean(),
});

test('what a loan will bill is the schedule of the contract library, to the fen', () => {
  fc.assert(
    fc.property(anyLoan, ({ interest, carryInterest, ...terms }) => {
      const product: LoanProduct = { ...JOINT, interest, carryInterest };
      const { principal, rate, method, periods, disbursedOn } = terms;
      const firstDue = firstDueOf(disbursedOn);
      const loan = loanOf({ product, principal, periods, method, rate: formatRate(rate), start: disbursedOn });
      fc.pre(interest === 'monthly-rate' ? Number(disbursedOn.slice(8)) <= 28 : method === 'equal-principal');
      const rows = planRows({
        principal,
        rate,
        method,
        periods,
        start: disbursedOn,
        firstDue,
        interest: interest === 'monthly-rate' ? 'periodic' : 'daily',
        dayCount: 'act/360',
        rounding: { mode: 'half-up', unit: 1n, carryInterest: carryInterest && method === 'equal-instalment' },
      });
      const billed = plannedInstalments(product, loan).map((row) => [row.dueOn, row.principal, row.interest]);
      expect(billed).toEqual(rows.filter((row) => row.total > 0n).map((row) => [row.due, row.principal, row.interest]));
    }),
    { numRuns: 2_000 },
  );
});
