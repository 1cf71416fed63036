import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { performance } from 'node:perf_hooks';
import { modelCard as modelCardSchema } from '@jinqiao/api';
import { isFault } from '@jinqiao/errors';
import {
  applicantAt,
  isTraining,
  type Measures,
  type ModelCard,
  measureCard,
  type Scorecard,
  scorecardOf,
  scorerOf,
  TRAINING,
  type TrainedModel,
  trainModel,
} from '@jinqiao/scorecard';
import { textAt } from '../scorecard/columns.ts';
import { scorecardFileFault } from '../scorecard/errors.ts';
import { type OnnxModel, readOnnxModel } from '../scorecard/onnx.ts';
import { attributesOf, characteristicsOf, columnNamed, columnsFor, type Outcomes, outcomesOf, sampleOf, setName, timeSpanOf } from '../scorecard/prepare.ts';
import { type RawTable, readRows } from '../scorecard/read-rows.ts';
import { readableMeasures, readableModel } from '../scorecard/readable.ts';

export type TrainOptions = {
  readonly target?: string;
  readonly bad?: string;
  readonly id?: string;
  readonly exclude?: string;
  readonly protected?: string;
  readonly share?: string;
  readonly seed?: string;
  readonly rows?: string;
  readonly name?: string;
  readonly cardVersion?: string;
  readonly monotone?: boolean;
  readonly json?: boolean;
  readonly out?: string;
};

/** Trains a scorecard on a file of applicants with their outcomes and measures it on rows that it was not made from. */
export async function trainCommand(path: string, options: TrainOptions): Promise<void> {
  const start = performance.now();
  const share = option('share', options.share ?? '0.7', /^0?\.\d{1,6}$/, 'takes a share between 0 and 1, such as 0.7');
  const seed = option('seed', options.seed ?? '1', /^\d{1,9}$/, 'takes a whole number');
  const table = await readRows(path, rowsOption(options.rows));
  const outcomes = outcomesOf(table, options);
  const {
    columns,
    excluded,
    protected: guarded,
  } = characteristicsOf(table, outcomes.target, {
    id: options.id,
    exclude: listed(options.exclude),
    protected: options.protected === undefined ? undefined : listed(options.protected),
  });
  const [train, test] = [true, false].map((side) => partOf(outcomes, (row) => isTraining(seed, row, share) === side)) as [Outcomes, Outcomes];
  const trained = trainModel(
    { name: options.name ?? setName(table) ?? plainName(path), version: options.cardVersion ?? '1' },
    { train: sampleOf(columns, train), test: sampleOf(columns, test), attributes: attributesOf(table, test.rows) },
    {
      source: table.file,
      sha256: table.sha256,
      rows: table.rows,
      withoutOutcome: table.rows - outcomes.rows.length,
      target: outcomes.target,
      bad: outcomes.bad,
      timeSpan: timeSpanOf(table, outcomes.rows),
      split: { seed, trainShare: share },
      excluded,
      protected: guarded,
    },
    { ...TRAINING, binning: { ...TRAINING.binning, monotone: options.monotone === true } },
  );
  if (options.out !== undefined) await writeCard(options.out, trained);
  const seconds = Math.round(performance.now() - start) / 1000;
  process.stdout.write(options.json ? `${JSON.stringify(reportOf(trained, seconds))}\n` : readableModel(trained, seconds));
}

async function writeCard(path: string, trained: TrainedModel): Promise<void> {
  await writeFile(path, `${JSON.stringify(trained, null, 2)}\n`).catch(() => {
    throw scorecardFileFault('OPTION_INVALID', { option: 'out', right: 'names a file that can be written', given: path }, '$.out');
  });
}

