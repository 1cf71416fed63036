import type { Db, Tx } from '@jinqiao/database';
import type { Channel } from './contact-rules.ts';
import type { CaseKey } from './model.ts';
import type { TemplateId } from './templates.ts';

export type CallOutcome = 'reached' | 'no-answer' | 'wrong-number' | 'promised' | 'disputed';
/** `not-sent`: a message that surely did not arrive; it counts for nothing. */
export type ContactOutcome = CallOutcome | 'sent' | 'unknown' | 'not-sent';

export type Contact = CaseKey & {
  readonly contactId: string;
  readonly customerId: string;
  readonly channel: Channel;
  readonly localDay: string;
  readonly at: string;
  readonly businessDate: string;
  readonly madeBy: string;
  readonly outcome: ContactOutcome;
  readonly note: string;
  readonly retainUntil: string;
};

const CONTACT = `bucket, contact_id AS "contactId", case_id AS "caseId", customer_id AS "customerId", channel, local_day AS "localDay",
  to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at, business_date AS "businessDate", made_by AS "madeBy", outcome, note, retain_until AS "retainUntil"`;

/** Contacts with a customer on a day of Shanghai, over all channels and cases. Whoever counts to add one holds the person. */
export async function contactsOnDay(db: Db, who: { readonly bucket: number; readonly customerId: string }, day: string): Promise<number> {
  const { rows } = await db.query<{ made: number }>(
    `SELECT count(*)::int AS made FROM dunning.contact WHERE bucket = $1 AND customer_id = $2 AND local_day = $3 AND outcome <> 'not-sent'`,
    [who.bucket, who.customerId, day],
  );
  return rows[0]?.made ?? 0;
}

export async function insertContact(tx: Tx, row: Contact): Promise<void> {
  await tx.query(
    `INSERT INTO dunning.contact (bucket, contact_id, case_id, customer_id, channel, local_day, at, business_date, made_by, outcome, note, retain_until)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING`,
    [
      row.bucket,
      row.contactId,
      row.caseId,
      row.customerId,
      row.channel,
      row.localDay,
      row.at,
      row.businessDate,
      row.madeBy,
      row.outcome,
      row.note,
      row.retainUntil,
    ],
  );
}

export async function contactById(db: Db, bucket: number, contactId: string): Promise<Contact | undefined> {
  const { rows } = await db.query<Contact>(`SELECT ${CONTACT} FROM dunning.contact WHERE bucket = $1 AND contact_id = $2`, [bucket, contactId]);
  return rows[0];
}

/** Contacts of a case, newest first. */
export async function contactsOfCase(db: Db, key: CaseKey, limit: number): Promise<Contact[]> {
  const { rows } = await db.query<Contact>(
    `SELECT ${CONTACT} FROM dunning.contact WHERE bucket = $1 AND case_id = $2 ORDER BY dunning.contact.at DESC, contact_id LIMIT $3`,
    [key.bucket, key.caseId, limit],
  );
  return rows;
}

export type Message = CaseKey & {
  readonly messageId: string;
  readonly customerId: string;
  readonly template: TemplateId;
  readonly added: string;
  readonly state: 'queued' | 'sending' | 'sent' | 'unknown' | 'refused' | 'stopped' | 'expired';
  readonly queuedBy: string;
  readonly queuedOn: string;
  readonly code: string;
};

const MESSAGE = `m.bucket, m.message_id AS "messageId", m.case_id AS "caseId", m.customer_id AS "customerId", m.template, m.added, m.state, m.queued_by AS "queuedBy",
  m.queued_on AS "queuedOn", m.code`;

/** Queues messages; one that is queued already stays as it is. */
export async function insertMessages(tx: Tx, rows: readonly Omit<Message, 'state' | 'code'>[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO dunning.message (bucket, message_id, case_id, customer_id, template, added, state, queued_by, queued_on, code)
     SELECT g.bucket, g.id, g.case_id, g.customer, g.template, g.added, 'queued', g.by, g.queued_on, ''
     FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::date[]) AS g(bucket, id, case_id, customer, template, added, by, queued_on)
     ON CONFLICT DO NOTHING`,
    [
      rows.map((r) => r.bucket),
      rows.map((r) => r.messageId),
      rows.map((r) => r.caseId),
      rows.map((r) => r.customerId),
      rows.map((r) => r.template),
      rows.map((r) => r.added),
      rows.map((r) => r.queuedBy),
      rows.map((r) => r.queuedOn),
    ],
  );
}

export async function messagesOfCase(db: Db, key: CaseKey): Promise<Message[]> {
  const { rows } = await db.query<Message>(
    `SELECT ${MESSAGE} FROM dunning.message m WHERE m.bucket = $1 AND m.case_id = $2 ORDER BY m.queued_on DESC, m.message_id`,
    [key.bucket, key.caseId],
  );
  return rows;
}

export type MessageKey = { readonly bucket: number; readonly messageId: string };

export async function messageById(db: Db, key: MessageKey): Promise<Message | undefined> {
  const { rows } = await db.query<Message>(`SELECT ${MESSAGE} FROM dunning.message m WHERE m.bucket = $1 AND m.message_id = $2`, [key.bucket, key.messageId]);
  return rows[0];
}

/** Messages that wait, oldest first, after a place. */
export async function waitingMessages(db: Db, after: { readonly queuedOn: string; readonly key: MessageKey } | null, limit: number): Promise<Message[]> {
  const { rows } = await db.query<Message>(
    `SELECT ${MESSAGE} FROM dunning.message m WHERE m.state IN ('queued', 'sending', 'unknown')
       AND ($1::date IS NULL OR (m.queued_on, m.bucket, m.message_id) > ($1, $2, $3)) ORDER BY m.queued_on, m.bucket, m.message_id LIMIT $4`,
    [after?.queuedOn ?? null, after?.key.bucket ?? null, after?.key.messageId ?? null, limit],
  );
  return rows;
}

/** A message nobody else works on, held until the transaction ends; undefined where somebody does or it is done. */
export async function holdMessage(tx: Tx, key: MessageKey): Promise<Message | undefined> {
  const { rows } = await tx.query<Message>(
    `SELECT ${MESSAGE} FROM dunning.message m WHERE m.bucket = $1 AND m.message_id = $2 AND m.state IN ('queued', 'sending', 'unknown') FOR UPDATE SKIP LOCKED`,
    [key.bucket, key.messageId],
  );
  return rows[0];
}

export async function setMessage(tx: Tx, key: MessageKey, state: Message['state'], code: string): Promise<void> {
  await tx.query('UPDATE dunning.message SET state = $3, code = $4 WHERE bucket = $1 AND message_id = $2', [key.bucket, key.messageId, state, code]);
}

export async function setContactOutcome(tx: Tx, bucket: number, contactId: string, outcome: ContactOutcome): Promise<void> {
  await tx.query('UPDATE dunning.contact SET outcome = $3 WHERE bucket = $1 AND contact_id = $2', [bucket, contactId, outcome]);
}
