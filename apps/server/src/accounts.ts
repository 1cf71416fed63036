import { holdToday, type Step, type StepContext, today } from '@jinqiao/business-day';
import type { Database, Db, Tx } from '@jinqiao/database';
import { isFault } from '@jinqiao/errors';
import { parseFile, wholeFile } from '@jinqiao/gateway';
import { type Check, check } from '@jinqiao/ledger';
import { type AccountsContext, depositBook, resumeAccounts, suspendOverdue, type Vault, type WaitingOrderKey, type WaitingOrders } from '@jinqiao/parties';
import { type PayOffDesk, programmes, resumePayOffs } from '@jinqiao/partnership';
import { randomId } from '@jinqiao/runtime';
import { bank, files, type Institution } from '@jinqiao/wire';
import { purchaseGoesOn, purchaseRefused } from './first-purchase.ts';
import { finishPurchases, payRedeemers } from './fund-orders.ts';
import type { FundDesk } from './fund-purse.ts';
import { goOnWithAll } from './redeem-to-purchase.ts';
import { shanghaiTime } from './time-of-day.ts';

/** Where accounts are kept, and what opens sealed elements. */
type Keeping = { readonly db: Database; readonly vault: Vault; readonly others: readonly Institution[] };

/** Customers' accounts at the bank as commands work on them, by the rules of the installation's first programme. */
export async function accountsContext(
  { db, vault, others }: Keeping,
  institution: Institution,
  hold: AccountsContext['hold'] = holdToday,
): Promise<AccountsContext> {
  const [first] = await programmes(db);
  return {
    db,
    vault,
    institution,
    others,
    asset: first?.asset.code ?? 'CNY',
    profile: first?.parameters.profile ?? 'CN_CURRENT',
    rating: null,
    waiting: waitingOrders,
    hold,
  };
}

/** Orders that wait stand in a row from the moment the upgrade begins, and are told by a mark on it when it ends. */
const waitingOrders: WaitingOrders = {
  waits: orderWaits,
  goOn: async (tx, order) => {
    await tellOrder(tx, order, { state: 'go-on', accountId: order.accountId, code: '' });
    await purchaseGoesOn(tx, order);
  },
  refused: async (tx, order) => {
    await tellOrder(tx, order, { state: 'refused', accountId: null, code: order.code });
    await purchaseRefused(tx, order);
  },
};

type Told = { readonly state: 'go-on' | 'refused'; readonly accountId: string | null; readonly code: string };

async function tellOrder(tx: Tx, { bucket, customerId, waiting }: WaitingOrderKey, told: Told): Promise<void> {
  await tx.query(
    `UPDATE server.waiting_order SET state = $4, account_id = $5, code = $6 WHERE bucket = $1 AND customer_id = $2 AND order_id = $3 AND state = 'waiting'`,
    [bucket, customerId, waiting, told.state, told.accountId, told.code],
  );
}

export type WaitingOrder = { readonly orderId: string; readonly state: 'waiting' | 'go-on' | 'refused'; readonly code: string };

/** Puts an order on record as waiting for an upgrade; one that waits or was told stays as it is. */
async function orderWaits(db: Db, { bucket, customerId, waiting }: WaitingOrderKey): Promise<void> {
  await db.query(`INSERT INTO server.waiting_order (bucket, order_id, customer_id, state, code) VALUES ($1, $2, $3, 'waiting', '') ON CONFLICT DO NOTHING`, [
    bucket,
    waiting,
    customerId,
  ]);
}

export async function waitingOrder(db: Db, bucket: number, orderId: string, customerId: string): Promise<WaitingOrder | undefined> {
  const { rows } = await db.query<WaitingOrder>(
    'SELECT order_id AS "orderId", state, code FROM server.waiting_order WHERE bucket = $1 AND order_id = $2 AND customer_id = $3',
    [bucket, orderId, customerId],
  );
  return rows[0];
}

/** Accounts as a step of the close works on them: its day is closing and fenced. */
export function accountsInClose(keeping: Keeping, institution: Institution, context: StepContext): Promise<AccountsContext> {
  return accountsContext(keeping, institution, async (tx) => {
    await context.fence(tx);
    return context.date;
  });
}

/** Before a day ends: accounts whose ID document did not come are suspended, and whatever the bank has not answered is asked again. */
export function accountsStep(keeping: Keeping, institution: Institution): Step {
  return {
    name: 'accounts',
    run: async (context) => {
      const accounts = await accountsInClose(keeping, institution, context);
      await resumeAccounts(accounts);
      for (let suspended = 1; suspended > 0; ) {
        suspended = await suspendOverdue(accounts);
        context.count({ suspended });
      }
    },
  };
}

type Interrupted = Omit<FundDesk, 'accounts'> & { accounts(): Promise<AccountsContext>; payOffs(): Promise<PayOffDesk> };

/** Takes up what was interrupted when a server last ended; what cannot be done now is left to the close. */
export async function resumeAtStart({ accounts, payOffs, payments, clock }: Interrupted): Promise<void> {
  try {
    await resumeAccounts(await accounts());
    const desk = { accounts: await accounts(), payments, clock };
    await finishPurchases(desk);
    await payRedeemers(desk);
    await goOnWithAll(desk, { acceptedAt: shanghaiTime(clock) });
    const cards = await payOffs();
    await resumePayOffs(cards, (await today(cards.db)).current);
  } catch (failure) {
    if (!isFault(failure)) process.emitWarning(`accounts: ${failure instanceof Error ? failure.message : 'not resumed'}`);
  }
}

/** The bank's accounts outside of programmes, under the name that its files know them by. */
const DEPOSITS = 'deposits';

/** What our mirror says of each account outside of programmes equals what the bank says. */
export async function depositsAgree(db: Db, institution: Institution): Promise<Check> {
  const { current } = await today(db);
  const file = await wholeFile(async (part) => {
    const body = { programme: DEPOSITS, kind: 'account-balance' as const, date: current, part };
    const exchange = await institution.exchange(bank.bankFile, { serial: randomId('ver', 0), businessDate: current, body });
    return exchange.state === 'answered' ? { ...exchange.answer, parts: exchange.answer.parts ?? 1 } : undefined;
  });
  const rows = file ? parseFile(files.accountBalanceFile, file.content, file.digest, { institution: institution.id, date: current }) : [];
  const theirs = new Map(rows.map((row) => [row.accountNo ?? '', row.balance ?? '0']));
  const { rows: mirrored } = await db.query<{ accountNo: string; balance: string }>(
    `SELECT a.account_no AS "accountNo", (l.credits - l.debits)::text AS balance FROM parties.account a
     JOIN ledger.account l ON l.bucket = a.bucket AND l.book = a.book AND l.path = a.path AND l.owner = a.owner WHERE a.book = $1 AND l.credits <> l.debits`,
    [depositBook(institution.id, 'CNY').name],
  );
  const ours = new Map(mirrored.map((row) => [row.accountNo, row.balance]));
  const wrong = [...new Set([...ours.keys(), ...theirs.keys()])].filter((account) => ours.get(account) !== theirs.get(account));
  return check(`deposits ${institution.id}`, Math.max(ours.size, theirs.size), [
    ...(file ? [] : ['the bank has not made its balance file']),
    ...wrong.map((account) => `account ${account}: our book says ${ours.get(account) ?? 'nothing'}, the bank says ${theirs.get(account) ?? 'nothing'}`),
  ]);
}
