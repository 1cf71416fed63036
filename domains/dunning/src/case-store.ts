import type { Db, Tx } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';
import type { Ending } from './debt.ts';
import { dunningFault } from './errors.ts';
import type { Case, CaseDebt, CaseEvent, CaseKey } from './model.ts';

const CASE = `c.bucket, c.case_id AS "caseId", c.customer_id AS "customerId", c.creditor, c.state, c.ending, c.queue, c.assignee, c.assigned_on AS "assignedOn",
  c.opened_on AS "openedOn", c.opened_in AS "openedIn", c.closed_on AS "closedOn", c.days_past_due AS "daysPastDue", c.owed, c.score,
  c.broken_promises AS "brokenPromises", c.seen_on AS "seenOn"`;

/** @throws Fault CASE_UNKNOWN. */
export async function caseByKey(db: Db, key: CaseKey): Promise<Case> {
  const { rows } = await db.query<Case>(`SELECT ${CASE} FROM dunning.case c WHERE c.bucket = $1 AND c.case_id = $2`, [key.bucket, key.caseId]);
  if (!rows[0]) throw dunningFault('CASE_UNKNOWN', { id: key.caseId.slice(0, 40) });
  return rows[0];
}

/** A case that is open, held until the transaction ends. @throws Fault CASE_UNKNOWN, CASE_CLOSED. */
export async function holdOpenCase(tx: Tx, key: CaseKey): Promise<Case> {
  await tx.query('SELECT FROM dunning.case WHERE bucket = $1 AND case_id = $2 FOR UPDATE', [key.bucket, key.caseId]);
  const found = await caseByKey(tx, key);
  if (found.state !== 'open') throw dunningFault('CASE_CLOSED', { id: key.caseId });
  return found;
}

export async function casesOfCustomer(db: Db, who: { readonly bucket: number; readonly customerId: string }): Promise<Case[]> {
  const { rows } = await db.query<Case>(
    `SELECT ${CASE} FROM dunning.case c WHERE c.bucket = $1 AND c.customer_id = $2 ORDER BY (c.state = 'open') DESC, c.opened_on DESC, c.case_id`,
    [who.bucket, who.customerId],
  );
  return rows;
}

export type CaseFilter = {
  readonly queue: string | null;
  readonly assignee: string | null;
  readonly state: Case['state'];
  readonly creditor: string | null;
  /** A case or customer id, or its beginning. */
  readonly q: string | null;
  readonly free: boolean;
  readonly after: { readonly daysPastDue: number; readonly caseId: string } | null;
  readonly limit: number;
};

const WHERE = `c.state = $1 AND ($2::text IS NULL OR c.queue = $2) AND ($3::text IS NULL OR c.assignee = $3) AND ($4::text IS NULL OR c.creditor = $4)
  AND ($5::text IS NULL OR c.case_id LIKE $5 || '%' OR c.customer_id LIKE $5 || '%') AND (NOT $6::boolean OR c.assignee IS NULL)`;
const whereValues = (f: CaseFilter) => [f.state, f.queue, f.assignee, f.creditor, f.q, f.free];

/** A page of cases, the latest first by days past due, and the totals of the filtered set. */
export async function listCases(db: Db, filter: CaseFilter): Promise<{ cases: Case[]; count: number; owed: bigint }> {
  const { rows } = await db.query<Case>(
    `SELECT ${CASE} FROM dunning.case c WHERE ${WHERE} AND ($7::int IS NULL OR (c.days_past_due, c.case_id) < ($7, $8))
     ORDER BY c.days_past_due DESC, c.case_id DESC LIMIT $9`,
    [...whereValues(filter), filter.after?.daysPastDue ?? null, filter.after?.caseId ?? null, filter.limit],
  );
  const totals = await db.query<{ count: number; owed: string }>(
    `SELECT count(*)::int AS count, coalesce(sum(c.owed), 0)::text AS owed FROM dunning.case c WHERE ${WHERE}`,
    whereValues(filter),
  );
  return { cases: rows, count: totals.rows[0]?.count ?? 0, owed: BigInt(totals.rows[0]?.owed ?? 0) };
}

