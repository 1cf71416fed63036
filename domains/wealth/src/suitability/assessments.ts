import { addMonths, type BusinessDate } from '@jinqiao/calendar';
import type { Db, Tx } from '@jinqiao/database';
import { wealthFault } from '../errors.ts';
import { type Level, productLevel, type Rating, rate, suitabilityOf } from './assess.ts';
import { QUESTIONNAIRE } from './questionnaire.ts';

export type Assessment = Rating & {
  readonly version: string;
  readonly answers: readonly number[];
  readonly channel: string;
  readonly assessedOn: BusinessDate;
  /** Last day on which it counts. */
  readonly validThrough: BusinessDate;
};

type Who = { readonly bucket: number; readonly customerId: string };

/** How often a person may be assessed, and for how long it counts (金融机构产品适当性管理办法, 2025 No. 7). */
const A_DAY = 2;
const A_YEAR = 8;
const MONTHS = 12;

/**
 * Rates a person's own answers and keeps them with version, score, class and channel.
 * @throws Fault QUESTIONNAIRE_OLD, ANSWERS_INVALID, ASSESSED_TOO_OFTEN.
 */
export async function assess(tx: Tx, who: Who, given: { version: string; answers: readonly number[]; channel: string }, on: BusinessDate): Promise<Assessment> {
  if (given.version !== QUESTIONNAIRE.version) throw wealthFault('QUESTIONNAIRE_OLD', { version: QUESTIONNAIRE.version }, '$.version');
  const rating = rate(QUESTIONNAIRE, given.answers);
  const assessment = { ...rating, ...given, assessedOn: on, validThrough: addMonths(on, MONTHS) };
  // Of two at once one waits for the other's row, finds its number taken, and counts again.
  while (!(await insertAssessment(tx, who, await nextNumber(tx, who, on), assessment)));
  return assessment;
}

/** The number of a person's next assessment. @throws Fault ASSESSED_TOO_OFTEN. */
async function nextNumber(tx: Tx, { bucket, customerId }: Who, on: BusinessDate): Promise<number> {
  const { rows } = await tx.query<{ today: number; year: number; next: number }>(
    `SELECT count(*) FILTER (WHERE assessed_on = $3)::int AS today, count(*) FILTER (WHERE assessed_on > $4)::int AS year, count(*)::int + 1 AS next
     FROM wealth.assessment WHERE bucket = $1 AND customer_id = $2`,
    [bucket, customerId, on, addMonths(on, -MONTHS)],
  );
  const { today = 0, year = 0, next = 1 } = rows[0] ?? {};
  if (today >= A_DAY || year >= A_YEAR) throw wealthFault('ASSESSED_TOO_OFTEN', { day: A_DAY, year: A_YEAR });
  return next;
}

/** False where the number is taken. */
async function insertAssessment(tx: Tx, { bucket, customerId }: Who, n: number, given: Assessment): Promise<boolean> {
  const { rowCount } = await tx.query(
    `INSERT INTO wealth.assessment (bucket, customer_id, n, version, answers, score, level, lowest, channel, assessed_on, valid_through)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING`,
    [bucket, customerId, n, given.version, given.answers, given.score, given.level, given.lowest, given.channel, given.assessedOn, given.validThrough],
  );
  return rowCount > 0;
}

/** The last assessment of a person, in force or not. */
export async function lastAssessment(db: Db, { bucket, customerId }: Who): Promise<Assessment | undefined> {
  const { rows } = await db.query<Assessment>(
    `SELECT version, answers, score, level, lowest, channel, assessed_on AS "assessedOn", valid_through AS "validThrough" FROM wealth.assessment
     WHERE bucket = $1 AND customer_id = $2 ORDER BY n DESC LIMIT 1`,
    [bucket, customerId],
  );
  return rows[0];
}

/**
 * What stands between a person and a fund: an assessment that counts, and a level that suits.
 * @param insists that the person has read that the fund is riskier than suits them and wants it all the same.
 * @throws Fault ASSESSMENT_NEEDED, RISK_WARNING, NOT_SUITABLE.
 */
export async function requireSuitable(
  db: Db,
  who: Who,
  fund: { readonly issuerRisk: Level; readonly sellerRisk: Level },
  on: BusinessDate,
  insists = false,
  kind: 'fund' | 'bank-product' = 'fund',
): Promise<void> {
  const last = await lastAssessment(db, who);
  if (!last || last.validThrough < on) throw wealthFault('ASSESSMENT_NEEDED');
  const product = productLevel(fund.issuerRisk, fund.sellerRisk);
  const found = suitabilityOf(last, product, kind);
  if (found === 'refuse') throw wealthFault('NOT_SUITABLE', { product, level: last.level });
  if (found === 'warn' && !insists) throw wealthFault('RISK_WARNING', { product, level: last.level });
}
