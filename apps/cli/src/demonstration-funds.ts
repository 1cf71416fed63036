import { addDays, type BusinessDate } from '@jinqiao/calendar';
import { type Account, accountsOfCustomer, boundAccountsOf, customerIdOf, moveMoney, openAccount, personInClear } from '@jinqiao/parties';
import {
  accountPurse,
  buyShares,
  type FundDesk,
  openSandboxCatalogue,
  redeemShares,
  redeemToPurchase,
  SANDBOX_BOND_FUND,
  SANDBOX_EQUITY_FUND,
  SANDBOX_FUND,
  SANDBOX_PENSION,
  type System,
  syntheticPerson,
} from '@jinqiao/server';
import { assess, type Fund, lotsOf, QUESTIONNAIRE, RTP_MODES, type RtpMode, walletOf } from '@jinqiao/wealth';

/** Customers who hold the money fund in the demonstration, and its last days on which they do. */
const HOLDERS = 6;
/** Enough for a forecast. */
const DAYS = 66;

type Holder = { readonly n: number; readonly customerId: string; readonly bucket: number };

/** A money fund in the last weeks of the demonstration: accounts, purchases, redemptions. Played again, nothing happens twice. */
export async function playFunds(system: System, date: BusinessDate, end: BusinessDate): Promise<void> {
  const first = addDays(end, -DAYS + 1);
  if (date < first) return;
  const day = Math.round((Date.parse(date) - Date.parse(first)) / 86_400_000);
  const desk: FundDesk = { accounts: await system.accounts(), payments: system.payments, clock: { now: () => Date.parse(`${date}T02:00:00Z`) } };
  if (day === 0) await system.db.tx((tx) => openSandboxCatalogue(tx, date));
  for (let n = 1; n <= HOLDERS; n += 1) {
    const holder = { n, ...customerIdOf(system.vault, syntheticPerson(n, date, 30).mobile) };
    const account = await accountOf(system, desk, holder, date);
    if (account?.state !== 'ACTIVE') continue;
    await deal(system, desk, holder, account, day);
    await invest(system, desk, holder, account, day);
  }
}

/** The holder's own class-II account, opened on the first day. */
async function accountOf(system: System, desk: FundDesk, { n, bucket, customerId }: Holder, date: BusinessDate): Promise<Account | undefined> {
  const own = (await accountsOfCustomer(system.db, bucket, customerId)).find((held) => held.class === 'II' && held.owner !== customerId);
  if (own) return own;
  const { cardNumber, mobile } = syntheticPerson(n, date, 30);
  const elements = { ...(await personInClear(system.db, system.vault, { bucket, customerId })), cardNumber, mobile };
  await system.db.tx((tx) => assess(tx, { bucket, customerId }, { version: QUESTIONNAIRE.version, answers: [1, 1, 1, 1, 1, 1], channel: 'h5' }, date));
  return openAccount(desk.accounts, { bucket, customerId, class: 'II', elements, key: 'demonstration' });
}

const agreed = async () => {};

/** Buys on the first day and every week, redeems a part now and then. */
async function deal(system: System, desk: FundDesk, { n, bucket, customerId }: Holder, account: Account, day: number): Promise<void> {
  const given = { purse: accountPurse(account), fund: SANDBOX_FUND, key: `demonstration ${day}` };
  if ((day + n) % 7 === 0 || day === 0) {
    const amount = BigInt(n * 150_000 + day * 10_000);
    const [bound] = await boundAccountsOf(system.db, account);
    await moveMoney(desk.accounts, { ...account, kind: 'bound-transfer-in', amount, boundId: bound?.boundId ?? '', factors: [], key: `demonstration ${day}` });
    await buyShares(desk, { ...given, amount }, agreed);
  } else if ((day + n) % 11 === 0) {
    const { available } = await walletOf(system.db, SANDBOX_FUND.fundId, { bucket, customerId });
    if (available > 100n) await redeemShares(desk, { ...given, amount: available / 4n }, agreed);
  }
}

/** Who holds the money fund buys others out of it now and then, and redeems a part later. */
async function invest(system: System, desk: FundDesk, { n, bucket, customerId }: Holder, account: Account, day: number): Promise<void> {
  const purse = accountPurse(account);
  const key = `demonstration ${day}`;
  const { available } = await walletOf(system.db, SANDBOX_FUND.fundId, { bucket, customerId });
  const target = [SANDBOX_BOND_FUND, SANDBOX_EQUITY_FUND, SANDBOX_PENSION][n % 3] as Fund;
  if (day > 2 && (day + 2 * n) % 9 === 0 && available > 500_000n) {
    const mode = RTP_MODES[n % 3] as RtpMode;
    await redeemToPurchase(desk, { purse, source: SANDBOX_FUND, target, amount: 120_000n, mode, key, insists: true }, agreed);
  }
  const lots = (await lotsOf(system.db, target.fundId, [{ bucket, customerId }])).get(customerId) ?? [];
  if ((day + n) % 13 === 0 && lots.some(({ left }) => left > 20_000n)) await redeemShares(desk, { purse, fund: target, amount: 20_000n, key }, agreed);
}
