import { bucketOf, bucketOfId, type Db, type Tx } from '@jinqiao/database';
import type { BankAccount, Customer, CustomerKey } from './model.ts';

const CUSTOMER = `customer_id AS "customerId", bucket, mobile_masked AS "mobileMasked", name_masked AS "nameMasked", id_number_masked AS "idNumberMasked",
  id_number_hash AS "idNumberHash", person_hash AS "personHash", registered_on AS "registeredOn", synthetic, state, closed_on AS "closedOn",
  joined_into AS "joinedInto", id_document AS "idDocument", id_valid_through AS "idValidThrough"`;

export async function customerById(db: Db, bucket: number, customerId: string): Promise<Customer | undefined> {
  const { rows } = await db.query<Customer>(`SELECT ${CUSTOMER} FROM parties.customer WHERE bucket = $1 AND customer_id = $2`, [bucket, customerId]);
  return rows[0];
}

/** The key of a customer by its id, which carries the bucket. */
export function customerKeyOf(customerId: string): CustomerKey {
  return { customerId, bucket: bucketOfId(customerId) ?? 0 };
}

export async function customersById(
  db: Db,
  keys: readonly { bucket: number; customerId: string }[],
  lock: '' | 'FOR UPDATE OF c' = '',
): Promise<Map<string, Customer>> {
  const { rows } = await db.query<Customer>(
    `SELECT ${CUSTOMER.replace('bucket', 'c.bucket').replaceAll('customer_id', 'c.customer_id')} FROM unnest($1::int[], $2::text[]) AS given(bucket, id)
     JOIN parties.customer c ON c.bucket = given.bucket AND c.customer_id = given.id ORDER BY c.bucket, c.customer_id ${lock}`,
    [keys.map((k) => k.bucket), keys.map((k) => k.customerId)],
  );
  return new Map(rows.map((row) => [row.customerId, row]));
}

/** A page of customers, newest id first; `q` matches an id or its beginning. */
export async function listCustomers(db: Db, filter: { q: string | null; after: string | null; limit: number }): Promise<Customer[]> {
  const { rows } = await db.query<Customer>(
    `SELECT ${CUSTOMER} FROM parties.customer
     WHERE ($1::text IS NULL OR customer_id LIKE $1 || '%' OR mobile_masked = $1 OR name_masked = $1 OR right(mobile_masked, 4) = $1)
       AND ($2::text IS NULL OR (registered_on::text || customer_id) < $2) ORDER BY registered_on DESC, customer_id DESC LIMIT $3`,
    [filter.q, filter.after, filter.limit],
  );
  return rows;
}

export type Sealed = { mobile: string; name: string | null; idNumber: string | null; passwordHash: string };

export async function sealedOf(db: Db, bucket: number, customerId: string): Promise<Sealed | undefined> {
  const { rows } = await db.query<Sealed>(
    `SELECT mobile_sealed AS mobile, name_sealed AS name, id_number_sealed AS "idNumber", password_hash AS "passwordHash"
     FROM parties.customer WHERE bucket = $1 AND customer_id = $2`,
    [bucket, customerId],
  );
  return rows[0];
}

export type NewCustomer = {
  customerId: string;
  bucket: number;
  mobileSealed: string;
  mobileMasked: string;
  passwordHash: string;
  registeredOn: string;
  synthetic: boolean;
};

/** @returns the ids that were new. */
export async function insertCustomers(tx: Tx, rows: readonly NewCustomer[]): Promise<Set<string>> {
  const result = await tx.query<{ customer_id: string }>(
    `INSERT INTO parties.customer (bucket, customer_id, mobile_sealed, mobile_masked, password_hash, registered_on, synthetic)
     SELECT * FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::date[], $7::boolean[]) ON CONFLICT DO NOTHING RETURNING customer_id`,
    [
      rows.map((r) => r.bucket),
      rows.map((r) => r.customerId),
      rows.map((r) => r.mobileSealed),
      rows.map((r) => r.mobileMasked),
      rows.map((r) => r.passwordHash),
      rows.map((r) => r.registeredOn),
      rows.map((r) => r.synthetic),
    ],
  );
  return new Set(result.rows.map((row) => row.customer_id));
}

export type NewIdentity = {
  bucket: number;
  customerId: string;
  nameSealed: string;
  nameMasked: string;
  idNumberSealed: string;
  idNumberMasked: string;
  idNumberHash: string;
  personHash: string;
  /** The digests under every index key in use, newest first. */
  idNumberHashes: readonly string[];
  idDocument: string;
  idValidThrough: string | null;
};

