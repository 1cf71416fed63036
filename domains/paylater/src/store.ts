import type { Db, Tx } from '@jinqiao/database';
import type { Contract, ContractKey, Part } from './model.ts';

export const CONTRACT = `c.bucket, c.contract_id AS "contractId", c.programme_id AS "programmeId", c.customer_id AS "customerId", c.kind, c.order_ref AS "orderRef", c.seller, c.state, c.amount, c.returned,
  c.outstanding, c.periods, c.fee_rate AS "feeRate", c.agreement_hash AS "agreementHash", c.authorised_on AS "authorisedOn", c.delivered_on AS "deliveredOn", c.overdue_since AS "overdueSince", c.closed_on AS "closedOn"`;

export async function insertContract(tx: Tx, contract: Contract): Promise<boolean> {
  const { rowCount } = await tx.query(
    `INSERT INTO paylater.contract (bucket, contract_id, programme_id, customer_id, kind, order_ref, seller, state, amount, returned, outstanding, periods, fee_rate, agreement_hash, authorised_on, delivered_on)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) ON CONFLICT DO NOTHING`,
    [
      contract.bucket,
      contract.contractId,
      contract.programmeId,
      contract.customerId,
      contract.kind,
      contract.orderRef,
      contract.seller,
      contract.state,
      contract.amount,
      contract.returned,
      contract.outstanding,
      contract.periods,
      contract.feeRate,
      contract.agreementHash,
      contract.authorisedOn,
      contract.deliveredOn,
    ],
  );
  return rowCount > 0;
}

const byKeys = (keys: readonly ContractKey[]) => [keys.map((k) => k.bucket), keys.map((k) => k.contractId)];

export async function contractsByKey(db: Db, keys: readonly ContractKey[]): Promise<Map<string, Contract>> {
  if (keys.length === 0) return new Map();
  const { rows } = await db.query<Contract>(
    `SELECT ${CONTRACT} FROM paylater.contract c WHERE (c.bucket, c.contract_id) IN (SELECT * FROM unnest($1::int[], $2::text[]))`,
    byKeys(keys),
  );
  return new Map(rows.map((row) => [row.contractId, row]));
}

/** The contract of an order of the shop. */
export async function contractOfOrder(db: Db, bucket: number, orderRef: string): Promise<Contract | undefined> {
  const { rows } = await db.query<Contract>(
    `SELECT ${CONTRACT} FROM paylater.contract c WHERE c.bucket = $1 AND c.order_ref = $2 AND c.kind = 'purchase' AND c.state <> 'cancelled' ORDER BY c.contract_id LIMIT 1`,
    [bucket, orderRef],
  );
  return rows[0];
}

/** As `contractOfOrder`, and where nobody has it on credit any more the one that was given up last. */
export async function newestOfOrder(db: Db, bucket: number, orderRef: string): Promise<Contract | undefined> {
  const { rows } = await db.query<Contract>(
    `SELECT ${CONTRACT} FROM paylater.contract c WHERE c.bucket = $1 AND c.order_ref = $2 AND c.kind = 'purchase'
     ORDER BY c.state = 'cancelled', c.closed_on DESC, c.contract_id LIMIT 1`,
    [bucket, orderRef],
  );
  return rows[0];
}

/** Purchases that the shop has not answered about. */
export async function untoldContracts(db: Db, after: ContractKey | null, limit: number): Promise<Contract[]> {
  const { rows } = await db.query<Contract>(
    `SELECT ${CONTRACT} FROM paylater.contract c WHERE c.state = 'authorised' AND NOT c.told AND ($1::int IS NULL OR (c.bucket, c.contract_id) > ($1, $2::text))
     ORDER BY c.bucket, c.contract_id LIMIT $3`,
    [after?.bucket ?? null, after?.contractId ?? null, limit],
  );
  return rows;
}

export async function markTold(tx: Tx, { bucket, contractId }: ContractKey): Promise<void> {
  await tx.query('UPDATE paylater.contract SET told = true WHERE bucket = $1 AND contract_id = $2', [bucket, contractId]);
}

