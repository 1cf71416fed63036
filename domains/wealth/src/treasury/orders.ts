import type { Step } from '@jinqiao/business-day';
import { daysBetween } from '@jinqiao/calendar';
import { type Db, HOUSE_BUCKET, type Tx } from '@jinqiao/database';
import { isFault } from '@jinqiao/errors';
import { balance, type Journal, journal, openBook, post, type Transfer } from '@jinqiao/ledger';
import { applyRate, type Rate } from '@jinqiao/money';
import { derivedId } from '@jinqiao/runtime';
import { wealthFault } from '../errors.ts';
import { TREASURY_BOOK } from './book.ts';

export type TreasuryOrder = {
  readonly orderId: string;
  readonly kind: 'contribute' | 'withdraw' | 'deposit';
  /** Fen. */
  readonly amount: bigint;
  readonly bank: string;
  readonly rate: Rate;
  readonly from: string;
  readonly to: string;
  /** What the bank calls it: its statement line or deposit certificate. */
  readonly reference: string;
  readonly state: 'proposed' | 'rejected' | 'booked' | 'running' | 'repaid';
  /** Interest accrued, in fen. */
  readonly accrued: bigint;
  readonly madeBy: string;
  readonly checkedBy: string | null;
};

export type TreasuryRequest = Pick<TreasuryOrder, 'kind' | 'amount' | 'bank' | 'rate' | 'from' | 'to' | 'reference'>;

const COLUMNS = `order_id AS "orderId", kind, amount, bank, rate, from_on AS "from", to_on AS "to", reference, state, accrued, made_by AS "madeBy", checked_by AS "checkedBy"`;

/** Proposes what is to be done with own money; nothing is booked before another person agrees. @throws Fault TREASURY_INVALID. */
export async function proposeTreasury(tx: Tx, by: string, key: string, request: TreasuryRequest): Promise<TreasuryOrder> {
  const { kind, amount, bank, rate, from, to, reference } = request;
  if (amount <= 0n || (kind === 'deposit' && to <= from)) throw wealthFault('TREASURY_INVALID');
  const orderId = derivedId('try', HOUSE_BUCKET, `${by} ${key}`);
  await tx.query(
    `INSERT INTO wealth.treasury_order (bucket, order_id, kind, amount, bank, rate, from_on, to_on, reference, state, made_by)
     VALUES (${HOUSE_BUCKET}, $1, $2, $3, $4, $5, $6, $7, $8, 'proposed', $9) ON CONFLICT DO NOTHING`,
    [orderId, kind, amount, bank, rate, from, to, reference, by],
  );
  return treasuryOrderById(tx, orderId);
}

/**
 * Decides and books.
 * @param allowed what else must hold where it is approved: the rule about own funds.
 * @throws Fault TREASURY_UNKNOWN, TREASURY_DECIDED, CHECKER_IS_MAKER, OWN_FUNDS_SHORT, and what `allowed` throws.
 */
export async function decideTreasury(
  tx: Tx,
  by: string,
  orderId: string,
  approve: boolean,
  on: string,
  allowed: (tx: Tx, order: TreasuryOrder) => Promise<void>,
): Promise<TreasuryOrder> {
  await tx.query(`SELECT 1 FROM wealth.treasury_order WHERE bucket = ${HOUSE_BUCKET} AND order_id = $1 FOR UPDATE`, [orderId]);
  const order = await treasuryOrderById(tx, orderId);
  // The same verdict of the same person again is the answer that was lost.
  if (order.checkedBy === by && (order.state !== 'rejected') === approve) return order;
  if (order.state !== 'proposed') throw wealthFault('TREASURY_DECIDED', { id: orderId, state: order.state });
  if (order.madeBy === by) throw wealthFault('CHECKER_IS_MAKER');
  if (approve) {
    await allowed(tx, order);
    await bookOrder(tx, order, on);
  }
  await move(tx, orderId, approve ? (order.kind === 'deposit' ? 'running' : 'booked') : 'rejected', by);
  return treasuryOrderById(tx, orderId);
}

async function bookOrder(tx: Tx, { orderId, kind, amount }: TreasuryOrder, on: string): Promise<void> {
  const [account, deposits, equity] = (['own/account', 'own/deposits', 'own/equity'] as const).map((path) => TREASURY_BOOK.house(path, HOUSE_BUCKET));
  const sides = { contribute: [account, equity], withdraw: [equity, account], deposit: [deposits, account] } as const;
  const [debit, credit] = sides[kind] as readonly [Transfer['debit'], Transfer['debit']];
  await postOwn(tx, [journal({ businessDate: on, kind: `treasury-${kind}`, reference: orderId, subject: orderId, transfers: [{ debit, credit, amount }] })]);
}

