import { addDays, type BusinessDate, businessDate } from '@jinqiao/calendar';
import { accrualPlan, accruedAt, annualCost, planRows, type ScheduleTerms, schedule, xirr } from '@jinqiao/contract';
import { ipmt, pmt, ppmt } from 'financial';
import { Loan } from 'loanjs';
import { type BenchReport, type BenchRow, type Loop, machine, perSecond, round } from './measure.ts';

const PERIODS = 36;
const terms: ScheduleTerms = {
  principal: 10_000_000n,
  rate: 6_960_000n,
  method: 'equal-instalment',
  periods: PERIODS,
  start: businessDate('2026-01-15'),
  interest: 'daily',
  dayCount: 'act/360',
};
/** Each turn lends a little more, so that no answer can be kept from the turn before. */
const lent = (turn: number): bigint => 10_000_000n + BigInt(turn & 1023);

/** The least that a schedule can be: machine numbers, a monthly rate, no dates, no cents. */
function plainLoop(principal: number): { principal: number; interest: number; balance: number }[] {
  const rate = 0.0696 / 12;
  const payment = (principal * rate) / (1 - (1 + rate) ** -PERIODS);
  const rows = [];
  let balance = principal;
  for (let n = 0; n < PERIODS; n += 1) {
    const interest = balance * rate;
    balance -= payment - interest;
    rows.push({ principal: payment - interest, interest, balance });
  }
  return rows;
}

/** The same rows from a port of numpy-financial: floats, no dates. */
function financialRows(principal: number): { principal: number; interest: number; total: number }[] {
  const rate = 0.0696 / 12;
  const total = -pmt(rate, PERIODS, principal);
  return Array.from({ length: PERIODS }, (_, n) => ({
    principal: -ppmt(rate, n + 1, PERIODS, principal),
    interest: -ipmt(rate, n + 1, PERIODS, principal),
    total,
  }));
}

const turns =
  (work: (turn: number) => number): Loop =>
  (count) => {
    let seen = 0;
    for (let turn = 0; turn < count; turn += 1) seen += work(turn);
    return seen;
  };

/** Schedules, accruals and costs on one core. */
export async function contractBench(): Promise<BenchReport> {
  const accrual = accrualPlan(terms);
  const dates = Array.from({ length: 1_024 }, (_, k) => addDays(terms.start, k));
  const payments = planRows(terms).map((row) => row.total);
  const flows = [{ date: terms.start, amount: -100_000 }, ...planRows(terms).map((row) => ({ date: row.due, amount: Number(row.total) / 100 }))];
  const plainAccrual = turns((turn) => Math.round((10_000_000 * 0.0696 * (turn & 1023)) / 360));
  const rates = perSecond({
    'plain-schedule': { count: 300_000, loop: turns((turn) => plainLoop(100_000 + (turn & 1023)).length) },
    'schedule-36': { count: 100_000, loop: turns((turn) => planRows({ ...terms, principal: lent(turn) }).length) },
    'schedule-36-with-cost': { count: 20_000, loop: turns((turn) => schedule({ ...terms, principal: lent(turn) }).rows.length) },
    'financial-36': { count: 5_000, loop: turns((turn) => financialRows(100_000 + (turn & 1023)).length) },
    'loanjs-36': { count: 5_000, loop: turns((turn) => Loan(100_000 + (turn & 1023), PERIODS, 6.96).installments.length) },
    'plain-accrual': { count: 20_000_000, loop: plainAccrual },
    'accrued-at': { count: 2_000_000, loop: turns((turn) => Number(accruedAt(accrual, dates[turn & 1023] as BusinessDate))) },
    'financial-accrual': { count: 500_000, loop: turns((turn) => ipmt(0.0696 / 12, (turn % PERIODS) + 1, PERIODS, 100_000)) },
    'annual-cost-36': { count: 20_000, loop: turns((turn) => annualCost(lent(turn), payments, 12).nominal.length) },
    'xirr-37-flows': { count: 2_000, loop: turns(() => ('rate' in xirr(flows) ? 1 : 0)) },
  });
  const row = (name: keyof typeof rates, unit: string, baseline?: keyof typeof rates): BenchRow => ({
    case: name,
    value: Math.round(rates[name]),
    unit,
    ...(baseline ? { baseline, ratio: round(rates[name] / rates[baseline]) } : {}),
  });
  return {
    name: 'contract',
    machine: machine(),
    rows: [
      row('plain-schedule', 'schedules/s'),
      row('schedule-36', 'schedules/s', 'plain-schedule'),
      row('schedule-36-with-cost', 'schedules/s', 'plain-schedule'),
      row('financial-36', 'schedules/s', 'plain-schedule'),
      row('loanjs-36', 'schedules/s', 'plain-schedule'),
      row('plain-accrual', 'accruals/s'),
      row('accrued-at', 'accruals/s', 'plain-accrual'),
      row('financial-accrual', 'accruals/s', 'plain-accrual'),
      row('annual-cost-36', 'costs/s', 'plain-schedule'),
      row('xirr-37-flows', 'rates/s', 'plain-schedule'),
    ],
  };
}
