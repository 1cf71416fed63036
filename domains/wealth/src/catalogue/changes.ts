import { createHash } from 'node:crypto';
import { type Db, HOUSE_BUCKET, type Tx } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';
import { wealthFault } from '../errors.ts';
import { fundById } from '../store.ts';
import { PRODUCT_TYPES, type Product, type ProductChange, type ProductChangeBody, type ProductState } from './model.ts';
import { listSuppliers, moveProduct, productById, publishDocuments, saveProduct, storedTerms, termsOf } from './product-store.ts';

/** Who acts, when and on which open day. */
export type ProductAct = { readonly by: string; readonly at: string; readonly on: string };

type StoredChange = Omit<ProductChange, 'body'> & { readonly body: { terms?: Parameters<typeof termsOf>[0] } };

const COLUMNS = `change_id AS "changeId", product_id AS "productId", action, body, reason, state, made_by AS "madeBy", to_char(made_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "madeAt",
  checked_by AS "checkedBy", to_char(checked_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "checkedAt", verdict`;

const changeOf = ({ body, ...change }: StoredChange): ProductChange =>
  ({ ...change, body: body.terms ? { ...body, terms: termsOf(body.terms) } : body }) as ProductChange;

/**
 * Proposes what is to become of a product; nothing takes effect before another person approves it.
 * @throws Fault SUPPLIER_UNKNOWN, PRODUCT_EXISTS, PRODUCT_UNKNOWN, PRODUCT_TERMS_INVALID, PRODUCT_STATE.
 */
export async function proposeProductChange(tx: Tx, act: ProductAct, key: string, body: ProductChangeBody, reason: string): Promise<ProductChange> {
  await requireChange(tx, body);
  const changeId = derivedId('pch', HOUSE_BUCKET, `${act.by} ${key}`);
  const stored = 'terms' in body ? { ...body, terms: storedTerms(body.terms) } : body;
  await tx.query(
    `INSERT INTO wealth.product_change (bucket, change_id, product_id, action, body, reason, state, made_by, made_at) VALUES (${HOUSE_BUCKET}, $1, $2, $3, $4, $5, 'proposed', $6, $7)
     ON CONFLICT DO NOTHING`,
    [changeId, body.productId, body.action, JSON.stringify(stored), reason, act.by, act.at],
  );
  return productChangeById(tx, changeId);
}

/**
 * Decides a proposed change; approval takes effect in the same transaction.
 * @param allowed what else must hold where it is approved, such as the supplier's licence.
 * @throws Fault PRODUCT_CHANGE_UNKNOWN, PRODUCT_CHANGE_DECIDED, CHECKER_IS_MAKER, and what a change that fitted when it was proposed now breaks.
 */
export async function decideProductChange(
  tx: Tx,
  act: ProductAct,
  changeId: string,
  { approve, verdict }: { readonly approve: boolean; readonly verdict: string },
  allowed: (tx: Tx, body: ProductChangeBody) => Promise<void>,
): Promise<ProductChange> {
  await tx.query(`SELECT 1 FROM wealth.product_change WHERE bucket = ${HOUSE_BUCKET} AND change_id = $1 FOR UPDATE`, [changeId]);
  const change = await productChangeById(tx, changeId);
  // The same verdict of the same person again is the answer that was lost.
  if (change.checkedBy === act.by && change.state === (approve ? 'approved' : 'rejected')) return change;
  if (change.state !== 'proposed') throw wealthFault('PRODUCT_CHANGE_DECIDED', { id: changeId, state: change.state });
  if (change.madeBy === act.by) throw wealthFault('CHECKER_IS_MAKER');
  if (approve) {
    await requireChange(tx, change.body);
    await allowed(tx, change.body);
    await apply(tx, change.body, act.on);
  }
  await tx.query(
    `UPDATE wealth.product_change SET state = $2, checked_by = $3, checked_at = $4, verdict = $5 WHERE bucket = ${HOUSE_BUCKET} AND change_id = $1`,
    [changeId, approve ? 'approved' : 'rejected', act.by, act.at, verdict],
  );
  return productChangeById(tx, changeId);
}

