import { type BusinessDate, daysBetween } from '@jinqiao/calendar';
import { min } from '@jinqiao/money';
import { openCharge, openFee, openOf, openPrincipal, type Part, settledIfPaid } from './model.ts';

/** Of a part: what a payment takes off. */
export type Split = { readonly charge: bigint; readonly fee: bigint; readonly principal: bigint };

export type Paid = {
  readonly parts: readonly Part[];
  /** By contract. */
  readonly splits: ReadonlyMap<string, Split>;
  /** What no part could take. */
  readonly rest: bigint;
};

const NOTHING: Split = { charge: 0n, fee: 0n, principal: 0n };

const KINDS = [
  { open: openCharge, take: (part: Part, amount: bigint): Part => ({ ...part, paidCharge: part.paidCharge + amount }), name: 'charge' },
  { open: openFee, take: (part: Part, amount: bigint): Part => ({ ...part, paidFee: part.paidFee + amount }), name: 'fee' },
  { open: openPrincipal, take: (part: Part, amount: bigint): Part => ({ ...part, paidPrincipal: part.paidPrincipal + amount }), name: 'principal' },
] as const;

/**
 * Spends an amount on parts whose charges are billed. What is overdue comes first: all charges, then all fees, then principal, of
 * each kind the earliest due first; then the rest, one part after the other as they fall due. A part that gets nothing comes
 * back as it was given, and all in the order in which they were given.
 */
export function payParts(parts: readonly Part[], amount: bigint, on: BusinessDate): Paid {
  const next = [...parts];
  const splits = new Map<string, Split>();
  let rest = amount;
  const pay = (i: number, { open, take, name }: (typeof KINDS)[number]) => {
    const part = next[i] as Part;
    const taken = min(open(part), rest);
    if (taken === 0n) return;
    rest -= taken;
    next[i] = settledIfPaid(take(part, taken), on);
    const split = splits.get(part.contractId) ?? NOTHING;
    splits.set(part.contractId, { ...split, [name]: split[name] + taken });
  };
  const order = next.map((_, i) => i).sort((a, b) => compare(parts[a] as Part, parts[b] as Part));
  const [late, current] = [true, false].map((overdue) => order.filter((i) => isOverdue(parts[i] as Part, on) === overdue)) as [number[], number[]];
  for (const kind of KINDS) for (const i of late) pay(i, kind);
  for (const i of current) for (const kind of KINDS) pay(i, kind);
  return { parts: next, splits, rest };
}

/** Overdue: its due day has passed, and no minimum repayment put it off. */
export function isOverdue(part: Part, on: BusinessDate): boolean {
  return !part.revolving && part.dueOn < on && openOf(part) > 0n;
}

/** Days past due of the oldest overdue part; 0 where none is. The day after the due day is 1. */
export function daysPastDue(parts: readonly Part[], on: BusinessDate): number {
  return Math.max(0, ...parts.filter((part) => isOverdue(part, on)).map(({ dueOn }) => daysBetween(dueOn, on)));
}

function compare(a: Part, b: Part): number {
  const [left, right] = [`${a.dueOn} ${a.contractId}`, `${b.dueOn} ${b.contractId}`];
  return left === right ? a.n - b.n : left < right ? -1 : 1;
}
