import type { Account, Journal } from '../src/index.ts';

/** The ledger as a few maps in memory: what the database must agree with, one journal (or linked group) at a time. */
export type Reference = {
  open(account: Account): void;
  close(account: Account): void;
  limit(account: Account, floor: bigint | null, ceiling: bigint | null): void;
  /** Posts a unit: for each journal its amounts when it is posted, 'REPEATED', or the code of its refusal. */
  post(unit: readonly Journal[]): Result[];
  /** Debits, credits, pending debits and pending credits of an account. */
  totals(account: Account): readonly [bigint, bigint, bigint, bigint] | undefined;
};

export type Result = { readonly amounts: readonly bigint[] } | string;

type Totals = { debits: bigint; credits: bigint; heldDebits: bigint; heldCredits: bigint; floor: bigint | null; ceiling: bigint | null; closed: boolean };
type Known = { readonly body: string; readonly journal: Journal; open: boolean };

const MAX = 2n ** 63n - 1n;

export function openReference(): Reference {
  const accounts = new Map<bigint, Totals>();
  const journals = new Map<string, Known>();

  const postOne = (entry: Journal): Result => {
    const known = journals.get(entry.id);
    if (known) return known.body === bodyOf(entry) ? 'REPEATED' : 'JOURNAL_REUSED';
    const release = entry.transfers.some(({ held = 0n }) => held < 0n) ? refuseRelease(entry, journals.get(entry.target ?? '')) : undefined;
    if (release) return release;
    const amounts: bigint[] = [];
    for (const transfer of entry.transfers) {
      const moved = move(accounts, transfer);
      if (typeof moved === 'string') return moved;
      amounts.push(moved);
    }
    const holds = entry.transfers.some(({ held = 0n }) => held > 0n);
    journals.set(entry.id, { body: bodyOf(entry), journal: entry, open: holds });
    const target = entry.target === undefined ? undefined : journals.get(entry.target);
    if (target && entry.transfers.some(({ held = 0n }) => held < 0n)) journals.set(target.journal.id, { ...target, open: false });
    return { amounts };
  };

  return {
    open: (account) => {
      accounts.set(account.id, { debits: 0n, credits: 0n, heldDebits: 0n, heldCredits: 0n, floor: account.floor, ceiling: account.ceiling, closed: false });
    },
    close: (account) => {
      accounts.set(account.id, { ...(accounts.get(account.id) as Totals), closed: true });
    },
    limit: (account, floor, ceiling) => {
      accounts.set(account.id, { ...(accounts.get(account.id) as Totals), floor, ceiling });
    },
    post: (unit) => {
      const touched = new Set(unit.flatMap(({ transfers }) => transfers.flatMap(({ debit, credit }) => [debit.id, credit.id])));
      const before = new Map([...touched].flatMap((id) => (accounts.has(id) ? [[id, accounts.get(id) as Totals] as const] : [])));
      const named = new Set(unit.flatMap(({ id, target }) => (target ? [id, target] : [id])));
      const knownBefore = new Map([...named].map((id) => [id, journals.get(id)]));
      const results: Result[] = [];
      for (const entry of unit) {
        const result = postOne(entry);
        results.push(result);
        if (typeof result !== 'string' || result === 'REPEATED') continue;
        for (const [id, totals] of before) accounts.set(id, totals);
        for (const [id, known] of knownBefore) {
          if (known) journals.set(id, known);
          else journals.delete(id);
        }
        return unit.map((_, at) => (at === results.length - 1 ? result : results[at] === 'REPEATED' ? 'REPEATED' : 'LINKED_REFUSED'));
      }
      return results;
    },
    totals: ({ id }) => {
      const found = accounts.get(id);
      return found && [found.debits, found.credits, found.heldDebits, found.heldCredits];
    },
  };
}

function bodyOf(entry: Journal): string {
  const { id, businessDate, kind, reference, subject, target, expiresOn } = entry;
  return JSON.stringify([
    [id, businessDate, kind, reference, subject, target, expiresOn],
    entry.transfers.map((t) => [t.debit.id, t.credit.id, t.amount, t.held, t.sweep].map(String)),
  ]);
}

function refuseRelease(entry: Journal, pending: Known | undefined): string | undefined {
  if (!pending?.journal.transfers.some(({ held = 0n }) => held > 0n)) return 'PENDING_UNKNOWN';
  if (!pending.open) return 'PENDING_CLOSED';
  const fits = entry.transfers.every(({ debit, credit, amount, held }, at) => {
    const of = pending.journal.transfers[at];
    return of && debit.id === of.debit.id && credit.id === of.credit.id && held === -(of.held ?? 0n) && amount <= (of.held ?? 0n);
  });
  if (!fits || entry.transfers.length !== pending.journal.transfers.length) return 'PENDING_MISMATCH';
  const voids = entry.transfers.every(({ amount }) => amount === 0n);
  return !voids && pending.journal.expiresOn !== undefined && pending.journal.expiresOn < entry.businessDate ? 'PENDING_EXPIRED' : undefined;
}

/** What an account holds on its normal side when everything pending that takes from it has been taken. */
function free(account: Account, totals: Totals): bigint {
  return account.side === 'debit' ? totals.debits - totals.credits - totals.heldCredits : totals.credits - totals.debits - totals.heldDebits;
}

function full(account: Account, totals: Totals): bigint {
  return account.side === 'debit' ? totals.debits - totals.credits + totals.heldDebits : totals.credits - totals.debits + totals.heldCredits;
}

function move(accounts: Map<bigint, Totals>, transfer: Journal['transfers'][number]): bigint | string {
  const { debit, credit, held = 0n, sweep } = transfer;
  for (const account of [debit, credit]) {
    const totals = accounts.get(account.id);
    if (!totals) return 'ACCOUNT_NOT_OPEN';
    if (totals.closed) return 'ACCOUNT_CLOSED';
  }
  const d = accounts.get(debit.id) as Totals;
  const c = accounts.get(credit.id) as Totals;
  let amount = transfer.amount;
  if (sweep) {
    const [account, totals] = sweep === 'debit' ? [debit, d] : [credit, c];
    const most = free(account, totals) - (totals.floor ?? 0n);
    if (most < amount) amount = most;
    if (amount <= 0n) return 'INSUFFICIENT_BALANCE';
  }
  const debited = { ...d, debits: d.debits + amount, heldDebits: d.heldDebits + held };
  const credited = { ...c, credits: c.credits + amount, heldCredits: c.heldCredits + held };
  if (debited.debits > MAX || debited.heldDebits > MAX || credited.credits > MAX || credited.heldCredits > MAX) return 'BALANCE_OVERFLOW';
  accounts.set(debit.id, debited);
  accounts.set(credit.id, credited);
  if (amount + held <= 0n) return amount;
  for (const [account, totals, rises] of [
    [debit, debited, debit.side === 'debit'],
    [credit, credited, credit.side === 'credit'],
  ] as const) {
    if (rises && totals.ceiling !== null && full(account, totals) > totals.ceiling) return 'BALANCE_LIMIT';
    if (!rises && totals.floor !== null && free(account, totals) < totals.floor) return 'INSUFFICIENT_BALANCE';
  }
  return amount;
}
