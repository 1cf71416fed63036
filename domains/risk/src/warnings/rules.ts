import { parseRate } from '@jinqiao/money';
import pack from '../../packs/warnings.json' with { type: 'json' };

/** What a rule of early warning looks at. `flow-M1` is the flow M0→M1. */
export type WarningMeasure = 'npl' | 'dpd30' | 'coverage' | 'fpd1' | 'fpd7' | 'fpd30' | `flow-M${number}`;

/** A rule as data, in force from a date until a later row with its id. */
export type WarningRule = {
  readonly id: string;
  readonly from: string;
  readonly measure: WarningMeasure;
  /** Asked of every value of this part of the portfolio's key. */
  readonly by: 'product' | 'scope' | 'grade';
  readonly direction: 'above' | 'below';
  /** Decimal text; `limit` is the same in 1e-8. */
  readonly threshold: string;
  readonly limit: bigint;
  /** Month-ends that are added up before the measure is divided. */
  readonly months: number;
  readonly severity: 'high' | 'medium';
  readonly owner: string;
  /** Who is asked when the owner has not answered by the due date. */
  readonly escalation: string;
  readonly dueDays: number;
  readonly zh: string;
  readonly en: string;
};

type Row = Omit<WarningRule, 'limit'>;

/** The rules in force on a date, by the last row of each id. */
export function warningRules(on: string, rows: readonly Row[] = pack as Row[]): WarningRule[] {
  const inForce = new Map<string, Row>();
  for (const row of [...rows].sort((a, b) => (a.from < b.from ? -1 : 1))) if (row.from <= on) inForce.set(row.id, row);
  return [...inForce.values()].map((row) => ({ ...row, limit: parseRate(row.threshold) }));
}
