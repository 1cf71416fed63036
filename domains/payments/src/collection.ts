import type { Db, Tx } from '@jinqiao/database';
import { releaseFailedCollections } from './mandates/collections.ts';

export type CollectionState = 'planned' | 'sent' | 'success' | 'failed' | 'advanced' | 'applied';

export type Collection = {
  bucket: number;
  collectionId: string;
  programmeId: string;
  loanId: string;
  customerId: string;
  accountNo: string;
  mandateToken: string;
  purpose: 'instalment' | 'early' | 'recovery';
  channel: 'file' | 'single';
  businessDate: string;
  amount: bigint;
  /** Not-yet-due principal that the customer repays early with this collection. */
  earlyPrincipal: bigint;
  state: CollectionState;
  fileRef: string | null;
  code: string;
  paymentSerial: string;
  /** How it reaches the bank, settled when it is sent: through the clearing house, or directly as before 2018-06-30. */
  link: 'clearing' | 'direct';
  /** The clearing house's serial; empty where none was passed. */
  networkSerial: string;
  principal: bigint;
  interest: bigint;
  penalty: bigint;
  fees: bigint;
  clearedOn: string | null;
};

const COLUMNS = `c.bucket, c.collection_id AS "collectionId", c.programme_id AS "programmeId", c.loan_id AS "loanId", c.customer_id AS "customerId", c.account_no AS "accountNo",
  c.mandate_token AS "mandateToken", c.purpose, c.channel, c.business_date AS "businessDate", c.amount, c.early_principal AS "earlyPrincipal", c.state, c.file_ref AS "fileRef", c.code,
  c.payment_serial AS "paymentSerial", c.link, c.network_serial AS "networkSerial", c.principal, c.interest, c.penalty, c.fees, c.cleared_on AS "clearedOn"`;

export type NewCollection = Pick<
  Collection,
  | 'bucket'
  | 'collectionId'
  | 'programmeId'
  | 'loanId'
  | 'customerId'
  | 'accountNo'
  | 'mandateToken'
  | 'purpose'
  | 'channel'
  | 'businessDate'
  | 'amount'
  | 'earlyPrincipal'
>;

