import type { RiskPortfolio } from '@jinqiao/api';
import { businessDate } from '@jinqiao/calendar';
import type { Db } from '@jinqiao/database';
import { type Asset, formatAmount } from '@jinqiao/money';
import {
  type CellFilter,
  coverageRatio,
  cureRate,
  type FirstPaymentCell,
  type Flow,
  firstPaymentCells,
  flowLoss,
  flowsByMonth,
  isNonPerforming,
  loanProvisionRatio,
  M_BUCKETS,
  type MigrationCell,
  migrationCells,
  monthEndBefore,
  netLossRate,
  nplRatio,
  PAID_OFF,
  type Provision,
  provisionsOf,
  type RollCell,
  ratioText,
  recoveryRate,
  rollCells,
  type StockCell,
  stockCells,
  TIERS,
  type VintageDays,
  vintageCells,
  vintages,
  WRITTEN_OFF,
} from '@jinqiao/risk';

export type PortfolioAsked = {
  readonly asOf: string;
  readonly product: string | null;
  readonly scopes: readonly string[] | null;
  readonly grade: string | null;
  readonly days: VintageDays;
  readonly asset: Asset;
};

type Figures = Omit<RiskPortfolio, 'asOf' | 'monthEnds' | 'products' | 'scopes' | 'grades' | 'asset'>;

/** Flow rates and net loss look back on a year, vintages and rolls on everything. */
const YEAR = 12;

/** Everything a page shows of a part of the portfolio at a month-end, from sums alone. */
export async function portfolioFigures(db: Db, asked: PortfolioAsked): Promise<Figures> {
  const filter: CellFilter = { from: null, to: asked.asOf, product: asked.product, scopes: asked.scopes, grade: asked.grade };
  const stock = await stockCells(db, filter);
  const at = { ...filter, from: asked.asOf };
  const [migration, rolls, first, provisions] = [
    await migrationCells(db, at),
    await rollCells(db, at),
    await firstPaymentCells(db, filter),
    await provisionsOf(db, filter),
  ];
  const money = (amount: bigint) => formatAmount(amount, asked.asset);
  const flows = flowFigures(stock.filter((cell) => cell.asOf >= monthEndBefore(businessDate(asked.asOf), YEAR)));
  return {
    ...stockFigures(stock, asked, money),
    ...provisionFigures(provisions, asked.asOf, money),
    ...flows,
    vintages: vintages(vintageCells(stock, asked.days)).map(({ cohort, originated, points }) => ({
      cohort,
      originated: money(originated),
      points: points.map(({ mob, coincident, cumulative, netLoss }) => ({ mob, coincident, cumulative, netLoss })),
    })),
    ...migrationFigures(migration),
    rolls: rollFigures(rolls),
    firstPayments: firstPaymentFigures(first),
  };
}

const total = (cells: readonly StockCell[], of: (cell: StockCell) => bigint) => cells.reduce((sum, cell) => sum + of(cell), 0n);

function stockFigures(stock: readonly StockCell[], { asOf }: PortfolioAsked, money: (amount: bigint) => string): Pick<Figures, 'totals' | 'buckets' | 'tiers'> {
  const now = stock.filter((cell) => cell.asOf === asOf && cell.status !== PAID_OFF);
  const standing = now.filter((cell) => cell.status !== WRITTEN_OFF);
  const outstanding = total(standing, (cell) => cell.outstanding);
  const npl = total(standing, (cell) => (isNonPerforming(cell.tier) ? cell.outstanding : 0n));
  const part = (cells: readonly StockCell[]) => ({
    contracts: Number(total(cells, (cell) => cell.contracts)),
    outstanding: money(total(cells, (cell) => cell.outstanding)),
    share: ratioText({ part: total(cells, (cell) => cell.outstanding), whole: outstanding }),
  });
  const from = monthEndBefore(businessDate(asOf), YEAR - 1);
  const year = [
    ...Map.groupBy(
      stock.filter((cell) => cell.asOf >= from),
      (cell) => cell.asOf,
    ).values(),
  ].map((cells) => ({
    lost: total(cells, (cell) => cell.lost),
    regained: total(cells, (cell) => cell.regained),
    outstanding: total(cells, (cell) => cell.outstanding),
  }));
  const impaired = now.filter((cell) => cell.stage === 3);
  return {
    totals: {
      contracts: Number(total(standing, (cell) => cell.contracts)),
      outstanding: money(outstanding),
      overdue: money(total(standing, (cell) => cell.overdue)),
      regulatoryOverdue: money(total(standing, (cell) => cell.regulatory)),
      npl: money(npl),
      nplRatio: ratioText(nplRatio({ npl, outstanding, allowance: 0n })),
      delinquency30: ratioText({ part: total(standing, (cell) => cell.over30), whole: outstanding }),
      netLoss: ratioText(netLossRate(year)),
      recovery: ratioText(
        recoveryRate({
          outstanding: total(impaired, (cell) => cell.outstanding),
          writtenOff: total(impaired, (cell) => cell.writtenOff),
          recovered: total(impaired, (cell) => cell.recovered),
        }),
      ),
    },
    buckets: M_BUCKETS.map(({ name }) => ({ status: name, ...part(standing.filter((cell) => cell.status === name)) })),
    tiers: TIERS.map((tier) => ({ tier, ...part(standing.filter((cell) => cell.tier === tier)) })),
  };
}

