import { hash } from 'node:crypto';
import type { Account } from './account.ts';
import { canonicalHead, canonicalTransfer, type Journal, monthOf, type Transfer } from './journal.ts';

/** The batch as `ledger.post` takes it, and the accounts that its rows point to. */
/** `special`: it holds journals that can only be judged one by one. */
export type Batch = {
  readonly special: boolean;
  readonly parameters: readonly unknown[];
  readonly accounts: readonly Account[];
  readonly transfers: readonly Transfer[];
};

type Delta = { readonly index: number; debit: bigint; credit: bigint; count: number; watched: boolean };

const INT8_MAX = 2n ** 63n - 1n;

/**
 * Lays journals out as the parallel arrays of `ledger.post`, from `p_months` on.
 * @param units for each journal the place (from 1) of the first journal of its linked group; undefined: each stands alone.
 */
export function encodeBatch(journals: readonly Journal[], units?: readonly number[]): Batch {
  const deltas = new Map<bigint, Delta>();
  const accounts: Account[] = [];
  const transfers: Transfer[] = [];
  const t = { journal: [] as number[], debit: [] as number[], credit: [] as number[], amount: [] as string[], held: [] as string[], asked: [] as string[] };
  const j = { id: [] as string[], date: [] as string[], first: [] as number[], target: [] as string[], expires: [] as string[] };
  const ids: string[] = [];
  const digests = Buffer.allocUnsafe(32 * journals.length);
  const months = new Set<string>();
  let special = false;

  const delta = (account: Account): Delta => {
    const known = deltas.get(account.id);
    if (known) return known;
    const fresh = { index: accounts.push(account), debit: 0n, credit: 0n, count: 0, watched: false };
    ids.push(account.id.toString());
    deltas.set(account.id, fresh);
    return fresh;
  };

  for (const [at, entry] of journals.entries()) {
    months.add(monthOf(entry.id) ?? '');
    j.id.push(entry.id);
    j.date.push(entry.businessDate);
    j.first.push(transfers.length + 1);
    j.target.push(entry.target ?? 'NULL');
    j.expires.push(entry.expiresOn ?? 'NULL');
    let text = canonicalHead(entry, entry.target, entry.expiresOn);
    for (const transfer of entry.transfers) {
      const { amount, held = null } = transfer;
      const asked = transfer.sweep ? (transfer.sweep === 'debit' ? amount : -amount) : null;
      const debit = delta(transfer.debit);
      const credit = delta(transfer.credit);
      const most = held !== null && held > 0n ? held : amount;
      debit.debit += most;
      credit.credit += most;
      debit.count += 1;
      credit.count += 1;
      if (held !== null || asked !== null) {
        special = true;
        debit.watched = true;
        credit.watched = true;
      }
      transfers.push(transfer);
      t.journal.push(at + 1);
      t.debit.push(debit.index);
      t.credit.push(credit.index);
      t.amount.push(amount.toString());
      t.held.push(held === null ? 'NULL' : held.toString());
      t.asked.push(asked === null ? 'NULL' : asked.toString());
      text += canonicalTransfer(ids[debit.index - 1] ?? '', ids[credit.index - 1] ?? '', amount, held, asked);
    }
    digests.write(hash('sha256', text), 32 * at, 'hex');
  }
  j.first.push(transfers.length + 1);

  const all = [...deltas.values()];
  const watched = all.filter((d) => d.watched || d.debit > INT8_MAX || d.credit > INT8_MAX).map(({ index }) => index);
  return {
    special: watched.length > 0,
    accounts,
    transfers,
    parameters: [
      array([...months]),
      j.date.reduce((a, b) => (a < b ? a : b)),
      j.date.reduce((a, b) => (a > b ? a : b)),
      digests,
      array(j.id),
      array(j.date),
      texts(journals.map(({ kind }) => kind)),
      texts(journals.map(({ reference }) => reference)),
      texts(journals.map(({ subject }) => subject)),
      array(j.first),
      units ? array(units) : null,
      journals.some(({ target }) => target) ? array(j.target) : null,
      journals.some(({ expiresOn }) => expiresOn) ? array(j.expires) : null,
      array(t.journal),
      array(t.debit),
      array(t.credit),
      array(t.amount),
      special ? array(t.held) : null,
      special ? array(t.asked) : null,
      array(ids),
      array(all.map(({ debit }) => clamp(debit))),
      array(all.map(({ credit }) => clamp(credit))),
      array(all.map(({ count }) => count)),
      watched.length > 0 ? array(watched) : null,
    ],
  };
}

function clamp(sum: bigint): string {
  return (sum > INT8_MAX ? INT8_MAX : sum).toString();
}

function array(values: readonly (string | number)[]): string {
  return `{${values.join(',')}}`;
}

function texts(values: readonly string[]): string {
  return `{"${values.map((value) => (/[\\"]/.test(value) ? value.replace(/[\\"]/g, '\\$&') : value)).join('","')}"}`;
}