/** Plans collections; one that is planned already stays as it is. */
export async function planCollections(tx: Tx, rows: readonly NewCollection[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO payments.collection (bucket, collection_id, programme_id, loan_id, customer_id, account_no, mandate_token, purpose, channel, business_date, amount, early_principal, state, code, payment_serial,
       principal, interest, penalty, fees)
     SELECT *, 'planned', '', '', 0, 0, 0, 0 FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::date[], $11::bigint[], $12::bigint[]) ON CONFLICT DO NOTHING`,
    [
      rows.map((r) => r.bucket),
      rows.map((r) => r.collectionId),
      rows.map((r) => r.programmeId),
      rows.map((r) => r.loanId),
      rows.map((r) => r.customerId),
      rows.map((r) => r.accountNo),
      rows.map((r) => r.mandateToken),
      rows.map((r) => r.purpose),
      rows.map((r) => r.channel),
      rows.map((r) => r.businessDate),
      rows.map((r) => r.amount),
      rows.map((r) => r.earlyPrincipal),
    ],
  );
}

/**
 * Puts planned collections into the next file of a day, up to a size, in a fixed order; recoveries have files of their own.
 * @returns what went in; nothing when nothing is planned.
 */
export async function fillFile(
  tx: Tx,
  { programmeId, recovery, link }: Pick<Collection, 'programmeId' | 'link'> & { readonly recovery: boolean },
  on: string,
  limit: number,
): Promise<Collection[]> {
  const { rows } = await tx.query<{ parts: number }>(
    `SELECT count(DISTINCT file_ref)::int AS parts FROM payments.collection WHERE business_date BETWEEN $2::date - 7 AND $2 AND programme_id = $1 AND file_ref LIKE $3`,
    [programmeId, on, `${programmeId}.${on}.${recovery ? 'R' : 'C'}%`],
  );
  const fileRef = `${programmeId}.${on}.${recovery ? 'R' : 'C'}${String((rows[0]?.parts ?? 0) + 1).padStart(3, '0')}`;
  const { rows: filled } = await tx.query<Collection>(
    `UPDATE payments.collection c SET state = 'sent', file_ref = $1, link = $6 FROM (
       SELECT bucket, collection_id FROM payments.collection WHERE state = 'planned' AND business_date <= $3 AND programme_id = $2 AND channel = 'file' AND (purpose = 'recovery') = $5
       ORDER BY bucket, collection_id LIMIT $4) due
     WHERE c.bucket = due.bucket AND c.collection_id = due.collection_id RETURNING ${COLUMNS}`,
    [fileRef, programmeId, on, limit, recovery, link],
  );
  return filled.sort((a, b) => a.bucket - b.bucket || (a.collectionId < b.collectionId ? -1 : 1));
}

/** Files that were handed in and whose outcome is not recorded yet. */
export async function openFiles(db: Db, programmeId: string): Promise<{ fileRef: string; businessDate: string }[]> {
  const { rows } = await db.query<{ fileRef: string; businessDate: string }>(
    `SELECT DISTINCT file_ref AS "fileRef", business_date AS "businessDate" FROM payments.collection WHERE state = 'sent' AND programme_id = $1 AND channel = 'file' ORDER BY 2, 1`,
    [programmeId],
  );
  return rows;
}

export type CollectionQuery = {
  readonly programmeId: string;
  readonly state: CollectionState;
  readonly channel?: 'file' | 'single';
  readonly fileRef?: string;
  readonly through: string;
  readonly limit: number;
};

/** Unfinished collections in a fixed order. */
export async function collectionsIn(db: Db, query: CollectionQuery): Promise<Collection[]> {
  const { rows } = await db.query<Collection>(
    `SELECT ${COLUMNS} FROM payments.collection c WHERE c.state = $1 AND c.business_date <= $2 AND c.programme_id = $3
       AND c.state IN ('planned', 'sent', 'success', 'advanced') AND ($4::text IS NULL OR c.channel = $4) AND ($5::text IS NULL OR c.file_ref = $5)
     ORDER BY c.business_date, c.bucket, c.collection_id LIMIT $6`,
    [query.state, query.through, query.programmeId, query.channel ?? null, query.fileRef ?? null, query.limit],
  );
  return rows;
}

/** Customers from whom something was collected, or tried to be, on a day, in a fixed order, after one of them. */
export async function customersCollected(db: Db, on: string, after: string, limit: number): Promise<{ bucket: number; customerId: string }[]> {
  const { rows } = await db.query<{ bucket: number; customerId: string }>(
    `SELECT DISTINCT bucket, customer_id AS "customerId" FROM payments.collection WHERE business_date = $1 AND customer_id > $2 ORDER BY 2 LIMIT $3`,
    [on, after, limit],
  );
  return rows;
}

export type CollectionKey = { readonly bucket: number; readonly collectionId: string };

export async function collectionsByKey(db: Db, keys: readonly CollectionKey[]): Promise<Map<string, Collection>> {
  const { rows } = await db.query<Collection>(
    `SELECT ${COLUMNS} FROM unnest($1::int[], $2::text[]) AS given(bucket, id) JOIN payments.collection c ON c.bucket = given.bucket AND c.collection_id = given.id`,
    [keys.map((k) => k.bucket), keys.map((k) => k.collectionId)],
  );
  return new Map(rows.map((row) => [row.collectionId, row]));
}

const FINISHED: readonly CollectionState[] = ['failed', 'applied'];

/**
 * Collections of a loan that are not finished: their money may be on its way. All of the loan's are read and the finished
 * ones left out here: asked for the state, the planner would walk the index of everything that is open.
 */
export async function unfinishedOfLoan(db: Db, bucket: number, loanId: string): Promise<Collection[]> {
  const { rows } = await db.query<Collection>(`SELECT ${COLUMNS} FROM payments.collection c WHERE c.bucket = $1 AND c.loan_id = $2`, [bucket, loanId]);
  return rows.filter((row) => !FINISHED.includes(row.state));
}

export type CollectionUpdate = CollectionKey &
  Pick<Collection, 'state' | 'code' | 'paymentSerial' | 'link' | 'networkSerial' | 'principal' | 'interest' | 'penalty' | 'fees'>;

/** Writes outcomes; a collection only ever moves forward, so a notification that comes late or twice changes nothing. */
export async function saveCollections(tx: Tx, rows: readonly CollectionUpdate[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `UPDATE payments.collection c SET state = g.state, code = g.code, payment_serial = g.serial, link = g.link, network_serial = g.network, principal = g.principal, interest = g.interest, penalty = g.penalty, fees = g.fees
     FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[])
       AS g(bucket, id, state, code, serial, link, network, principal, interest, penalty, fees)
     WHERE c.bucket = g.bucket AND c.collection_id = g.id
       AND array_position(ARRAY['planned', 'sent', 'failed', 'success', 'advanced', 'applied'], c.state) <= array_position(ARRAY['planned', 'sent', 'failed', 'success', 'advanced', 'applied'], g.state)`,
    [
      rows.map((r) => r.bucket),
      rows.map((r) => r.collectionId),
      rows.map((r) => r.state),
      rows.map((r) => r.code),
      rows.map((r) => r.paymentSerial),
      rows.map((r) => r.link),
      rows.map((r) => r.networkSerial),
      rows.map((r) => r.principal),
      rows.map((r) => r.interest),
      rows.map((r) => r.penalty),
      rows.map((r) => r.fees),
    ],
  );
  await releaseFailedCollections(
    tx,
    rows.filter((row) => row.state === 'failed'),
  );
}

/** Marks collections whose money has reached the bank. */
export async function clearCollections(tx: Tx, keys: readonly CollectionKey[], on: string): Promise<void> {
  await tx.query(
    `UPDATE payments.collection c SET cleared_on = $3 FROM unnest($1::int[], $2::text[]) AS g(bucket, id) WHERE c.bucket = g.bucket AND c.collection_id = g.id AND c.cleared_on IS NULL`,
    [keys.map((k) => k.bucket), keys.map((k) => k.collectionId), on],
  );
}

/** What collections up to a day may still bring in, by loan: not to be asked for twice. */
export async function amountsInFlight(db: Db, through: string): Promise<Map<string, bigint>> {
  const { rows } = await db.query<{ loanId: string; amount: string }>(
    `SELECT loan_id AS "loanId", sum(amount)::text AS amount FROM payments.collection WHERE state IN ('planned', 'sent', 'success', 'advanced') AND business_date <= $1 GROUP BY loan_id`,
    [through],
  );
  return new Map(rows.map((row) => [row.loanId, BigInt(row.amount)]));
}

/** Days on which money was collected that has not reached the bank. */
export async function unclearedDays(db: Db, programmeId: string, before: string): Promise<{ date: string; recovery: boolean }[]> {
  const { rows } = await db.query<{ date: string; recovery: boolean }>(
    `SELECT DISTINCT business_date AS date, purpose = 'recovery' AS recovery FROM payments.collection
     WHERE programme_id = $1 AND business_date < $2 AND cleared_on IS NULL AND state IN ('success', 'advanced', 'applied') ORDER BY 1`,
    [programmeId, before],
  );
  return rows;
}

/** Collections of a day whose money has not reached the bank. */
export async function unclearedOf(db: Db, programmeId: string, on: string, recovery: boolean): Promise<Collection[]> {
  const { rows } = await db.query<Collection>(
    `SELECT ${COLUMNS} FROM payments.collection c WHERE c.programme_id = $1 AND c.business_date = $2 AND c.cleared_on IS NULL AND c.state IN ('success', 'advanced', 'applied')
       AND (c.purpose = 'recovery') = $3 ORDER BY c.bucket, c.collection_id`,
    [programmeId, on, recovery],
  );
  return rows;
}

/** What collections of loans brought in on the days of a range, by loan: what the payment institution has confirmed. */
export async function receivedOfLoans(
  db: Db,
  asked: readonly { readonly bucket: number; readonly loanId: string; readonly from: string; readonly through: string }[],
): Promise<Map<string, bigint>> {
  const { rows } = await db.query<{ loanId: string; amount: string }>(
    `SELECT g.id AS "loanId", coalesce(sum(c.amount), 0)::text AS amount FROM unnest($1::int[], $2::text[], $3::date[], $4::date[]) AS g(bucket, id, first, last)
     JOIN payments.collection c ON c.bucket = g.bucket AND c.loan_id = g.id AND c.business_date BETWEEN g.first AND g.last
     WHERE c.state = ANY (ARRAY['success', 'advanced', 'applied']) GROUP BY g.id`,
    [asked.map((a) => a.bucket), asked.map((a) => a.loanId), asked.map((a) => a.from), asked.map((a) => a.through)],
  );
  return new Map(rows.map((row) => [row.loanId, BigInt(row.amount)]));
}

/** Loans with a collection up to a day of which nobody knows yet what became of it. */
export async function loansAwaiting(db: Db, keys: readonly { readonly bucket: number; readonly loanId: string }[], through: string): Promise<Set<string>> {
  const { rows } = await db.query<{ loanId: string }>(
    `SELECT DISTINCT g.id AS "loanId" FROM unnest($1::int[], $2::text[]) AS g(bucket, id)
     JOIN payments.collection c ON c.bucket = g.bucket AND c.loan_id = g.id AND c.business_date <= $3 WHERE c.state = ANY (ARRAY['planned', 'sent'])`,
    [keys.map((k) => k.bucket), keys.map((k) => k.loanId), through],
  );
  return new Set(rows.map((row) => row.loanId));
}
