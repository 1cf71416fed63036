import type { Step } from '@jinqiao/business-day';
import { addWorkingDays, businessDate, rollForward } from '@jinqiao/calendar';
import type { Tx } from '@jinqiao/database';
import { divide } from '@jinqiao/money';
import { derivedId } from '@jinqiao/runtime';
import { calendarsOf } from '../calendar-changes.ts';
import { fundCashBook, shareBook } from '../chart.ts';
import { wealthFault } from '../errors.ts';
import { marketValue, NAV_ONE } from '../fund/net-value.ts';
import type { Dividend, Fund, NetValueRegistrar, PublishedNetValue, RegisterBreak, Wallet } from '../model.ts';
import { type DividendOrder, dividendChoices, insertDividends, insertLots, insertNetValue } from '../net-value-store.ts';
import { postDividends, postValuation } from '../postings/deals.ts';
import { insertBreaks } from '../store.ts';
import { heldInAll, wallets } from '../wallets.ts';

const CHUNK = 2_000;

/**
 * 基金估值: takes the net value that is published for a day on which the fund deals, pays its dividend to who held shares
 * once the day's confirmations were in, and brings what is owed to the holders to what their shares are worth.
 * @throws Fault NET_VALUE_NOT_PUBLISHED.
 */
export function valueFundStep(fund: Fund, registrar: NetValueRegistrar): Step {
  return {
    name: 'value-fund',
    run: async ({ db, date, once, count }) => {
      const { fundId } = fund;
      const { calendar } = await calendarsOf(db, fund);
      if (!calendar.isWorkingDay(businessDate(date))) return;
      const published = await registrar.netValue(fund, date);
      if (!published) throw wealthFault('NET_VALUE_NOT_PUBLISHED', { fundId, on: date });
      const said = published.dividend > 0n ? (await registrar.dividends(fund, date)).filter(({ amount }) => amount > 0n) : [];
      if (published.dividend > 0n) await once(`${fundId}:without`, async (tx) => insertBreaks(tx, await leftOut(tx, fund, published, said, date)));
      for (let at = 0; at < said.length; at += CHUNK) {
        await once(`${fundId}:dividend:${at}`, (tx) => distribute(tx, fund, published, said.slice(at, at + CHUNK), date));
      }
      await once(`${fundId}:value`, async (tx) => {
        const shares = await heldInAll(tx, shareBook(fundId), 'fund/shares');
        const value = marketValue(shares, published.nav);
        await insertNetValue(tx, fundId, { ...published, on: date, shares, value });
        await postValuation(tx, fundId, value - (await heldInAll(tx, fundCashBook(fundId), 'fund/capital')), date);
      });
      count({ dividends: said.length });
    },
  };
}

/** Books the dividends that are what a holder's shares and choice make them; the others are breaks. */
async function distribute(tx: Tx, fund: Fund, published: PublishedNetValue, said: readonly Dividend[], on: string): Promise<void> {
  const { fundId } = fund;
  const held = new Map((await wallets(tx, fundId)).map((wallet) => [wallet.customerId, wallet]));
  const modes = new Map((await dividendChoices(tx, fundId)).map(({ customerId, mode }) => [customerId, mode]));
  const { calendar, bank } = await calendarsOf(tx, fund);
  const payable = rollForward(bank, addWorkingDays(calendar, businessDate(on), fund.cashDays));
  const agreed: DividendOrder[] = [];
  const breaks: RegisterBreak[] = [];
  for (const word of said) {
    const inShares = modes.get(word.customerId) === 'shares';
    const ours = dividendOf(held.get(word.customerId), published, inShares);
    if (ours.amount === word.amount && ours.shares === word.shares) {
      const orderId = derivedId('fdiv', word.bucket, `${word.customerId} ${fundId} ${on}`);
      agreed.push({ ...word, orderId, fundId, cashOn: inShares ? null : payable });
    } else breaks.push({ bucket: word.bucket, fundId, on, kind: 'dividend', subject: word.customerId, ours: ours.amount, theirs: word.amount });
  }
  await insertDividends(tx, agreed, published.nav, on);
  await postDividends(tx, agreed, on);
  await insertLots(
    tx,
    agreed.filter(({ shares }) => shares > 0n).map((d) => ({ ...d, lotId: d.orderId, confirmedOn: on, nav: published.nav, cost: d.amount })),
  );
  await insertBreaks(tx, breaks);
}

/** Holders to whom the registrar gives no dividend, though their shares have one. */
async function leftOut(tx: Tx, { fundId }: Fund, published: PublishedNetValue, said: readonly Dividend[], on: string): Promise<RegisterBreak[]> {
  const named = new Set(said.map(({ customerId }) => customerId));
  return (await wallets(tx, fundId))
    .map((wallet) => ({ wallet, ours: dividendOf(wallet, published, false).amount }))
    .filter(({ wallet, ours }) => ours > 0n && !named.has(wallet.customerId))
    .map(({ wallet, ours }) => ({ bucket: wallet.bucket, fundId, on, kind: 'dividend', subject: wallet.customerId, ours, theirs: 0n }));
}

/** Shares × dividend a share, half-up to fen; reinvested, by the net value after it, half-up to hundredths of a share. */
function dividendOf(wallet: Wallet | undefined, { nav, dividend }: PublishedNetValue, inShares: boolean): { amount: bigint; shares: bigint } {
  const amount = marketValue((wallet?.available ?? 0n) + (wallet?.frozen ?? 0n), dividend);
  return { amount, shares: inShares ? divide(amount * NAV_ONE, nav, 'half-up') : 0n };
}