/** A name that can stand in an address. */
const plainName = (path: string) =>
  basename(path)
    .replace(/\.[^.]*$/, '')
    .replace(/[^A-Za-z0-9_.-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 60) || 'card';

/** What `train` answers: the figures that are asked for first, then the card and the model card that hold all of them. */
function reportOf({ card, modelCard }: TrainedModel, seconds: number) {
  const { rows, bads, badRate, auc, ks, gini } = modelCard.training;
  return { train: { rows, bads, badRate, auc, ks, gini }, ...measured(modelCard), seconds, card, modelCard };
}

function measured({ validation, psi, fairness, rejects }: Measures) {
  const { deciles, curve: _curve, distribution: _distribution, aucLow, aucHigh, ...test } = validation;
  const calibration = deciles.map(({ predicted, observed, ...group }, at) => ({ decile: at + 1, predicted, observed, ...group }));
  return { test: { ...test, aucInterval: [aucLow, aucHigh], calibration }, psi, fairness, rejects };
}

/** Scores the rows of a file, one line of JSON for each, by a card or by a model of ONNX. */
export async function applyCommand(cardPath: string, path: string, options: { readonly id?: string; readonly form?: string }): Promise<void> {
  const { features, score } = cardPath.endsWith('.onnx') ? await readOnnxModel(cardPath, options.form) : modelOf((await readCard(cardPath)).card);
  const table = await readRows(path);
  const id = options.id === undefined ? undefined : columnNamed(table, options.id, '$.id');
  const columns = columnsFor(table, features);
  for (let from = 0; from < table.rows; from += LINES_AT_ONCE) {
    const rows = Array.from({ length: Math.min(LINES_AT_ONCE, table.rows - from) }, (_, at) => from + at);
    const results = await score(rows.map((row) => applicantAt(columns, row)));
    await write(
      results.map(({ score: points, pd, reasons }, at) => {
        const row = from + at;
        return JSON.stringify({ row: row + 1, ...(id ? { id: textAt(id, row) } : {}), score: points, pd, reasons });
      }),
    );
  }
}

function modelOf(card: Scorecard): OnnxModel {
  const score = scorerOf(card);
  return { features: card.characteristics, score: async (applicants) => applicants.map(score) };
}

const LINES_AT_ONCE = 1_000;

/** Waits for a reader that is slower than we are. */
async function write(lines: readonly string[]): Promise<void> {
  if (!process.stdout.write(`${lines.join('\n')}\n`)) await new Promise<void>((done) => process.stdout.once('drain', () => done()));
}

/** Measures a card on a file: in the file that it was trained on, only the rows that were held back. */
export async function validateCommand(cardPath: string, path: string, options: Pick<TrainOptions, 'target' | 'bad' | 'rows' | 'json'>): Promise<void> {
  const start = performance.now();
  const { card, modelCard } = await readCard(cardPath);
  if (!modelCard)
    throw scorecardFileFault('CARD_FILE_INVALID', { file: basename(cardPath), why: 'without its model card there is nothing to compare with' }, '$.card');
  const table = await readRows(path, rowsOption(options.rows));
  const all = outcomesOf(table, asTrained(table, modelCard, options));
  const held = partOf(all, (row) => !usedForTraining(table, modelCard, row));
  const measures = measureCard(card, modelCard, sampleOf(columnsFor(table, card.characteristics), held), attributesOf(table, held.rows));
  const seconds = Math.round(performance.now() - start) / 1000;
  const report = { card: { name: card.name, version: card.version }, usedForTraining: all.rows.length - held.rows.length, ...measured(measures), seconds };
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : readableMeasures(card, measures, report.usedForTraining));
}

/** Target and bad value as they were in training, where nothing else is said and the table has them. */
function asTrained(
  table: RawTable,
  { data }: ModelCard,
  options: Pick<TrainOptions, 'target' | 'bad'>,
): { target: string | undefined; bad: string | undefined } {
  const column = table.columns.find(({ name }) => name === (options.target ?? data.target));
  return { target: options.target ?? column?.name, bad: options.bad ?? (column?.texts.includes(data.bad) ? data.bad : undefined) };
}

function usedForTraining(table: RawTable, { data }: ModelCard, row: number): boolean {
  return table.sha256 === data.sha256 && row < data.rows && isTraining(data.split.seed, row, data.split.trainShare);
}

function partOf({ target, bad, rows, bads }: Outcomes, isIn: (row: number) => boolean): Outcomes {
  const places = rows.flatMap((row, at) => (isIn(row) ? [at] : []));
  return { target, bad, rows: places.map((at) => rows[at] as number), bads: Uint8Array.from(places, (at) => bads[at] as number) };
}

/** A card as `train --out` wrote it, or the card alone. */
async function readCard(path: string): Promise<{ card: Scorecard; modelCard: ModelCard | undefined }> {
  const invalid = (why: string) => scorecardFileFault('CARD_FILE_INVALID', { file: basename(path), why }, '$.card');
  const text = await readFile(path, 'utf8').catch(() => {
    throw invalid('it cannot be read');
  });
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw invalid('it is not JSON');
  }
  const whole = typeof data === 'object' && data !== null && 'card' in data ? (data as { card: unknown; modelCard?: unknown }) : { card: data };
  const known = whole.modelCard === undefined ? undefined : modelCardSchema.safeParse(whole.modelCard);
  if (known?.success === false) throw invalid(`modelCard: ${known.error.issues[0]?.path.join('.')} is not as train wrote it`);
  try {
    return { card: scorecardOf(whole.card), modelCard: known?.data };
  } catch (error) {
    throw isFault(error) ? invalid(error.en) : error;
  }
}

function option(name: string, given: string, form: RegExp, right: string): number {
  const value = Number(given);
  if (!form.test(given) || (name === 'share' && value <= 0)) throw scorecardFileFault('OPTION_INVALID', { option: name, right, given }, `$.${name}`);
  return value;
}

function rowsOption(given: string | undefined): number | undefined {
  return given === undefined ? undefined : option('rows', given, /^[1-9]\d{0,8}$/, 'takes a whole number greater than 0');
}

function listed(given: string | undefined): string[] {
  return (given ?? '').split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]));
}
