import type { Db, Tx } from '@jinqiao/database';
import { paymentsFault } from '../errors.ts';
import type { Mandate } from './model.ts';

const MANDATE = `m.bucket, m.mandate_id AS "mandateId", m.customer_id AS "customerId", m.institution_id AS "institutionId", m.channel, m.instrument_hash AS "instrumentHash",
  m.instrument_masked AS "instrumentMasked", m.card_type AS "cardType", m.purpose, m.token, m.payment_cap AS "paymentCap", m.day_cap AS "dayCap", m.month_cap AS "monthCap",
  m.valid_from AS "validFrom", m.valid_through AS "validThrough", m.state, m.code, m.tries, m.requested_on AS "requestedOn", m.signed_on AS "signedOn",
  m.cancelled_on AS "cancelledOn", m.cancelled_by AS "cancelledBy"`;

export async function insertMandates(tx: Tx, rows: readonly Mandate[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO payments.mandate (bucket, mandate_id, customer_id, institution_id, channel, instrument_hash, instrument_masked, card_type, purpose, token, payment_cap, day_cap, month_cap,
       valid_from, valid_through, state, code, tries, requested_on, signed_on)
     SELECT * FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::bigint[], $12::bigint[], $13::bigint[],
       $14::date[], $15::date[], $16::text[], $17::text[], $18::int[], $19::date[], $20::date[]) ON CONFLICT DO NOTHING`,
    [
      rows.map((r) => r.bucket),
      rows.map((r) => r.mandateId),
      rows.map((r) => r.customerId),
      rows.map((r) => r.institutionId),
      rows.map((r) => r.channel),
      rows.map((r) => r.instrumentHash),
      rows.map((r) => r.instrumentMasked),
      rows.map((r) => r.cardType),
      rows.map((r) => r.purpose),
      rows.map((r) => r.token),
      rows.map((r) => r.paymentCap),
      rows.map((r) => r.dayCap),
      rows.map((r) => r.monthCap),
      rows.map((r) => r.validFrom),
      rows.map((r) => r.validThrough),
      rows.map((r) => r.state),
      rows.map((r) => r.code),
      rows.map((r) => r.tries),
      rows.map((r) => r.requestedOn),
      rows.map((r) => r.signedOn),
    ],
  );
}

export async function mandateById(db: Db, bucket: number, mandateId: string, lock: '' | 'FOR UPDATE' = ''): Promise<Mandate | undefined> {
  const { rows } = await db.query<Mandate>(`SELECT ${MANDATE} FROM payments.mandate m WHERE m.bucket = $1 AND m.mandate_id = $2 ${lock}`, [bucket, mandateId]);
  return rows[0];
}

export async function mandatesOfCustomer(db: Db, bucket: number, customerId: string): Promise<Mandate[]> {
  const { rows } = await db.query<Mandate>(
    `SELECT ${MANDATE} FROM payments.mandate m WHERE m.bucket = $1 AND m.customer_id = $2 ORDER BY m.requested_on DESC, m.mandate_id DESC`,
    [bucket, customerId],
  );
  return rows;
}

export type InstrumentKey = { readonly bucket: number; readonly customerId: string; readonly instrumentHash: string };

/** Active mandates of customers' instruments, held against being cancelled while something begins that rests on them. */
export async function holdMandates(tx: Tx, keys: readonly InstrumentKey[]): Promise<Mandate[]> {
  if (keys.length === 0) return [];
  const { rows } = await tx.query<Mandate>(
    `SELECT ${MANDATE} FROM payments.mandate m WHERE (m.bucket, m.customer_id, m.instrument_hash) IN (SELECT * FROM unnest($1::int[], $2::text[], $3::text[])) AND m.state = 'active'
     ORDER BY m.bucket, m.mandate_id FOR SHARE`,
    [keys.map((k) => k.bucket), keys.map((k) => k.customerId), keys.map((k) => k.instrumentHash)],
  );
  return rows;
}

export type MandateFilter = {
  readonly state: string | null;
  readonly institutionId: string | null;
  readonly customer: { readonly bucket: number; readonly customerId: string } | null;
  readonly q: string | null;
  readonly after: { readonly date: string; readonly mandateId: string } | null;
  readonly limit: number;
};

/** A page of mandates, newest first; `q` matches an id or its beginning, or the last digits of the card. */
export async function listMandates(db: Db, f: MandateFilter): Promise<Mandate[]> {
  const { rows } = await db.query<Mandate>(
    `SELECT ${MANDATE} FROM payments.mandate m
     WHERE ($1::text IS NULL OR m.state = $1) AND ($2::text IS NULL OR m.institution_id = $2) AND ($3::int IS NULL OR (m.bucket = $3 AND m.customer_id = $4))
       AND ($5::text IS NULL OR m.mandate_id LIKE $5 || '%' OR right(m.instrument_masked, 4) = $5)
       AND ($6::date IS NULL OR (m.requested_on, m.mandate_id) < ($6::date, $7::text))
     ORDER BY m.requested_on DESC, m.mandate_id DESC LIMIT $8`,
    [f.state, f.institutionId, f.customer?.bucket ?? null, f.customer?.customerId ?? null, f.q, f.after?.date ?? null, f.after?.mandateId ?? null, f.limit],
  );
  return rows;
}

export type MandateUpdate = Pick<
  Mandate,
  'bucket' | 'mandateId' | 'state' | 'code' | 'token' | 'cardType' | 'tries' | 'signedOn' | 'cancelledOn' | 'cancelledBy'
>;

const FORWARD = ['requested', 'code-sent', 'refused', 'active', 'cancelled'];

/** Moves a mandate forward, never back: a cancelled or refused one stays as it is, and what comes late changes nothing. */
export async function saveMandate(tx: Tx, m: MandateUpdate): Promise<void> {
  await tx.query(
    `UPDATE payments.mandate SET state = $3, code = $4, token = $5, card_type = $6, tries = $7, signed_on = $8, cancelled_on = $9, cancelled_by = $10
     WHERE bucket = $1 AND mandate_id = $2 AND state NOT IN ('refused', 'cancelled') AND array_position($11::text[], state) <= array_position($11::text[], $3)`,
    [m.bucket, m.mandateId, m.state, m.code, m.token, m.cardType, m.tries, m.signedOn, m.cancelledOn, m.cancelledBy, FORWARD],
  );
}

/** Keeps the token of a mandate that was cancelled while it was being confirmed, so that the institution can be told. */
export async function keepToken(tx: Tx, m: Pick<Mandate, 'bucket' | 'mandateId' | 'token'>): Promise<void> {
  await tx.query(`UPDATE payments.mandate SET token = $3 WHERE bucket = $1 AND mandate_id = $2 AND state = 'cancelled'`, [m.bucket, m.mandateId, m.token]);
}

/**
 * Holds the mandate of a token against being cancelled while something begins that rests on it. Tokens of before mandates
 * were kept here have none, and stand.
 * @throws Fault MANDATE_NOT_HELD.
 */
export async function requireMandate(tx: Tx, who: { readonly bucket: number; readonly customerId: string }, token: string, on: string): Promise<void> {
  const { rows } = await tx.query<Mandate>(
    `SELECT ${MANDATE} FROM payments.mandate m WHERE m.bucket = $1 AND m.customer_id = $2 AND m.token = $3 ORDER BY m.mandate_id FOR SHARE`,
    [who.bucket, who.customerId, token],
  );
  if (rows.length > 0 && !rows.some((mandate) => mandate.state === 'active' && mandate.validThrough >= on)) throw paymentsFault('MANDATE_NOT_HELD');
}

/** What was used of mandates in a day and a month. */
export async function mandateUse(db: Db, keys: readonly { bucket: number; subject: string; period: string }[]): Promise<Map<string, bigint>> {
  const { rows } = await db.query<{ key: string; used: bigint }>(
    `SELECT c.subject || '|' || c.period AS key, c.used FROM unnest($1::int[], $2::text[], $3::text[]) AS g(b, s, p)
     JOIN payments.counter c ON c.bucket = g.b AND c.subject = g.s AND c.period = g.p`,
    [keys.map((k) => k.bucket), keys.map((k) => k.subject), keys.map((k) => k.period)],
  );
  return new Map(rows.map((row) => [row.key, row.used]));
}

/** Of customers, the card that was signed first for payments and may be debited on a date, as its keyed digest. */
export async function signedInstruments(
  db: Db,
  keys: readonly { readonly bucket: number; readonly customerId: string }[],
  on: string,
): Promise<Map<string, string>> {
  const { rows } = await db.query<{ customerId: string; instrument: string }>(
    `SELECT DISTINCT ON (bucket, customer_id) customer_id AS "customerId", instrument_hash AS instrument FROM payments.mandate
     WHERE (bucket, customer_id) IN (SELECT * FROM unnest($1::int[], $2::text[])) AND purpose = 'payment' AND channel = 'card' AND state = 'active' AND valid_from <= $3 AND valid_through >= $3
     ORDER BY bucket, customer_id, signed_on, mandate_id`,
    [keys.map((key) => key.bucket), keys.map((key) => key.customerId), on],
  );
  return new Map(rows.map((row) => [row.customerId, row.instrument]));
}
