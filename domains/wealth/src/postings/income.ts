import { HOUSE_BUCKET, type Tx } from '@jinqiao/database';
import { type Journal, journal, post, postAndOpen, signedTransfer, type Transfer } from '@jinqiao/ledger';
import { sum } from '@jinqiao/money';
import { fundCashBook, shareBook } from '../chart.ts';
import type { WalletIncome } from '../model.ts';

/** A journal has at most 5,000 transfers; one bucket of a large fund takes several. */
const WALLETS_A_JOURNAL = 2_000;

/** Carries income to wallets as new shares (收益结转), a few journals a bucket. */
export async function postIncome(tx: Tx, fundId: string, incomes: readonly WalletIncome[], on: string): Promise<void> {
  const register = shareBook(fundId);
  const money = fundCashBook(fundId);
  const shares: Journal[] = [];
  const cash: Journal[] = [];
  for (const [bucket, all] of Map.groupBy(incomes, (income) => income.bucket)) {
    for (let at = 0; at < all.length; at += WALLETS_A_JOURNAL) {
      const part = all.slice(at, at + WALLETS_A_JOURNAL);
      const entry = (transfers: Transfer[]) =>
        journal({ businessDate: on, kind: 'income-carried', reference: `${on}/${bucket}/${at}`, subject: fundId, transfers });
      const issue = register.house('fund/shares', bucket);
      shares.push(entry(part.map(({ customerId, amount }) => ({ debit: issue, credit: register.of('wallet/shares', customerId, bucket), amount }))));
      const amount = sum(part.map((income) => income.amount));
      cash.push(entry([{ debit: money.house('fund/earnings', bucket), credit: money.house('fund/capital', bucket), amount }]));
    }
  }
  await post(tx, register, shares);
  await post(tx, money, cash);
}

/** What the fund earned beyond what it gave its wallets: cut-off fractions and the like, which stay the fund's. May be negative. */
export async function postUndistributed(tx: Tx, fundId: string, amount: bigint, on: string): Promise<void> {
  if (amount === 0n) return;
  const register = shareBook(fundId);
  const money = fundCashBook(fundId);
  const entry = (transfer: Transfer) => journal({ businessDate: on, kind: 'income-undistributed', reference: on, subject: fundId, transfers: [transfer] });
  await post(tx, register, [entry(signedTransfer(register.house('fund/shares', HOUSE_BUCKET), register.house('fund/undistributed', HOUSE_BUCKET), amount))]);
  await post(tx, money, [entry(signedTransfer(money.house('fund/earnings', HOUSE_BUCKET), money.house('fund/capital', HOUSE_BUCKET), amount))]);
}

/** What leaves a wallet for suspense, in fen; negative where the registrar shows more than we do. */
export type RestoredWallet = { readonly bucket: number; readonly subject: string; readonly amount: bigint };

/** Shows wallets as the registrar does, whose books count, and keeps the difference in suspense 挂账 until it is explained. */
export async function postRestored(tx: Tx, fundId: string, wallets: readonly RestoredWallet[], on: string): Promise<void> {
  const register = shareBook(fundId);
  await postAndOpen(
    tx,
    register,
    wallets
      .filter(({ amount }) => amount !== 0n)
      .map(({ bucket, subject, amount }) =>
        journal({
          businessDate: on,
          kind: 'register-break',
          reference: `${on}/${subject}`,
          subject,
          transfers: [signedTransfer(register.of('wallet/shares', subject, bucket), register.house('suspense/shares', bucket), amount)],
        }),
      ),
  );
}
