import { bucketOfId, type Db, type Tx } from '@jinqiao/database';
import type { Account, AccountKey, BoundAccount } from './model.ts';
import type { Place } from './pages.ts';

const COLUMNS = `bucket, account_id AS "accountId", customer_id AS "customerId", institution, kind, class, account_no AS "accountNo", book, path, asset, owner, state, suspensions,
  face_to_face AS "faceToFace", agreed_day AS "agreedDay", activated_on AS "activatedOn", document_due AS "documentDue", document_on AS "documentOn", opened_on AS "openedOn", closed_on AS "closedOn",
  linked_to AS "linkedTo", reserved_out AS "reservedOut", reserved_in AS "reservedIn", frozen, frozen_whole AS "frozenWhole", events`;

const MINE = COLUMNS.replace(/^bucket/, 'a.bucket');

/** Accounts by key; those that do not exist are left out. */
export async function accountsByKey(db: Db, keys: readonly AccountKey[]): Promise<Map<string, Account>> {
  const { rows } = await db.query<Account>(
    `SELECT ${MINE} FROM unnest($1::int[], $2::text[]) AS g(b, id) JOIN parties.account a ON a.bucket = g.b AND a.account_id = g.id`,
    [keys.map((k) => k.bucket), keys.map((k) => k.accountId)],
  );
  return new Map(rows.map((row) => [row.accountId, row]));
}

/** The same, locked in one order until the transaction ends: whoever moves money on an account or binds it holds its row. */
export async function lockAccounts(tx: Tx, keys: readonly AccountKey[]): Promise<Map<string, Account>> {
  const { rows } = await tx.query<Account>(
    `SELECT ${COLUMNS} FROM parties.account WHERE (bucket, account_id) IN (SELECT b, id FROM unnest($1::int[], $2::text[]) AS g(b, id))
     ORDER BY bucket, account_id FOR UPDATE`,
    [keys.map((k) => k.bucket), keys.map((k) => k.accountId)],
  );
  return new Map(rows.map((row) => [row.accountId, row]));
}

export async function accountsOfCustomer(db: Db, bucket: number, customerId: string): Promise<Account[]> {
  const { rows } = await db.query<Account>(
    `SELECT ${COLUMNS} FROM parties.account WHERE bucket = $1 AND customer_id = $2 ORDER BY opened_on NULLS LAST, account_id`,
    [bucket, customerId],
  );
  return rows;
}

/** When the first account of each customer opened; who has none is left out. */
export async function firstOpened(db: Db, keys: readonly { readonly bucket: number; readonly customerId: string }[]): Promise<Map<string, string>> {
  const { rows } = await db.query<{ customerId: string; openedOn: string }>(
    `SELECT a.customer_id AS "customerId", min(a.opened_on) AS "openedOn" FROM unnest($1::int[], $2::text[]) AS g(bucket, customer_id)
     JOIN parties.account a ON a.bucket = g.bucket AND a.customer_id = g.customer_id WHERE a.opened_on IS NOT NULL GROUP BY 1`,
    [keys.map((k) => k.bucket), keys.map((k) => k.customerId)],
  );
  return new Map(rows.map((row) => [row.customerId, row.openedOn]));
}

export type AccountFilter = {
  readonly state: string | null;
  readonly class: string | null;
  readonly frozen: boolean;
  /** A customer, an account, or an account number: whole. */
  readonly q: string | null;
  /** The date and id after which a page begins. */
  readonly after: { readonly openedOn: string; readonly accountId: string } | null;
  readonly limit: number;
};

/** A page of opened accounts, newest first. Each filter is a condition of its own, so that its index is used. */
export async function listAccounts(db: Db, filter: AccountFilter): Promise<Account[]> {
  const values: unknown[] = [filter.limit];
  const where = (condition: string, ...given: unknown[]) => {
    const first = values.length + 1;
    values.push(...given);
    return condition.replace(/:(\d)/g, (_, n: string) => `$${first + Number(n) - 1}`);
  };
  const conditions = [
    'opened_on IS NOT NULL',
    ...(filter.state === null ? [] : [where('state = :1', filter.state)]),
    ...(filter.class === null ? [] : [where('class = :1', filter.class)]),
    ...(filter.frozen ? ['(frozen > 0 OR frozen_whole)'] : []),
    ...(filter.q === null ? [] : [named(filter.q, where)]),
    ...(filter.after === null ? [] : [where('(opened_on, account_id) < (CAST(:1 AS date), :2)', filter.after.openedOn, filter.after.accountId)]),
  ];
  const { rows } = await db.query<Account>(
    `SELECT ${COLUMNS} FROM parties.account WHERE ${conditions.join(' AND ')} ORDER BY opened_on DESC, account_id DESC LIMIT $1`,
    values,
  );
  return rows;
}

/** A customer or an account by id, whose bucket the id carries, or an account by its number. */
function named(q: string, where: (condition: string, ...given: unknown[]) => string): string {
  const bucket = bucketOfId(q);
  if (bucket === undefined) return where('account_no = :1', q);
  return where(q.startsWith('cus_') ? 'bucket = :1 AND customer_id = :2' : 'bucket = :1 AND account_id = :2', bucket, q);
}

