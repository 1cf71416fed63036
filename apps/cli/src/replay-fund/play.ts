import { allocate, max, min, sum } from '@jinqiao/money';
import { derivedId } from '@jinqiao/runtime';
import type { Fund, FundOrder, FundOrderRequest, Registrar, WalletBalance } from '@jinqiao/wealth';
import { chanceOf, type Holder, spread } from './population.ts';
import { type FundTape, fundTapeFault, type TapeDay } from './tape.ts';

/** About what one order brings or takes, in fen: 5,000 and 4,000 yuan. */
const PURCHASE_ORDER = 500_000n;
const REDEEM_ORDER = 400_000n;
const ORDERS_MAX = 2_000n;
const FIRST_HOLDERS = 2_000;

/** The tape's people and its registrar: who orders what on each day, and an account of every wallet of its own. */
export type Play = {
  readonly opening: readonly WalletBalance[];
  ordersOf(day: TapeDay): FundOrderRequest[];
  /** Tells the registrar which orders were accepted, with their dates. */
  accepted(orders: readonly FundOrder[]): void;
  readonly registrar: Registrar;
};

/**
 * Spreads the tape's totals over the holders. The registrar keeps its own account of every wallet and closes each day with
 * the tape's balance: what the tape's own flows do not explain, its largest wallets bear.
 */
export function playOf(fund: Fund, tape: FundTape, holders: readonly Holder[]): Play {
  const byDate = new Map(tape.days.map((day) => [day.on as string, day]));
  const at = new Map(holders.map(({ customerId }, index) => [customerId, index]));
  const available = holders.map(() => 0n);
  const inTransit = holders.map(() => 0n);
  const actives = activesOf(tape, holders.length);
  const first = Math.min(FIRST_HOLDERS, holders.length);
  const opening = spread(tape.days[0]?.opening ?? 0n, first, chanceOf('opening'));
  for (const [index, amount] of opening.entries()) available[index] = amount;

  const request = (day: TapeDay, kind: FundOrderRequest['kind'], n: number, index: number, amount: bigint, chance: () => number): FundOrderRequest => {
    const { bucket, customerId } = holders[index] as Holder;
    return { bucket, customerId, kind, amount, orderId: derivedId('ford', bucket, `${fund.fundId}:${day.on}:${kind}:${n}`), acceptedAt: clockTime(chance()) };
  };

  const purchases = (day: TapeDay): FundOrderRequest[] => {
    const chance = chanceOf(`${day.on}:subscribe`);
    const [known, active] = actives.get(day.on) ?? [first, first];
    const count = Math.max(active - known, ordersFor(day.direct, PURCHASE_ORDER));
    return spread(day.direct, count, chance).flatMap((amount, n) => {
      const index = known + n < active ? known + n : Math.floor(chance() * active);
      return amount > 0n ? [request(day, 'subscribe', n, index, amount, chance)] : [];
    });
  };

  const redemptions = (day: TapeDay): FundOrderRequest[] => {
    const chance = chanceOf(`${day.on}:redeem`);
    const able = available.flatMap((amount, index) => (amount > 0n ? [index] : []));
    const held = sum(available);
    if (held < day.redeem) throw fundTapeFault('FUND_TAPE_UNPLAYABLE', { on: day.on, amount: day.redeem, held });
    shuffle(able, chance);
    const wanted = spread(day.redeem, Math.min(able.length, ordersFor(day.redeem, REDEEM_ORDER)), chance);
    const orders: FundOrderRequest[] = [];
    let rest = day.redeem;
    for (let n = 0; rest > 0n; n += 1) {
      const index = able[n % able.length] as number;
      // Once around, whoever is left gives what there is.
      const amount = min(rest, available[index] as bigint, n < able.length ? max(wanted[n] ?? rest, 1n) : rest);
      if (amount <= 0n) continue;
      available[index] = (available[index] as bigint) - amount;
      rest -= amount;
      orders.push(request(day, 'redeem', n, index, amount, chance));
    }
    return orders;
  };

  const statement = (day: TapeDay): WalletBalance[] => {
    let surplus = sum(available) + sum(inTransit) - day.closing;
    while (surplus !== 0n) {
      const largest = available.reduce((best, amount, index) => (amount > (available[best] as bigint) ? index : best), 0);
      const change = surplus > 0n ? min(surplus, available[largest] as bigint) : surplus;
      if (change === 0n) throw fundTapeFault('FUND_TAPE_UNPLAYABLE', { on: day.on, amount: surplus, held: 0n });
      available[largest] = (available[largest] as bigint) - change;
      surplus -= change;
    }
    return holders.map((holder, index) => ({ ...holder, balance: (available[index] as bigint) + (inTransit[index] as bigint) }));
  };

  const dayOf = (on: string): TapeDay => byDate.get(on) as TapeDay;
  return {
    opening: opening.map((balance, index) => ({ ...(holders[index] as Holder), balance })),
    ordersOf: (day) => [...redemptions(day), ...purchases(day)],
    accepted: (orders) => {
      for (const { kind, customerId, amount } of orders) {
        const index = at.get(customerId) as number;
        if (kind === 'subscribe') inTransit[index] = (inTransit[index] as bigint) + amount;
      }
    },
    registrar: {
      confirmations: async (_, __, due) => {
        for (const { kind, customerId, amount } of due) {
          const index = at.get(customerId) as number;
          if (kind !== 'subscribe') continue;
          inTransit[index] = (inTransit[index] as bigint) - amount;
          available[index] = (available[index] as bigint) + amount;
        }
        return due.map(({ orderId, amount }) => ({ orderId, outcome: 'confirmed', amount }));
      },
      published: async (_, on) => byDate.get(on),
      income: async (_, on, expected) => {
        const { income } = dayOf(on);
        const weights = expected.map(({ amount }) => amount);
        if (income === 0n || sum(weights) === 0n) return [];
        const parts = allocate(income, weights);
        for (const [n, { customerId }] of expected.entries()) {
          const index = at.get(customerId) as number;
          available[index] = (available[index] as bigint) + (parts[n] as bigint);
        }
        return expected.map(({ bucket, customerId }, n) => ({ bucket, customerId, amount: parts[n] as bigint }));
      },
      statement: async (_, on) => statement(dayOf(on)),
    },
  };
}

/** How many holders there are before and after each day: they come with the money that is paid in. */
function activesOf(tape: FundTape, holders: number): Map<string, [number, number]> {
  const total = max(sum(tape.days.map((day) => day.direct)), 1n);
  const first = Math.min(FIRST_HOLDERS, holders);
  let paidIn = 0n;
  let known = first;
  return new Map(
    tape.days.map((day) => {
      paidIn += day.direct;
      const before = known;
      known = first + Number((BigInt(holders - first) * paidIn) / total);
      return [day.on, [before, known]];
    }),
  );
}

function ordersFor(amount: bigint, each: bigint): number {
  return amount === 0n ? 0 : Number(max(1n, min(ORDERS_MAX, amount / each)));
}

function clockTime(part: number): string {
  const second = Math.floor(part * 86_400);
  return [Math.floor(second / 3_600), Math.floor(second / 60) % 60, second % 60].map((n) => String(n).padStart(2, '0')).join(':');
}

function shuffle(list: number[], chance: () => number): void {
  for (let i = list.length - 1; i > 0; i -= 1) {
    const j = Math.floor(chance() * (i + 1));
    [list[i], list[j]] = [list[j] as number, list[i] as number];
  }
}
