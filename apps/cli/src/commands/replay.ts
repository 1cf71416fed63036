import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { daysBetween } from '@jinqiao/calendar';
import { type Config, randomId, startProgress } from '@jinqiao/runtime';
import { freshDatabase, launch } from '../launch.ts';
import { driveTape } from '../replay/drive.ts';
import { reportOf } from '../replay/report.ts';
import { readTape, tapeFault } from '../replay/tape.ts';

export type ReplayOptions = { readonly json?: boolean; readonly limit?: string; readonly from?: string; readonly to?: string };

/** Drives a tape through the programme on a database of its own, proves the books, and reports them against the tape. */
export async function replay(config: Config, file: string, options: ReplayOptions): Promise<void> {
  const loans = await readTape(file, { limit: whole(options.limit, 'limit'), from: whole(options.from, 'from'), to: whole(options.to, 'to') });
  const home = mkdtempSync(join(tmpdir(), 'jinqiao-replay-'));
  // The database server runs as another user where this runs as root: it must be able to enter.
  chmodSync(home, 0o755);
  const quiet = options.json === true;
  const fresh = config.databaseUrl ? await freshDatabase(config.databaseUrl, `jinqiao_${randomId('r', 0).slice(4, 16)}`) : undefined;
  const start = performance.now();
  try {
    const running = await launch({ home, databaseUrl: fresh?.url, durable: false, log: () => {} });
    try {
      const first = loans.reduce((min, loan) => (loan.issuedOn < min ? loan.issuedOn : min), loans[0]?.issuedOn ?? '');
      const progress = startProgress({ title: 'Replaying', total: 3_600, quiet });
      let seen = 0;
      const driven = await driveTape(running.system, loans, (date) => {
        const day = daysBetween(first, date);
        progress.advance(day - seen, date);
        seen = day;
      }).finally(() => progress.stop());
      const checks = await running.system.verify();
      const report = await reportOf(
        running.system,
        loans,
        driven,
        (performance.now() - start) / 1000,
        checks.every((check) => check.ok),
      );
      process.stdout.write(`${JSON.stringify(report, null, quiet ? 0 : 2)}\n`);
      for (const check of checks.filter((c) => !c.ok)) process.stderr.write(`${check.name}: ${check.wrong.join('; ')}\n`);
      if (report.verify !== 'ok') process.exitCode = 1;
    } finally {
      await running.stop();
    }
  } finally {
    await fresh?.drop();
    rmSync(home, { recursive: true, force: true });
  }
}

function whole(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,7}$/.test(text) || Number(text) === 0)
    throw tapeFault('TAPE_INVALID', { line: 0, why: `--${name} takes a whole number greater than zero` }, `$.${name}`);
  return Number(text);
}