export type NewAccount = Omit<
  Account,
  | 'suspensions'
  | 'documentDue'
  | 'documentOn'
  | 'closedOn'
  | 'linkedTo'
  | 'reservedOut'
  | 'reservedIn'
  | 'frozen'
  | 'frozenWhole'
  | 'events'
  | 'activatedOn'
  | 'openedOn'
> & { readonly elementsSealed: string | null };

/** Records accounts that are to be opened; one that was refused before may be asked for again. @returns the ids that are new. */
export async function insertAccounts(tx: Tx, rows: readonly NewAccount[]): Promise<Set<string>> {
  const result = await tx.query<{ id: string }>(
    `INSERT INTO parties.account AS a (bucket, account_id, customer_id, institution, kind, class, account_no, book, path, asset, owner, state, suspensions, face_to_face, agreed_day,
       elements_sealed, reserved_out, reserved_in, frozen, frozen_whole, events)
     SELECT b, id, c, i, k, cl, no, book, path, asset, o, st, '{}', f, d, e, 0, 0, 0, false, 0
     FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::boolean[], $14::bigint[],
       $15::text[]) AS g(b, id, c, i, k, cl, no, book, path, asset, o, st, f, d, e)
     ON CONFLICT (bucket, account_id) DO UPDATE SET state = excluded.state, elements_sealed = excluded.elements_sealed WHERE a.state = 'REJECTED'
     RETURNING account_id AS id`,
    [
      rows.map((r) => r.bucket),
      rows.map((r) => r.accountId),
      rows.map((r) => r.customerId),
      rows.map((r) => r.institution),
      rows.map((r) => r.kind),
      rows.map((r) => r.class),
      rows.map((r) => r.accountNo),
      rows.map((r) => r.book),
      rows.map((r) => r.path),
      rows.map((r) => r.asset),
      rows.map((r) => r.owner),
      rows.map((r) => r.state),
      rows.map((r) => r.faceToFace),
      rows.map((r) => r.agreedDay),
      rows.map((r) => r.elementsSealed),
    ],
  );
  return new Set(result.rows.map((row) => row.id));
}

/** What customers gave to be verified, for messages that must be sent again. */
export async function elementsOf(db: Db, key: AccountKey): Promise<string | null> {
  const { rows } = await db.query<{ sealed: string | null }>('SELECT elements_sealed AS sealed FROM parties.account WHERE bucket = $1 AND account_id = $2', [
    key.bucket,
    key.accountId,
  ]);
  return rows[0]?.sealed ?? null;
}

/** Accounts whose opening the institution has not answered yet, and can be asked about again; an upgrade asks for its own. */
export async function unansweredAccounts(db: Db, after: Place, limit: number): Promise<Account[]> {
  const { rows } = await db.query<Account>(
    `SELECT ${COLUMNS} FROM parties.account WHERE state IN ('ELEMENTS_SUBMITTED', 'BOUND_BANK_VERIFYING') AND elements_sealed IS NOT NULL AND (bucket, account_id) > ($1, $2)
       AND NOT EXISTS (SELECT 1 FROM parties.account_upgrade u WHERE u.bucket = account.bucket AND u.to_account = account.account_id) ORDER BY bucket, account_id LIMIT $3`,
    [after.bucket, after.id, limit],
  );
  return rows;
}

/** Accounts whose ID document should have come by now. */
export async function documentsOverdue(db: Db, on: string, limit: number): Promise<AccountKey[]> {
  const { rows } = await db.query<AccountKey>(
    `SELECT bucket, account_id AS "accountId" FROM parties.account WHERE document_due <= $1::date AND NOT 'III_50K' = ANY(suspensions) AND state <> 'CLOSED'
     ORDER BY document_due LIMIT $2`,
    [on, limit],
  );
  return rows;
}

export type Change = { readonly event: string; readonly note: string };

