import { type Account, defineBook, type Journal, journalId, type LoadedJournal, pendingJournal, settlement, type Transfer, voiding } from '../src/index.ts';

/** A stream of numbers from a seed: the same seed, the same stream (mulberry32). */
export function chance(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const BUCKET = 3;
export const MODEL_BOOK = defineBook('model', 'CNY', {
  cash: { side: 'debit', notNegative: false, en: 'Cash', zh: '现金' },
  stock: { side: 'debit', notNegative: true, en: 'Stock', zh: '存货' },
  wallet: { side: 'credit', notNegative: true, en: 'Wallet', zh: '钱包' },
  capped: { side: 'credit', notNegative: true, ceiling: 900n, en: 'Capped', zh: '限额户' },
  debt: { side: 'debit', notNegative: false, ceiling: 0n, en: 'Never above zero', zh: '不得为正' },
  vast: { side: 'credit', notNegative: false, en: 'Near the end of int8', zh: '巨额' },
});

export type World = { readonly open: readonly Account[]; readonly closed: Account; readonly never: Account; readonly vast: readonly [Account, Account] };

export function makeWorld(): World {
  const of = (path: keyof typeof MODEL_BOOK.chart & string, owner: string) => MODEL_BOOK.of(path, owner, BUCKET);
  const vast = [of('vast', 'x'), of('vast', 'y')] as const;
  return {
    open: [of('cash', ''), of('stock', 's'), ...['a', 'b', 'c', 'd', 'e'].map((owner) => of('wallet', owner)), of('capped', 'f'), of('debt', 'g'), ...vast],
    closed: of('wallet', 'closed'),
    never: of('wallet', 'never'),
    vast,
  };
}

/** What a caller asks for: one journal, or a linked group. */
export type Command = readonly Journal[];

/** Makes commands from a seed; what was posted is told back, so that it can be settled, voided or repeated. */
export type Commands = { next(): Command; posted(entry: Journal, sequence: bigint): void };

const DAYS = ['2026-01-14', '2026-01-15', '2026-01-16', '2026-02-01'];

export function makeCommands(world: World, seed: number): Commands {
  const roll = chance(seed);
  const pick = <T>(from: readonly T[]): T => from[roll(from.length)] as T;
  const pending: LoadedJournal[] = [];
  const past: Journal[] = [];
  let counter = 0;

  const head = () => {
    counter += 1;
    return { businessDate: pick(DAYS), kind: pick(['pay', 'fee']), reference: `${seed}/${counter}`, subject: pick(['', 'x|"\\y', '客户']) };
  };
  const accounts = (): [Account, Account] => {
    const odd = roll(200);
    const debit = pick(world.open);
    let credit = pick(world.open);
    while (credit === debit) credit = pick(world.open);
    if (odd === 0) return [world.closed, credit === world.closed ? debit : credit];
    if (odd === 1) return [debit, world.never];
    return [debit, credit];
  };
  const transfer = (): Transfer => {
    if (roll(400) === 0) return { debit: world.vast[0], credit: world.vast[1], amount: 2n ** 61n };
    const [debit, credit] = accounts();
    return { debit, credit, amount: BigInt(1 + roll(120)) };
  };
  const plain = (): Journal => {
    const entry = { ...head(), transfers: Array.from({ length: pick([1, 1, 1, 2, 3]) }, transfer) };
    return { ...entry, id: journalId(MODEL_BOOK.name, entry.kind, entry.reference, entry.businessDate), bucket: BUCKET };
  };
  const sweep = (): Journal => ({ ...plain(), transfers: [{ ...transfer(), sweep: pick(['debit', 'credit'] as const) }] });
  const hold = (): Journal =>
    pendingJournal({ ...head(), transfers: Array.from({ length: pick([1, 2]) }, transfer), ...(roll(2) ? { expiresOn: pick(DAYS) } : {}) });
  const release = (): Journal | undefined => {
    const target = pending.length > 0 ? pick(pending) : undefined;
    if (!target) return undefined;
    // Most pending journals are released once; a few are tried again.
    if (roll(4) > 0) pending.splice(pending.indexOf(target), 1);
    const following = { businessDate: pick(DAYS), reference: `${seed}/${++counter}` };
    if (roll(3) === 0) return voiding(target, following);
    if (roll(20) === 0) return { ...settlement(target, following), target: pick([past[0] ?? target, pick(pending.length > 0 ? pending : [target])]).id };
    const amounts = roll(2) ? target.transfers.map(({ held = 0n }) => held - BigInt(roll(Number(held < 100n ? held : 100n)))) : undefined;
    return settlement(target, following, amounts);
  };
  const again = (): Journal | undefined => {
    const before = past.length > 0 ? pick(past) : undefined;
    if (!before || roll(3) > 0) return before;
    return { ...before, subject: 'another' };
  };
  const one = (): Journal => {
    const kind = roll(100);
    if (kind < 62) return plain();
    if (kind < 70) return sweep();
    if (kind < 80) return hold();
    if (kind < 90) return release() ?? plain();
    return again() ?? plain();
  };

  return {
    next: () => {
      if (roll(12) > 0) return [one()];
      const group = Array.from({ length: 2 + roll(3) }, one);
      return [...new Map(group.map((entry) => [entry.id, entry])).values()];
    },
    posted: (entry, sequence) => {
      if (entry.transfers.some(({ held = 0n }) => held > 0n)) pending.push({ ...entry, book: MODEL_BOOK.name, sequence });
      if (past.length < 500) past.push(entry);
      else past[roll(500)] = entry;
    },
  };
}
