import { type Db, HOUSE_BUCKET, type Tx } from '@jinqiao/database';
import type { Product, ProductState, ProductTerms, PublishedDocument, Supplier } from './model.ts';

/** Whole numbers of JSON are texts. */
type StoredTerms = Omit<ProductTerms, 'least' | 'step' | 'quota'> & { readonly least: string; readonly step: string; readonly quota: string | null };

export function storedTerms({ least, step, quota, ...terms }: ProductTerms): StoredTerms {
  return { ...terms, least: least.toString(), step: step.toString(), quota: quota === null ? null : quota.toString() };
}

export function termsOf({ least, step, quota, ...terms }: StoredTerms): ProductTerms {
  return { ...terms, least: BigInt(least), step: BigInt(step), quota: quota === null ? null : BigInt(quota) };
}

const COLUMNS = `product_id AS "productId", supplier_id AS "supplierId", type, sale, state, version, terms, listed_on AS "listedOn"`;

/** @param lock held against who would change it (`share`), or against everybody (`update`). */
export async function productById(db: Db, productId: string, lock: 'share' | 'update' | null = null): Promise<Product | undefined> {
  const { rows } = await db.query<Omit<Product, 'terms'> & { terms: StoredTerms }>(
    `SELECT ${COLUMNS} FROM wealth.product WHERE bucket = ${HOUSE_BUCKET} AND product_id = $1 ${lock === null ? '' : `FOR ${lock.toUpperCase()}`}`,
    [productId],
  );
  return rows.map((row) => ({ ...row, terms: termsOf(row.terms) }))[0];
}

export async function listProducts(db: Db): Promise<Product[]> {
  const { rows } = await db.query<Omit<Product, 'terms'> & { terms: StoredTerms }>(
    `SELECT ${COLUMNS} FROM wealth.product WHERE bucket = ${HOUSE_BUCKET} ORDER BY type, product_id`,
  );
  return rows.map((row) => ({ ...row, terms: termsOf(row.terms) }));
}

/** Lists a product, or gives it its next terms. */
export async function saveProduct(tx: Tx, product: Product): Promise<void> {
  await tx.query(
    `INSERT INTO wealth.product (bucket, product_id, supplier_id, type, sale, state, version, terms, listed_on) VALUES (${HOUSE_BUCKET}, $1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (bucket, product_id) DO UPDATE SET version = EXCLUDED.version, terms = EXCLUDED.terms`,
    [
      product.productId,
      product.supplierId,
      product.type,
      product.sale,
      product.state,
      product.version,
      JSON.stringify(storedTerms(product.terms)),
      product.listedOn,
    ],
  );
}

export async function moveProduct(tx: Tx, productId: string, state: ProductState): Promise<void> {
  await tx.query(`UPDATE wealth.product SET state = $2 WHERE bucket = ${HOUSE_BUCKET} AND product_id = $1`, [productId, state]);
}

export async function listSuppliers(db: Db): Promise<Supplier[]> {
  const { rows } = await db.query<Supplier>(
    `SELECT supplier_id AS "supplierId", name_en AS "nameEn", name_zh AS "nameZh", kind, entity_id AS "entityId" FROM wealth.supplier WHERE bucket = ${HOUSE_BUCKET} ORDER BY supplier_id`,
  );
  return rows;
}

/** Enters suppliers; one that is there stays as it is. */
export async function registerSuppliers(tx: Tx, suppliers: readonly Supplier[]): Promise<void> {
  await tx.query(
    `INSERT INTO wealth.supplier (bucket, supplier_id, name_en, name_zh, kind, entity_id)
     SELECT ${HOUSE_BUCKET}, * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) ON CONFLICT DO NOTHING`,
    [
      suppliers.map((s) => s.supplierId),
      suppliers.map((s) => s.nameEn),
      suppliers.map((s) => s.nameZh),
      suppliers.map((s) => s.kind),
      suppliers.map((s) => s.entityId),
    ],
  );
}

/** Publishes the texts that are new, each as the next version of its kind. */
export async function publishDocuments(
  tx: Tx,
  productId: string,
  documents: readonly Omit<PublishedDocument, 'version' | 'publishedOn'>[],
  on: string,
): Promise<void> {
  for (const { kind, zh, en, digest } of documents) {
    await tx.query(
      `INSERT INTO wealth.product_document (bucket, product_id, kind, version, zh, en, digest, published_on)
       SELECT ${HOUSE_BUCKET}, $1, $2, coalesce(max(version), 0) + 1, $3, $4, $5, $6 FROM wealth.product_document WHERE bucket = ${HOUSE_BUCKET} AND product_id = $1 AND kind = $2
       HAVING NOT coalesce(bool_or(digest = $5), false)`,
      [productId, kind, zh, en, digest, on],
    );
  }
}

/** The newest text of each kind, by product. */
export async function documentsOf(db: Db, productIds: readonly string[]): Promise<Map<string, PublishedDocument[]>> {
  const { rows } = await db.query<PublishedDocument & { productId: string }>(
    `SELECT DISTINCT ON (product_id, kind) product_id AS "productId", kind, version, zh, en, digest, published_on AS "publishedOn" FROM wealth.product_document
     WHERE bucket = ${HOUSE_BUCKET} AND product_id = ANY ($1) ORDER BY product_id, kind, version DESC`,
    [productIds],
  );
  return Map.groupBy(rows, ({ productId }) => productId);
}

/** Reserves of a product's quota, or gives back: no more than is used, since what was sold before there was a quota is not counted. @returns what is left, in fen; negative where it does not reach. */
export async function addQuota(tx: Tx, { productId, terms: { quota } }: Product, amount: bigint): Promise<bigint | null> {
  if (quota === null) return null;
  const { rows } = await tx.query<{ used: bigint }>(
    `INSERT INTO wealth.product_quota AS q (bucket, product_id, used) VALUES (${HOUSE_BUCKET}, $1, greatest($2::bigint, 0))
     ON CONFLICT (bucket, product_id) DO UPDATE SET used = greatest(q.used + $2::bigint, 0) RETURNING used`,
    [productId, amount],
  );
  return quota - (rows[0]?.used ?? 0n);
}

/** What is sold or reserved of quotas, by product; fen. */
export async function quotasUsed(db: Db, productIds: readonly string[]): Promise<Map<string, bigint>> {
  const { rows } = await db.query<{ productId: string; used: bigint }>(
    `SELECT product_id AS "productId", used FROM wealth.product_quota WHERE bucket = ${HOUSE_BUCKET} AND product_id = ANY ($1)`,
    [productIds],
  );
  return new Map(rows.map(({ productId, used }) => [productId, used]));
}
