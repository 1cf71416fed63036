import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const library = new URL('../src/index.ts', import.meta.url).href;

/** Schedules, accruals, a running contract and a return around the nights when clocks change, as text. */
const WORK = `
import { accruedAt, accrualPlan, contractAt, schedule, xirr } from ${JSON.stringify(library)};
const terms = { principal: 10_000_000n, rate: 6_960_000n, method: 'equal-instalment', periods: 12, start: '2026-02-28', interest: 'daily', dayCount: 'act/act' };
const plan = schedule(terms);
const flows = [{ date: terms.start, amount: -100000 }, ...plan.rows.map((row) => ({ date: row.due, amount: Number(row.total) / 100 }))];
const events = [{ id: 'a', on: '2026-03-29', kind: 'repayment', amount: 900_000n }, { id: 'b', on: '2026-10-25', kind: 'early-repayment', principal: 1_000_000n }];
const view = contractAt({ ...terms, penaltyRate: 10_440_000n }, events, '2026-11-01');
console.log(JSON.stringify([plan, accruedAt(accrualPlan(terms), '2026-03-29'), xirr(flows), view.owed, view.rows], (_, value) => (typeof value === 'bigint' ? String(value) : value)));
`;

test('nothing depends on the time zone of the machine', () => {
  const answers = ['Asia/Shanghai', 'America/New_York', 'Pacific/Apia', 'UTC'].map((TZ) => {
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', WORK], { encoding: 'utf8', env: { PATH: process.env.PATH, TZ } });
    expect(stderr).toBe('');
    return stdout;
  });
  expect(new Set(answers).size).toBe(1);
  expect(answers[0]?.length).toBeGreaterThan(1_000);
});
