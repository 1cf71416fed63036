import type { CloseSummary } from '@jinqiao/api';
import type { DayReport } from '@jinqiao/business-day';
import { delinquencyBucket } from '@jinqiao/contract';
import type { Db } from '@jinqiao/database';
import { balance } from '@jinqiao/ledger';
import { overdueLoans, portfolioOf } from '@jinqiao/lending';
import { CNY, formatAmount } from '@jinqiao/money';
import { figuresOf, type JointLoan, marginBand } from '@jinqiao/partnership';

export type EndOfDay = { readonly overdue: Record<string, number>; readonly margin: { readonly required: bigint; readonly held: bigint } };

/** What stands at the end of a day: overdue loans by bucket, and the margin deposit against what it must hold. */
export async function endOfDay(db: Db, joint: JointLoan, on: string): Promise<EndOfDay> {
  const overdue: Record<string, number> = {};
  let [required, held] = [0n, 0n];
  for (const programme of joint.programmes) {
    for (const row of await overdueLoans(db, programme.id, on)) {
      const bucket = delinquencyBucket(row.daysPastDue);
      overdue[bucket] = (overdue[bucket] ?? 0) + row.loans;
    }
    required += marginBand(programme, (await portfolioOf(db, programme.id)).outstanding).required;
    held += await balance(db, [programme.book.house('platform/margin')]);
  }
  return { overdue, margin: { required, held } };
}

/** The figures of closed days together. Amounts are in the asset of the first programme. */
export function summaryOf(reports: readonly DayReport[], joint: JointLoan, state: EndOfDay): CloseSummary {
  const asset = joint.programmes[0]?.asset ?? CNY;
  const sum = (name: string) => reports.reduce((total, report) => total + BigInt(figuresOf(report)(name)), 0n);
  const money = (amount: bigint) => formatAmount(amount, asset);
  const pair = (name: string) => ({ count: Number(sum(`${name}Count`)), amount: money(sum(`${name}Amount`)) });
  return {
    days: reports.length,
    from: reports[0]?.date ?? '',
    to: reports.at(-1)?.date ?? '',
    loansTouched: Number(sum('billed') + sum('retried') + sum('aged')),
    collected: pair('collected'),
    failed: pair('failed'),
    advanced: pair('advanced'),
    cleared: pair('cleared'),
    overdue: state.overdue,
    margin: {
      required: money(state.margin.required),
      held: money(state.margin.held),
      called: money(sum('marginCalled')),
      released: money(sum('marginReleased')),
    },
    breaks: Number(sum('breaks')),
    seconds: Math.round(reports.reduce((total, report) => total + report.seconds, 0) * 1000) / 1000,
  };
}