const FROM: Readonly<Record<'suspend' | 'resume' | 'delist', readonly ProductState[]>> = {
  suspend: ['listed'],
  resume: ['suspended'],
  delist: ['listed', 'suspended'],
};
const TO = { suspend: 'suspended', resume: 'listed', delist: 'delisted' } as const;

async function requireChange(tx: Tx, body: ProductChangeBody): Promise<void> {
  const product = await productById(tx, body.productId, 'update');
  if (body.action === 'offer') {
    if (product) throw wealthFault('PRODUCT_EXISTS', { productId: body.productId }, '$.productId');
    if (!(await listSuppliers(tx)).some(({ supplierId }) => supplierId === body.supplierId))
      throw wealthFault('SUPPLIER_UNKNOWN', { supplierId: body.supplierId }, '$.supplierId');
    await requireTerms(tx, body);
  } else {
    if (!product) throw wealthFault('PRODUCT_UNKNOWN', { productId: body.productId });
    if (body.action === 'change-terms') await requireTerms(tx, { ...product, terms: body.terms });
    else if (!FROM[body.action].includes(product.state)) throw wealthFault('PRODUCT_STATE', { productId: product.productId, state: product.state });
  }
}

async function requireTerms(tx: Tx, { productId, type, sale, terms }: Pick<Product, 'productId' | 'type' | 'sale' | 'terms'>): Promise<void> {
  const invalid = (why: string, whyZh: string) => wealthFault('PRODUCT_TERMS_INVALID', { productId, why, whyZh }, '$.terms');
  if (!(type in PRODUCT_TYPES)) throw invalid(`there is no type ${type}`, `没有产品类型 ${type}`);
  if (terms.least <= 0n || terms.step <= 0n) throw invalid('least amount and step are more than nothing', '起投金额与递增金额须大于零');
  if (terms.from !== null && terms.to !== null && terms.to < terms.from) throw invalid('the sale ends before it begins', '开放期截止早于起始');
  if (terms.quota !== null && terms.quota < terms.least) throw invalid('the quota is less than one purchase', '额度低于一笔起投金额');
  if (sale === 'redirect' && !terms.url?.startsWith('https://')) throw invalid('a product that is sold elsewhere has a https link', '外链产品须有 https 链接');
  if (sale !== 'here') return;
  const fund = await fundById(tx, productId);
  if (!fund) throw invalid(`what is sold here is dealt here: open fund ${productId} first`, `本处销售的产品须先开立基金 ${productId}`);
  if ((type === 'money-fund') !== (fund.pricing === 'money')) throw invalid('a money fund is priced at 1.00', '货币基金净值恒为 1.00');
}

async function apply(tx: Tx, body: ProductChangeBody, on: string): Promise<void> {
  if (body.action === 'offer') await saveProduct(tx, { ...body, state: 'listed', version: 1, listedOn: on });
  else if (body.action === 'change-terms') {
    const product = (await productById(tx, body.productId)) as Product;
    await saveProduct(tx, { ...product, version: product.version + 1, terms: body.terms });
  } else return moveProduct(tx, body.productId, TO[body.action]);
  await publishDocuments(
    tx,
    body.productId,
    body.documents.map((document) => ({ ...document, digest: createHash('sha256').update(`${document.zh}\n${document.en}`).digest('hex') })),
    on,
  );
}

async function productChangeById(db: Db, changeId: string): Promise<ProductChange> {
  const { rows } = await db.query<StoredChange>(`SELECT ${COLUMNS} FROM wealth.product_change WHERE bucket = ${HOUSE_BUCKET} AND change_id = $1`, [changeId]);
  const [row] = rows;
  if (!row) throw wealthFault('PRODUCT_CHANGE_UNKNOWN', { id: changeId.slice(0, 40) });
  return changeOf(row);
}

/** Changes that wait for a verdict first, then the newest. */
export async function listProductChanges(db: Db, limit: number): Promise<ProductChange[]> {
  const { rows } = await db.query<StoredChange>(
    `SELECT ${COLUMNS} FROM wealth.product_change WHERE bucket = ${HOUSE_BUCKET} ORDER BY (state = 'proposed') DESC, made_at DESC, change_id LIMIT $1`,
    [limit],
  );
  return rows.map(changeOf);
}
