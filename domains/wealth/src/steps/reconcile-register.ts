import type { Step } from '@jinqiao/business-day';
import { min, sum } from '@jinqiao/money';
import type { Fund, RegisterBreak, Registrar, Wallet, WalletBalance } from '../model.ts';
import { postRestored } from '../postings/income.ts';
import { finishFundDay, insertBreaks } from '../store.ts';
import { wallets } from '../wallets.ts';

/**
 * 份额对账: every wallet beside the registrar's statement. The registrar's books count: a wallet that differs is shown as
 * there as far as its available shares reach, the difference goes into suspense, and the break is listed. Of a fund with
 * a net value the break is listed alone: which lot its shares belong to, nobody can say.
 */
export function reconcileRegisterStep(fund: Fund, registrar: Pick<Registrar, 'statement'>): Step {
  return {
    name: 'reconcile-register',
    run: async ({ date, once, count }) => {
      const { fundId } = fund;
      await once(fundId, async (tx) => {
        const held = await wallets(tx, fundId);
        const ours = new Map(held.map((wallet) => [wallet.customerId, wallet]));
        const byNetValue = fund.pricing === 'net-value';
        const breaks = differences(fundId, date, byNetValue ? confirmedOf : balanceOf, ours, await registrar.statement(fund, date));
        const restored = breaks.map((b) => ({ ...b, amount: min(b.ours - b.theirs, ours.get(b.subject)?.available ?? 0n) }));
        await insertBreaks(tx, breaks);
        count({ breaks: breaks.length });
        if (byNetValue) return;
        await postRestored(tx, fundId, restored, date);
        const taken = sum(restored.map(({ amount }) => amount));
        await finishFundDay(tx, fundId, date, { restored: taken, closing: sum(held.map(balanceOf)) - taken });
      });
    },
  };
}

const balanceOf = ({ available, inTransit }: Wallet) => available + inTransit;

/** What is in transit of a fund with a net value is money, not shares; what is being redeemed is the holder's until it is confirmed. */
const confirmedOf = ({ available, frozen }: Wallet) => available + frozen;

function differences(
  fundId: string,
  on: string,
  of: typeof balanceOf,
  ours: ReadonlyMap<string, Wallet>,
  statement: readonly WalletBalance[],
): RegisterBreak[] {
  const theirs = new Map(statement.map((line) => [line.customerId, line]));
  return [...new Set([...ours.keys(), ...theirs.keys()])].flatMap((subject) => {
    const [wallet, line] = [ours.get(subject), theirs.get(subject)];
    const held = wallet ? of(wallet) : 0n;
    const said = line?.balance ?? 0n;
    return held === said ? [] : [{ bucket: wallet?.bucket ?? line?.bucket ?? 0, fundId, on, kind: 'balance' as const, subject, ours: held, theirs: said }];
  });
}
