import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { skipUnlessShared } from '@jinqiao/runtime/testing';
import { afterAll, expect, test } from 'vitest';

const BIN = resolve(import.meta.dirname, '../../../bin/jinqiao');
const run = (...args: string[]) => spawnSync(BIN, ['replay-fund', ...args], { encoding: 'utf8', maxBuffer: 1 << 26 });

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

type Change = { closing?: number; purchase?: number; redeem?: number; sevenDay?: string };

/** Sixteen days over the Spring Festival of 2024, in the form of the public data, with what a test changes in them. */
function folderOf(changes: Readonly<Record<string, Change>>, omit?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'jinqiao-fund-tape-'));
  folders.push(folder);
  const flows = ['report_date,tBalance,yBalance,total_purchase_amt,direct_purchase_amt,total_redeem_amt,share_amt'];
  const yields = ['mfd_date,mfd_daily_yield,mfd_7daily_yield'];
  const rates: number[] = [];
  let balance = 50_000_000;
  for (let day = 5; day <= 20; day += 1) {
    const date = `202402${String(day).padStart(2, '0')}`;
    const change = changes[date] ?? {};
    const direct = 9_000_000 + day * 12_345;
    const redeem = change.redeem ?? 4_000_000 + day * 777;
    rates.push(5_000 + day * 31);
    const income = Math.floor((balance * 0.9 * (rates.at(-1) ?? 0)) / 1e8);
    const closing = balance + direct + income - redeem + (change.closing ?? 0);
    flows.push([date, closing, balance, direct + income + (change.purchase ?? 0), direct, redeem, income].join(','));
    const growth = rates.slice(-7).reduce((product, rate) => product * (1 + rate / 1e8), 1);
    yields.push([date, ((rates.at(-1) ?? 0) / 1e4).toFixed(4), change.sevenDay ?? ((growth ** (365 / 7) - 1) * 100).toFixed(3)].join(','));
    balance = closing;
  }
  writeFileSync(join(folder, 'daily_flow.csv'), `${flows.filter((line) => omit === undefined || !line.startsWith(omit)).join('\n')}\n`);
  writeFileSync(join(folder, 'mfd_day_share_interest.csv'), `${yields.join('\n')}\n`);
  writeFileSync(join(folder, 'user_profile_table.csv'), 'user_id,sex,city,constellation\n2,1,6411949,狮子座\n12,1,6412149,摩羯座\n');
  return folder;
}

test('a money fund’s days are played to the fen, and every break that was planted is found', () => {
  const { stdout, status } = run(
    folderOf({ 20240208: { closing: -250 }, 20240213: { closing: 7 }, 20240216: { purchase: 100 }, 20240218: { sevenDay: '1.000' } }),
    '--json',
    '--wallets',
    '300',
  );
  const report = JSON.parse(stdout);
  expect(report).toMatchObject({ wallets: 300, days: 16, daysEqual: { purchase: 15, redeem: 16, income: 16, balance: 16, earning: 16 }, verify: 'ok' });
  expect(report.breaks.map(({ date, kind, difference }: Record<string, string>) => ({ date, kind, difference }))).toEqual([
    { date: '2024-02-16', kind: 'purchase', difference: '1.00' },
    { date: '2024-02-08', kind: 'balance', difference: '-2.50' },
    { date: '2024-02-13', kind: 'balance', difference: '0.07' },
  ]);
  expect(report.sevenDayYield).toMatchObject({ days: 10, equal: 9, differing: [{ date: '2024-02-18', published: '1.000' }] });
  const { balanceTimesYield, notYetEarning, cutToFen, registrarAgainstOurs, users } = report.income;
  const fen = (text: string) => Math.round(Number(text) * 100);
  expect(fen(balanceTimesYield) + fen(notYetEarning) + fen(cutToFen) + fen(registrarAgainstOurs)).toBe(fen(users));
  expect(users).toBe(report.tape.income);
  expect(status).toBe(0);
});

test.each([
  ['a folder that is not there', () => '/nowhere', 'FUND_TAPE_INVALID'],
  ['a day that is missing', () => folderOf({}, '20240210'), 'FUND_TAPE_INVALID'],
  ['no days at all', () => folderOf({}, '202402'), 'FUND_TAPE_EMPTY'],
  ['more redeemed than there is', () => folderOf({ 20240206: { redeem: 55_000_000 } }), 'FUND_TAPE_UNPLAYABLE'],
])('%s is refused with exit 2', (_, folder, code) => {
  const { stdout, stderr, status } = run(folder(), '--json', '--wallets', '50');
  expect([stdout, status, JSON.parse(stderr).error.code]).toEqual(['', 2, code]);
});

test('seven weeks of the real year: purchases, redemptions and balances to the fen, and the one real break', (t) => {
  const { stdout } = run(join(skipUnlessShared(t, 'data/yuebao-tianchi/daily_flow.csv'), '..'), '--json', '--days', '49', '--wallets', '2000');
  expect(JSON.parse(stdout)).toMatchObject({
    days: 49,
    daysEqual: { purchase: 49, redeem: 49, income: 49, balance: 49, earning: 49 },
    breaks: [{ date: '2013-08-13', kind: 'balance', difference: '-1.00' }],
    sevenDayYield: { days: 43, equal: 43, differing: [] },
    verify: 'ok',
  });
});
