import { type Account, type Journal, journal, type Transfer } from '@jinqiao/ledger';
import { type Break, isOver, type ResolutionKind } from '@jinqiao/payments';
import type { Programme } from '../programme.ts';

const absolute = (amount: bigint) => (amount < 0n ? -amount : amount);

/** Suspense 挂账: what an institution's file has more is owed to somebody not known yet, what it has less is missed. */
function suspense({ book }: Programme, item: Break): { readonly found: Transfer; readonly released: Transfer } {
  const institution = book.house('suspense/institution', item.bucket);
  const kept = book.house(isOver(item) ? 'suspense/over' : 'suspense/short', item.bucket);
  const amount = absolute(item.delta);
  const over = { debit: institution, credit: kept, amount };
  const short = { debit: kept, credit: institution, amount };
  return isOver(item) ? { found: over, released: { ...short } } : { found: short, released: { ...over } };
}

/** A difference has become a break: it goes into suspense. */
export function breakFound(programme: Programme, item: Break, on: string): Journal {
  return journal({
    businessDate: on,
    kind: 'break-found',
    reference: `${item.breakId}/${item.foundOn}`,
    subject: item.key,
    transfers: [suspense(programme, item).found],
  });
}

/** A later file explains a break: it leaves suspense. */
export function breakExplained(programme: Programme, item: Break, on: string): Journal {
  return journal({
    businessDate: on,
    kind: 'break-explained',
    reference: `${item.breakId}/${item.foundOn}`,
    subject: item.key,
    transfers: [suspense(programme, item).released],
  });
}

/** What a resolution moves at the bank, in minor units: fromUnallocated + fromPlatform = toAdvance + toPayer. */
export type Correction = { readonly fromUnallocated: bigint; readonly fromPlatform: bigint; readonly toAdvance: bigint; readonly toPayer: bigint };

/** The money behind a resolution; null where only records are corrected. */
export function correctionOf(item: Break, kind: ResolutionKind): Correction | null {
  if (kind !== 'refund' && kind !== 'claim' && kind !== 'write-off') return null;
  const [ours, theirs] = [item.ours ?? 0n, item.theirs ?? 0n];
  // Where both have it and the amounts differ, the money that came repays the advance too.
  const whole = item.type === 'amount';
  if (isOver(item)) return { fromUnallocated: whole ? theirs : item.delta, fromPlatform: 0n, toAdvance: whole ? ours : 0n, toPayer: item.delta };
  return { fromUnallocated: theirs, fromPlatform: -item.delta, toAdvance: ours, toPayer: 0n };
}

/** The entries of a resolution in both books: the difference leaves suspense, and the money goes where it belongs. */
export function breakResolved(
  programme: Programme,
  item: Break,
  { kind, reference, on }: { readonly kind: ResolutionKind; readonly reference: string; readonly on: string },
): { bank: Journal[]; platform: Journal[] } {
  const { book, platform } = programme;
  const correction = correctionOf(item, kind);
  const head = { businessDate: on, kind: `break-${kind}`, reference, subject: item.key };
  const own = (path: 'advance/receivable' | 'settlement/clearing' | 'interbank/payable' | 'clearing/bucket') => book.house(path, item.bucket);
  const transfers: Transfer[] = item.journalId === null ? [] : [suspense(programme, item).released];
  if (correction) {
    const { fromUnallocated, fromPlatform, toPayer } = correction;
    transfers.push(
      { debit: own('settlement/clearing'), credit: own('interbank/payable'), amount: toPayer },
      { debit: own('settlement/clearing'), credit: own('advance/receivable'), amount: fromUnallocated - toPayer },
      { debit: own('clearing/bucket'), credit: own('advance/receivable'), amount: fromPlatform },
    );
  }
  const moved = transfers.filter(({ amount }) => amount !== 0n);
  const fromPlatform = correction?.fromPlatform ?? 0n;
  const bank = moved.length > 0 ? [journal({ ...head, transfers: moved })] : [];
  if (fromPlatform === 0n) return { bank, platform: [] };
  const paid = { debit: book.house('platform/settlement'), credit: book.house('clearing/bucket'), amount: fromPlatform };
  const borne = platform.house(kind === 'claim' ? 'claim/institution' : 'loss/break');
  return {
    bank: [...bank, journal({ ...head, kind: `${head.kind}-paid`, transfers: [paid] })],
    platform: [journal({ ...head, transfers: [{ debit: borne, credit: platform.house('bank/settlement'), amount: fromPlatform }] })],
  };
}

/** The accounts of journals: those that a book opened before it knew them are opened when they are first needed. */
export function accountsOf(journals: readonly Journal[]): Account[] {
  return [
    ...new Map(journals.flatMap((entry) => entry.transfers.flatMap(({ debit, credit }) => [debit, credit])).map((account) => [account.id, account])).values(),
  ];
}
