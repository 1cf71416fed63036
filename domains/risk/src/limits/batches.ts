import { HOUSE_BUCKET, type Tx } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';
import { riskFault } from '../errors.ts';
import type { LinePort } from './model.ts';
import { batchById, holdBatchProposals, type LimitBatch, moveProposals } from './store.ts';
import type { LimitKind } from './strategy.ts';

/** Who acts, when and on which open day. */
export type RiskAct = { readonly by: string; readonly at: string; readonly on: string };

export type BatchRequest = { readonly asOf: string; readonly kind: LimitKind; readonly grade: string | null; readonly reason: string };

/** Hands in all waiting proposals of a kind (and grade) of a month-end together. @throws Fault LIMIT_BATCH_EMPTY. */
export async function submitBatch(tx: Tx, act: RiskAct, key: string, { asOf, kind, grade, reason }: BatchRequest): Promise<LimitBatch> {
  const batchId = derivedId('lmb', HOUSE_BUCKET, `${act.by} ${key}`);
  const known = await batchById(tx, batchId);
  if (known) return known;
  const { rowCount } = await tx.query(
    `UPDATE risk.limit_proposal SET state = 'submitted', batch_id = $4 WHERE as_of = $1 AND kind = $2 AND ($3::text IS NULL OR grade = $3) AND state = 'proposed'`,
    [asOf, kind, grade, batchId],
  );
  if (rowCount === 0) throw riskFault('LIMIT_BATCH_EMPTY', { asOf });
  await tx.query(
    `INSERT INTO risk.limit_batch (bucket, batch_id, as_of, kind, grade, proposals, state, reason, made_by, made_at) VALUES (${HOUSE_BUCKET}, $1, $2, $3, $4, $5, 'submitted', $6, $7, $8)`,
    [batchId, asOf, kind, grade, rowCount, reason, act.by, act.at],
  );
  return (await batchById(tx, batchId)) as LimitBatch;
}

/**
 * Decides a batch; what is approved is handed to the lines, which say what holds now and what waits for the customer.
 * @throws Fault LIMIT_BATCH_UNKNOWN, LIMIT_BATCH_DECIDED, CHECKER_IS_MAKER.
 */
export async function decideBatch(
  tx: Tx,
  act: RiskAct,
  batchId: string,
  { approve, verdict }: { readonly approve: boolean; readonly verdict: string },
  ports: readonly LinePort[],
): Promise<LimitBatch> {
  const batch = await batchById(tx, batchId, true);
  if (!batch) throw riskFault('LIMIT_BATCH_UNKNOWN', { id: batchId.slice(0, 40) });
  // The same verdict of the same person again is the answer that was lost.
  if (batch.checkedBy === act.by && batch.state === (approve ? 'approved' : 'rejected')) return batch;
  if (batch.state !== 'submitted') throw riskFault('LIMIT_BATCH_DECIDED', { id: batchId, state: batch.state });
  if (batch.madeBy === act.by) throw riskFault('CHECKER_IS_MAKER');
  const proposals = await holdBatchProposals(tx, batchId);
  if (!approve) {
    await moveProposals(
      tx,
      proposals.map((proposal) => ({ ...proposal, state: 'rejected' as const, note: null })),
    );
  } else {
    for (const port of ports) {
      const own = proposals.filter(({ product }) => product === port.product);
      const outcome = await port.apply(tx, own, act.on);
      await moveProposals(
        tx,
        own.map((proposal) => {
          const { applied, note } = outcome.get(proposal.lineId) ?? { applied: false, note: null };
          return { ...proposal, state: applied ? ('applied' as const) : ('approved' as const), note };
        }),
      );
    }
  }
  await tx.query(`UPDATE risk.limit_batch SET state = $2, checked_by = $3, checked_at = $4, verdict = $5 WHERE bucket = ${HOUSE_BUCKET} AND batch_id = $1`, [
    batchId,
    approve ? 'approved' : 'rejected',
    act.by,
    act.at,
    verdict,
  ]);
  return (await batchById(tx, batchId)) as LimitBatch;
}
