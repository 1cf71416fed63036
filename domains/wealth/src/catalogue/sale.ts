import { addMonths, type BusinessDate } from '@jinqiao/calendar';
import type { Db, Tx } from '@jinqiao/database';
import { formatFen } from '../amounts.ts';
import { wealthFault } from '../errors.ts';
import { requireSuitable } from '../suitability/assessments.ts';
import type { Product } from './model.ts';
import { addQuota, productById } from './product-store.ts';
import { qualificationInForce } from './qualification.ts';

type Who = { readonly bucket: number; readonly customerId: string };

/** Says whether a sale was recorded 双录: the seller's recording system behind a port. */
export type Recordings = { recorded(db: Db, who: Who, productId: string, since: string): Promise<boolean> };

/** Recordings as they were reported to this system. */
export const reportedRecordings: Recordings = {
  recorded: async (db, { bucket, customerId }, productId, since) => {
    const { rowCount } = await db.query(
      'SELECT 1 FROM wealth.recording WHERE bucket = $1 AND customer_id = $2 AND product_id = $3 AND recorded_on >= $4 LIMIT 1',
      [bucket, customerId, productId, since],
    );
    return rowCount > 0;
  },
};

/** Enters a recording of a sale. The same again changes nothing. */
export async function reportRecording(
  tx: Tx,
  { bucket, customerId }: Who,
  recording: { recordingId: string; productId: string; digest: string },
  on: string,
): Promise<void> {
  await tx.query(
    `INSERT INTO wealth.recording (bucket, recording_id, customer_id, product_id, digest, recorded_on) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
    [bucket, recording.recordingId, customerId, recording.productId, recording.digest, on],
  );
}

export type SaleAsked = { readonly amount: bigint; readonly insists?: boolean | undefined; readonly first: boolean };

/**
 * Everything that stands between a person and a product, and takes its quota: on sale, amount, window, suitability, qualified
 * investors, recording.
 * @returns what the product is, for the rules that ask it.
 * @throws Fault PRODUCT_UNKNOWN, PRODUCT_NOT_ON_SALE, PRODUCT_WINDOW, PRODUCT_AMOUNT_TOO_SMALL, PRODUCT_AMOUNT_STEP, QUALIFIED_INVESTOR_NEEDED,
 *   RECORDING_NEEDED, PRODUCT_QUOTA_EXHAUSTED, and of `requireSuitable`.
 */
export async function requireSale(
  tx: Tx,
  who: Who,
  productId: string,
  asked: SaleAsked,
  on: BusinessDate,
  recordings: Recordings = reportedRecordings,
): Promise<Product['type']> {
  const product = await productById(tx, productId, 'share');
  if (!product) throw wealthFault('PRODUCT_UNKNOWN', { productId: productId.slice(0, 40) });
  const { terms, sale, state, type } = product;
  if (sale !== 'here' || state !== 'listed') throw wealthFault('PRODUCT_NOT_ON_SALE', { productId });
  if ((terms.from !== null && on < terms.from) || (terms.to !== null && on > terms.to))
    throw wealthFault('PRODUCT_WINDOW', { from: terms.from ?? '…', to: terms.to ?? '…' });
  requireAmount(product, asked);
  await requireSuitable(tx, who, terms, on, asked.insists, type === 'bank-wealth' || type === 'trust-plan' ? 'bank-product' : 'fund');
  if (terms.qualified && !(await qualificationInForce(tx, who, on))) throw wealthFault('QUALIFIED_INVESTOR_NEEDED');
  if (terms.recorded && !(await recordings.recorded(tx, who, productId, addMonths(on, -1)))) throw wealthFault('RECORDING_NEEDED');
  await takeQuota(tx, product, asked.amount);
  return type;
}

function requireAmount({ terms: { least, step } }: Product, { amount, first }: SaleAsked): void {
  if (first && amount < least) throw wealthFault('PRODUCT_AMOUNT_TOO_SMALL', { least: formatFen(least) }, '$.amount');
  if (amount % step !== 0n) throw wealthFault('PRODUCT_AMOUNT_STEP', { step: formatFen(step) }, '$.amount');
}

async function takeQuota(tx: Tx, product: Product, amount: bigint): Promise<void> {
  const left = await addQuota(tx, product, amount);
  if (left !== null && left < 0n) throw wealthFault('PRODUCT_QUOTA_EXHAUSTED', { left: formatFen(left + amount) }, '$.amount');
}

/** Gives back of a product's quota what was not sold after all. */
export async function giveQuota(tx: Tx, productId: string, amount: bigint): Promise<void> {
  const product = await productById(tx, productId);
  if (product) await addQuota(tx, product, -amount);
}