/** A customer's contracts, newest first. */
export async function contractsOfCustomer(db: Db, who: { bucket: number; customerId: string }, limit: number): Promise<Contract[]> {
  const { rows } = await db.query<Contract>(
    `SELECT ${CONTRACT} FROM paylater.contract c WHERE c.bucket = $1 AND c.customer_id = $2 ORDER BY c.authorised_on DESC, c.contract_id LIMIT $3`,
    [who.bucket, who.customerId, limit],
  );
  return rows;
}

export async function saveContracts(tx: Tx, rows: readonly Contract[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `UPDATE paylater.contract c SET state = g.state, amount = g.amount, returned = g.returned, outstanding = g.outstanding, delivered_on = g.delivered, overdue_since = g.overdue, closed_on = g.closed
     FROM unnest($1::int[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::date[], $8::date[], $9::date[]) AS g(bucket, id, state, amount, returned, outstanding, delivered, overdue, closed)
     WHERE c.bucket = g.bucket AND c.contract_id = g.id`,
    [
      rows.map((r) => r.bucket),
      rows.map((r) => r.contractId),
      rows.map((r) => r.state),
      rows.map((r) => r.amount),
      rows.map((r) => r.returned),
      rows.map((r) => r.outstanding),
      rows.map((r) => r.deliveredOn),
      rows.map((r) => r.overdueSince),
      rows.map((r) => r.closedOn),
    ],
  );
}

const PART = `p.bucket, p.contract_id AS "contractId", p.n, p.programme_id AS "programmeId", p.customer_id AS "customerId", p.from_on AS "fromOn", p.bill_on AS "billOn", p.due_on AS "dueOn",
  p.earned_by AS "earnedBy", p.principal, p.fee, p.charge, p.paid_principal AS "paidPrincipal", p.paid_fee AS "paidFee", p.paid_charge AS "paidCharge", p.converted, p.conversion_id AS "conversionId",
  p.charge_through AS "chargeThrough", p.revolving, p.earned, p.fee_billed AS "feeBilled", p.bill_id AS "billId", p.settled_on AS "settledOn"`;

export async function insertParts(tx: Tx, rows: readonly Part[]): Promise<void> {
  await tx.query(
    `INSERT INTO paylater.part (bucket, contract_id, n, programme_id, customer_id, from_on, bill_on, due_on, earned_by, principal, fee, charge, paid_principal, paid_fee, paid_charge, converted, charge_through, revolving, earned, fee_billed)
     SELECT b, c, n, pr, cu, f, bo, d, e, p, fe, 0, 0, 0, 0, 0, ct, false, 0, false
     FROM unnest($1::int[], $2::text[], $3::int[], $4::text[], $5::text[], $6::date[], $7::date[], $8::date[], $9::date[], $10::bigint[], $11::bigint[], $12::date[]) AS g(b, c, n, pr, cu, f, bo, d, e, p, fe, ct)`,
    [
      rows.map((r) => r.bucket),
      rows.map((r) => r.contractId),
      rows.map((r) => r.n),
      rows.map((r) => r.programmeId),
      rows.map((r) => r.customerId),
      rows.map((r) => r.fromOn),
      rows.map((r) => r.billOn),
      rows.map((r) => r.dueOn),
      rows.map((r) => r.earnedBy),
      rows.map((r) => r.principal),
      rows.map((r) => r.fee),
      rows.map((r) => r.chargeThrough),
    ],
  );
}

export async function partsOfContracts(db: Db, keys: readonly ContractKey[]): Promise<Part[]> {
  if (keys.length === 0) return [];
  const { rows } = await db.query<Part>(
    `SELECT ${PART} FROM paylater.part p WHERE (p.bucket, p.contract_id) IN (SELECT * FROM unnest($1::int[], $2::text[])) ORDER BY p.bucket, p.contract_id, p.n`,
    byKeys(keys),
  );
  return rows;
}

export async function partsOfBills(db: Db, keys: readonly { bucket: number; billId: string }[]): Promise<Part[]> {
  if (keys.length === 0) return [];
  const { rows } = await db.query<Part>(
    `SELECT ${PART} FROM paylater.part p WHERE (p.bucket, p.bill_id) IN (SELECT * FROM unnest($1::int[], $2::text[])) ORDER BY p.bucket, p.contract_id, p.n`,
    [keys.map((k) => k.bucket), keys.map((k) => k.billId)],
  );
  return rows;
}

