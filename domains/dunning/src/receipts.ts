import type { Db } from '@jinqiao/database';
import { debtsOfCases } from './case-store.ts';
import { askSources, type DebtSource } from './debt.ts';
import type { CaseKey } from './model.ts';

export type Span = CaseKey & { readonly from: string; readonly through: string };

/** Money that arrived on the contracts of cases within a span of days each, and whether some is asked for of which nobody knows yet. */
export async function receivedOnCases(
  db: Db,
  sources: readonly DebtSource[],
  spans: readonly Span[],
): Promise<Map<string, { readonly received: bigint; readonly awaiting: boolean }>> {
  const debts = await debtsOfCases(db, spans);
  const asked = spans.flatMap((span) => (debts.get(span.caseId) ?? []).map((debt) => ({ ...debt, ...span })));
  const received = await askSources(sources, asked, (source, keys) => source.received(db, keys));
  const awaiting = new Set<string>();
  for (const [through, group] of Map.groupBy(asked, (key) => key.through))
    for (const source of sources) {
      const own = group.filter(({ kind }) => source.kinds.includes(kind));
      if (own.length > 0) for (const id of await source.awaiting(db, own, through)) awaiting.add(id);
    }
  return new Map(
    spans.map(({ caseId }) => {
      const own = debts.get(caseId) ?? [];
      return [
        caseId,
        {
          received: own.reduce((sum, { contractId }) => sum + (received.get(contractId) ?? 0n), 0n),
          awaiting: own.some(({ contractId }) => awaiting.has(contractId)),
        },
      ];
    }),
  );
}
