import { bucketOf } from '@jinqiao/database';
import { allocate } from '@jinqiao/money';
import { derivedId } from '@jinqiao/runtime';

/** Somebody who holds a wallet of the tape. */
export type Holder = { readonly bucket: number; readonly customerId: string };

/** Holders by the real profiles first, then made-up ones, up to a number. */
export function holdersOf(profiles: readonly string[], count: number): Holder[] {
  return Array.from({ length: count }, (_, at) => {
    const key = `wallet:${profiles[at] ?? `synthetic-${at}`}`;
    const bucket = bucketOf(key);
    return { bucket, customerId: derivedId('cus', bucket, key) };
  });
}

/** Numbers in [0, 1) that follow from a text alone (mulberry32). */
export function chanceOf(seed: string): () => number {
  let state = [...seed].reduce((hash, char) => Math.imul(hash ^ (char.codePointAt(0) ?? 0), 16777619), 2166136261);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Splits an amount into parts of very different sizes, as people's are: few are large. */
export function spread(amount: bigint, parts: number, chance: () => number): bigint[] {
  return amount === 0n || parts === 0
    ? []
    : allocate(
        amount,
        Array.from({ length: parts }, () => BigInt(Math.floor(1_000 / (chance() + 0.01)))),
      );
}
