import { type Db, HOUSE_BUCKET } from '@jinqiao/database';
import { balance, type Check, check } from '@jinqiao/ledger';
import type { PositionSource } from './positions/model.ts';
import { provisionBefore } from './provisions/store.ts';

/** Proves that each allowance holds what the newest run reckoned, and that what pages read is what the positions add up to. */
export async function verifyRisk(db: Db, sources: readonly PositionSource[]): Promise<Check[]> {
  const wrong: string[] = [];
  let examined = 0;
  for (const { product, lossBooks } of sources) {
    for (const { scope, allowance, book } of lossBooks) {
      const run = await provisionBefore(db, product, scope, '9999-12-31');
      const opened = await db.query('SELECT 1 FROM ledger.account WHERE bucket = $1 AND account_id = $2', [allowance.bucket, allowance.id]);
      const held = opened.rowCount > 0 ? await balance(db, [allowance]) : 0n;
      examined += 1;
      if (held !== (run?.allowance ?? 0n))
        wrong.push(`book ${book.name}: the allowance holds ${held}, the run of ${run?.asOf ?? 'no date'} reckoned ${run?.allowance ?? 0n}`);
    }
  }
  return [check('risk-allowance', examined, wrong), await stockAgrees(db)];
}

async function stockAgrees(db: Db): Promise<Check> {
  const { rows } = await db.query<{ asOf: string; product: string; wrong: boolean }>(
    `WITH p AS (SELECT as_of, product, count(*) AS contracts, sum(outstanding) AS outstanding FROM risk.position GROUP BY 1, 2),
       c AS (SELECT as_of, product, sum(contracts) AS contracts, sum(outstanding) AS outstanding FROM risk.stock WHERE bucket = ${HOUSE_BUCKET} GROUP BY 1, 2)
     SELECT as_of AS "asOf", product,
       (p.contracts, p.outstanding) IS DISTINCT FROM (c.contracts, c.outstanding) AS wrong FROM p FULL JOIN c USING (as_of, product)`,
  );
  return check(
    'risk-stock',
    rows.length,
    rows.filter((row) => row.wrong).map((row) => `${row.product} ${row.asOf}: the sums are not those of the positions`),
  );
}
