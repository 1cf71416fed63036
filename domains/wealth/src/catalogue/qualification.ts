import { addMonths, type BusinessDate } from '@jinqiao/calendar';
import type { Db, Tx } from '@jinqiao/database';
import { wealthFault } from '../errors.ts';

type Who = { readonly bucket: number; readonly customerId: string };

/** What a person declares: years of investing, and of the household net financial assets, financial assets and yearly income over three years. Fen. */
export type Declaration = {
  readonly years: number;
  readonly netAssets: bigint;
  readonly assets: bigint;
  readonly income: bigint;
  /** Hash of the evidence that was seen. */
  readonly evidence: string;
};

export type Qualification = Declaration &
  Who & {
    readonly n: number;
    readonly state: 'declared' | 'accepted' | 'rejected';
    readonly declaredOn: string;
    readonly decidedBy: string | null;
    readonly validThrough: string | null;
  };

/** 关于规范金融机构资产管理业务的指导意见 (银发〔2018〕106号), art. 5: two years of investing and one of three amounts. Fen. */
const YEARS = 2;
const NET_ASSETS = 300_000_000n;
const ASSETS = 500_000_000n;
const INCOME = 40_000_000n;
/** How long an acceptance counts; ours. */
const MONTHS = 12;

/** Whether figures make a qualified investor 合格投资者. */
export function qualifies({ years, netAssets, assets, income }: Declaration): boolean {
  return years >= YEARS && (netAssets >= NET_ASSETS || assets >= ASSETS || income >= INCOME);
}

/** Keeps what a person declares, for somebody of the house to look at; the same again while nobody has is the same. @throws Fault NOT_QUALIFIED where the figures do not reach. */
export async function declareQualification(tx: Tx, who: Who, given: Declaration, on: string): Promise<void> {
  if (!qualifies(given)) throw wealthFault('NOT_QUALIFIED', { years: YEARS });
  const { bucket, customerId } = who;
  for (;;) {
    const last = await lastQualification(tx, who);
    if (last?.state === 'declared' && sameDeclaration(last, given)) return;
    const { rowCount } = await tx.query(
      `INSERT INTO wealth.qualification (bucket, customer_id, n, years, net_assets, assets, income, evidence, state, declared_on)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'declared', $9) ON CONFLICT DO NOTHING`,
      [bucket, customerId, (last?.n ?? 0) + 1, given.years, given.netAssets, given.assets, given.income, given.evidence, on],
    );
    // Of two at once one waits for the other's row, finds its number taken, and looks again.
    if (rowCount > 0) return;
  }
}

function sameDeclaration(a: Declaration, b: Declaration): boolean {
  return (['years', 'netAssets', 'assets', 'income', 'evidence'] as const).every((field) => a[field] === b[field]);
}

/** Decides on the newest declaration; the same verdict of the same person again is the answer that was lost. @throws Fault QUALIFICATION_UNKNOWN. */
export async function decideQualification(tx: Tx, who: Who, { accept, by }: { accept: boolean; by: string }, on: BusinessDate): Promise<void> {
  const state = accept ? 'accepted' : 'rejected';
  const { bucket, customerId } = who;
  const { rowCount } = await tx.query(
    `UPDATE wealth.qualification SET state = $3, decided_by = $4, decided_on = $5, valid_through = $6
     WHERE bucket = $1 AND customer_id = $2 AND state = 'declared' AND n = (SELECT max(n) FROM wealth.qualification WHERE bucket = $1 AND customer_id = $2)`,
    [bucket, customerId, state, by, on, accept ? addMonths(on, MONTHS) : null],
  );
  if (rowCount > 0) return;
  const last = await lastQualification(tx, who);
  if (last?.state !== state || last.decidedBy !== by) throw wealthFault('QUALIFICATION_UNKNOWN');
}

const COLUMNS = `bucket, customer_id AS "customerId", n, years, net_assets AS "netAssets", assets, income, evidence, state, declared_on AS "declaredOn", decided_by AS "decidedBy", valid_through AS "validThrough"`;

export async function lastQualification(db: Db, { bucket, customerId }: Who): Promise<Qualification | undefined> {
  const { rows } = await db.query<Qualification>(`SELECT ${COLUMNS} FROM wealth.qualification WHERE bucket = $1 AND customer_id = $2 ORDER BY n DESC LIMIT 1`, [
    bucket,
    customerId,
  ]);
  return rows[0];
}

/** Declarations that wait to be decided. */
export async function declaredQualifications(db: Db, limit: number): Promise<Qualification[]> {
  const { rows } = await db.query<Qualification>(
    `SELECT ${COLUMNS} FROM wealth.qualification WHERE state = 'declared' ORDER BY bucket, customer_id, n LIMIT $1`,
    [limit],
  );
  return rows;
}

export async function qualificationInForce(db: Db, { bucket, customerId }: Who, on: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `SELECT 1 FROM wealth.qualification WHERE bucket = $1 AND customer_id = $2 AND state = 'accepted' AND valid_through >= $3 LIMIT 1`,
    [bucket, customerId, on],
  );
  return rowCount > 0;
}
