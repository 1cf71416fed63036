import { startProgress } from '@jinqiao/runtime';
import { cellsOf, monthsOf, riskReport } from '../risk-tape/report.ts';
import { readRiskTape } from '../risk-tape/tape.ts';

/** Prints vintage curves, flow rates and lifetime losses of a loan tape, reckoned by the measures of the books. */
export async function risk(file: string, options: { readonly json?: boolean }): Promise<void> {
  const loans = await readRiskTape(file);
  const progress = startProgress({ title: 'Playing month-ends', total: monthsOf(loans), quiet: options.json === true });
  let cells: ReturnType<typeof cellsOf>;
  try {
    cells = cellsOf(loans, (asOf) => progress.advance(1, asOf));
  } finally {
    progress.stop();
  }
  const report = riskReport(cells);
  if (options.json) {
    process.stdout.write(`${JSON.stringify(report)}\n`);
    return;
  }
  const lines = [report.all, ...report.grades].map(
    ({ grade, loans: count, originated, writtenOff, recovered, lifetimeLoss }) =>
      `${grade.padEnd(5)} ${String(count).padStart(7)} loans  ${originated.padStart(15)} lent  ${writtenOff.padStart(14)} written off  ${recovered.padStart(12)} recovered  ${lifetimeLoss} lost`,
  );
  process.stdout.write(`${lines.join('\n')}\n`);
}
