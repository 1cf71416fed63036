import { addWorkingDays, type BusinessDate, calendarByName } from '@jinqiao/calendar';
import { type Db, HOUSE_BUCKET, type Tx } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';
import type { Act } from './changes.ts';
import { complianceFault } from './errors.ts';
import { inForce, type Profile, type Rule } from './rules.ts';

/** What a customer moved on a day, one way. Amounts in minor units. */
export type Flow = {
  readonly customerId: string;
  readonly direction: 'in' | 'out';
  readonly count: number;
  readonly amount: bigint;
  /** Who the customer is in law, and where the money went: thresholds differ. */
  readonly holder: 'person' | 'organisation';
  readonly crossBorder: boolean;
  readonly cash: boolean;
};

/** Files are the house's: header, `|`-separated lines, trailer, SM3 digest; amounts in minor units. */
export const LARGE_VALUE_LAYOUT = {
  name: 'aml-large-value',
  fields: ['reportRef', 'ruleId', 'direction', 'customerRef', 'name', 'idNumber', 'accountNo', 'businessDate', 'count', 'amount'],
  sumOf: 'amount',
} as const;

export const SUSPICIOUS_LAYOUT = {
  name: 'aml-suspicious',
  fields: ['reportRef', 'customerRef', 'name', 'idNumber', 'accountNo', 'listRef', 'listedName', 'businessDate', 'amount', 'narrative'],
  sumOf: 'amount',
} as const;

/** The rule that a flow falls under. */
function ruleFor(flow: Flow): string {
  if (flow.cash) return 'AML_LARGE_CASH';
  if (flow.holder === 'organisation') return 'AML_LARGE_ORGANISATION';
  return flow.crossBorder ? 'AML_LARGE_PERSON_CROSS_BORDER' : 'AML_LARGE_PERSON';
}

/**
 * The flows of a day that must be reported: single or together, in and out counted apart, at or above the threshold of the
 * date (金融机构大额交易和可疑交易报告管理办法 art. 5). A profile without the rule reports nothing.
 */
export function largeValueFlows(rules: readonly Rule[], profile: Profile, on: BusinessDate, flows: readonly Flow[]): (Flow & { readonly ruleId: string })[] {
  const together = Map.groupBy(flows, (flow) => `${flow.customerId} ${flow.direction} ${ruleFor(flow)}`);
  return [...together.values()].flatMap((group) => {
    const first = group[0] as Flow;
    const ruleId = ruleFor(first);
    const threshold = rules.find((rule) => rule.ruleId === ruleId && inForce(rule, profile, on))?.value;
    const amount = group.reduce((sum, flow) => sum + flow.amount, 0n);
    if (threshold === undefined || amount < threshold) return [];
    return [{ ...first, ruleId, amount, count: group.reduce((n, flow) => n + flow.count, 0) }];
  });
}

export type AmlReport = {
  readonly reportId: string;
  readonly kind: 'large-value' | 'suspicious';
  readonly businessDate: string;
  readonly dueOn: string;
  readonly fileName: string;
  readonly digest: string;
  readonly rows: number;
  readonly amount: bigint;
  readonly state: 'draft' | 'filed' | 'withdrawn';
  readonly madeBy: string;
  readonly madeAt: string;
  readonly checkedBy: string | null;
};

export type NewReport = {
  readonly kind: AmlReport['kind'];
  readonly businessDate: BusinessDate;
  /** What makes it itself: a day's large values are one report, a suspicion is one of its case and words. */
  readonly key: string;
  readonly contentSealed: string;
  readonly digest: string;
  readonly rows: number;
  readonly amount: bigint;
};

export function reportIdOf({ kind, key }: Pick<NewReport, 'kind' | 'key'>): string {
  return derivedId('aml', HOUSE_BUCKET, `${kind} ${key}`);
}

const COLUMNS = `report_id AS "reportId", kind, business_date AS "businessDate", due_on AS "dueOn", file_name AS "fileName", digest, rows, amount, state, made_by AS "madeBy",
  to_char(made_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS "madeAt", checked_by AS "checkedBy"`;