/** The open cases of customers and creditors, by `customer creditor`. */
export async function openCases(
  db: Db,
  keys: readonly { readonly bucket: number; readonly customerId: string; readonly creditor: string }[],
): Promise<Map<string, Case>> {
  const { rows } = await db.query<Case>(
    `SELECT ${CASE} FROM unnest($1::int[], $2::text[], $3::text[]) AS g(bucket, customer, creditor)
     JOIN dunning.case c ON c.bucket = g.bucket AND c.customer_id = g.customer AND c.creditor = g.creditor AND c.state = 'open'`,
    [keys.map((k) => k.bucket), keys.map((k) => k.customerId), keys.map((k) => k.creditor)],
  );
  return new Map(rows.map((row) => [`${row.customerId} ${row.creditor}`, row]));
}

/** Open cases that the close of a day has not looked at, in a fixed order. */
export async function unseenCases(tx: Tx, on: string, limit: number): Promise<Case[]> {
  const { rows } = await tx.query<Case>(
    `SELECT ${CASE} FROM dunning.case c WHERE c.state = 'open' AND c.seen_on < $1 ORDER BY c.seen_on, c.bucket, c.case_id LIMIT $2`,
    [on, limit],
  );
  return rows;
}

export async function insertCases(
  tx: Tx,
  rows: readonly Pick<Case, 'bucket' | 'caseId' | 'customerId' | 'creditor' | 'openedOn' | 'openedIn' | 'score' | 'seenOn'>[],
): Promise<void> {
  await tx.query(`INSERT INTO dunning.person (bucket, customer_id) SELECT DISTINCT * FROM unnest($1::int[], $2::text[]) ON CONFLICT DO NOTHING`, [
    rows.map((r) => r.bucket),
    rows.map((r) => r.customerId),
  ]);
  await tx.query(
    `INSERT INTO dunning.case (bucket, case_id, customer_id, creditor, state, queue, opened_on, opened_in, days_past_due, owed, score, seen_on)
     SELECT g.bucket, g.id, g.customer, g.creditor, 'open', '', g.opened_on, g.opened_in, 0, 0, g.score, g.seen
     FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::date[], $6::text[], $7::int[], $8::date[])
       AS g(bucket, id, customer, creditor, opened_on, opened_in, score, seen) ON CONFLICT DO NOTHING`,
    [
      rows.map((r) => r.bucket),
      rows.map((r) => r.caseId),
      rows.map((r) => r.customerId),
      rows.map((r) => r.creditor),
      rows.map((r) => r.openedOn),
      rows.map((r) => r.openedIn),
      rows.map((r) => r.score),
      rows.map((r) => r.seenOn),
    ],
  );
}

/** Writes back what a close found of cases. */
export async function saveCases(tx: Tx, rows: readonly Case[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `UPDATE dunning.case c SET state = g.state, ending = g.ending, queue = g.queue, closed_on = g.closed, days_past_due = g.days, owed = g.owed, seen_on = g.seen
     FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::date[], $7::int[], $8::bigint[], $9::date[])
       AS g(bucket, id, state, ending, queue, closed, days, owed, seen) WHERE c.bucket = g.bucket AND c.case_id = g.id`,
    [
      rows.map((r) => r.bucket),
      rows.map((r) => r.caseId),
      rows.map((r) => r.state),
      rows.map((r) => r.ending),
      rows.map((r) => r.queue),
      rows.map((r) => r.closedOn),
      rows.map((r) => r.daysPastDue),
      rows.map((r) => r.owed),
      rows.map((r) => r.seenOn),
    ],
  );
}

const DEBT = `d.bucket, d.case_id AS "caseId", d.kind, d.contract_id AS "contractId", d.customer_id AS "customerId", d.since, d.days_past_due AS "daysPastDue", d.fees, d.penalty,
  d.interest, d.principal, d.entered_on AS "enteredOn", d.left_on AS "leftOn", d.ending`;
type DebtRow = Omit<CaseDebt, 'owed'> & CaseDebt['owed'];
const toDebt = ({ fees, penalty, interest, principal, ...row }: DebtRow): CaseDebt => ({ ...row, owed: { fees, penalty, interest, principal } });

/** Every contract that is or was in some cases, oldest first. */
export async function debtsOfCases(db: Db, keys: readonly CaseKey[]): Promise<Map<string, CaseDebt[]>> {
  const { rows } = await db.query<DebtRow>(
    `SELECT ${DEBT} FROM unnest($1::int[], $2::text[]) AS g(bucket, id) JOIN dunning.debt d ON d.bucket = g.bucket AND d.case_id = g.id
     ORDER BY d.since, d.contract_id`,
    [keys.map((k) => k.bucket), keys.map((k) => k.caseId)],
  );
  return Map.groupBy(rows.map(toDebt), ({ caseId }) => caseId);
}

