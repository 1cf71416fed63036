import type { Step } from '@jinqiao/business-day';
import { BUCKETS, HOUSE_BUCKET } from '@jinqiao/database';
import { sum } from '@jinqiao/money';
import { wealthFault } from '../errors.ts';
import { carryOf, keepsIncomeDue } from '../fund/carrying.ts';
import { incomeOf, sevenDayYield } from '../fund/yields.ts';
import { incomeDue, saveIncomeDue } from '../income-due-store.ts';
import type { Fund, RegisterBreak, Registrar, Wallet, WalletIncome } from '../model.ts';
import { postIncome, postUndistributed } from '../postings/income.ts';
import { insertBreaks, insertFundDay, lastPer10k } from '../store.ts';
import { wallets } from '../wallets.ts';

const BUCKETS_A_CHUNK = 64;
const SEVEN = 7;
const NOTHING_DUE: ReadonlyMap<string, bigint> = new Map();

const earningOf = ({ available, frozen }: Wallet) => available + frozen;

/**
 * 收益结转: each wallet's shares that were confirmed by the morning earn the day, frozen ones too (货币市场基金监督管理办法:
 * bought today earns from the next trading day, redeemed today no longer earns from it). Income by wallet is cut to whole
 * fen; what is left stays the fund's, or waits for the wallet where the fund's terms say so. The published seven-day yield is reckoned again from seven days' income.
 * @throws Fault INCOME_NOT_PUBLISHED, INCOME_WITHOUT_HOLDER.
 */
export function carryIncomeStep(fund: Fund, registrar: Registrar): Step {
  return {
    name: 'carry-income',
    run: async ({ db, date, once, count }) => {
      const { fundId } = fund;
      const published = await registrar.published(fund, date);
      if (!published) throw wealthFault('INCOME_NOT_PUBLISHED', { fundId, on: date });
      const { per10k } = published;
      const due = keepsIncomeDue(fund) ? await incomeDue(db, fundId) : NOTHING_DUE;
      const held = (await wallets(db, fundId)).filter((wallet) => earningOf(wallet) > 0n || due.has(wallet.customerId));
      const incomes = (await registrar.income(fund, date)).filter(({ amount }) => amount > 0n);
      requireHolders(incomes, held);
      const earning = sum(held.map(earningOf));
      const reckoned = held.map((wallet) => ({
        ...wallet,
        ...carryOf(fund, { shares: earningOf(wallet), due: due.get(wallet.customerId) ?? 0n }, per10k, date),
      }));
      const expected = sum(reckoned.map(({ carried }) => carried));
      const income = sum(incomes.map(({ amount }) => amount));
      const gross = incomeOf(earning, per10k);
      await once(`${fundId}:day`, async (tx) => {
        await insertFundDay(tx, fundId, date, { ...published, earning, gross, expected, income });
        await insertBreaks(tx, yieldBreak(fund, date, published.sevenDayYield, await lastPer10k(tx, fundId, date, SEVEN)));
        await postUndistributed(tx, fundId, gross - income, date);
        if (keepsIncomeDue(fund)) await saveIncomeDue(tx, fundId, reckoned);
      });
      for (let from = 0; from < BUCKETS; from += BUCKETS_A_CHUNK) {
        const part = incomes.filter(({ bucket }) => bucket >= from && bucket < from + BUCKETS_A_CHUNK);
        if (part.length > 0) await once(`${fundId}:${from}`, (tx) => postIncome(tx, fundId, part, date));
      }
      count({ wallets: incomes.length, income });
    },
  };
}

function requireHolders(incomes: readonly WalletIncome[], held: readonly Wallet[]): void {
  const holders = new Set(held.map(({ customerId }) => customerId));
  for (const { customerId, amount } of incomes) if (!holders.has(customerId)) throw wealthFault('INCOME_WITHOUT_HOLDER', { customerId, amount });
}

function yieldBreak(fund: Fund, on: string, published: bigint | null, last: readonly bigint[]): RegisterBreak[] {
  if (published === null || last.length < SEVEN) return [];
  const ours = sevenDayYield(last, fund.carry);
  return ours === published ? [] : [{ bucket: HOUSE_BUCKET, fundId: fund.fundId, on, kind: 'yield', subject: fund.fundId, ours, theirs: published }];
}
