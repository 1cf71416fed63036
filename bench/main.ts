/** `npm run bench -- NAME [--json]`: figures as ratios to a baseline that is measured in the same run. */
import { apiBench } from './api.ts';
import { booksBench } from './books.ts';
import { contractBench } from './contract.ts';
import { decideBench } from './decide.ts';
import { ledgerBench } from './ledger.ts';
import type { Bench, BenchReport } from './measure.ts';
import { reconcileBench } from './reconcile.ts';
import { routeBench } from './route.ts';
import { scoreBench } from './score.ts';
import { screeningBench } from './screening.ts';

const BENCHES: Readonly<Record<string, Bench>> = {
  api: apiBench,
  books: booksBench,
  contract: contractBench,
  decide: decideBench,
  ledger: ledgerBench,
  reconcile: reconcileBench,
  route: routeBench,
  score: scoreBench,
  screening: screeningBench,
};

const BAD_INPUT = 2;

const args = process.argv.slice(2);
const flags = new Set(args.filter((arg) => arg.startsWith('--')));
const names = args.filter((arg) => !arg.startsWith('--'));
const unknown = names.find((name) => !(name in BENCHES));
if (names.length === 0 || unknown !== undefined) {
  process.stderr.write(`npm run bench -- NAME [--json], where NAME is one of: ${Object.keys(BENCHES).join(', ')}\n`);
  process.exitCode = BAD_INPUT;
} else {
  for (const name of names) {
    const report = await (BENCHES[name] as Bench)(flags);
    process.stdout.write(flags.has('--json') ? `${JSON.stringify(report)}\n` : asTable(report));
  }
}

function asTable({ name, machine, rows, notes = [] }: BenchReport): string {
  const lines = rows.map((row) => {
    const times = row.p50ms === undefined ? '' : `  p50 ${row.p50ms} ms  p99 ${row.p99ms} ms`;
    const ratio = row.ratio === undefined ? '' : `  ${row.ratio} × ${row.baseline}`;
    return `${row.case.padEnd(34)} ${Math.round(row.value).toLocaleString('en').padStart(14)} ${row.unit}${times}${ratio}`;
  });
  const postgres = machine.postgres === null ? '' : `, PostgreSQL ${machine.postgres}`;
  return [`${name} on ${machine.cores} cores, Node ${machine.node}${postgres}; medians of five runs`, ...lines, ...notes, ''].join('\n');
}
