import { divide, RATE_ONE } from '@jinqiao/money';
import { expectedLoss } from '../measures/expected-loss.ts';
import { recoveryRate } from '../measures/loss.ts';
import { CERTAIN, type Chain, chainOf, DEFAULT, defaultPath } from '../measures/transition.ts';
import type { MigrationCell, StockCell } from '../positions/cells.ts';
import type { Position } from '../positions/model.ts';
import { CHAIN_BUCKETS, type ProvisionSettings } from '../settings.ts';

/** What a month-end's expected losses are reckoned with; kept with the run. Probabilities in 1e-12. */
export type LossModel = {
  readonly chain: Chain;
  readonly lossGivenDefault: bigint;
  readonly overlay: bigint;
  /** Cumulative probability of default by bucket and month. */
  readonly paths: ReadonlyMap<string, readonly bigint[]>;
};

/** The longest remaining term that the probabilities reach. */
const LONGEST = 60;

/** The model of a portfolio from its own migrations of the last year and its own recoveries. */
export function lossModel(settings: ProvisionSettings, migrations: readonly MigrationCell[], stock: readonly StockCell[]): LossModel {
  const chain = chainOf(CHAIN_BUCKETS, migrations, settings.prior, settings.leastContracts);
  return {
    chain,
    lossGivenDefault: lossGivenDefault(settings, stock),
    overlay: settings.overlay,
    paths: new Map([...CHAIN_BUCKETS, DEFAULT].map((bucket) => [bucket, defaultPath(chain, bucket, LONGEST)])),
  };
}

/** LGD = 1 − recovery rate of contracts that have defaulted, not below the floor; the assumption while none has. */
export function lossGivenDefault(settings: ProvisionSettings, stock: readonly StockCell[]): bigint {
  const impaired = stock.filter((cell) => cell.stage === 3);
  const sum = (of: (cell: StockCell) => bigint) => impaired.reduce((total, cell) => total + of(cell), 0n);
  const { part, whole } = recoveryRate({ outstanding: sum((c) => c.outstanding), writtenOff: sum((c) => c.writtenOff), recovered: sum((c) => c.recovered) });
  if (whole === 0n || part === 0n) return settings.lgdUnknown;
  const lost = CERTAIN - divide(part * CERTAIN, whole, 'half-up');
  return lost > settings.lgdFloor ? lost : settings.lgdFloor;
}

/** What is set aside for one contract, in minor units. */
export function provisionOf(model: LossModel, position: Pick<Position, 'stage' | 'outstanding' | 'remaining' | 'rate' | 'status'>): bigint {
  const { stage, outstanding, remaining, rate, status } = position;
  return expectedLoss({
    stage,
    exposure: outstanding,
    remaining,
    rate,
    defaults: model.paths.get(status) ?? (model.paths.get(DEFAULT) as readonly bigint[]),
    lossGivenDefault: model.lossGivenDefault,
    overlay: model.overlay,
  });
}

/** The model as it is kept and shown: decimal shares. */
export function modelJson({ chain, lossGivenDefault: lgd, overlay, paths }: LossModel): Record<string, unknown> {
  return {
    states: chain.states,
    rows: chain.rows.map((row) => row.map(String)),
    lossGivenDefault: lgd.toString(),
    overlay: (overlay * (CERTAIN / RATE_ONE)).toString(),
    twelveMonths: Object.fromEntries([...paths].map(([bucket, path]) => [bucket, String(path[11])])),
  };
}