/** How many parts of contracts are open, what they owe of principal, and since when they are overdue. */
export async function standingOf(
  tx: Tx,
  contracts: readonly ContractKey[],
  on: string,
): Promise<Map<string, { readonly open: number; readonly outstanding: bigint; readonly overdueSince: Contract['overdueSince'] }>> {
  const { rows } = await tx.query<{ contractId: string; open: number; outstanding: bigint; overdueSince: Contract['overdueSince'] }>(
    `SELECT contract_id AS "contractId", (count(*) FILTER (WHERE settled_on IS NULL))::int AS open, sum(principal - paid_principal)::bigint AS outstanding,
       min(due_on) FILTER (WHERE settled_on IS NULL AND NOT revolving AND bill_id IS NOT NULL AND due_on < $3) AS "overdueSince"
     FROM paylater.part WHERE (bucket, contract_id) IN (SELECT * FROM unnest($1::int[], $2::text[])) GROUP BY 1`,
    [...byKeys(contracts), on],
  );
  return new Map(rows.map((row) => [row.contractId, row]));
}

/** Bills of which no part is open any more. */
export async function billsWithoutOpenParts(tx: Tx, keys: readonly { bucket: number; billId: string }[]): Promise<Set<string>> {
  const { rows } = await tx.query<{ billId: string }>(
    `SELECT g.id AS "billId" FROM unnest($1::int[], $2::text[]) AS g(bucket, id)
     WHERE NOT EXISTS (SELECT 1 FROM paylater.part p WHERE p.bucket = g.bucket AND p.bill_id = g.id AND p.settled_on IS NULL)`,
    [keys.map((k) => k.bucket), keys.map((k) => k.billId)],
  );
  return new Set(rows.map((row) => row.billId));
}

/** Contracts that have been overdue since a date or longer. */
export async function contractsToWriteOff(tx: Tx, programmeId: string, since: string, limit: number): Promise<Contract[]> {
  const { rows } = await tx.query<Contract>(
    `SELECT ${CONTRACT} FROM paylater.contract c WHERE c.overdue_since <= $2 AND c.programme_id = $1 AND c.state = 'active' ORDER BY c.bucket, c.contract_id LIMIT $3`,
    [programmeId, since, limit],
  );
  return rows;
}

/** Open billed parts of customers in a programme, with what a minimum repayment put off to the next bill. */
export async function openBilledParts(db: Db, programmeId: string, keys: readonly { bucket: number; customerId: string }[]): Promise<Part[]> {
  if (keys.length === 0) return [];
  const { rows } = await db.query<Part>(
    `SELECT ${PART} FROM paylater.part p WHERE (p.bucket, p.customer_id) IN (SELECT * FROM unnest($2::int[], $3::text[])) AND p.settled_on IS NULL AND p.programme_id = $1 AND (p.bill_id IS NOT NULL OR p.revolving)
     ORDER BY p.bucket, p.contract_id, p.n`,
    [programmeId, keys.map((k) => k.bucket), keys.map((k) => k.customerId)],
  );
  return rows;
}

/**
 * Parts to be billed by a date, of some customers at a time: whole groups of customer and due day. What was written off is billed no more.
 * @param customers at most so many groups
 */
export async function partsToBill(tx: Tx, programmeId: string, on: string, customers: number): Promise<Part[]> {
  const { rows } = await tx.query<Part>(
    `WITH due AS (SELECT p.* FROM paylater.part p JOIN paylater.contract c ON c.bucket = p.bucket AND c.contract_id = p.contract_id AND c.state = 'active'
       WHERE p.programme_id = $1 AND p.bill_id IS NULL AND p.settled_on IS NULL AND p.bill_on <= $2),
     next AS (SELECT DISTINCT bucket, customer_id FROM due ORDER BY 1, 2 LIMIT $3)
     SELECT ${PART} FROM next JOIN due p USING (bucket, customer_id) ORDER BY p.bucket, p.customer_id, p.due_on, p.contract_id, p.n`,
    [programmeId, on, customers],
  );
  return rows;
}

