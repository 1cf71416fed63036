import type { BusinessDate } from '@jinqiao/calendar';
import { ruleInForce } from '@jinqiao/compliance';
import { bucketOfId, type Db, HOUSE_BUCKET, type Tx } from '@jinqiao/database';
import { balance, post } from '@jinqiao/ledger';
import { CNY, divide, formatAmount, RATE_ONE } from '@jinqiao/money';
import { derivedId } from '@jinqiao/runtime';
import { type PAY_LATER_CHART, payLaterBook } from './chart.ts';
import { payLaterFault } from './errors.ts';
import type { Terms } from './model.ts';
import { type FundingSource, funded } from './postings/cash.ts';
import { payLaterProgramme } from './programmes.ts';

/** What a lender's limits are measured against. Minor units. */
export type LenderStanding = { readonly netAssets: bigint; readonly nonStandard: bigint; readonly standard: bigint };

/**
 * A lender's net assets, and what it has raised: loans of banks and shareholders are non-standard, bonds and securitised pools
 * standardised (小额贷款公司监督管理暂行办法, 2024-12-31).
 */
export async function readStanding(
  db: Db,
  terms: Terms,
): Promise<LenderStanding & { readonly cash: bigint; readonly sources: Readonly<Record<FundingSource, bigint>> }> {
  const book = payLaterBook(terms);
  const own = (path: keyof typeof PAY_LATER_CHART) => balance(db, [book.house(path, HOUSE_BUCKET)]);
  const sources = {
    'own-capital': await own('equity/paid-in'),
    'bank-loan': await own('funding/bank-loan'),
    'shareholder-loan': await own('funding/shareholder-loan'),
    'securitised-pool': await own('funding/securitised-pool'),
  };
  const income = await balance(
    db,
    (['revenue/fee', 'revenue/charge', 'income/recovery'] as const).flatMap((path) => book.stripes(path)),
  );
  // What was written off since the month-end, and what provisions have cost: they take over the write-offs of each month.
  const losses = (await balance(db, book.stripes('loss/write-off'))) + (await own('expense/credit-loss'));
  return {
    netAssets: sources['own-capital'] + income - losses,
    nonStandard: sources['bank-loan'] + sources['shareholder-loan'],
    standard: sources['securitised-pool'],
    cash: await own('cash/bank'),
    sources,
  };
}

/** As `readStanding`, as of the last close or funding: what a purchase is judged by without reading a whole book. */
export async function lenderStanding(db: Db, programmeId: string): Promise<LenderStanding | undefined> {
  const { rows } = await db.query<LenderStanding>(
    `SELECT net_assets AS "netAssets", non_standard AS "nonStandard", standard FROM paylater.lender_standing WHERE bucket = $1 AND programme_id = $2`,
    [HOUSE_BUCKET, programmeId],
  );
  return rows[0];
}

export async function keepStanding(tx: Tx, terms: Terms, on: string): Promise<void> {
  const { netAssets, nonStandard, standard } = await readStanding(tx, terms);
  await tx.query(
    `INSERT INTO paylater.lender_standing (bucket, programme_id, net_assets, non_standard, standard, as_of) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (bucket, programme_id) DO UPDATE SET net_assets = excluded.net_assets, non_standard = excluded.non_standard, standard = excluded.standard, as_of = excluded.as_of`,
    [HOUSE_BUCKET, terms.programmeId, netAssets, nonStandard, standard, on],
  );
}

/** A multiple or share scaled 1e-8, rounded up: a limit is never met by rounding. Without net assets nothing may be owed. */
export function multipleOf(amount: bigint, netAssets: bigint): bigint {
  if (netAssets <= 0n) return amount > 0n ? RATE_ONE * 1_000_000n : 0n;
  return divide(amount * RATE_ONE, netAssets, 'up');
}

export type Funding = {
  readonly fundingId: string;
  readonly programmeId: string;
  readonly source: FundingSource;
  readonly direction: 'raise' | 'repay';
  readonly amount: bigint;
  readonly reference: string;
  readonly state: 'proposed' | 'rejected' | 'booked';
  readonly madeBy: string;
  readonly checkedBy: string | null;
  readonly madeOn: string;
};

const COLUMNS = `funding_id AS "fundingId", programme_id AS "programmeId", source, direction, amount, reference, state, made_by AS "madeBy", checked_by AS "checkedBy", made_on AS "madeOn"`;

type Proposal = Pick<Funding, 'programmeId' | 'source' | 'direction' | 'amount' | 'reference'> & { readonly by: string; readonly key: string };

