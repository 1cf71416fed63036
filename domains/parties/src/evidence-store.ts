import type { Db, Tx } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';
import type { Evidence, Factor } from './identity/ladder.ts';
import type { CustomerKey } from './model.ts';

export type NewEvidence = Omit<Evidence, 'evidenceId'> & { readonly bucket: number };

/** How many elements of a card were asked about shows in the answer only: it is one message, hence one row. */
const ABOUT_A_CARD: readonly Factor[] = ['three-element', 'four-element', 'five-element'];

/** The id of what a provider said of a customer in one message. */
export function evidenceId(row: Pick<NewEvidence, 'bucket' | 'customerId' | 'factor' | 'serial'>): string {
  return derivedId('evd', row.bucket, `${row.customerId} ${ABOUT_A_CARD.includes(row.factor) ? 'card' : row.factor} ${row.serial}`);
}

/** Records what providers said. A row is never changed, except `unknown` by the answer to the same message, which is as old as the asking. */
export async function recordEvidence(tx: Db, rows: readonly NewEvidence[]): Promise<void> {
  await tx.query(
    `INSERT INTO parties.identity_evidence AS e (bucket, evidence_id, customer_id, person_hash, factor, provider, result, code, serial, card_masked, found_on, found_at, expires_on)
     SELECT * FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::date[], $12::timestamptz[], $13::date[])
     ON CONFLICT (bucket, evidence_id) DO UPDATE SET factor = excluded.factor, result = excluded.result, code = excluded.code, expires_on = excluded.expires_on
       WHERE e.result = 'unknown'`,
    [
      rows.map((r) => r.bucket),
      rows.map(evidenceId),
      rows.map((r) => r.customerId),
      rows.map((r) => r.personHash),
      rows.map((r) => r.factor),
      rows.map((r) => r.provider),
      rows.map((r) => r.result),
      rows.map((r) => r.code.slice(0, 64)),
      rows.map((r) => r.serial),
      rows.map((r) => r.cardMasked),
      rows.map((r) => r.foundOn),
      rows.map((r) => r.foundAt),
      rows.map((r) => r.expiresOn),
    ],
  );
}

const EVIDENCE = `evidence_id AS "evidenceId", customer_id AS "customerId", person_hash AS "personHash", factor, provider, result, code, serial, card_masked AS "cardMasked", found_on AS "foundOn",
  to_char(found_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS "foundAt", expires_on AS "expiresOn"`;

/** All that was ever said of a customer, oldest first. */
export async function evidenceOf(db: Db, { bucket, customerId }: CustomerKey): Promise<Evidence[]> {
  const { rows } = await db.query<Evidence>(
    `SELECT ${EVIDENCE} FROM parties.identity_evidence WHERE bucket = $1 AND customer_id = $2 ORDER BY found_at, evidence_id`,
    [bucket, customerId],
  );
  return rows;
}

export async function evidenceById(db: Db, { bucket, customerId }: CustomerKey, id: string): Promise<Evidence | undefined> {
  const { rows } = await db.query<Evidence>(`SELECT ${EVIDENCE} FROM parties.identity_evidence WHERE bucket = $1 AND evidence_id = $2 AND customer_id = $3`, [
    bucket,
    id,
    customerId,
  ]);
  return rows[0];
}

export type SamePerson = {
  readonly samePersonId: string;
  readonly customerId: string;
  readonly existingCustomerId: string;
  readonly outcome: 'refused' | 'joined';
  readonly proof: 'existing-number' | 'liveness' | null;
  readonly foundOn: string;
  readonly foundAt: string;
  readonly joinedAt: string | null;
};

const SAME = `same_person_id AS "samePersonId", customer_id AS "customerId", existing_customer_id AS "existingCustomerId", outcome, proof, found_on AS "foundOn",
  to_char(found_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS "foundAt", to_char(joined_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS "joinedAt"`;

export async function insertSamePerson(tx: Db, who: CustomerKey, existingCustomerId: string, on: string, at: string): Promise<void> {
  await tx.query(
    `INSERT INTO parties.same_person (bucket, same_person_id, customer_id, existing_customer_id, outcome, found_on, found_at)
     VALUES ($1, $2, $3, $4, 'refused', $5, $6) ON CONFLICT DO NOTHING`,
    [who.bucket, derivedId('smp', who.bucket, `${who.customerId} ${existingCustomerId}`), who.customerId, existingCustomerId, on, at],
  );
}

/** What was found of a customer as newcomer and as the one who was there already. */
export async function samePersonOf(db: Db, { bucket, customerId }: CustomerKey): Promise<SamePerson[]> {
  const { rows } = await db.query<SamePerson>(
    `SELECT ${SAME} FROM parties.same_person WHERE (bucket = $1 AND customer_id = $2) OR existing_customer_id = $2 ORDER BY found_at, same_person_id`,
    [bucket, customerId],
  );
  return rows;
}

export async function markJoined(tx: Tx, bucket: number, samePersonId: string, proof: 'existing-number' | 'liveness', at: string): Promise<void> {
  await tx.query(`UPDATE parties.same_person SET outcome = 'joined', proof = $3, joined_at = $4 WHERE bucket = $1 AND same_person_id = $2`, [
    bucket,
    samePersonId,
    proof,
    at,
  ]);
}
