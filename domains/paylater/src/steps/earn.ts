import type { Step } from '@jinqiao/business-day';
import { businessDate, endOfMonth } from '@jinqiao/calendar';
import type { Tx } from '@jinqiao/database';
import { postAndOpen } from '@jinqiao/ledger';
import { payLaterBook } from '../chart.ts';
import { keepStanding } from '../lender.ts';
import type { Terms } from '../model.ts';
import { earned } from '../postings/purchase.ts';

/**
 * 收入确认: at the end of a month instalment fees are revenue as far as their periods have run, by days, half-up to the minor unit;
 * each fee is revenue in full when its period has ended. A contract that was written off earns no fee that was not billed. Then a lender's standing is taken for the limits of the next days.
 */
export function earnStep(terms: Terms): Step {
  return {
    name: `pay-later-earn ${terms.programmeId}`,
    run: async ({ date, chunk, once }) => {
      if (endOfMonth(businessDate(date)) === date) await once('earn', (tx) => earn(tx, terms, date));
      if (terms.product === 'micro-loan') await chunk((tx) => keepStanding(tx, terms, date));
    },
  };
}

async function earn(tx: Tx, terms: Terms, on: string): Promise<void> {
  const { rows } = await tx.query<{ bucket: number; amount: bigint }>(
    `WITH due AS (
       SELECT bucket, contract_id, n, earned, CASE WHEN earned_by <= $2 THEN fee ELSE round(fee::numeric * ($2::date - from_on) / (earned_by - from_on))::bigint END AS target
       FROM paylater.part p WHERE programme_id = $1 AND earned < fee AND from_on < $2
         AND (fee_billed OR NOT EXISTS (SELECT 1 FROM paylater.contract c WHERE c.bucket = p.bucket AND c.contract_id = p.contract_id AND c.state = 'written-off'))),
     moved AS (
       UPDATE paylater.part p SET earned = d.target FROM due d
       WHERE p.bucket = d.bucket AND p.contract_id = d.contract_id AND p.n = d.n AND d.target > d.earned RETURNING p.bucket, d.target - d.earned AS amount)
     SELECT bucket, sum(amount)::bigint AS amount FROM moved GROUP BY bucket ORDER BY bucket`,
    [terms.programmeId, on],
  );
  await postAndOpen(
    tx,
    payLaterBook(terms),
    rows.map(({ bucket, amount }) => earned(terms, bucket, amount, on)),
  );
}
