import type { DayReport } from '@jinqiao/business-day';
import { delinquencyBucket } from '@jinqiao/contract';
import type { Tx } from '@jinqiao/database';
import { balance } from '@jinqiao/ledger';
import { overdueLoans, portfolioOf } from '@jinqiao/lending';
import type { JointLoan } from '../context.ts';
import { economicsOf, type SnapshotFigures, saveSnapshot } from '../store.ts';
import { marginBand } from './guarantee.ts';

/** Keeps the state of each programme at the end of the day, in the transaction that closes it. */
export async function snapshotDay(tx: Tx, joint: JointLoan, report: DayReport): Promise<void> {
  const flow = figuresOf(report);
  for (const programme of joint.programmes) {
    const [sums, economics, overdue] = [
      await portfolioOf(tx, programme.id),
      await economicsOf(tx, programme.id),
      await overdueLoans(tx, programme.id, report.date),
    ];
    const band = marginBand(programme, sums.outstanding);
    const buckets: SnapshotFigures['buckets'] = {};
    for (const row of overdue) {
      const name = delinquencyBucket(row.daysPastDue);
      const bucket = buckets[name] ?? { loans: 0, outstanding: '0' };
      buckets[name] = { loans: bucket.loans + row.loans, outstanding: (BigInt(bucket.outstanding) + row.outstanding).toString() };
    }
    await saveSnapshot(tx, programme.id, report.date, {
      loans: Number(sums.loans),
      outstanding: sums.outstanding.toString(),
      disbursed: sums.disbursed.toString(),
      overdue: overdue.reduce((a, row) => a + row.outstanding, 0n).toString(),
      buckets,
      marginHeld: (await balance(tx, [programme.book.house('platform/margin')])).toString(),
      marginRequired: band.required.toString(),
      marginCeiling: band.ceiling.toString(),
      called: flow('marginCalled'),
      released: flow('marginReleased'),
      drawn: flow('drawnFromMargin'),
      customerInterest: economics.interestPosted.toString(),
      charges: economics.chargesPosted.toString(),
      bankYield: economics.bankPosted.toString(),
      advanceFees: economics.advanceFees.toString(),
      compensated: economics.compensated.toString(),
      recovered: economics.recovered.toString(),
      collected: pair(flow, 'collected'),
      failed: pair(flow, 'failed'),
      advanced: pair(flow, 'advanced'),
      cleared: pair(flow, 'cleared'),
      breaks: Number(flow('breaks')),
      callDeadline: economics.callDeadline,
      drawsStopped: economics.drawsStopped,
    });
  }
}

/** Looks a figure up in a day's report, whichever step counted it. */
export function figuresOf(report: DayReport): (name: string) => string {
  return (name) => report.steps.reduce((sum, step) => sum + BigInt(step.figures[name] ?? 0), 0n).toString();
}

function pair(flow: (name: string) => string, name: string): { count: number; amount: string } {
  return { count: Number(flow(`${name}Count`)), amount: flow(`${name}Amount`) };
}
