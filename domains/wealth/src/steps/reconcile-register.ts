import type { Step } from '@jinqiao/business-day';
import { min, sum } from '@jinqiao/money';
import type { Fund, RegisterBreak, Registrar, Wallet, WalletBalance } from '../model.ts';
import { postRestored } from '../postings/income.ts';
import { finishFundDay, insertBreaks } from '../store.ts';
import { wallets } from '../wallets.ts';

/**
 * 份额对账: every wallet beside the registrar's statement. The registrar's books count: a wallet that differs is shown as
 * there as far as its available shares reach, the difference goes into suspense, and the break is listed.
 */
export function reconcileRegisterStep(fund: Fund, registrar: Registrar): Step {
  return {
    name: 'reconcile-register',
    run: async ({ date, once, count }) => {
      const { fundId } = fund;
      await once(fundId, async (tx) => {
        const held = await wallets(tx, fundId);
        const ours = new Map(held.map((wallet) => [wallet.customerId, wallet]));
        const breaks = differences(fundId, date, ours, await registrar.statement(fund, date));
        const restored = breaks.map((b) => ({ ...b, amount: min(b.ours - b.theirs, ours.get(b.subject)?.available ?? 0n) }));
        await insertBreaks(tx, breaks);
        await postRestored(tx, fundId, restored, date);
        const taken = sum(restored.map(({ amount }) => amount));
        await finishFundDay(tx, fundId, date, { restored: taken, closing: sum(held.map(balanceOf)) - taken });
        count({ breaks: breaks.length });
      });
    },
  };
}

const balanceOf = ({ available, inTransit }: Wallet) => available + inTransit;

function differences(fundId: string, on: string, ours: ReadonlyMap<string, Wallet>, statement: readonly WalletBalance[]): RegisterBreak[] {
  const theirs = new Map(statement.map((line) => [line.customerId, line]));
  return [...new Set([...ours.keys(), ...theirs.keys()])].flatMap((subject) => {
    const [wallet, line] = [ours.get(subject), theirs.get(subject)];
    const held = wallet ? balanceOf(wallet) : 0n;
    const said = line?.balance ?? 0n;
    return held === said ? [] : [{ bucket: wallet?.bucket ?? line?.bucket ?? 0, fundId, on, kind: 'balance' as const, subject, ours: held, theirs: said }];
  });
}
