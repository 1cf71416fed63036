import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { migrate, openDatabase } from '@jinqiao/database';
import { verifyLedger } from '@jinqiao/ledger';
import { type Config, randomId, startProgress } from '@jinqiao/runtime';
import { migrationFolders } from '@jinqiao/server';
import { verifyWealth } from '@jinqiao/wealth';
import { databaseOf, freshDatabase } from '../launch.ts';
import { driveFund, TAPE_FUND } from '../replay-fund/drive.ts';
import { firstHolders, ordersOfDays } from '../replay-fund/orders.ts';
import { holdersOf } from '../replay-fund/population.ts';
import { openTapeRegistrar } from '../replay-fund/registrar.ts';
import { fundReport } from '../replay-fund/report.ts';
import { fundTapeFault, readFundTape } from '../replay-fund/tape.ts';

export type ReplayFundOptions = { readonly json?: boolean; readonly wallets?: string; readonly days?: string };

/** As many wallets as the public user table of the real year has. */
const WALLETS = 28_041;

/** Plays the days of a money fund through orders, confirmations, income and the close on a database of its own. */
export async function replayFund(config: Config, folder: string, options: ReplayFundOptions): Promise<void> {
  const whole = await readFundTape(folder);
  const tape = { ...whole, days: whole.days.slice(0, count(options.days, 'days') ?? whole.days.length) };
  const holders = holdersOf(tape.profiles, count(options.wallets, 'wallets') ?? WALLETS);
  const registrar = openTapeRegistrar(tape, holders, firstHolders(holders));
  const ordersOf = ordersOfDays(TAPE_FUND, tape, holders, registrar);
  const home = mkdtempSync(join(tmpdir(), 'jinqiao-replay-fund-'));
  // The database server runs as another user where this runs as root: it must be able to enter.
  chmodSync(home, 0o755);
  const quiet = options.json === true;
  const fresh = config.databaseUrl ? await freshDatabase(config.databaseUrl, `jinqiao_${randomId('r', 0).slice(4, 16)}`) : undefined;
  const database = await databaseOf({ home, databaseUrl: fresh?.url, durable: false });
  const db = openDatabase(database.url, { max: 4 });
  try {
    await migrate(db, migrationFolders);
    const progress = startProgress({ title: 'Replaying', total: tape.days.length, quiet });
    const start = performance.now();
    const driven = await driveFund(db, tape, { registrar, ordersOf }, (date) => progress.advance(1, date)).finally(() => progress.stop());
    const seconds = (performance.now() - start) / 1000;
    const checks = [...(await verifyLedger(db)), ...(await verifyWealth(db))];
    const report = await fundReport(db, tape, driven, { wallets: holders.length, earning: registrar.earning });
    const verified = checks.every((check) => check.ok);
    const pace = {
      seconds: Math.round(seconds * 10) / 10,
      ordersPerSecond: Math.round((driven.subscriptions + driven.redemptions) / seconds),
      transfersPerSecond: Math.round(report.transfers / seconds),
    };
    process.stdout.write(`${JSON.stringify({ ...report, ...pace, verify: verified ? 'ok' : 'failed' }, null, quiet ? 0 : 2)}\n`);
    for (const check of checks.filter((c) => !c.ok)) process.stderr.write(`${check.name}: ${check.wrong.join('; ')}\n`);
    if (!verified) process.exitCode = 1;
  } finally {
    await db.end();
    await database.stop();
    await fresh?.drop();
    rmSync(home, { recursive: true, force: true });
  }
}

function count(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,6}$/.test(text) || Number(text) === 0) {
    throw fundTapeFault('FUND_TAPE_INVALID', { file: `--${name}`, line: 0, why: 'takes a whole number greater than zero' }, `$.${name}`);
  }
  return Number(text);
}
