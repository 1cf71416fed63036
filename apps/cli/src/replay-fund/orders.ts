import { max, min, sum } from '@jinqiao/money';
import { derivedId } from '@jinqiao/runtime';
import type { Fund, FundOrderRequest } from '@jinqiao/wealth';
import { chanceOf, type Holder, spread } from './population.ts';
import type { TapeRegistrar } from './registrar.ts';
import { type FundTape, fundTapeFault, type TapeDay } from './tape.ts';

/** About what one order brings or takes, in fen: 5,000 and 4,000 yuan. */
const PURCHASE_ORDER = 500_000n;
const REDEEM_ORDER = 400_000n;
const ORDERS_MAX = 2_000n;
const FIRST_HOLDERS = 2_000;

/** How many holders a tape begins with. */
export function firstHolders(holders: readonly Holder[]): number {
  return Math.min(FIRST_HOLDERS, holders.length);
}

/** Makes the orders of each day: the tape's totals spread over the holders, by chance that follows from the day alone. */
export function ordersOfDays(fund: Fund, tape: FundTape, holders: readonly Holder[], registrar: TapeRegistrar): (day: TapeDay) => FundOrderRequest[] {
  const actives = activesOf(tape, holders);
  const request = (day: TapeDay, kind: FundOrderRequest['kind'], n: number, index: number, amount: bigint, chance: () => number): FundOrderRequest => {
    const { bucket, customerId } = holders[index] as Holder;
    return { bucket, customerId, kind, amount, orderId: derivedId('ford', bucket, `${fund.fundId}:${day.on}:${kind}:${n}`), acceptedAt: clockTime(chance()) };
  };
  return (day) => {
    const [out, into] = [chanceOf(`${day.on}:redeem`), chanceOf(`${day.on}:subscribe`)];
    return [
      ...redemptionsOf(day, registrar, out).map(({ index, amount }, n) => request(day, 'redeem', n, index, amount, out)),
      ...purchasesOf(day, actives.get(day.on) ?? [0, holders.length], into).map(({ index, amount }, n) => request(day, 'subscribe', n, index, amount, into)),
    ];
  };
}

type Part = { readonly index: number; readonly amount: bigint };

/** Whoever is new buys first; the rest of the day's purchases are by holders of before. */
function purchasesOf(day: TapeDay, [known, active]: readonly [number, number], chance: () => number): Part[] {
  const count = Math.max(active - known, ordersFor(day.direct, PURCHASE_ORDER));
  return spread(day.direct, count, chance)
    .map((amount, n) => ({ amount, index: known + n < active ? known + n : Math.floor(chance() * active) }))
    .filter(({ amount }) => amount > 0n);
}

/** @throws Fault FUND_TAPE_UNPLAYABLE where the tape redeems more than its wallets can. */
function redemptionsOf(day: TapeDay, registrar: TapeRegistrar, chance: () => number): Part[] {
  const able = registrar.able();
  const held = sum(able.map((index) => registrar.available(index)));
  if (held < day.redeem) throw fundTapeFault('FUND_TAPE_UNPLAYABLE', { on: day.on, amount: day.redeem, held });
  shuffle(able, chance);
  const wanted = spread(day.redeem, Math.min(able.length, ordersFor(day.redeem, REDEEM_ORDER)), chance);
  const left = new Map(able.map((index) => [index, registrar.available(index)]));
  const parts: Part[] = [];
  for (let n = 0, rest = day.redeem; rest > 0n; n += 1) {
    const index = able[n % able.length] as number;
    const has = left.get(index) ?? 0n;
    // Once around, whoever is left gives what there is.
    const amount = min(rest, has, n < able.length ? max(wanted[n] ?? rest, 1n) : rest);
    if (amount === 0n) continue;
    left.set(index, has - amount);
    rest -= amount;
    parts.push({ index, amount });
  }
  return parts;
}

/** How many holders there are before and after each day: they come with the money that is paid in. */
function activesOf(tape: FundTape, holders: readonly Holder[]): Map<string, [number, number]> {
  const total = max(sum(tape.days.map((day) => day.direct)), 1n);
  const first = firstHolders(holders);
  let paidIn = 0n;
  let known = first;
  return new Map(
    tape.days.map((day) => {
      paidIn += day.direct;
      const before = known;
      known = first + Number((BigInt(holders.length - first) * paidIn) / total);
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
