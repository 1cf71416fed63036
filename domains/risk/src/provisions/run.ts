import type { StepContext } from '@jinqiao/business-day';
import type { BusinessDate } from '@jinqiao/calendar';
import type { Db, Tx } from '@jinqiao/database';
import { openAccounts, post } from '@jinqiao/ledger';
import { allocate, max } from '@jinqiao/money';
import { classProvision } from '../measures/class-provision.ts';
import { isNonPerforming, type Tier } from '../measures/five-tier.ts';
import { monthEndBefore } from '../measures/months.ts';
import type { Stage } from '../measures/staging.ts';
import type { StockCell } from '../positions/cells.ts';
import type { LossBook, PositionSource } from '../positions/model.ts';
import { markProvided, migrationCells, setProvisions, stockCells, unprovided } from '../positions/store.ts';
import { type ProvisionSettings, provisionSettings } from '../settings.ts';
import { type LossModel, lossModel, modelJson, provisionOf } from './model.ts';
import { provided } from './posting.ts';
import { expectedByStage, insertProvision, type Provision, provisionBefore } from './store.ts';

/** Month-ends whose migrations make the probabilities. */
const MODEL_MONTHS = 12;

/**
 * Sets aside what the contracts of a month-end are expected to lose: contract by contract in chunks, then one entry per book.
 * Nothing here depends on where it was interrupted: a contract with a provision is not met again, a booked scope neither.
 */
export async function provideFor(context: StepContext, source: PositionSource, on: BusinessDate, limit: number): Promise<void> {
  const { product } = source;
  const settings = provisionSettings(on);
  const model = await modelOn(context.db, settings, product, on);
  for (let seen = -1; seen !== 0; ) {
    seen = await context.chunk(async (tx) => {
      const positions = await unprovided(tx, on, product, limit);
      await setProvisions(
        tx,
        on,
        positions.map((position) => ({ ...position, provision: provisionOf(model, position) })),
      );
      return positions.length;
    });
  }
  for (const book of source.lossBooks) await context.once(`${product} ${book.scope}`, (tx) => bookScope(tx, { product, book, settings, model, on }));
  await context.once(`provided ${product}`, (tx) => markProvided(tx, on, product));
}

async function modelOn(db: Db, settings: ProvisionSettings, product: string, on: BusinessDate): Promise<LossModel> {
  const all = { product, scopes: null, grade: null };
  const migrations = await migrationCells(db, { ...all, from: monthEndBefore(on, MODEL_MONTHS - 1), to: on });
  return lossModel(settings, migrations, await stockCells(db, { ...all, from: on, to: on }));
}

type Booking = {
  readonly product: string;
  readonly book: LossBook;
  readonly settings: ProvisionSettings;
  readonly model: LossModel;
  readonly on: BusinessDate;
};

async function bookScope(tx: Tx, { product, book, settings, model, on }: Booking): Promise<void> {
  const cells = await stockCells(tx, { product, scopes: [book.scope], grade: null, from: on, to: on });
  const before = await provisionBefore(tx, product, book.scope, on);
  if (cells.length === 0 && (before?.allowance ?? 0n) === 0n) return;
  const expected = await expectedByStage(tx, on, product, book.scope);
  const provision = { asOf: on, product, scope: book.scope, ...requiredOf(settings, cells, expected) };
  const used = cells.reduce((sum, cell) => sum + cell.lost, 0n);
  const charged = provision.allowance - ((before?.allowance ?? 0n) - used);
  await insertProvision(tx, { ...provision, used, charged, model: modelJson(model) });
  const journals = provided(book, on, product, { used, charged });
  await openAccounts(tx, [book.allowance, book.expense, book.loss]);
  await post(tx, book.book, journals);
}

const STAGES: readonly Stage[] = [1, 2, 3];

/**
 * What a scope must hold: by expected loss, by the class table, or the higher. What the class table demands beyond the
 * expected loss is shared out over the stages by what it demands of each, and adds up to the fen.
 */
export function requiredOf(
  settings: Pick<ProvisionSettings, 'basis' | 'classTable'>,
  cells: readonly Pick<StockCell, 'tier' | 'stage' | 'outstanding'>[],
  expected: ReadonlyMap<Stage, bigint>,
): Pick<Provision, 'outstanding' | 'npl' | 'expectedLoss' | 'classMinimum' | 'allowance' | 'stages'> {
  const total = (some: readonly { readonly outstanding: bigint }[]) => some.reduce((sum, cell) => sum + cell.outstanding, 0n);
  const minimumOf = (some: typeof cells) =>
    classProvision(settings.classTable, new Map([...Map.groupBy(some, (cell) => cell.tier)].map(([tier, own]): [Tier, bigint] => [tier, total(own)])));
  const inStage = (stage: Stage) => cells.filter((cell) => cell.stage === stage);
  const expectedLoss = STAGES.reduce((sum, stage) => sum + (expected.get(stage) ?? 0n), 0n);
  const classMinimum = minimumOf(cells);
  const allowance = settings.basis === 'expected-loss' ? expectedLoss : settings.basis === 'class-table' ? classMinimum : max(expectedLoss, classMinimum);
  const weights = STAGES.map((stage) => minimumOf(inStage(stage)));
  const beyond = weights.some((weight) => weight > 0n) ? allocate(allowance - expectedLoss, weights) : [0n, 0n, allowance - expectedLoss];
  return {
    outstanding: total(cells),
    npl: total(cells.filter((cell) => isNonPerforming(cell.tier))),
    expectedLoss,
    classMinimum,
    allowance,
    stages: STAGES.map((stage, at) => ({
      stage,
      outstanding: total(inStage(stage)),
      expected: expected.get(stage) ?? 0n,
      allowance: (expected.get(stage) ?? 0n) + (beyond[at] as bigint),
    })),
  };
}
