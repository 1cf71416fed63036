import type { Db, Tx } from '@jinqiao/database';
import { partnershipFault } from './errors.ts';
import { type Programme, type ProgrammeParameters, programmeOf } from './programme.ts';

export async function insertProgramme(tx: Tx, id: string, parameters: ProgrammeParameters): Promise<void> {
  await tx.query('INSERT INTO partnership.programme (bucket, programme_id, parameters) VALUES (0, $1, $2) ON CONFLICT DO NOTHING', [
    id,
    JSON.stringify(parameters),
  ]);
}

export async function programmes(db: Db): Promise<Programme[]> {
  const { rows } = await db.query<{ id: string; parameters: ProgrammeParameters }>(
    'SELECT programme_id AS id, parameters FROM partnership.programme WHERE bucket = 0 ORDER BY programme_id',
  );
  return rows.map((row) => programmeOf(row.id, row.parameters));
}

/** Running totals of a programme's economics, in minor units but for the exact accruals. */
export type Economics = {
  accruedThrough: string;
  accruedExact: bigint;
  interestPosted: bigint;
  bankExact: bigint;
  bankPosted: bigint;
  chargesPosted: bigint;
  advanceFees: bigint;
  compensated: bigint;
  compensatedPrincipal: bigint;
  recovered: bigint;
  writtenOff: bigint;
  settledResidual: bigint;
  callSince: string | null;
  callDeadline: string | null;
  drawsStopped: boolean;
};

const ECONOMICS = `accrued_through AS "accruedThrough", accrued_exact::text AS "accruedExact", interest_posted AS "interestPosted", bank_exact::text AS "bankExact", bank_posted AS "bankPosted",
  charges_posted AS "chargesPosted", advance_fees AS "advanceFees", compensated, compensated_principal AS "compensatedPrincipal", recovered, written_off AS "writtenOff", settled_residual AS "settledResidual",
  call_since AS "callSince", call_deadline AS "callDeadline", draws_stopped AS "drawsStopped"`;

export async function openEconomics(tx: Tx, programmeId: string, from: string): Promise<void> {
  await tx.query(
    `INSERT INTO partnership.economics (bucket, programme_id, accrued_through, accrued_exact, interest_posted, bank_exact, bank_posted, charges_posted, advance_fees, compensated, compensated_principal, recovered,
       written_off, settled_residual, draws_stopped) VALUES (0, $1, $2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, false) ON CONFLICT DO NOTHING`,
    [programmeId, from],
  );
}

export async function economicsOf(db: Db, programmeId: string): Promise<Economics> {
  const { rows } = await db.query<Omit<Economics, 'accruedExact' | 'bankExact'> & { accruedExact: string; bankExact: string }>(
    `SELECT ${ECONOMICS} FROM partnership.economics WHERE bucket = 0 AND programme_id = $1`,
    [programmeId],
  );
  const row = rows[0];
  if (!row) throw partnershipFault('PROGRAMME_UNKNOWN', { id: programmeId });
  return { ...row, accruedExact: BigInt(row.accruedExact), bankExact: BigInt(row.bankExact) };
}

/** The draw-time view: are draws stopped? Held so that a margin decision cannot slip in between. */
export async function drawsStopped(tx: Tx, programmeId: string): Promise<boolean> {
  const { rows } = await tx.query<{ stopped: boolean }>(
    'SELECT draws_stopped AS stopped FROM partnership.economics WHERE bucket = 0 AND programme_id = $1 FOR SHARE',
    [programmeId],
  );
  return rows[0]?.stopped ?? false;
}

/** Which of some programmes take no new draws. */
export async function stoppedAmong(db: Db, programmeIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await db.query<{ id: string }>(
    'SELECT programme_id AS id FROM partnership.economics WHERE bucket = 0 AND programme_id = ANY ($1::text[]) AND draws_stopped',
    [programmeIds],
  );
  return new Set(rows.map(({ id }) => id));
}