/** Writes accounts that this transaction has locked, each with what happened to it; `elements` says whether they may be kept. */
export async function saveAccounts(
  tx: Tx,
  on: string,
  changes: readonly { readonly account: Account; readonly event?: Change }[],
  keepElements = true,
): Promise<void> {
  const rows = changes.map(({ account, event }) => ({ ...account, n: event ? account.events + 1 : account.events, event }));
  await tx.query(
    `UPDATE parties.account a SET account_no = g.no, state = g.st, suspensions = coalesce(string_to_array(nullif(g.su, ''), ','), '{}'), activated_on = g.act, document_due = g.due, document_on = g.doc, opened_on = g.op,
       closed_on = g.cl, linked_to = g.li, reserved_out = g.ro, reserved_in = g.ri, frozen = g.fr, frozen_whole = g.fw, events = g.n,
       elements_sealed = CASE WHEN $17::boolean THEN a.elements_sealed END
     FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::date[], $7::date[], $8::date[], $9::date[], $10::text[], $11::bigint[], $12::bigint[], $13::bigint[], $14::boolean[],
       $15::int[], $16::date[]) AS g(b, id, no, st, su, act, due, op, cl, li, ro, ri, fr, fw, n, doc)
     WHERE a.bucket = g.b AND a.account_id = g.id`,
    [
      rows.map((r) => r.bucket),
      rows.map((r) => r.accountId),
      rows.map((r) => r.accountNo),
      rows.map((r) => r.state),
      rows.map((r) => r.suspensions.join(',')),
      rows.map((r) => r.activatedOn),
      rows.map((r) => r.documentDue),
      rows.map((r) => r.openedOn),
      rows.map((r) => r.closedOn),
      rows.map((r) => r.linkedTo),
      rows.map((r) => r.reservedOut),
      rows.map((r) => r.reservedIn),
      rows.map((r) => r.frozen),
      rows.map((r) => r.frozenWhole),
      rows.map((r) => r.n),
      rows.map((r) => r.documentOn),
      keepElements,
    ],
  );
  const told = rows.filter((row) => row.event !== undefined);
  if (told.length === 0) return;
  await tx.query(
    `INSERT INTO parties.account_event (bucket, account_id, n, business_date, event, note)
     SELECT b, id, n, $6::date, e, t FROM unnest($1::int[], $2::text[], $3::int[], $4::text[], $5::text[]) AS g(b, id, n, e, t)`,
    [told.map((r) => r.bucket), told.map((r) => r.accountId), told.map((r) => r.n), told.map((r) => r.event?.event), told.map((r) => r.event?.note), on],
  );
}

export type AccountEventRow = { readonly date: string; readonly event: string; readonly note: string };

/** What happened to an account, newest first. */
export async function eventsOf(db: Db, key: AccountKey, limit: number): Promise<AccountEventRow[]> {
  const { rows } = await db.query<AccountEventRow>(
    'SELECT business_date AS date, event, note FROM parties.account_event WHERE bucket = $1 AND account_id = $2 ORDER BY n DESC LIMIT $3',
    [key.bucket, key.accountId, limit],
  );
  return rows;
}

const BOUND = `bucket, bound_id AS "boundId", account_id AS "accountId", card_masked AS "cardMasked", card_hash AS "cardHash", card_class AS "cardClass", is_default AS "isDefault",
  verified_by AS "verifiedBy", elements, verified_on AS "verifiedOn"`;

/** The accounts bound to an account, its default first. */
export async function boundAccountsOf(db: Db, key: AccountKey): Promise<BoundAccount[]> {
  const { rows } = await db.query<BoundAccount>(
    `SELECT ${BOUND} FROM parties.bound_account WHERE bucket = $1 AND account_id = $2 AND removed_on IS NULL ORDER BY is_default DESC, verified_on, bound_id`,
    [key.bucket, key.accountId],
  );
  return rows;
}

/** Records verified bound accounts; one that was removed comes back. */
export async function insertBoundAccounts(tx: Tx, rows: readonly BoundAccount[]): Promise<void> {
  await tx.query(
    `INSERT INTO parties.bound_account (bucket, bound_id, account_id, card_masked, card_hash, card_class, is_default, verified_by, elements, verified_on)
     SELECT * FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::boolean[], $8::text[], $9::int[], $10::date[])
     ON CONFLICT (bucket, bound_id) DO UPDATE SET removed_on = NULL, card_class = excluded.card_class, verified_by = excluded.verified_by, elements = excluded.elements,
       verified_on = excluded.verified_on WHERE bound_account.removed_on IS NOT NULL`,
    [
      rows.map((r) => r.bucket),
      rows.map((r) => r.boundId),
      rows.map((r) => r.accountId),
      rows.map((r) => r.cardMasked),
      rows.map((r) => r.cardHash),
      rows.map((r) => r.cardClass),
      rows.map((r) => r.isDefault),
      rows.map((r) => r.verifiedBy),
      rows.map((r) => r.elements),
      rows.map((r) => r.verifiedOn),
    ],
  );
}

/** Makes one bound account the default; the caller holds the account. */
export async function setDefaultBound(tx: Tx, key: AccountKey, boundId: string): Promise<void> {
  await tx.query('UPDATE parties.bound_account SET is_default = false WHERE bucket = $1 AND account_id = $2 AND is_default AND bound_id <> $3', [
    key.bucket,
    key.accountId,
    boundId,
  ]);
  await tx.query('UPDATE parties.bound_account SET is_default = true WHERE bucket = $1 AND bound_id = $2', [key.bucket, boundId]);
}

/** Whether a card was bound to an account and is off it now. */
export async function boundWasRemoved(db: Db, key: AccountKey, boundId: string): Promise<boolean> {
  const { rowCount } = await db.query(
    'SELECT 1 FROM parties.bound_account WHERE bucket = $1 AND bound_id = $2 AND account_id = $3 AND removed_on IS NOT NULL',
    [key.bucket, boundId, key.accountId],
  );
  return rowCount > 0;
}

export async function removeBound(tx: Tx, bucket: number, boundId: string, on: string): Promise<void> {
  await tx.query('UPDATE parties.bound_account SET removed_on = $3 WHERE bucket = $1 AND bound_id = $2', [bucket, boundId, on]);
}