async function postOwn(tx: Tx, journals: readonly Journal[]): Promise<void> {
  await openBook(tx, TREASURY_BOOK, ['own/account', 'own/deposits', 'own/interest-due', 'own/equity', 'own/interest']);
  await post(tx, TREASURY_BOOK, journals).catch((error: unknown) => {
    if (!isFault(error) || error.code !== 'INSUFFICIENT_BALANCE') throw error;
    throw wealthFault('OWN_FUNDS_SHORT');
  });
}

async function move(tx: Tx, orderId: string, state: TreasuryOrder['state'], checkedBy: string | null): Promise<void> {
  await tx.query(`UPDATE wealth.treasury_order SET state = $2, checked_by = coalesce(checked_by, $3) WHERE bucket = ${HOUSE_BUCKET} AND order_id = $1`, [
    orderId,
    state,
    checkedBy,
  ]);
}

/** Whether own money is enough for an order: the fact that the rule about own funds asks. The ledger holds it once more, when it is booked. */
export async function ownFundsSuffice(db: Db, { kind, amount }: TreasuryOrder): Promise<boolean> {
  return kind === 'contribute' || amount <= (await balance(db, [TREASURY_BOOK.house('own/account', HOUSE_BUCKET)]));
}

/** Interest through the end of a day, act/360, half-up to the fen. The first day earns, the day of repayment does not. */
export function interestThrough({ amount, rate, from, to }: Pick<TreasuryOrder, 'amount' | 'rate' | 'from' | 'to'>, on: string): bigint {
  const days = on < to ? daysBetween(from, on) + 1 : daysBetween(from, to);
  return applyRate(amount, rate, BigInt(Math.max(0, days)), 360n, 'half-up');
}

/** The day's part of a close: deposits accrue their interest, and those that end come back with it. */
export function treasuryStep(): Step {
  return {
    name: 'treasury',
    run: async ({ db, date, chunk, count }) => {
      const { rows } = await db.query<TreasuryOrder>(
        `SELECT ${COLUMNS} FROM wealth.treasury_order WHERE state = 'running' AND from_on <= $1 ORDER BY order_id`,
        [date],
      );
      for (const order of rows) await chunk((tx) => accrue(tx, order, date));
      count({ deposits: rows.length });
    },
  };
}

async function accrue(tx: Tx, order: TreasuryOrder, on: string): Promise<void> {
  const { orderId, amount, accrued, to } = order;
  const due = interestThrough(order, on);
  const [account, deposits, interestDue, interest] = (['own/account', 'own/deposits', 'own/interest-due', 'own/interest'] as const).map((path) =>
    TREASURY_BOOK.house(path, HOUSE_BUCKET),
  ) as [Transfer['debit'], Transfer['debit'], Transfer['debit'], Transfer['debit']];
  const entry = (kind: string, transfers: Transfer[]) =>
    journal({ businessDate: on, kind, reference: `${orderId}/${on}`, subject: orderId, transfers: transfers.filter((transfer) => transfer.amount > 0n) });
  const journals: Journal[] = [];
  if (due > accrued) journals.push(entry('treasury-accrued', [{ debit: interestDue, credit: interest, amount: due - accrued }]));
  if (on >= to) {
    journals.push(
      entry('treasury-repaid', [
        { debit: account, credit: deposits, amount },
        { debit: account, credit: interestDue, amount: due },
      ]),
    );
  }
  if (journals.length === 0) return;
  await postOwn(tx, journals);
  await tx.query(
    `UPDATE wealth.treasury_order SET accrued = $2, state = CASE WHEN $3 THEN 'repaid' ELSE state END WHERE bucket = ${HOUSE_BUCKET} AND order_id = $1`,
    [orderId, due, on >= to],
  );
}

async function treasuryOrderById(db: Db, orderId: string): Promise<TreasuryOrder> {
  const { rows } = await db.query<TreasuryOrder>(`SELECT ${COLUMNS} FROM wealth.treasury_order WHERE bucket = ${HOUSE_BUCKET} AND order_id = $1`, [orderId]);
  const [order] = rows;
  if (!order) throw wealthFault('TREASURY_UNKNOWN', { id: orderId.slice(0, 40) });
  return order;
}

/** What is to decide first, then what runs, then the rest. */
export async function listTreasury(db: Db, limit: number): Promise<TreasuryOrder[]> {
  const { rows } = await db.query<TreasuryOrder>(
    `SELECT ${COLUMNS} FROM wealth.treasury_order WHERE bucket = ${HOUSE_BUCKET} ORDER BY (state = 'proposed') DESC, (state = 'running') DESC, from_on DESC, order_id LIMIT $1`,
    [limit],
  );
  return rows;
}