export async function saveParts(tx: Tx, rows: readonly Part[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `UPDATE paylater.part p SET bill_on = g.bill_on, due_on = g.due_on, principal = g.principal, fee = g.fee, charge = g.charge, paid_principal = g.pp, paid_fee = g.pf, paid_charge = g.pc,
       converted = g.converted, conversion_id = g.conversion, charge_through = g.through, revolving = g.revolving, earned = g.earned, fee_billed = g.fee_billed, bill_id = g.bill, settled_on = g.settled
     FROM unnest($1::int[], $2::text[], $3::int[], $4::date[], $5::date[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::text[], $14::date[], $15::boolean[],
       $16::bigint[], $17::boolean[], $18::text[], $19::date[])
       AS g(bucket, id, n, bill_on, due_on, principal, fee, charge, pp, pf, pc, converted, conversion, through, revolving, earned, fee_billed, bill, settled)
     WHERE p.bucket = g.bucket AND p.contract_id = g.id AND p.n = g.n`,
    [
      rows.map((r) => r.bucket),
      rows.map((r) => r.contractId),
      rows.map((r) => r.n),
      rows.map((r) => r.billOn),
      rows.map((r) => r.dueOn),
      rows.map((r) => r.principal),
      rows.map((r) => r.fee),
      rows.map((r) => r.charge),
      rows.map((r) => r.paidPrincipal),
      rows.map((r) => r.paidFee),
      rows.map((r) => r.paidCharge),
      rows.map((r) => r.converted),
      rows.map((r) => r.conversionId),
      rows.map((r) => r.chargeThrough),
      rows.map((r) => r.revolving),
      rows.map((r) => r.earned),
      rows.map((r) => r.feeBilled),
      rows.map((r) => r.billId),
      rows.map((r) => r.settledOn),
    ],
  );
}

export type CreditNoteRow = ContractKey & {
  readonly noteId: string;
  readonly customerId: string;
  readonly amount: bigint;
  readonly fees: bigint;
  readonly surplus: bigint;
  readonly notedOn: string;
};

/** Writes a credit note down; false where it is there. */
export async function insertNote(tx: Tx, note: CreditNoteRow): Promise<boolean> {
  const { rowCount } = await tx.query(
    `INSERT INTO paylater.credit_note (bucket, note_id, contract_id, customer_id, amount, fees, surplus, noted_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
    [note.bucket, note.noteId, note.contractId, note.customerId, note.amount, note.fees, note.surplus, note.notedOn],
  );
  return rowCount > 0;
}

export async function notesOfContracts(db: Db, keys: readonly ContractKey[]): Promise<CreditNoteRow[]> {
  const { rows } = await db.query<CreditNoteRow>(
    `SELECT bucket, note_id AS "noteId", contract_id AS "contractId", customer_id AS "customerId", amount, fees, surplus, noted_on AS "notedOn" FROM paylater.credit_note
     WHERE (bucket, contract_id) IN (SELECT * FROM unnest($1::int[], $2::text[])) ORDER BY noted_on, note_id`,
    byKeys(keys),
  );
  return rows;
}

/** What is asked of contracts at a day's end: those that stand, and those settled after `since` (null: ever), behind a key. */
export type StandingContracts = {
  readonly programmeIds: readonly string[];
  readonly on: string;
  readonly since: string | null;
  readonly after: ContractKey | null;
  readonly limit: number;
};

/** Delivered contracts in order of bucket and id, by two indexes: one that was settled before costs nothing. */
export async function standingContracts(db: Db, { programmeIds, on, since, after, limit }: StandingContracts): Promise<Contract[]> {
  const behind = 'c.programme_id = ANY ($1) AND ($2::int IS NULL OR (c.bucket, c.contract_id) > ($2, $3))';
  const { rows } = await db.query<Contract>(
    `SELECT * FROM (
       (SELECT ${CONTRACT} FROM paylater.contract c WHERE c.state IN ('active', 'written-off') AND ${behind} ORDER BY c.bucket, c.contract_id LIMIT $6)
       UNION ALL
       (SELECT ${CONTRACT} FROM paylater.contract c WHERE c.closed_on IS NOT NULL AND c.state = 'settled' AND c.delivered_on IS NOT NULL
          AND ($4::date IS NULL OR c.closed_on > $4) AND c.closed_on <= $5 AND ${behind} ORDER BY c.bucket, c.contract_id LIMIT $6)
     ) AS found ORDER BY bucket, "contractId" LIMIT $6`,
    [programmeIds, after?.bucket ?? null, after?.contractId ?? null, since, on, limit],
  );
  return rows;
}
