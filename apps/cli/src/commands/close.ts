import type { CloseSummary } from '@jinqiao/api';
import { businessDayFault, today } from '@jinqiao/business-day';
import { businessDate, daysBetween } from '@jinqiao/calendar';
import { type Config, startProgress } from '@jinqiao/runtime';
import { endOfDay, summaryOf } from '@jinqiao/server';
import { launch } from '../launch.ts';

/** Closes day after day through a date and sums the days up. */
export async function close(config: Config, options: { through: string; json?: boolean }): Promise<void> {
  const through = businessDate(options.through, '$.through');
  const quiet = options.json === true;
  const running = await launch({
    home: config.home,
    databaseUrl: config.databaseUrl,
    security: config,
    log: (line) => quiet || process.stderr.write(`${line}\n`),
  });
  try {
    const { current } = await today(running.system.db);
    if (through < current) throw businessDayFault('CLOSE_IN_PAST', { through, current }, '$.through');
    const progress = startProgress({ title: 'Closing', total: daysBetween(current, through) + 1, quiet });
    let last = '';
    const reports = await running.system
      .close(through, ({ date }) => {
        if (date !== last) progress.advance(last === '' ? 0 : 1, date);
        last = date;
      })
      .finally(() => progress.stop());
    const joint = await running.system.joint();
    const summary = summaryOf(reports, joint, await endOfDay(running.system.db, joint, through));
    process.stdout.write(quiet ? `${JSON.stringify(summary)}\n` : `${readable(summary)}\n`);
  } finally {
    await running.stop();
  }
}

function readable(s: CloseSummary): string {
  const pair = (name: string, p: { count: number; amount: string }) => `${name.padEnd(12)}${String(p.count).padStart(8)}  ${p.amount.padStart(18)}`;
  return [
    `Closed ${s.days} days, ${s.from} to ${s.to}, in ${s.seconds} s; ${s.loansTouched} loans touched`,
    pair('collected', s.collected),
    pair('failed', s.failed),
    pair('advanced', s.advanced),
    pair('cleared', s.cleared),
    `overdue     ${
      Object.entries(s.overdue)
        .map(([bucket, n]) => `${bucket}: ${n}`)
        .join('  ') || 'none'
    }`,
    `margin      held ${s.margin.held}, required ${s.margin.required}, called ${s.margin.called}, released ${s.margin.released}`,
    `breaks      ${s.breaks}`,
  ].join('\n');
}
