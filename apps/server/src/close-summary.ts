import type { CloseSummary } from '@jinqiao/api';
import type { DayReport } from '@jinqiao/business-day';
import { CNY, formatAmount } from '@jinqiao/money';
import { figuresOf, type JointLoan } from '@jinqiao/partnership';

/** The figures of closed days together. Amounts are in the asset of the first programme. */
export function summaryOf(reports: readonly DayReport[], joint: JointLoan, state: { overdue: Record<string, number>; margin: { required: bigint; held: bigint } } = { overdue: {}, margin: { required: 0n, held: 0n } }): CloseSummary {
  const asset = joint.programmes[0]?.asset ?? CNY;
  const sum = (name: string) => reports.reduce((total, report) => total + BigInt(figuresOf(report)(name)), 0n);
  const money = (amount: bigint) => formatAmount(amount, asset);
  const pair = (name: string) => ({ count: Number(sum(`${name}Count`)), amount: money(sum(`${name}Amount`)) });
  return {
    days: reports.length, from: reports[0]?.date ?? '', to: reports.at(-1)?.date ?? '', loansTouched: Number(sum('billed') + sum('retried') + sum('aged')),
    collected: pair('collected'), failed: pair('failed'), advanced: pair('advanced'), cleared: pair('cleared'), overdue: state.overdue,
    margin: { required: money(state.margin.required), held: money(state.margin.held), called: money(sum('marginCalled')), released: money(sum('marginReleased')) },
    breaks: Number(sum('breaks')), seconds: Math.round(reports.reduce((total, report) => total + report.seconds, 0) * 1000) / 1000,
  };
}
