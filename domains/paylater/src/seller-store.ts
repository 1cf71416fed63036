import type { Db, Tx } from '@jinqiao/database';

export type SellerPayment = {
  readonly bucket: number;
  readonly contractId: string;
  readonly programmeId: string;
  readonly customerId: string;
  readonly seller: string;
  /** What is owed to the seller for the goods, less what came back before it was paid. */
  readonly amount: bigint;
  readonly netted: bigint;
  readonly orderId: string;
  readonly state: 'planned' | 'sent' | 'paid';
  readonly tries: number;
  readonly madeOn: string;
};

const COLUMNS = `bucket, contract_id AS "contractId", programme_id AS "programmeId", customer_id AS "customerId", seller, amount, netted, order_id AS "orderId", state, tries, made_on AS "madeOn"`;

export async function insertSellerPayment(tx: Tx, row: SellerPayment): Promise<void> {
  await tx.query(
    `INSERT INTO paylater.seller_payment (bucket, contract_id, programme_id, customer_id, seller, amount, netted, order_id, state, tries, made_on)
     VALUES ($1, $2, $3, $4, $5, $6, 0, '', 'planned', 0, $7) ON CONFLICT DO NOTHING`,
    [row.bucket, row.contractId, row.programmeId, row.customerId, row.seller, row.amount, row.madeOn],
  );
}

export async function sellerPaymentOf(
  db: Db,
  { bucket, contractId }: Pick<SellerPayment, 'bucket' | 'contractId'>,
  lock: '' | 'FOR UPDATE' = '',
): Promise<SellerPayment | undefined> {
  const { rows } = await db.query<SellerPayment>(`SELECT ${COLUMNS} FROM paylater.seller_payment WHERE bucket = $1 AND contract_id = $2 ${lock}`, [
    bucket,
    contractId,
  ]);
  return rows[0];
}

/** Payments to sellers that are not made, in order after a key. */
export async function openSellerPayments(
  db: Db,
  programmeId: string,
  after: Pick<SellerPayment, 'bucket' | 'contractId'> | null,
  limit: number,
): Promise<SellerPayment[]> {
  const { rows } = await db.query<SellerPayment>(
    `SELECT ${COLUMNS} FROM paylater.seller_payment WHERE programme_id = $1 AND state <> 'paid' AND ($2::int IS NULL OR (bucket, contract_id) > ($2::int, $3::text)) ORDER BY bucket, contract_id LIMIT $4`,
    [programmeId, after?.bucket ?? null, after?.contractId ?? null, limit],
  );
  return rows;
}

/** What is on its way to sellers and may still leave the lender's account. Minor units. */
export async function promisedToSellers(tx: Tx, programmeId: string): Promise<bigint> {
  const { rows } = await tx.query<{ amount: bigint }>(
    `SELECT coalesce(sum(amount - netted), 0)::bigint AS amount FROM paylater.seller_payment WHERE programme_id = $1 AND state = 'sent'`,
    [programmeId],
  );
  return rows[0]?.amount ?? 0n;
}

export async function saveSellerPayments(tx: Tx, rows: readonly SellerPayment[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `UPDATE paylater.seller_payment s SET amount = g.amount, netted = g.netted, order_id = g.order_id, state = g.state, tries = g.tries
     FROM unnest($1::int[], $2::text[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::int[]) AS g(bucket, id, amount, netted, order_id, state, tries)
     WHERE s.bucket = g.bucket AND s.contract_id = g.id AND s.state <> 'paid'`,
    [
      rows.map((r) => r.bucket),
      rows.map((r) => r.contractId),
      rows.map((r) => r.amount),
      rows.map((r) => r.netted),
      rows.map((r) => r.orderId),
      rows.map((r) => r.state),
      rows.map((r) => r.tries),
    ],
  );
}

export type SellerClaim = {
  readonly bucket: number;
  readonly claimId: string;
  readonly programmeId: string;
  readonly seller: string;
  readonly amount: bigint;
  readonly taken: bigint;
  readonly madeOn: string;
};

export async function insertClaim(tx: Tx, row: SellerClaim): Promise<void> {
  await tx.query(
    `INSERT INTO paylater.seller_claim (bucket, claim_id, programme_id, seller, amount, taken, made_on) VALUES ($1, $2, $3, $4, $5, 0, $6) ON CONFLICT DO NOTHING`,
    [row.bucket, row.claimId, row.programmeId, row.seller, row.amount, row.madeOn],
  );
}

/** What sellers still owe, the oldest first, held. */
export async function openClaims(tx: Tx, programmeId: string, sellers: readonly string[]): Promise<SellerClaim[]> {
  const { rows } = await tx.query<SellerClaim>(
    `SELECT bucket, claim_id AS "claimId", programme_id AS "programmeId", seller, amount, taken, made_on AS "madeOn" FROM paylater.seller_claim
     WHERE programme_id = $1 AND seller = ANY($2) AND taken < amount ORDER BY made_on, bucket, claim_id FOR UPDATE`,
    [programmeId, sellers],
  );
  return rows;
}

export async function takeClaims(tx: Tx, rows: readonly SellerClaim[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `UPDATE paylater.seller_claim c SET taken = g.taken FROM unnest($1::int[], $2::text[], $3::bigint[]) AS g(bucket, id, taken) WHERE c.bucket = g.bucket AND c.claim_id = g.id`,
    [rows.map((r) => r.bucket), rows.map((r) => r.claimId), rows.map((r) => r.taken)],
  );
}