/** Proposes that a lender raises money or pays it back; nothing is booked before another person agrees. @throws Fault FUNDING_INVALID. */
export async function proposeFunding(tx: Tx, { programmeId, source, direction, amount, reference, by, key }: Proposal, on: string): Promise<Funding> {
  if (amount <= 0n) throw payLaterFault('FUNDING_INVALID', {}, '$.amount');
  const fundingId = derivedId('fnd', HOUSE_BUCKET, `${programmeId} ${by} ${key}`);
  await tx.query(
    `INSERT INTO paylater.lender_funding (bucket, funding_id, programme_id, source, direction, amount, reference, state, made_by, made_on) VALUES ($1, $2, $3, $4, $5, $6, $7, 'proposed', $8, $9) ON CONFLICT DO NOTHING`,
    [HOUSE_BUCKET, fundingId, programmeId, source, direction, amount, reference, by, on],
  );
  return fundingById(tx, fundingId);
}

/** Decides and books. @throws Fault FUNDING_UNKNOWN, FUNDING_DECIDED, FUNDING_INVALID, CHECKER_IS_MAKER, LEVERAGE_EXCEEDED. */
export async function decideFunding(
  tx: Tx,
  { fundingId, approve, by }: { fundingId: string; approve: boolean; by: string },
  on: BusinessDate,
): Promise<Funding> {
  const funding = await fundingById(tx, fundingId, 'FOR UPDATE');
  if (funding.checkedBy === by && (funding.state === 'booked') === approve) return funding;
  if (funding.state !== 'proposed') throw payLaterFault('FUNDING_DECIDED', { id: fundingId, state: funding.state });
  if (funding.madeBy === by) throw payLaterFault('CHECKER_IS_MAKER');
  if (approve) {
    const terms = await payLaterProgramme(tx, funding.programmeId);
    await requireFunding(tx, terms, funding, on);
    await post(tx, payLaterBook(terms), [funded(terms, funding, on)]);
    await keepStanding(tx, terms, on);
  }
  await tx.query('UPDATE paylater.lender_funding SET state = $3, checked_by = $4 WHERE bucket = $1 AND funding_id = $2', [
    HOUSE_BUCKET,
    fundingId,
    approve ? 'booked' : 'rejected',
    by,
  ]);
  return fundingById(tx, fundingId);
}

const CLASS = {
  'bank-loan': { rule: 'MICRO_NON_STANDARD_MAX', of: 'nonStandard' },
  'shareholder-loan': { rule: 'MICRO_NON_STANDARD_MAX', of: 'nonStandard' },
  'securitised-pool': { rule: 'MICRO_STANDARD_MAX', of: 'standard' },
} as const;

async function requireFunding(tx: Tx, terms: Terms, { source, direction, amount }: Funding, on: BusinessDate): Promise<void> {
  // The lender's row is taken first, so that two fundings at once cannot both pass the limit.
  await tx.query('SELECT 1 FROM paylater.programme WHERE bucket = $1 AND programme_id = $2 FOR UPDATE', [HOUSE_BUCKET, terms.programmeId]);
  const standing = await readStanding(tx, terms);
  if (direction === 'repay') {
    if (amount > standing.sources[source] || amount > standing.cash) throw payLaterFault('FUNDING_INVALID', {}, '$.amount');
    return;
  }
  if (source === 'own-capital') return;
  const { rule: ruleId, of } = CLASS[source];
  const rule = ruleInForce(ruleId, terms.profile, on);
  const actual = multipleOf(standing[of] + amount, standing.netAssets);
  if (rule?.value === undefined || rule.value === null || actual <= rule.value) return;
  const shown = (multiple: bigint) => formatAmount(multiple / 1_000_000n, CNY);
  throw payLaterFault('LEVERAGE_EXCEEDED', { source, actual: shown(actual), limit: shown(rule.value), basis: rule.basis }, '$.amount');
}

async function fundingById(db: Db, fundingId: string, lock: '' | 'FOR UPDATE' = ''): Promise<Funding> {
  const { rows } = await db.query<Funding>(`SELECT ${COLUMNS} FROM paylater.lender_funding WHERE bucket = $1 AND funding_id = $2 ${lock}`, [
    bucketOfId(fundingId) ?? HOUSE_BUCKET,
    fundingId,
  ]);
  if (!rows[0]) throw payLaterFault('FUNDING_UNKNOWN', { id: fundingId.slice(0, 40) });
  return rows[0];
}

/** A lender's fundings, what is to decide first. */
export async function listFundings(db: Db, programmeId: string, limit: number): Promise<Funding[]> {
  const { rows } = await db.query<Funding>(
    `SELECT ${COLUMNS} FROM paylater.lender_funding WHERE bucket = $1 AND programme_id = $2 ORDER BY (state = 'proposed') DESC, made_on DESC, funding_id LIMIT $3`,
    [HOUSE_BUCKET, programmeId, limit],
  );
  return rows;
}
