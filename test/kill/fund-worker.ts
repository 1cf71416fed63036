import { readFileSync } from 'node:fs';
import type { AccountsContext } from '@jinqiao/parties';
import { systemClock } from '@jinqiao/runtime';
import {
  buyShares,
  finishPurchases,
  goOnWithAll,
  openSystem,
  type Purse,
  payRedeemers,
  redeemFast,
  redeemToPurchase,
  SANDBOX_BOND_FUND,
  SANDBOX_DIRECT_FUND,
  SANDBOX_FUND,
} from '@jinqiao/server';
import { RTP_MODES } from '@jinqiao/wealth';
import { countPoints } from './points.ts';

/**
 * A process to be killed: buys shares out of the purse named, redeems them fast or to purchase, or takes up what was interrupted.
 * It kills itself at the point whose number is given: inside each transaction, before a message leaves, and after its answer.
 */
const [job = '', purseText = '{}', killAt = '0', databaseUrl = '', urls = '{}', keysFile = ''] = process.argv.slice(2);
const system = await openSystem({ databaseUrl, urls: JSON.parse(urls), keys: JSON.parse(readFileSync(keysFile, 'utf8')), clock: systemClock });

const { point, passed, watched } = countPoints(Number(killAt));

function watchedAccounts(context: AccountsContext): AccountsContext {
  const hold: AccountsContext['hold'] = async (tx) => {
    const date = await context.hold(tx);
    point();
    return date;
  };
  return { ...context, institution: watched(context.institution), hold };
}

const payments = { ...system.payments, institutions: system.payments.institutions.map(watched) };
const desk = { accounts: watchedAccounts(await system.accounts()), payments, clock: systemClock };
const purse: Purse = JSON.parse(purseText);
const given = { purse, fund: purse.via === 'card' ? SANDBOX_DIRECT_FUND : SANDBOX_FUND, amount: 100_000n, key: crypto.randomUUID() };
const mode = RTP_MODES.find((known) => known === job);
if (job === 'buy') await buyShares(desk, given, async () => {});
else if (job === 'redeem-fast') await redeemFast(desk, { ...given, amount: 10_000n }, async () => {});
else if (mode) await redeemToPurchase(desk, { ...given, source: given.fund, target: SANDBOX_BOND_FUND, amount: 10_000n, mode }, async () => {});
else {
  await finishPurchases(desk);
  await payRedeemers(desk);
  await goOnWithAll(desk, { acceptedAt: '10:00:00' });
}
process.stdout.write(`done ${passed()}\n`);
await system.end();
