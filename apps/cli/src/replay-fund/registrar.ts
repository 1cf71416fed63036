import { addDays, type BusinessDate } from '@jinqiao/calendar';
import { allocate, min, sum } from '@jinqiao/money';
import type { Fund, FundOrder, Registrar, WalletBalance } from '@jinqiao/wealth';
import { chanceOf, type Holder, spread } from './population.ts';
import { type FundTape, fundTapeFault, type TapeDay } from './tape.ts';

/** Income per 10,000 shares is scaled 1e-4, so shares in fen times it are 1e-8 fen. */
const FEN = 10n ** 8n;

type Kept = { available: bigint; frozen: bigint; inTransit: bigint };

/** The tape's registrar: an account of every wallet of its own, kept from the orders and the tape alone. */
export type TapeRegistrar = Registrar & {
  readonly opening: readonly WalletBalance[];
  /** What a holder can redeem now, and who holds anything. */
  available(index: number): bigint;
  able(): number[];
  /** Hands the registrar the orders that were accepted. */
  apply(orders: readonly FundOrder[]): void;
  /** What its wallets earned on by its own account, by day. */
  readonly earning: ReadonlyMap<string, bigint>;
};

/** @param first how many holders the opening balance is spread over. */
export function openTapeRegistrar(tape: FundTape, holders: readonly Holder[], first: number): TapeRegistrar {
  const days = new Map<string, TapeDay>(tape.days.map((day) => [day.on, day]));
  const opening = spread(tape.days[0]?.opening ?? 0n, first, chanceOf('opening'));
  const kept = holders.map((_, index): Kept => ({ available: opening[index] ?? 0n, frozen: 0n, inTransit: 0n }));
  const byCustomer = new Map(holders.map(({ customerId }, index) => [customerId, kept[index] as Kept]));
  const due = new Map<string, FundOrder[]>();
  const earning = new Map<string, bigint>();
  return {
    opening: opening.map((balance, index) => ({ ...(holders[index] as Holder), balance })),
    available: (index) => kept[index]?.available ?? 0n,
    able: () => kept.flatMap(({ available }, index) => (available > 0n ? [index] : [])),
    earning,
    apply: (orders) => {
      for (const order of orders) {
        accept(byCustomer.get(order.customerId) as Kept, order);
        due.set(order.confirmOn, [...(due.get(order.confirmOn) ?? []), order]);
      }
    },
    confirmations: async (_: Fund, on: string) => {
      const orders = due.get(on) ?? [];
      due.delete(on);
      for (const order of orders) confirm(byCustomer.get(order.customerId) as Kept, order);
      return orders.map(({ orderId, amount }) => ({ orderId, outcome: 'confirmed' as const, amount }));
    },
    published: async (_: Fund, on: string) => days.get(on),
    income: async (_: Fund, on: string) => {
      const { income, per10k } = days.get(on) as TapeDay;
      const weights = kept.map(({ available, frozen }) => ((available + frozen) * per10k) / FEN);
      earning.set(on, sum(kept.map(({ available, frozen }) => available + frozen)));
      if (income === 0n || sum(weights) === 0n) return [];
      const parts = allocate(income, weights);
      for (const [index, wallet] of kept.entries()) wallet.available += parts[index] as bigint;
      return holders.map((holder, index) => ({ ...holder, amount: parts[index] as bigint }));
    },
    statement: async (_: Fund, on: string) => {
      bringTo(kept, days.get(on) as TapeDay);
      return holders.map((holder, index) => ({ ...holder, balance: balanceOf(kept[index] as Kept) }));
    },
  };
}

const balanceOf = ({ available, inTransit }: Kept) => available + inTransit;

function accept(wallet: Kept, { kind, amount }: FundOrder): void {
  if (kind === 'subscribe') wallet.inTransit += amount;
  else {
    wallet.available -= amount;
    wallet.frozen += amount;
  }
}

function confirm(wallet: Kept, { kind, amount }: FundOrder): void {
  if (kind === 'redeem') wallet.frozen -= amount;
  else {
    wallet.inTransit -= amount;
    wallet.available += amount;
  }
}

/** The day closes with the tape's balance: what its flows do not explain, the largest wallets bear. */
function bringTo(kept: readonly Kept[], { on, closing }: TapeDay): void {
  for (let surplus = sum(kept.map(balanceOf)) - closing; surplus !== 0n; ) {
    const largest = kept.reduce((best, wallet) => (wallet.available > best.available ? wallet : best));
    const change = surplus > 0n ? min(surplus, largest.available) : surplus;
    if (change === 0n) throw fundTapeFault('FUND_TAPE_UNPLAYABLE', { on, amount: surplus, held: 0n });
    largest.available -= change;
    surplus -= change;
  }
}

/** The day before a tape begins: its wallets are taken over with what they held then. */
export function dayBefore(tape: FundTape): BusinessDate {
  return addDays((tape.days[0] as TapeDay).on, -1);
}