function provisionFigures(all: readonly Provision[], asOf: string, money: (amount: bigint) => string): Pick<Figures, 'provisions' | 'stages' | 'model'> {
  const byMonth = [...Map.groupBy(all, (run) => run.asOf)].map(([month, runs]) => {
    const sum = (of: (run: Provision) => bigint) => runs.reduce((amount, run) => amount + of(run), 0n);
    const held = { outstanding: sum((run) => run.outstanding), npl: sum((run) => run.npl), allowance: sum((run) => run.allowance) };
    return {
      asOf: month,
      outstanding: money(held.outstanding),
      npl: money(held.npl),
      allowance: money(held.allowance),
      expectedLoss: money(sum((run) => run.expectedLoss)),
      classMinimum: money(sum((run) => run.classMinimum)),
      used: money(sum((run) => run.used)),
      charged: money(sum((run) => run.charged)),
      nplRatio: ratioText(nplRatio(held)),
      coverage: ratioText(coverageRatio(held)),
      loanProvisionRatio: ratioText(loanProvisionRatio(held)),
    };
  });
  const runs = all.filter((run) => run.asOf === asOf);
  const stages = [1, 2, 3].map((stage) => {
    const own = runs.flatMap((run) => run.stages.filter((each) => each.stage === stage));
    const sum = (of: (each: (typeof own)[number]) => bigint) => money(own.reduce((amount, each) => amount + of(each), 0n));
    return { stage, outstanding: sum((s) => s.outstanding), expected: sum((s) => s.expected), allowance: sum((s) => s.allowance) };
  });
  return { provisions: byMonth, stages, model: runs[0] ? modelFigures(runs[0].model) : null };
}

const CERTAIN = 1_000_000_000_000n;
const probability = (stored: unknown) => ratioText({ part: BigInt(String(stored)), whole: CERTAIN }) ?? '0.000000';

function modelFigures(model: Record<string, unknown>): NonNullable<Figures['model']> {
  const twelve = model.twelveMonths as Record<string, string>;
  return {
    lossGivenDefault: probability(model.lossGivenDefault),
    overlay: probability(model.overlay),
    twelveMonths: Object.entries(twelve).map(([bucket, value]) => ({ bucket, probability: probability(value) })),
  };
}

const flowJson = ({ from, to, share }: Flow) => ({ from, to, rate: ratioText(share) });

function flowFigures(stock: readonly StockCell[]): Pick<Figures, 'flows' | 'pooledFlows' | 'lossByFlows'> {
  const { months, pooled } = flowsByMonth(stock);
  const last = stock.at(-1)?.asOf;
  const impaired = stock.filter((cell) => cell.asOf === last && cell.stage === 3);
  const recovery = recoveryRate({
    outstanding: total(impaired, (cell) => cell.outstanding),
    writtenOff: total(impaired, (cell) => cell.writtenOff),
    recovered: total(impaired, (cell) => cell.recovered),
  });
  return {
    flows: months.map(({ asOf, flows }) => ({ asOf, rates: flows.map(flowJson) })),
    pooledFlows: pooled.map(flowJson),
    lossByFlows: ratioText(flowLoss(pooled, 'M6', recovery)),
  };
}

function migrationFigures(cells: readonly MigrationCell[]): Pick<Figures, 'migration' | 'cures'> {
  const sum = (some: readonly MigrationCell[]) => some.reduce((count, cell) => count + cell.contracts, 0n);
  const migration = [...Map.groupBy(cells, (cell) => cell.fromStatus)].flatMap(([from, own]) =>
    [...Map.groupBy(own, (cell) => cell.toStatus)].map(([to, some]) => ({
      from,
      to,
      contracts: Number(sum(some)),
      share: ratioText({ part: sum(some), whole: sum(own) }),
    })),
  );
  return { migration, cures: M_BUCKETS.slice(1).map(({ name }) => ({ bucket: name, rate: ratioText(cureRate(cells, name)) })) };
}

function rollFigures(cells: readonly RollCell[]): Figures['rolls'] {
  const sum = (some: readonly RollCell[]) => some.reduce((count, cell) => count + cell.contracts, 0n);
  return [...Map.groupBy(cells, (cell) => cell.observed)].flatMap(([observed, own]) =>
    [...Map.groupBy(own, (cell) => cell.performed)].map(([performed, some]) => ({
      observed,
      performed,
      contracts: Number(sum(some)),
      share: ratioText({ part: sum(some), whole: sum(own) }),
    })),
  );
}

function firstPaymentFigures(cells: readonly FirstPaymentCell[]): Figures['firstPayments'] {
  return [...Map.groupBy(cells, (cell) => `${cell.dueMonth} ${cell.days}`).values()]
    .map((own) => {
      const sum = (of: (cell: FirstPaymentCell) => bigint) => own.reduce((count, cell) => count + of(cell), 0n);
      const [due, late] = [sum((cell) => cell.due), sum((cell) => cell.late)];
      return { dueMonth: own[0]?.dueMonth ?? '', days: own[0]?.days ?? 0, due: Number(due), late: Number(late), rate: ratioText({ part: late, whole: due }) };
    })
    .sort((a, b) => (a.dueMonth === b.dueMonth ? a.days - b.days : a.dueMonth < b.dueMonth ? -1 : 1));
}
