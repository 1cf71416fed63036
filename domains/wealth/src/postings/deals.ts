import { HOUSE_BUCKET, type Tx } from '@jinqiao/database';
import { type Account, type Journal, journal, post, postAndOpen, signedTransfer, type Transfer } from '@jinqiao/ledger';
import { fundCashBook, shareBook } from '../chart.ts';
import type { DealtOrder } from '../model.ts';
import type { DividendOrder } from '../net-value-store.ts';

const transfer = (debit: Account, credit: Account, amount: bigint): Transfer[] => (amount === 0n ? [] : [{ debit, credit, amount }]);

function shares({ fundId, customerId, bucket, kind, deal }: DealtOrder): Transfer[] {
  const book = shareBook(fundId);
  const issue = book.house('fund/shares', bucket);
  return kind === 'subscribe'
    ? transfer(issue, book.of('wallet/shares', customerId, bucket), deal.shares)
    : transfer(book.of('wallet/frozen', customerId, bucket), issue, deal.shares);
}

/** A purchase's fee stays at the settlement account for the seller; that of a redemption stays in the fund. */
function cash({ fundId, customerId, bucket, kind, deal, backFee }: DealtOrder): Transfer[] {
  const book = fundCashBook(fundId);
  const [settlement, custodian] = [book.house('settlement/account', bucket), book.house('custodian/account', bucket)];
  const [capital, fees] = [book.house('fund/capital', bucket), book.house('fund/fees', bucket)];
  if (kind === 'subscribe') {
    const paidIn = book.of('wallet/paid-in', customerId, bucket);
    return [...transfer(paidIn, capital, deal.cash), ...transfer(paidIn, fees, deal.fee), ...transfer(custodian, settlement, deal.cash)];
  }
  const payOut = book.of('wallet/pay-out', customerId, bucket);
  return [...transfer(capital, payOut, deal.cash), ...transfer(capital, fees, backFee), ...transfer(settlement, custodian, deal.cash + backFee)];
}

/** Posts orders that the registrar has confirmed by net value. */
export async function postDeals(tx: Tx, orders: readonly DealtOrder[], on: string): Promise<void> {
  const first = orders[0];
  if (!first) return;
  const entries = (of: typeof shares): Journal[] =>
    orders.map((order) => {
      return journal({ businessDate: on, kind: `${order.kind}-confirmed`, reference: order.orderId, subject: order.customerId, transfers: of(order) });
    });
  await postAndOpen(tx, shareBook(first.fundId), entries(shares));
  await postAndOpen(tx, fundCashBook(first.fundId), entries(cash));
}

/** Dividends: in cash they leave the fund for the settlement account, in shares they are issued. */
export async function postDividends(tx: Tx, dividends: readonly DividendOrder[], on: string): Promise<void> {
  const first = dividends[0];
  if (!first) return;
  const register = shareBook(first.fundId);
  const money = fundCashBook(first.fundId);
  const entry = ({ orderId, customerId }: DividendOrder, kind: string, transfers: Transfer[]) =>
    journal({ businessDate: on, kind, reference: orderId, subject: customerId, transfers });
  const [paid, reinvested] = [dividends.filter(({ cashOn }) => cashOn !== null), dividends.filter((d) => d.cashOn === null && d.shares > 0n)];
  await postAndOpen(
    tx,
    register,
    reinvested.map((d) =>
      entry(d, 'dividend-reinvested', transfer(register.house('fund/shares', d.bucket), register.of('wallet/shares', d.customerId, d.bucket), d.shares)),
    ),
  );
  await postAndOpen(
    tx,
    money,
    paid.map((d) => {
      const { bucket, customerId, amount } = d;
      const payOut = money.of('wallet/pay-out', customerId, bucket);
      return entry(d, 'dividend-declared', [
        ...transfer(money.house('fund/capital', bucket), payOut, amount),
        ...transfer(money.house('settlement/account', bucket), money.house('custodian/account', bucket), amount),
      ]);
    }),
  );
}

/** Brings what is owed to the holders to what their shares are worth; a loss is negative. Fen. */
export async function postValuation(tx: Tx, fundId: string, change: bigint, on: string): Promise<void> {
  if (change === 0n) return;
  const money = fundCashBook(fundId);
  const transfers = [signedTransfer(money.house('fund/earnings', HOUSE_BUCKET), money.house('fund/capital', HOUSE_BUCKET), change)];
  await post(tx, money, [journal({ businessDate: on, kind: 'fund-valued', reference: on, subject: fundId, transfers })]);
}
