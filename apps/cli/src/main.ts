import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { isFault } from '@jinqiao/errors';
import { readConfig } from '@jinqiao/runtime';
import { Argument, Command } from 'commander';
import { contractEvents, returns, schedules } from './commands/arithmetic.ts';
import { close } from './commands/close.ts';
import { exportBooks } from './commands/export.ts';
import { keys } from './commands/keys.ts';
import { replay } from './commands/replay.ts';
import { replayFund } from './commands/replay-fund.ts';
import { risk } from './commands/risk.ts';
import { applyCommand, trainCommand, validateCommand } from './commands/scorecard.ts';
import { start } from './commands/start.ts';
import { verify } from './commands/verify.ts';

const program = new Command('jinqiao').description('Platform finance: every product on one double-entry ledger').exitOverride().showHelpAfterError();

program
  .command('start')
  .description('start the database, the sandbox institutions and the server')
  .action(() => start(readConfig()));
program
  .command('close')
  .description('close the open day and the days after it')
  .requiredOption('--through <date>', 'last day to close, YYYY-MM-DD')
  .option('--json', 'answer as JSON')
  .action((options) => close(readConfig(), options));
program
  .command('verify')
  .description('prove the books from the journals alone')
  .option('--json', 'answer as JSON')
  .action(async (options) => {
    process.exitCode = (await verify(readConfig(), options)) ? 0 : 1;
  });
program
  .command('keys')
  .description('the keys that seal personal data: shows them, or changes one while everything goes on')
  .addArgument(new Argument('[rotate]', 'what to change').choices(['seal', 'index', 'master']))
  .option('--json', 'answer as JSON')
  .action((rotate, options) => keys(readConfig(), rotate, options));
program
  .command('export')
  .description('export data')
  .command('ledger')
  .description('every account and journal as lines of JSON, in book order')
  .option('--file <path>', 'write to a file instead of standard output')
  .action(async (options: { file?: string }) => {
    const out = options.file ? createWriteStream(options.file) : process.stdout;
    await exportBooks(readConfig(), out);
    if (options.file) await finished(out.end() as NodeJS.WritableStream);
  });
program
  .command('replay <file>')
  .description('drive a loan tape through the programme on a fresh database')
  .option('--json', 'answer as JSON')
  .option('--limit <n>', 'only the first n loans')
  .option('--from <year>', 'first issue year')
  .option('--to <year>', 'last issue year')
  .action((file, options) => replay(readConfig(), file, options));

program
  .command('risk <file>')
  .description('vintage curves, flow rates and lifetime losses of a loan tape')
  .option('--json', 'answer as JSON')
  .action((file, options) => risk(file, options));
program
  .command('replay-fund <folder>')
  .description('play the days of a money fund through orders, confirmations, income and the close on a fresh database')
  .option('--json', 'answer as JSON')
  .option('--days <n>', 'only the first n days')
  .option('--wallets <n>', 'over how many wallets the flows are spread')
  .action((folder, options) => replayFund(readConfig(), folder, options));

const scorecard = program.command('scorecard').description('scorecards from data: train, apply, validate');
scorecard
  .command('train <file>')
  .description('train a card on a CSV of applicants with their outcomes, and measure it on rows held back')
  .option('--target <column>', 'the outcome; known sets need none')
  .option('--bad <value>', 'the value of the target that is bad; all others are good')
  .option('--id <column>', 'the column that identifies a row')
  .option('--exclude <columns>', 'columns to leave out, separated by commas')
  .option('--protected <columns>', 'columns that decisions may not rest on, besides sex and the like')
  .option('--share <share>', 'share of the rows to train on', '0.7')
  .option('--seed <number>', 'seed of the split', '1')
  .option('--rows <n>', 'only the first n rows')
  .option('--name <name>', 'name of the card')
  .option('--card-version <version>', 'version of the card', '1')
  .option('--monotone', 'the share of bads of numbers may only rise or only fall from bin to bin')
  .option('--json', 'answer as JSON')
  .option('--out <path>', 'write card and model card to a file')
  .action(trainCommand);
scorecard
  .command('apply <card> <file>')
  .description('score the rows of a CSV: score, probability of default and reasons as lines of JSON')
  .option('--id <column>', 'a column to answer with')
  .option('--form <path>', 'for a model of ONNX: what its inputs take')
  .option('--json', 'the answer is JSON anyway')
  .action(applyCommand);
scorecard
  .command('validate <card> <file>')
  .description('measure a card on rows that it was not trained on')
  .option('--target <column>', 'the outcome, where it has another name than in training')
  .option('--bad <value>', 'the value of the target that is bad')
  .option('--rows <n>', 'only the first n rows')
  .option('--json', 'answer as JSON')
  .action(validateCommand);

program
  .command('schedule')
  .description('repayment schedules: reads one object, an array, or a stream of lines on standard input')
  .option('--json', 'the answer is JSON anyway')
  .option('--ndjson', 'one object per line')
  .action(schedules);
program
  .command('irr')
  .description('internal rates of return of dated flows, read like schedules')
  .option('--json', 'the answer is JSON anyway')
  .option('--ndjson', 'one object per line')
  .action(returns);
program
  .command('actus')
  .description('contract events of the ACTUS standard: reads {id: case} on standard input')
  .option('--json', 'the answer is JSON anyway')
  .action(contractEvents);

// Who reads our output may have seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

/** Bad input is told on standard error as JSON and ends with 2, a failure of ours with 3. */
function report(error: unknown): number {
  if (isFault(error)) {
    process.stderr.write(`${JSON.stringify({ error: { code: error.code, message: error.en, messageZh: error.zh, path: error.path } })}\n`);
    return error.status >= 500 ? 3 : 2;
  }
  if (error instanceof Error && 'exitCode' in error && typeof error.exitCode === 'number') return error.exitCode === 0 ? 0 : 2;
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return 3;
}
