import { type Db, HOUSE_BUCKET, type Tx } from '@jinqiao/database';
import type { Stage } from '../measures/staging.ts';

/** What one stage of a scope holds, in minor units. */
export type StageProvision = { readonly stage: Stage; readonly outstanding: bigint; readonly expected: bigint; readonly allowance: bigint };

/** The provisions of a scope at a month-end, in minor units. */
export type Provision = {
  readonly asOf: string;
  readonly product: string;
  readonly scope: string;
  readonly outstanding: bigint;
  readonly npl: bigint;
  readonly expectedLoss: bigint;
  readonly classMinimum: bigint;
  /** What is set aside: the balance of the allowance after the entries. */
  readonly allowance: bigint;
  /** Written off in the month, out of the allowance. */
  readonly used: bigint;
  /** Charged to expense, or released where it is negative. */
  readonly charged: bigint;
  readonly stages: readonly StageProvision[];
  readonly model: Record<string, unknown>;
};

const asText = (_: string, value: unknown) => (typeof value === 'bigint' ? value.toString() : value);

export async function insertProvision(tx: Tx, p: Provision): Promise<void> {
  await tx.query(
    `INSERT INTO risk.provision (bucket, as_of, product, scope, outstanding, npl, expected_loss, class_minimum, allowance, used, charged, stages, model)
     VALUES (${HOUSE_BUCKET}, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      p.asOf,
      p.product,
      p.scope,
      p.outstanding,
      p.npl,
      p.expectedLoss,
      p.classMinimum,
      p.allowance,
      p.used,
      p.charged,
      JSON.stringify(p.stages, asText),
      JSON.stringify(p.model),
    ],
  );
}

type StoredStage = { stage: Stage; outstanding: string; expected: string; allowance: string };

const PROVISION = `as_of AS "asOf", product, scope, outstanding, npl, expected_loss AS "expectedLoss", class_minimum AS "classMinimum", allowance, used, charged, stages, model`;

const provisionOfRow = ({ stages, ...row }: Omit<Provision, 'stages'> & { stages: StoredStage[] }): Provision => ({
  ...row,
  stages: stages.map((s) => ({ stage: s.stage, outstanding: BigInt(s.outstanding), expected: BigInt(s.expected), allowance: BigInt(s.allowance) })),
});

/** The newest run of a scope before a date. */
export async function provisionBefore(db: Db, product: string, scope: string, on: string): Promise<Provision | undefined> {
  const { rows } = await db.query<Omit<Provision, 'stages'> & { stages: StoredStage[] }>(
    `SELECT ${PROVISION} FROM risk.provision WHERE bucket = ${HOUSE_BUCKET} AND product = $1 AND scope = $2 AND as_of < $3 ORDER BY as_of DESC LIMIT 1`,
    [product, scope, on],
  );
  return rows[0] && provisionOfRow(rows[0]);
}

/** Runs of a part of the portfolio, oldest first. */
export async function provisionsOf(
  db: Db,
  filter: { readonly product: string | null; readonly scopes: readonly string[] | null; readonly from: string | null; readonly to: string },
): Promise<Provision[]> {
  const { rows } = await db.query<Omit<Provision, 'stages'> & { stages: StoredStage[] }>(
    `SELECT ${PROVISION} FROM risk.provision WHERE bucket = ${HOUSE_BUCKET} AND ($1::text IS NULL OR product = $1) AND ($2::text[] IS NULL OR scope = ANY ($2))
     AND ($3::date IS NULL OR as_of >= $3) AND as_of <= $4 ORDER BY as_of, product, scope`,
    [filter.product, filter.scopes, filter.from, filter.to],
  );
  return rows.map(provisionOfRow);
}

/** What the contracts of a scope are expected to lose, by stage. */
export async function expectedByStage(db: Db, asOf: string, product: string, scope: string): Promise<Map<Stage, bigint>> {
  const { rows } = await db.query<{ stage: Stage; sum: string }>(
    'SELECT stage, sum(provision)::text AS sum FROM risk.position WHERE as_of = $1 AND product = $2 AND scope = $3 GROUP BY stage',
    [asOf, product, scope],
  );
  return new Map(rows.map((row) => [row.stage, BigInt(row.sum)]));
}
