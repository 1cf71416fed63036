import { sandboxFault } from './errors.ts';

/**
 * How an institution misbehaves on demand:
 * `timeout-after-effect` commits and cuts the connection, `duplicate-notice` answers PROCESSING and tells the outcome twice,
 * `late-file` has no file yet, `partial-file` cuts it off, `wrong-amount` adds one minor unit to its first line, `down`
 * cuts the connection before anything is read, `payout-failed` leaves the money in the class-II account.
 */
export const FAULT_KINDS = ['timeout-after-effect', 'duplicate-notice', 'late-file', 'partial-file', 'wrong-amount', 'down', 'payout-failed'] as const;
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
