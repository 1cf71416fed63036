import { expect, test } from 'vitest';
import { verifyWealth } from '../src/index.ts';
import { customer, openTestFund } from './funds.ts';

const wrong = async (db: Parameters<typeof verifyWealth>[0]) => (await verifyWealth(db)).flatMap((check) => check.wrong);

// 10,000.00 shares at 0.4512 a day from Friday the 6th: ten days by the 15th are 4.512.
test('a fund that carries monthly gathers income for its wallets and carries it on its day', async () => {
  const fund = await openTestFund('2026-03-05', { carry: 'monthly', carryDay: 15 });
  try {
    await fund.accept('2026-03-05', 'lin', 'subscribe', 1_000_000n, '10:00:00');
    for (let day = 5; day <= 20; day += 1)
      fund.words.set(`2026-03-${String(day).padStart(2, '0')}`, { income: day === 15 ? [{ ...customer('lin'), amount: 451n }] : [] });
    await fund.close('2026-03-14');
    expect(await fund.wallet('lin')).toMatchObject({ available: 1_000_000n });
    const due = async () => (await fund.db.query<{ amount: bigint }>('SELECT amount FROM wealth.income_due')).rows;
    expect(await due()).toEqual([{ amount: 9n * 1_000_000n * 4_512n }]);
    await fund.close('2026-03-15');
    expect(await fund.wallet('lin')).toMatchObject({ available: 1_000_451n });
    // What is left of a fen is the fund's.
    expect(await due()).toEqual([{ amount: 0n }]);
    await fund.close('2026-03-20');
    expect(await due()).toEqual([{ amount: 5n * 1_000_451n * 4_512n }]);
    const { rows } = await fund.db.query<{ on: string; expected: bigint; income: bigint }>(
      `SELECT business_date AS "on", expected, income FROM wealth.fund_day WHERE expected <> income OR income > 0`,
    );
    expect(rows).toEqual([{ on: '2026-03-15', expected: 451n, income: 451n }]);
    expect(await wrong(fund.db)).toEqual([]);
  } finally {
    await fund.end();
  }
});

// 100.00 shares earn 0.4512 fen a day: a fen on the third day, and the fraction goes on.
test('a fund that carries fractions gives a wallet its fen once they are whole', async () => {
  const fund = await openTestFund('2026-03-05', { fractions: 'carried' });
  try {
    await fund.accept('2026-03-05', 'lin', 'subscribe', 10_000n, '10:00:00');
    for (let day = 5; day <= 20; day += 1) {
      const earning = day - 5;
      const whole = (n: number) => Math.floor(Math.max(0, n) * 0.4512);
      fund.words.set(`2026-03-${String(day).padStart(2, '0')}`, { income: whole(earning) > whole(earning - 1) ? [{ ...customer('lin'), amount: 1n }] : [] });
    }
    await fund.close('2026-03-15');
    // Ten days are 4.512 fen; the shares that came of them earn too little to be seen.
    expect(await fund.wallet('lin')).toMatchObject({ available: 10_004n });
    const { rows } = await fund.db.query<{ on: string }>('SELECT business_date AS "on" FROM wealth.fund_day WHERE expected <> income');
    expect(rows).toEqual([]);
    expect(await wrong(fund.db)).toEqual([]);
  } finally {
    await fund.end();
  }
});
