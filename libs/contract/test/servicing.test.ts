import { businessDate } from '@jinqiao/calendar';
import { CNY } from '@jinqiao/money';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  allocatePayment,
  contractRate,
  costTable,
  DEFAULT_ALLOCATION,
  earlyRepaymentInterest,
  penaltyInterest,
  penaltyRateOf,
  planRows,
} from '../src/index.ts';

const start = businessDate('2026-01-15');

test('penalty on 8,333.33 for ten days is 24.17, compound on 580.00 is 1.68', () => {
  const rate = penaltyRateOf(6_960_000n, 15_000n);
  expect(rate).toBe(10_440_000n);
  expect(penaltyInterest(833_333n, rate, 10)).toBe(2_417n);
  expect(penaltyInterest(58_000n, rate, 10)).toBe(168n);
  expect(penaltyInterest(833_333n, rate, -1)).toBe(0n);
});

test('100,000 repaid on the day of its payout bears one day, after a week seven', () => {
  expect(earlyRepaymentInterest(10_000_000n, 6_960_000n, start, start)).toEqual({ days: 1, interest: 1_933n });
  expect(earlyRepaymentInterest(10_000_000n, 6_960_000n, start, businessDate('2026-01-22'))).toEqual({ days: 7, interest: 13_533n });
});

test('a payment goes down the list until it is used up', () => {
  const owed = DEFAULT_ALLOCATION.map((kind) => ({ kind, amount: 100n }));
  expect(DEFAULT_ALLOCATION).toEqual(['fees', 'penalty', 'compound', 'overdue-interest', 'overdue-principal', 'current-interest', 'current-principal']);
  expect(allocatePayment(250n, owed)).toMatchObject({
    parts: [{ kind: 'fees', amount: 100n }, { amount: 100n }, { amount: 50n }, { amount: 0n }, {}, {}, {}],
    remainder: 0n,
  });
  expect(allocatePayment(701n, owed).remainder).toBe(1n);
  expect(() => allocatePayment(-1n, owed)).toThrow(RangeError);
  const amount = fc.bigInt({ min: 0n, max: 10n ** 12n });
  fc.assert(
    fc.property(amount, fc.array(amount, { maxLength: 8 }), (paid, debts) => {
      const { parts, remainder } = allocatePayment(
        paid,
        debts.map((debt, n) => ({ kind: String(n), amount: debt })),
      );
      expect(parts.reduce((total, part) => total + part.amount, remainder)).toBe(paid);
      const short = parts.findIndex((part, n) => part.amount < (debts[n] ?? 0n));
      if (short >= 0) expect([remainder, ...parts.slice(short + 1).map((part) => part.amount)].every((value) => value === 0n)).toBe(true);
    }),
  );
});

test('a fixed rate must be given', () => {
  expect(() => contractRate({ base: 'FIXED', spread: { kind: 'none' } }, start)).toThrow('FIELD_MISSING');
});

const repayment = { en: 'Equal instalments, monthly', zh: '等额本息,按月还款' };
const rows = planRows({ principal: 10_000_000n, rate: 6_960_000n, method: 'equal-instalment', periods: 12, start });
const input = { asset: CNY, principal: 10_000_000n, rate: 6_960_000n, rows, repayment, lender: 'Bank', penaltyRate: 10_440_000n };

test('the cost table of a loan without fees shows interest, and what default would cost apart', () => {
  const table = costTable({ ...input, guarantor: { name: 'Guarantor' }, misuseRate: 13_920_000n });
  expect(table).toMatchObject({ annualNominal: '0.0696', annualEffective: '0.0719', totalInterest: '3809.98', totalToRepay: '103809.98' });
  expect(table.items.map(({ nameZh, standard, amount, collectedBy, contingent }) => [nameZh, standard, amount, collectedBy, contingent])).toEqual([
    ['利息', '6.96% p.a.', '3809.98', 'Bank', false],
    ['担保费', '0.00 × 12', '0.00', 'Guarantor', false],
    ['罚息', '10.44% p.a.', null, 'Bank', true],
    ['复利', '10.44% p.a.', null, 'Bank', true],
    ['挪用罚息', '13.92% p.a.', null, 'Bank', true],
    ['提前还款违约金', '0.00%', null, 'Bank', true],
  ]);
  expect(table.statementEn).toContain('6.96%');
  expect(table.statementEn).toContain('no other charge');
  expect(table.statementZh).toContain('不收取任何其他费用');
});

test('fees count in the annual cost: 12 % with 0.5 % a month of the original principal is 22.53 %, 25.01 % compounded', () => {
  const dear = planRows({ principal: 10_000_000n, rate: 12_000_000n, method: 'equal-instalment', periods: 12, start });
  const base = { ...input, rate: 12_000_000n, rows: dear };
  const monthly = costTable({ ...base, guarantor: { name: 'Guarantor', feePerPeriod: 50_000n } });
  expect([monthly.annualNominal, monthly.annualEffective]).toEqual(['0.2253', '0.2501']);
  expect(monthly.items[1]).toMatchObject({ name: 'Guarantee fee', standard: '500.00 × 12', amount: '6000.00', collectedBy: 'Guarantor' });
  const upfront = costTable({ ...base, fees: [{ name: { en: 'Service fee', zh: '服务费' }, kind: 'upfront', amount: 300_000n, collectedBy: 'Platform' }] });
  expect([upfront.annualNominal, upfront.annualEffective]).toEqual(['0.1782', '0.1936']);
  expect(upfront.items[1]).toMatchObject({ method: 'Once, at the payout', amount: '3000.00', collectedBy: 'Platform', contingent: false });
  expect(upfront.totalToRepay).toBe('109618.53');
});
