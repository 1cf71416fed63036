import { createHash } from 'node:crypto';
import { BUCKETS, HOUSE_BUCKET } from '@jinqiao/database';

/** Which side an account grows on. */
export type Side = 'debit' | 'credit';

/** What a chart of accounts says about a path. */
export type ChartEntry = {
  readonly side: Side;
  /** The balance on the normal side, less what is pending, may never fall below zero, at any journal. */
  readonly notNegative: boolean;
  /** The most that the balance, with what is pending, may reach, in minor units; 0n: never above zero. Absent: no such limit. */
  readonly ceiling?: bigint;
  readonly en: string;
  readonly zh: string;
};

/** An account by what it is. Its id follows from this, so nothing need be looked up before posting. */
export type Account = {
  readonly id: bigint;
  readonly bucket: number;
  readonly book: string;
  readonly path: string;
  readonly asset: string;
  /** The party or object whose account it is; empty for a house account. */
  readonly owner: string;
  readonly side: Side;
} & Limits;

/** Between what the balance of the normal side may move, in minor units; null: without limit. */
export type Limits = { readonly floor: bigint | null; readonly ceiling: bigint | null };

export type Chart = Readonly<Record<string, ChartEntry>>;

/** A book with its chart: makes accounts and remembers the house's. */
export type Book<C extends Chart = Chart> = {
  readonly name: string;
  readonly asset: string;
  readonly chart: C;
  /** The account of a party or object, in its bucket. */
  of(path: keyof C & string, owner: string, bucket: number): Account;
  /** The stripe of a house account in a bucket: the account's balance is the sum of its stripes. */
  house(path: keyof C & string, bucket?: number): Account;
  /** All stripes of a house account. */
  stripes(path: keyof C & string): Account[];
};

/**
 * The id of an account: bucket in the top byte (of 63 bits), then 55 bits of SHA-256 over book, path, asset and owner.
 * Equal accounts have equal ids on every machine, which makes a replay byte-equal.
 */
export function accountId(book: string, path: string, asset: string, owner: string, bucket: number): bigint {
  const digest = createHash('sha256').update(`${book}\n${path}\n${asset}\n${owner}`).digest();
  return (BigInt(bucket) << 55n) | (digest.readBigUInt64BE(0) >> 9n);
}

export function accountBucket(id: bigint): number {
  return Number(id >> 55n);
}

export function defineBook<const C extends Chart>(name: string, asset: string, chart: C): Book<C> {
  const house = new Map<string, Account>();
  const make = (path: keyof C & string, owner: string, bucket: number): Account => {
    const entry = chart[path];
    if (!entry) throw new TypeError(`no path ${path} in the chart of ${name}`);
    return {
      id: accountId(name, path, asset, owner, bucket),
      bucket,
      book: name,
      path,
      asset,
      owner,
      side: entry.side,
      floor: entry.notNegative ? 0n : null,
      ceiling: entry.ceiling ?? null,
    };
  };
  const stripe = (path: keyof C & string, bucket = HOUSE_BUCKET): Account => {
    const key = `${path} ${bucket}`;
    const known = house.get(key);
    if (known) return known;
    const made = make(path, '', bucket);
    house.set(key, made);
    return made;
  };
  return {
    name,
    asset,
    chart,
    of: make,
    house: stripe,
    stripes: (path) => Array.from({ length: BUCKETS }, (_, bucket) => stripe(path, bucket)),
  };
}
