import type { Tx } from '@jinqiao/database';
import { type Journal, journal, postAndOpen, type Transfer } from '@jinqiao/ledger';
import { fundCashBook, shareBook } from '../chart.ts';
import type { FundOrder, WalletBalance } from '../model.ts';

type Event = 'accepted' | 'confirmed' | 'refused' | 'paid';

/** What an event of an order of a money fund, or of any but its confirmation, moves in the register of shares. */
function shares({ fundId, customerId, bucket, kind, amount }: FundOrder, event: Event): Transfer[] {
  const book = shareBook(fundId);
  const issue = book.house('fund/shares', bucket);
  const available = book.of('wallet/shares', customerId, bucket);
  const frozen = () => book.of('wallet/frozen', customerId, bucket);
  if (kind === 'subscribe') return event === 'confirmed' ? [{ debit: issue, credit: available, amount }] : [];
  if (event === 'accepted') return [{ debit: available, credit: frozen(), amount }];
  if (event === 'confirmed') return [{ debit: frozen(), credit: issue, amount }];
  return event === 'refused' ? [{ debit: frozen(), credit: available, amount }] : [];
}

/** What an event of an order moves in the fund's money: from the bound card to the custodian and back, past no platform account. */
function cash({ fundId, customerId, bucket, kind, amount }: FundOrder, event: Event): Transfer[] {
  const book = fundCashBook(fundId);
  const settlement = book.house('settlement/account', bucket);
  const custodian = book.house('custodian/account', bucket);
  const capital = book.house('fund/capital', bucket);
  if (kind === 'subscribe') {
    const paidIn = book.of('wallet/paid-in', customerId, bucket);
    if (event === 'accepted') return [{ debit: settlement, credit: paidIn, amount }];
    if (event === 'refused') return [{ debit: paidIn, credit: settlement, amount }];
    return event === 'confirmed'
      ? [
          { debit: paidIn, credit: capital, amount },
          { debit: custodian, credit: settlement, amount },
        ]
      : [];
  }
  const payOut = () => book.of('wallet/pay-out', customerId, bucket);
  if (event === 'paid') return [{ debit: payOut(), credit: settlement, amount }];
  return event === 'confirmed'
    ? [
        { debit: capital, credit: payOut(), amount },
        { debit: settlement, credit: custodian, amount },
      ]
    : [];
}

/** Posts an event of orders of one fund. @throws Fault INSUFFICIENT_BALANCE where a redemption exceeds what is available. */
export async function postOrders(tx: Tx, orders: readonly FundOrder[], event: Event, on: string): Promise<void> {
  const first = orders[0];
  if (!first) return;
  const entries = (of: typeof shares): Journal[] =>
    orders.flatMap((order) => {
      const transfers = of(order, event);
      return transfers.length === 0
        ? []
        : [journal({ businessDate: on, kind: `${order.kind}-${event}`, reference: order.orderId, subject: order.customerId, transfers })];
    });
  await postAndOpen(tx, shareBook(first.fundId), entries(shares));
  await postAndOpen(tx, fundCashBook(first.fundId), entries(cash));
}

/** Posts what wallets held when their fund came onto these books. */
export async function postOpening(tx: Tx, fundId: string, balances: readonly WalletBalance[], on: string): Promise<void> {
  const register = shareBook(fundId);
  const money = fundCashBook(fundId);
  const entry = ({ customerId }: WalletBalance, transfers: Transfer[]) =>
    journal({ businessDate: on, kind: 'wallet-opening', reference: customerId, subject: customerId, transfers });
  const held = balances.filter(({ balance }) => balance > 0n);
  await postAndOpen(
    tx,
    register,
    held.map((w) =>
      entry(w, [{ debit: register.house('fund/shares', w.bucket), credit: register.of('wallet/shares', w.customerId, w.bucket), amount: w.balance }]),
    ),
  );
  await postAndOpen(
    tx,
    money,
    held.map((w) => entry(w, [{ debit: money.house('custodian/account', w.bucket), credit: money.house('fund/capital', w.bucket), amount: w.balance }])),
  );
}
