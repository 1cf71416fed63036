import { sandboxFault } from './errors.ts';

/**
 * How an institution misbehaves on demand. In its answers: `timeout-after-effect` commits and cuts the connection, `down`
 * cuts it before anything is read, `slow` answers late, `duplicate-notice` answers PROCESSING and tells the outcome twice,
 * `payout-failed` leaves the money in the class-II account.
 */
const ANSWERS = ['timeout-after-effect', 'duplicate-notice', 'down', 'slow', 'payout-failed'] as const;

/** In what it tells by itself: `late-notice` holds it back until it has more to tell, `reordered-notice` tells the latest first. */
const NOTICES = ['late-notice', 'reordered-notice'] as const;

/**
 * In its files. `late-file` has none yet. Damage on the way, against the digest: `partial-file` cuts it off, `doubled-file` has it
 * twice, `reordered-file` turns its lines round, `wrong-digest` comes with the digest of something else. What the institution itself writes wrong:
 * `wrong-total`, `wrong-date`, `unknown-layout`. Under right totals and digest: `wrong-amount` (one minor unit more in the first
 * line), `missing-row`, `doubled-row`.
 */
export const FILE_FAULTS = [
  'late-file',
  'partial-file',
  'doubled-file',
  'reordered-file',
  'wrong-digest',
  'wrong-total',
  'wrong-date',
  'unknown-layout',
  'wrong-amount',
  'missing-row',
  'doubled-row',
] as const;

/**
 * In its books, at the next collection that succeeds: `false-success` says SUCCESS and has nothing, `false-failure` says FAILED
 * and has the money, `double-debit` debits twice, `wrong-debit` one minor unit more or less, `stray-collection` brings money under
 * a reference that nobody asked for, `late-cut-off` books it under the next day.
 */
export const TWISTS = ['false-success', 'false-failure', 'double-debit', 'wrong-debit', 'stray-collection', 'late-cut-off'] as const;

export const FAULT_KINDS = [...ANSWERS, ...NOTICES, ...FILE_FAULTS, ...TWISTS] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** Each fault is used up by its count. A fault of one operation is used before one of any (`*`). */
export type FaultBox = {
  /** @throws Fault FAULT_UNKNOWN. */
  inject(kind: FaultKind, times: number, operation?: string): void;
  /** True, and one fewer left, where the fault is due now; without an operation, a fault of whichever. */
  take(kind: FaultKind, operation?: string): boolean;
  pending(): string[];
};

const ANY = '*';

export function createFaultBox(): FaultBox {
  const left = new Map<string, number>();
  const keyOf = (kind: FaultKind, operation: string) => `${kind} ${operation}`;
  const takeOne = (key: string): boolean => {
    const count = left.get(key) ?? 0;
    if (count > 0) left.set(key, count - 1);
    return count > 0;
  };
  return {
    inject: (kind, times, operation = ANY) => {
      if (!FAULT_KINDS.includes(kind)) throw sandboxFault('FAULT_UNKNOWN', { kind: String(kind).slice(0, 40), kinds: FAULT_KINDS.join(', ') });
      const key = keyOf(kind, operation);
      left.set(key, (left.get(key) ?? 0) + times);
    },
    take: (kind, operation) => {
      const keys = operation === undefined ? [...left.keys()].filter((key) => key.startsWith(`${kind} `)) : [keyOf(kind, operation), keyOf(kind, ANY)];
      return keys.some(takeOne);
    },
    pending: () => [...left].filter(([, count]) => count > 0).map(([key, count]) => `${key.replace(` ${ANY}`, '')} × ${count}`),
  };
}