/** Puts contracts into their cases, or brings them up to date there; one that had left is back. */
export async function putDebts(tx: Tx, rows: readonly CaseDebt[], on: string): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO dunning.debt AS d (bucket, case_id, kind, contract_id, customer_id, since, days_past_due, fees, penalty, interest, principal, entered_on, seen_on, left_on, ending)
     SELECT g.bucket, g.case_id, g.kind, g.id, g.customer, g.since, g.days, g.fees, g.penalty, g.interest, g.principal, g.entered, $12::date, g.left_on, g.ending
     FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::date[], $7::int[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $13::date[], $14::date[], $15::text[])
       AS g(bucket, case_id, kind, id, customer, since, days, fees, penalty, interest, principal, entered, left_on, ending)
     ON CONFLICT (bucket, case_id, kind, contract_id) DO UPDATE SET since = excluded.since, days_past_due = excluded.days_past_due, fees = excluded.fees, penalty = excluded.penalty,
       interest = excluded.interest, principal = excluded.principal, seen_on = excluded.seen_on, left_on = excluded.left_on, ending = excluded.ending`,
    [
      rows.map((r) => r.bucket),
      rows.map((r) => r.caseId),
      rows.map((r) => r.kind),
      rows.map((r) => r.contractId),
      rows.map((r) => r.customerId),
      rows.map((r) => r.since),
      rows.map((r) => r.daysPastDue),
      rows.map((r) => r.owed.fees),
      rows.map((r) => r.owed.penalty),
      rows.map((r) => r.owed.interest),
      rows.map((r) => r.owed.principal),
      on,
      rows.map((r) => r.enteredOn),
      rows.map((r) => r.leftOn),
      rows.map((r) => r.ending),
    ],
  );
}

export type NewEvent = CaseKey & {
  readonly event: string;
  readonly actor: string;
  readonly was?: string;
  readonly now?: string;
  readonly note?: string;
  /** What tells this event from another of its kind on the day. */
  readonly about?: string;
};

/** Adds to the histories of cases. The same event of a day and about the same thing is written once. */
export async function insertEvents(tx: Tx, events: readonly NewEvent[], on: string, at: string | null): Promise<void> {
  if (events.length === 0) return;
  await tx.query(
    `INSERT INTO dunning.event (bucket, event_id, case_id, event, business_date, at, actor, was, is_now, note)
     SELECT g.bucket, g.id, g.case_id, g.event, $4::date, $5::timestamptz, g.actor, g.was, g.is_now, g.note
     FROM unnest($1::int[], $2::text[], $3::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[]) AS g(bucket, id, case_id, event, actor, was, is_now, note)
     ON CONFLICT DO NOTHING`,
    [
      events.map((e) => e.bucket),
      events.map((e) => derivedId('dev', e.bucket, `${e.caseId} ${on} ${at ?? ''} ${e.event} ${e.about ?? ''}`)),
      events.map((e) => e.caseId),
      on,
      at,
      events.map((e) => e.event),
      events.map((e) => e.actor),
      events.map((e) => e.was ?? ''),
      events.map((e) => e.now ?? ''),
      events.map((e) => e.note ?? ''),
    ],
  );
}

/** The history of a case, newest first: what a close did comes after what people did on its day. */
export async function eventsOfCase(db: Db, key: CaseKey, limit: number): Promise<CaseEvent[]> {
  const { rows } = await db.query<CaseEvent>(
    `SELECT bucket, case_id AS "caseId", event, business_date AS "businessDate", to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at, actor, was, is_now AS now, note
     FROM dunning.event WHERE bucket = $1 AND case_id = $2 ORDER BY business_date DESC, at DESC NULLS FIRST, event_id LIMIT $3`,
    [key.bucket, key.caseId, limit],
  );
  return rows;
}

export function endedDebt(debt: CaseDebt, ending: Ending, on: string): CaseDebt {
  return { ...debt, leftOn: on, ending, owed: { fees: 0n, penalty: 0n, interest: 0n, principal: 0n } };
}
