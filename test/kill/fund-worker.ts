import { readFileSync } from 'node:fs';
import { type Account, type AccountsContext, accountsByKey } from '@jinqiao/parties';
import { systemClock } from '@jinqiao/runtime';
import { accountPurse, buyShares, finishPurchases, goOnWithAll, openSystem, redeemToPurchase, SANDBOX_BOND_FUND, SANDBOX_FUND } from '@jinqiao/server';
import { RTP_MODES } from '@jinqiao/wealth';

/**
 * A process to be killed: buys shares for the account named, redeems to purchase, or takes up what was interrupted. It kills
 * itself at the point whose number is given: inside each transaction, before the message leaves, and after its answer has come.
 */
const [job = '', account = '{}', killAt = '0', databaseUrl = '', urls = '{}', keysFile = ''] = process.argv.slice(2);
const system = await openSystem({ databaseUrl, urls: JSON.parse(urls), keys: JSON.parse(readFileSync(keysFile, 'utf8')), clock: systemClock });

let points = 0;
function point(): void {
  points += 1;
  if (points === Number(killAt)) process.kill(process.pid, 'SIGKILL');
}

function watched(context: AccountsContext): AccountsContext {
  return {
    ...context,
    institution: {
      ...context.institution,
      exchange: async (operation, message) => {
        point();
        const answer = await context.institution.exchange(operation, message);
        point();
        return answer;
      },
    },
    hold: async (tx) => {
      const date = await context.hold(tx);
      point();
      return date;
    },
  };
}

const desk = { accounts: watched(await system.accounts()), payments: system.payments, clock: systemClock };
const held = async (): Promise<Account> => {
  const key: Pick<Account, 'bucket' | 'accountId'> = JSON.parse(account);
  return (await accountsByKey(system.db, [key])).get(key.accountId) as Account;
};
const key = crypto.randomUUID();
const mode = RTP_MODES.find((known) => known === job);
if (job === 'buy') await buyShares(desk, { purse: accountPurse(await held()), fund: SANDBOX_FUND, amount: 100_000n, key }, async () => {});
else if (mode)
  await redeemToPurchase(
    desk,
    { purse: accountPurse(await held()), source: SANDBOX_FUND, target: SANDBOX_BOND_FUND, amount: 10_000n, mode, key },
    async () => {},
  );
else {
  await finishPurchases(desk);
  await goOnWithAll(desk, { acceptedAt: '10:00:00' });
}
process.stdout.write(`done ${points}\n`);
await system.end();
