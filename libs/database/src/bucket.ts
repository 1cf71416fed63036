import { createHash } from 'node:crypto';

/** How many buckets the rows of parties are spread over; fixed for ever, since ids carry it. */
export const BUCKETS = 256;

/** The bucket of the house's own rows that belong to no party. */
export const HOUSE_BUCKET = 0;

/** The stable bucket of a party: the first byte of SHA-256 of its key. */
export function bucketOf(partyKey: string): number {
  return createHash('sha256').update(partyKey).digest()[0] as number;
}

/** The bucket that an id carries; undefined where the text is no such id. */
export function bucketOfId(id: string): number | undefined {
  const match = /^[a-z]+_([0-9a-f]{2})[0-9a-f]{24}$/.exec(id);
  return match ? Number.parseInt(match[1] as string, 16) : undefined;
}