/** Claims ID numbers for customers, under the digests of every key in use. @returns for each claimed digest the customer that owns it. */
export async function claimIdentities(tx: Tx, rows: readonly Pick<NewIdentity, 'customerId' | 'idNumberHashes'>[]): Promise<Map<string, string>> {
  const claims = rows.flatMap(({ customerId, idNumberHashes }) => idNumberHashes.map((hash) => ({ customerId, hash })));
  await tx.query(
    'INSERT INTO parties.identity (bucket, id_number_hash, customer_id) SELECT * FROM unnest($1::int[], $2::text[], $3::text[]) ON CONFLICT DO NOTHING',
    [claims.map(({ hash }) => bucketOf(hash)), claims.map(({ hash }) => hash), claims.map(({ customerId }) => customerId)],
  );
  return ownersOfIdentities(tx, rows);
}

/** The customers to whom ID numbers belong, by digest. */
export async function ownersOfIdentities(db: Db, rows: readonly Pick<NewIdentity, 'idNumberHashes'>[]): Promise<Map<string, string>> {
  const hashes = rows.flatMap(({ idNumberHashes }) => idNumberHashes);
  const { rows: owners } = await db.query<{ hash: string; owner: string }>(
    `SELECT i.id_number_hash AS hash, i.customer_id AS owner FROM unnest($1::int[], $2::text[]) AS given(bucket, hash)
     JOIN parties.identity i ON i.bucket = given.bucket AND i.id_number_hash = given.hash`,
    [hashes.map(bucketOf), hashes],
  );
  return new Map(owners.map((row) => [row.hash, row.owner]));
}

/** Sets an ID number free for another sign-up of the same person. @param idNumberHashes its digests under every index key in use. */
export async function releaseIdentity(tx: Tx, idNumberHashes: readonly string[]): Promise<void> {
  await tx.query(
    'DELETE FROM parties.identity i USING unnest($1::int[], $2::text[]) AS g(bucket, hash) WHERE i.bucket = g.bucket AND i.id_number_hash = g.hash',
    [idNumberHashes.map(bucketOf), idNumberHashes],
  );
}

export async function setIdentities(tx: Tx, rows: readonly NewIdentity[]): Promise<void> {
  await tx.query(
    `UPDATE parties.customer c SET name_sealed = g.name, name_masked = g.name_masked, id_number_sealed = g.id, id_number_masked = g.id_masked, id_number_hash = g.hash,
       person_hash = g.person, id_document = g.document, id_valid_through = g.valid
     FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::date[])
       AS g(bucket, customer, name, name_masked, id, id_masked, hash, person, document, valid)
     WHERE c.bucket = g.bucket AND c.customer_id = g.customer`,
    [
      rows.map((r) => r.bucket),
      rows.map((r) => r.customerId),
      rows.map((r) => r.nameSealed),
      rows.map((r) => r.nameMasked),
      rows.map((r) => r.idNumberSealed),
      rows.map((r) => r.idNumberMasked),
      rows.map((r) => r.idNumberHash),
      rows.map((r) => r.personHash),
      rows.map((r) => r.idDocument),
      rows.map((r) => r.idValidThrough),
    ],
  );
}

export async function setIdValidity(tx: Tx, { bucket, customerId }: CustomerKey, validThrough: string): Promise<void> {
  await tx.query('UPDATE parties.customer SET id_valid_through = $3 WHERE bucket = $1 AND customer_id = $2', [bucket, customerId, validThrough]);
}

/** Puts another mobile number on file. */
export async function setMobile(tx: Tx, { bucket, customerId }: CustomerKey, sealed: string, masked: string): Promise<void> {
  await tx.query('UPDATE parties.customer SET mobile_sealed = $3, mobile_masked = $4 WHERE bucket = $1 AND customer_id = $2', [
    bucket,
    customerId,
    sealed,
    masked,
  ]);
}

const ACCOUNT = `customer_id AS "customerId", programme_id AS "programmeId", account_class AS "accountClass", account_no AS "accountNo", state, card_masked AS "cardMasked", mandate_token AS "mandateToken"`;

export async function bankAccountOf(db: Db, bucket: number, customerId: string, programmeId: string): Promise<BankAccount | undefined> {
  const { rows } = await db.query<BankAccount>(`SELECT ${ACCOUNT} FROM parties.bank_account WHERE bucket = $1 AND customer_id = $2 AND programme_id = $3`, [
    bucket,
    customerId,
    programmeId,
  ]);
  return rows[0];
}

export async function insertBankAccounts(tx: Tx, rows: readonly (BankAccount & { bucket: number; cardHash: string; openedOn: string })[]): Promise<void> {
  await tx.query(
    `INSERT INTO parties.bank_account (bucket, customer_id, programme_id, account_class, account_no, state, card_masked, card_hash, mandate_token, opened_on)
     SELECT * FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::date[]) ON CONFLICT DO NOTHING`,
    [
      rows.map((r) => r.bucket),
      rows.map((r) => r.customerId),
      rows.map((r) => r.programmeId),
      rows.map((r) => r.accountClass),
      rows.map((r) => r.accountNo),
      rows.map((r) => r.state),
      rows.map((r) => r.cardMasked),
      rows.map((r) => r.cardHash),
      rows.map((r) => r.mandateToken),
      rows.map((r) => r.openedOn),
    ],
  );
}