export async function saveEconomics(tx: Tx, programmeId: string, e: Economics): Promise<void> {
  await tx.query(
    `UPDATE partnership.economics SET accrued_through = $2, accrued_exact = $3, interest_posted = $4, bank_exact = $5, bank_posted = $6, charges_posted = $7, advance_fees = $8, compensated = $9,
       compensated_principal = $10, recovered = $11, written_off = $12, settled_residual = $13, call_since = $14, call_deadline = $15, draws_stopped = $16 WHERE bucket = 0 AND programme_id = $1`,
    [
      programmeId,
      e.accruedThrough,
      e.accruedExact,
      e.interestPosted,
      e.bankExact,
      e.bankPosted,
      e.chargesPosted,
      e.advanceFees,
      e.compensated,
      e.compensatedPrincipal,
      e.recovered,
      e.writtenOff,
      e.settledResidual,
      e.callSince,
      e.callDeadline,
      e.drawsStopped,
    ],
  );
}

/** Figures of a day's end; amounts in minor units as text. */
export type SnapshotFigures = {
  loans: number;
  outstanding: string;
  disbursed: string;
  overdue: string;
  buckets: Record<string, { loans: number; outstanding: string }>;
  marginHeld: string;
  marginRequired: string;
  marginCeiling: string;
  called: string;
  released: string;
  drawn: string;
  customerInterest: string;
  charges: string;
  bankYield: string;
  advanceFees: string;
  compensated: string;
  recovered: string;
  collected: { count: number; amount: string };
  failed: { count: number; amount: string };
  advanced: { count: number; amount: string };
  cleared: { count: number; amount: string };
  breaks: number;
  callDeadline: string | null;
  drawsStopped: boolean;
};

export async function saveSnapshot(tx: Tx, programmeId: string, on: string, figures: SnapshotFigures): Promise<void> {
  await tx.query(
    'INSERT INTO partnership.snapshot (bucket, programme_id, business_date, figures) VALUES (0, $1, $2, $3) ON CONFLICT (bucket, programme_id, business_date) DO UPDATE SET figures = excluded.figures',
    [programmeId, on, JSON.stringify(figures)],
  );
}

/** The newest snapshots, newest first. */
export async function snapshots(db: Db, programmeId: string, before: string | null, limit: number): Promise<{ date: string; figures: SnapshotFigures }[]> {
  const { rows } = await db.query<{ date: string; figures: SnapshotFigures }>(
    'SELECT business_date AS date, figures FROM partnership.snapshot WHERE bucket = 0 AND programme_id = $1 AND ($2::date IS NULL OR business_date < $2) ORDER BY business_date DESC LIMIT $3',
    [programmeId, before, limit],
  );
  return rows;
}

export type SettlementFigures = {
  customerInterest: string;
  penalty: string;
  bankYield: string;
  advanceFees: string;
  platformGross: string;
  compensated: string;
  recovered: string;
  platformNet: string;
  net: string;
};

export async function insertSettlement(
  tx: Tx,
  row: { settlementId: string; programmeId: string; month: string; figures: SettlementFigures; hash: string },
): Promise<void> {
  await tx.query(
    `INSERT INTO partnership.settlement (bucket, settlement_id, programme_id, month, figures, state, hash) VALUES (0, $1, $2, $3, $4, 'settled', $5) ON CONFLICT DO NOTHING`,
    [row.settlementId, row.programmeId, row.month, JSON.stringify(row.figures), row.hash],
  );
}

export async function settlements(
  db: Db,
  programmeId: string,
): Promise<{ settlementId: string; programmeId: string; month: string; figures: SettlementFigures; state: string; hash: string }[]> {
  const { rows } = await db.query<{ settlementId: string; programmeId: string; month: string; figures: SettlementFigures; state: string; hash: string }>(
    `SELECT settlement_id AS "settlementId", programme_id AS "programmeId", month, figures, state, hash FROM partnership.settlement WHERE bucket = 0 AND programme_id = $1 ORDER BY month DESC`,
    [programmeId],
  );
  return rows;
}
