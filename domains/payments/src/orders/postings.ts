import type { Tx } from '@jinqiao/database';
import { type Book, type Journal, journal, openAccounts, openBook, post, type Transfer } from '@jinqiao/ledger';
import { paymentFeeBook, reserveBook } from '../chart.ts';
import type { PaymentOrder } from './model.ts';

/** Money that passes the reserve for an order: a collection stays in it until it is settled, everything else goes through. */
function passage(order: PaymentOrder): Transfer[] {
  const book = reserveBook(order.institutionId ?? '', order.asset);
  const held = book.house('reserve/held', order.bucket);
  const owed = (orderId: string) => book.of('order/owed', orderId, order.bucket);
  const into = { debit: held, credit: owed(order.orderId), amount: order.amount };
  const out = { debit: owed(order.orderId), credit: held, amount: order.amount };
  if (order.kind === 'collection') return [into];
  // A refund out of the reserve is taken from what its own collection brought in, and from nothing else.
  if (order.kind === 'refund' && order.source === 'reserve') return [{ debit: owed(order.originId ?? ''), credit: held, amount: order.amount }];
  return [into, out];
}

const entryOf = (order: PaymentOrder, kind: string, on: string, transfers: Transfer[]): Journal =>
  journal({ businessDate: on, kind, reference: order.orderId, subject: order.orderId, transfers });

/** Posts payments that succeeded, and what each of them cost. */
export async function postPayments(tx: Tx, orders: readonly PaymentOrder[], on: string): Promise<void> {
  const fees = orders.filter((order) => order.fee > 0n);
  for (const [asset, group] of Map.groupBy(fees, (order) => order.asset)) {
    const book = paymentFeeBook(asset);
    const cost = (order: PaymentOrder) => ({
      debit: book.of('expense/payment-fee', '', order.bucket),
      credit: book.of('payable/payment-fee', order.institutionId ?? '', order.bucket),
      amount: order.fee,
    });
    await postTo(
      tx,
      book,
      group.map((order) => entryOf(order, 'payment-fee', on, [cost(order)])),
    );
  }
  for (const group of byReserve(orders, (order) => order)) {
    const first = group[0] as PaymentOrder;
    const book = reserveBook(first.institutionId ?? '', first.asset);
    await postTo(
      tx,
      book,
      group.map((order) => entryOf(order, `payment-${order.kind}`, on, passage(order))),
    );
  }
}

export type Settled = { readonly order: PaymentOrder; readonly amount: bigint };

/** Posts collections whose money has reached the payee. */
export async function postSettlements(tx: Tx, settled: readonly Settled[], on: string): Promise<void> {
  for (const group of byReserve(
    settled.filter(({ amount }) => amount > 0n),
    ({ order }) => order,
  )) {
    const { order: first } = group[0] as Settled;
    const book = reserveBook(first.institutionId ?? '', first.asset);
    await postTo(
      tx,
      book,
      group.map(({ order, amount }) =>
        entryOf(order, 'payment-settled', on, [
          { debit: book.of('order/owed', order.orderId, order.bucket), credit: book.house('reserve/held', order.bucket), amount },
        ]),
      ),
    );
  }
}

/** By institution and asset, in one order: two transactions never wait for each other's books. */
function byReserve<T>(rows: readonly T[], orderOf: (row: T) => PaymentOrder): T[][] {
  const groups = Map.groupBy(rows, (row) => `${orderOf(row).institutionId} ${orderOf(row).asset}`);
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

/** Posts to a book that opens with what first needs it. */
async function postTo(tx: Tx, book: Book, journals: readonly Journal[]): Promise<void> {
  if (journals.length === 0) return;
  await openBook(tx, book, []);
  const accounts = new Map(journals.flatMap((entry) => entry.transfers.flatMap((t) => [t.debit, t.credit])).map((account) => [account.id, account]));
  await openAccounts(
    tx,
    [...accounts.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
  );
  await post(tx, book, journals);
}
