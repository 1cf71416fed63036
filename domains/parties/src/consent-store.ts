import { type Db, HOUSE_BUCKET, type Tx } from '@jinqiao/database';
import type { ConsentPurpose, ConsentText } from './consent-texts.ts';
import type { Consent, CustomerKey } from './model.ts';

const CONSENT = `consent_id AS "consentId", customer_id AS "customerId", purpose, recipient, items, text_version AS "textVersion", text_hash AS "textHash", channel, granted_on AS "grantedOn",
  to_char(granted_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS "grantedAt", to_char(withdrawn_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS "withdrawnAt", withdrawn_via AS "withdrawnVia"`;

/** Every consent that a customer ever gave, oldest first. */
export async function consentsOf(db: Db, bucket: number, customerId: string): Promise<Consent[]> {
  const { rows } = await db.query<Consent>(`SELECT ${CONSENT} FROM parties.consent WHERE bucket = $1 AND customer_id = $2 ORDER BY granted_at, consent_id`, [
    bucket,
    customerId,
  ]);
  return rows;
}

/** The consents of a customer, held until the transaction ends, so that none is withdrawn while something begins that rests on it. */
export async function holdConsents(tx: Tx, bucket: number, customerId: string): Promise<Consent[]> {
  const { rows } = await tx.query<Consent>(
    `SELECT ${CONSENT} FROM parties.consent WHERE bucket = $1 AND customer_id = $2 ORDER BY granted_at, consent_id FOR SHARE`,
    [bucket, customerId],
  );
  return rows;
}

type ConsentSubject = CustomerKey & { readonly purpose: ConsentPurpose; readonly recipient: string };

/** How many consents for each purpose and recipient a customer has withdrawn: the next grant is another one. @returns the counts in the order of the subjects. */
export async function withdrawnBefore(tx: Tx, subjects: readonly ConsentSubject[]): Promise<number[]> {
  const { rows } = await tx.query<{ n: number; at: number }>(
    `SELECT g.i::int AS at, count(c.consent_id)::int AS n FROM unnest($1::int[], $2::text[], $3::text[], $4::text[]) WITH ORDINALITY AS g(b, c, p, r, i)
     LEFT JOIN parties.consent c ON c.bucket = g.b AND c.customer_id = g.c AND c.purpose = g.p AND c.recipient = g.r AND c.withdrawn_at IS NOT NULL GROUP BY g.i`,
    [subjects.map((s) => s.bucket), subjects.map((s) => s.customerId), subjects.map((s) => s.purpose), subjects.map((s) => s.recipient)],
  );
  const counts = new Map(rows.map((row) => [row.at, row.n]));
  return subjects.map((_, i) => counts.get(i + 1) ?? 0);
}

export async function insertConsents(tx: Tx, rows: readonly (Omit<Consent, 'withdrawnAt' | 'withdrawnVia'> & { bucket: number })[]): Promise<void> {
  await tx.query(
    `INSERT INTO parties.consent (bucket, consent_id, customer_id, purpose, recipient, items, text_version, text_hash, channel, granted_on, granted_at)
     SELECT * FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::date[], $11::timestamptz[])
     ON CONFLICT DO NOTHING`,
    [
      rows.map((r) => r.bucket),
      rows.map((r) => r.consentId),
      rows.map((r) => r.customerId),
      rows.map((r) => r.purpose),
      rows.map((r) => r.recipient),
      rows.map((r) => r.items),
      rows.map((r) => r.textVersion),
      rows.map((r) => r.textHash),
      rows.map((r) => r.channel),
      rows.map((r) => r.grantedOn),
      rows.map((r) => r.grantedAt),
    ],
  );
}

/** Stamps one consent of a customer, once. @returns false where there is none. */
export async function withdrawConsent(tx: Tx, bucket: number, consentId: string, customerId: string, at: string, via = 'h5'): Promise<boolean> {
  const { rowCount } = await tx.query(
    `UPDATE parties.consent SET withdrawn_at = coalesce(withdrawn_at, $4::timestamptz), withdrawn_via = coalesce(withdrawn_via, $5)
     WHERE bucket = $1 AND consent_id = $2 AND customer_id = $3`,
    [bucket, consentId, customerId, at, via],
  );
  return rowCount > 0;
}

/** Ends all consents of a customer with the account. */
export async function endConsents(tx: Tx, { bucket, customerId }: CustomerKey, at: string): Promise<void> {
  await tx.query(`UPDATE parties.consent SET withdrawn_at = $3, withdrawn_via = 'closure' WHERE bucket = $1 AND customer_id = $2 AND withdrawn_at IS NULL`, [
    bucket,
    customerId,
    at,
  ]);
}

/** Keeps accepted texts word for word under their digests. */
export async function keepTexts(tx: Tx, texts: readonly (ConsentText & { purpose: ConsentPurpose; hash: string })[]): Promise<void> {
  await tx.query(
    `INSERT INTO parties.consent_text (bucket, text_hash, purpose, version, zh, en)
     SELECT $1::int, * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) ON CONFLICT DO NOTHING`,
    [HOUSE_BUCKET, texts.map((t) => t.hash), texts.map((t) => t.purpose), texts.map((t) => t.version), texts.map((t) => t.zh), texts.map((t) => t.en)],
  );
}

/** The texts under digests, as they were accepted. */
export async function keptTexts(db: Db, hashes: readonly string[]): Promise<Map<string, { zh: string; en: string }>> {
  const { rows } = await db.query<{ hash: string; zh: string; en: string }>(
    'SELECT text_hash AS hash, zh, en FROM parties.consent_text WHERE bucket = $1 AND text_hash = ANY ($2)',
    [HOUSE_BUCKET, hashes],
  );
  return new Map(rows.map(({ hash, ...text }) => [hash, text]));
}
