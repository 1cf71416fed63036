import { divide } from '@jinqiao/money';

/** A share that is not rounded yet: parts of a whole, both in the same unit. */
export type Share = { readonly part: bigint; readonly whole: bigint };

export const NO_SHARE: Share = { part: 0n, whole: 0n };

export function addShare(a: Share, b: Share): Share {
  return { part: a.part + b.part, whole: a.whole + b.whole };
}

/** A share as a decimal string with `digits` decimals, half-up; null where there is no whole. */
export function ratioText({ part, whole }: Share, digits = 6): string | null {
  if (whole === 0n) return null;
  const scaled = divide(part * 10n ** BigInt(digits), whole, 'half-up');
  const text = (scaled < 0n ? -scaled : scaled).toString().padStart(digits + 1, '0');
  return `${scaled < 0n ? '-' : ''}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
