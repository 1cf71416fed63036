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

/** Keeps what a person declares, for somebody of the house to look at. @throws Fault NOT_QUALIFIED where the figures do not reach. */
export async function declareQualification(tx: Tx, { bucket, customerId }: Who, given: Declaration, on: string): Promise<void> {
  if (!qualifies(given)) throw wealthFault('NOT_QUALIFIED', { years: YEARS });
  await tx.query(
    `INSERT INTO wealth.qualification (bucket, customer_id, n, years, net_assets, assets, income, evidence, state, declared_on)
     SELECT $1, $2, count(*)::int + 1, $3, $4, $5, $6, $7, 'declared', $8 FROM wealth.qualification WHERE bucket = $1 AND customer_id = $2 ON CONFLICT DO NOTHING`,
    [bucket, customerId, given.years, given.netAssets, given.assets, given.income, given.evidence, on],
  );
}

/** Decides on the newest declaration. @throws Fault QUALIFICATION_UNKNOWN. */
export async function decideQualification(
  tx: Tx,
  { bucket, customerId }: Who,
  { accept, by }: { accept: boolean; by: string },
  on: BusinessDate,
): Promise<void> {
  const { rowCount } = await tx.query(
    `UPDATE wealth.qualification SET state = $3, decided_by = $4, decided_on = $5, valid_through = $6
     WHERE bucket = $1 AND customer_id = $2 AND state = 'declared' AND n = (SELECT max(n) FROM wealth.qualification WHERE bucket = $1 AND customer_id = $2)`,
    [bucket, customerId, accept ? 'accepted' : 'rejected', by, on, accept ? addMonths(on, MONTHS) : null],
  );
  if (rowCount === 0) throw wealthFault('QUALIFICATION_UNKNOWN');
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
