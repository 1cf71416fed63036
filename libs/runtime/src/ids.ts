import { createHash, randomBytes, randomInt } from 'node:crypto';

/**
 * An id that carries its bucket: `<prefix>_<2 hex of bucket><24 hex>`.
 * Derived from a business key, so the same command makes the same id on every run.
 */
export function derivedId(prefix: string, bucket: number, key: string): string {
  const digest = createHash('sha256').update(`${prefix}:${key}`).digest('hex');
  return `${prefix}_${bucket.toString(16).padStart(2, '0')}${digest.slice(0, 24)}`;
}

/** A fresh id for something that has no business key of its own, such as a session. */
export function randomId(prefix: string, bucket: number): string {
  return `${prefix}_${bucket.toString(16).padStart(2, '0')}${randomBytes(12).toString('hex')}`;
}

/** Decimal digits by chance, such as a one-time code; leading zeros count. */
export function randomDigits(count: number): string {
  return Array.from({ length: count }, () => randomInt(10)).join('');
}
