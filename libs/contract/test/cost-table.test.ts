import { businessDate } from '@jinqiao/calendar';
import { CNY } from '@jinqiao/money';
import { expect, test } from 'vitest';
import { type CostTableInput, costTable, planRows } from '../src/index.ts';

const start = businessDate('2026-09-15');
const rows = planRows({ principal: 10_000_000n, rate: 6_960_000n, method: 'equal-principal', periods: 12, start });
const input: CostTableInput = {
  asset: CNY,
  principal: 10_000_000n,
  rate: 6_960_000n,
  rows,
  repayment: { en: 'Equal principal, monthly', zh: '等额本金,按月还款' },
  lender: 'Bank',
  penaltyRate: 10_440_000n,
};
const serviceFee = { name: { en: 'Service fee', zh: '服务费' }, kind: 'upfront', collectedBy: 'Platform' } as const;

test('the table says what the notice asks: principal, every item with method, standard and party, the annual cost, the statement', () => {
  const table = costTable({ ...input, guarantor: { name: 'Guarantor', feePerPeriod: 10_000n }, fees: [{ ...serviceFee, amount: 20_000n }] });
  expect(table.principal).toBe('100000.00');
  expect(table.totalInterest).toBe('3770.00');
  expect(table.totalToRepay).toBe('105170.00');
  for (const item of table.items)
    for (const word of [item.name, item.nameZh, item.method, item.methodZh, item.standard, item.collectedBy]) expect(word).not.toBe('');
  expect(
    table.items.filter(({ contingent }) => !contingent).map(({ name, method, standard, amount, collectedBy }) => [name, method, standard, amount, collectedBy]),
  ).toEqual([
    ['Interest', 'Equal principal, monthly', '6.96% p.a.', '3770.00', 'Bank'],
    ['Guarantee fee', 'With every instalment', '100.00 × 12', '1200.00', 'Guarantor'],
    ['Service fee', 'Once, at the payout', '200.00', '200.00', 'Platform'],
  ]);
  const percent = (rate: string) => `${(Number(rate) * 100).toFixed(2)}%`;
  for (const statement of [table.statementEn, table.statementZh])
    for (const rate of [table.annualNominal, table.annualEffective]) expect(statement).toContain(percent(rate));
  expect(Number(table.annualEffective)).toBeGreaterThan(Number(table.annualNominal));
});

test('what others than the lender charge in a default stands among the contingent items, and does not count in the annual cost', () => {
  const late = {
    name: { en: 'Recourse interest', zh: '追偿利息' },
    method: { en: 'By days on what was paid', zh: '按代偿金额和天数计收' },
    standard: '10.44% p.a.',
  };
  const table = costTable({ ...input, earlyRepaymentFee: 1_000_000n, contingentFees: [{ ...late, collectedBy: 'Guarantor' }] });
  expect(table.items.filter(({ contingent }) => contingent).map(({ name, standard, amount, collectedBy }) => [name, standard, amount, collectedBy])).toEqual([
    ['Penalty interest', '10.44% p.a.', null, 'Bank'],
    ['Compound interest', '10.44% p.a.', null, 'Bank'],
    ['Early repayment fee', '1.00%', null, 'Bank'],
    ['Recourse interest', '10.44% p.a.', null, 'Guarantor'],
  ]);
  expect(table.annualNominal).toBe('0.0696');
});

test('a longer first period makes the same payments cheaper', () => {
  expect(Number(costTable({ ...input, first: { whole: 1, part: 0.5 } }).annualNominal)).toBeLessThan(0.0696);
});

test('weekly instalments count 52 a year', () => {
  const weekly = planRows({ principal: 1_000_000n, rate: 10_400_000n, method: 'equal-instalment', periods: 26, unit: 'week', start });
  expect(costTable({ ...input, principal: 1_000_000n, rate: 10_400_000n, rows: weekly, periodsPerYear: 52 }).annualNominal).toBe('0.1040');
});

test('fees that leave the borrower nothing make no table', () => {
  expect(() => costTable({ ...input, fees: [{ ...serviceFee, amount: 10_000_000n }] })).toThrow(expect.objectContaining({ code: 'FEES_TOO_HIGH' }));
});
