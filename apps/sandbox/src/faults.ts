/** How an institution misbehaves on demand. Each fault is used up by its count. */
export type FaultKind = 'timeout-after-effect' | 'duplicate-notice' | 'late-file' | 'partial-file' | 'wrong-amount' | 'down';

export type FaultBox = {
  inject(kind: FaultKind, times: number): void;
  /** True, and one fewer left, where the fault is due now. */
  take(kind: FaultKind): boolean;
  pending(): string[];
};

export function createFaultBox(): FaultBox {
  const left = new Map<FaultKind, number>();
  return {
    inject: (kind, times) => left.set(kind, (left.get(kind) ?? 0) + times),
    take: (kind) => {
      const count = left.get(kind) ?? 0;
      if (count > 0) left.set(kind, count - 1);
      return count > 0;
    },
    pending: () => [...left].filter(([, count]) => count > 0).map(([kind, count]) => `${kind} × ${count}`),
  };
}