/** The day by which a report is due: so many working days after the day it tells of, none where no rule says so. */
function dueOn(rules: readonly Rule[], profile: Profile, on: BusinessDate): string {
  const days = rules.find((rule) => rule.ruleId === 'AML_REPORT_DAYS' && inForce(rule, profile, on))?.value;
  return days === undefined ? on : addWorkingDays(calendarByName('CN_BANK'), on, Number(days));
}

/** Lays a report ready as a draft; the same again changes nothing. */
export async function draftReport(tx: Tx, act: Act, rules: readonly Rule[], profile: Profile, report: NewReport): Promise<AmlReport> {
  const reportId = reportIdOf(report);
  const fileName = `${report.kind}.${report.businessDate}.${reportId.slice(-8)}.txt`;
  await tx.query(
    `INSERT INTO compliance.aml_report (bucket, report_id, kind, business_date, due_on, file_name, content_sealed, digest, rows, amount, state, made_by, made_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'draft', $11, $12) ON CONFLICT DO NOTHING`,
    [
      HOUSE_BUCKET,
      reportId,
      report.kind,
      report.businessDate,
      dueOn(rules, profile, report.businessDate),
      fileName,
      report.contentSealed,
      report.digest,
      report.rows,
      report.amount,
      act.by,
      act.at,
    ],
  );
  return reportById(tx, reportId);
}

/** A second person files a draft or withdraws it. @throws Fault REPORT_UNKNOWN, REPORT_DECIDED, CHECKER_IS_MAKER. */
export async function decideReport(tx: Tx, act: Act, reportId: string, file: boolean): Promise<AmlReport> {
  await tx.query('SELECT 1 FROM compliance.aml_report WHERE bucket = $1 AND report_id = $2 FOR UPDATE', [HOUSE_BUCKET, reportId]);
  const report = await reportById(tx, reportId);
  // The same verdict of the same person again is the answer that was lost.
  if (report.checkedBy === act.by && report.state === (file ? 'filed' : 'withdrawn')) return report;
  if (report.state !== 'draft') throw complianceFault('REPORT_DECIDED', { id: reportId, state: report.state });
  if (report.madeBy === act.by) throw complianceFault('CHECKER_IS_MAKER');
  await tx.query('UPDATE compliance.aml_report SET state = $3, checked_by = $4, checked_at = $5 WHERE bucket = $1 AND report_id = $2', [
    HOUSE_BUCKET,
    reportId,
    file ? 'filed' : 'withdrawn',
    act.by,
    act.at,
  ]);
  return reportById(tx, reportId);
}

/** The sealed file of a report. @throws Fault REPORT_UNKNOWN. */
export async function readReport(tx: Tx, reportId: string): Promise<{ report: AmlReport; contentSealed: string }> {
  const report = await reportById(tx, reportId);
  const { rows } = await tx.query<{ content: string }>('SELECT content_sealed AS content FROM compliance.aml_report WHERE bucket = $1 AND report_id = $2', [
    HOUSE_BUCKET,
    reportId,
  ]);
  return { report, contentSealed: rows[0]?.content ?? '' };
}

async function reportById(db: Db, reportId: string): Promise<AmlReport> {
  const { rows } = await db.query<AmlReport>(`SELECT ${COLUMNS} FROM compliance.aml_report WHERE bucket = $1 AND report_id = $2`, [HOUSE_BUCKET, reportId]);
  const report = rows[0];
  if (!report) throw complianceFault('REPORT_UNKNOWN', { id: reportId.slice(0, 40) });
  return report;
}

/** A page of reports, newest first; `after` is `<date> <id>`. */
export async function listReports(db: Db, filter: { after: string | null; limit: number }): Promise<AmlReport[]> {
  const [date, id] = filter.after?.split(' ') ?? [null, null];
  const { rows } = await db.query<AmlReport>(
    `SELECT ${COLUMNS} FROM compliance.aml_report WHERE ($1::date IS NULL OR (business_date, report_id) < ($1::date, $2::text))
     ORDER BY business_date DESC, report_id DESC LIMIT $3`,
    [date, id, filter.limit],
  );
  return rows;
}
