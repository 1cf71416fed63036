import { RATE_ONE } from '@jinqiao/money';
import { isNonPerforming } from '../measures/five-tier.ts';
import { NO_SHARE, type Share } from '../measures/ratio.ts';
import type { CellKey, FirstPaymentCell, StockCell } from '../positions/cells.ts';
import { flowsByMonth } from '../positions/readings.ts';
import type { Provision } from '../provisions/store.ts';
import type { WarningRule } from './rules.ts';

/** What rules look at: the sums of the month-ends of the longest window, and the one before it. */
export type Material = {
  readonly asOf: string;
  /** Month-ends, oldest first; flows of a window need the one before it. */
  readonly monthEnds: readonly string[];
  readonly stock: readonly StockCell[];
  readonly firstPayment: readonly FirstPaymentCell[];
  readonly provisions: readonly Provision[];
};

export type Breach = { readonly segment: string; readonly share: Share };

/** Where a rule is broken: each part of the portfolio on the wrong side of its threshold. A part without a whole breaks nothing. */
export function breaches(rule: WarningRule, material: Material): Breach[] {
  const segments = [...new Set(material.stock.filter((cell) => cell.asOf === material.asOf).map((cell) => cell[rule.by]))].sort();
  return segments
    .map((segment) => ({ segment: `${rule.by}=${segment}`, share: measureOf(rule, material, (cell) => cell[rule.by] === segment) }))
    .filter(({ share }) => isBroken(rule, share));
}

function isBroken({ direction, limit }: WarningRule, { part, whole }: Share): boolean {
  if (whole === 0n) return false;
  return direction === 'above' ? part * RATE_ONE > limit * whole : part * RATE_ONE < limit * whole;
}

function measureOf(rule: WarningRule, material: Material, inSegment: (cell: CellKey) => boolean): Share {
  const window = material.monthEnds.slice(-rule.months);
  const inWindow = (cell: CellKey) => window.includes(cell.asOf) && inSegment(cell);
  const stock = material.stock.filter(inWindow);
  const sum = (of: (cell: StockCell) => bigint) => stock.reduce((total, cell) => total + of(cell), 0n);
  if (rule.measure === 'npl') return { part: sum((cell) => (isNonPerforming(cell.tier) ? cell.outstanding : 0n)), whole: sum((cell) => cell.outstanding) };
  if (rule.measure === 'dpd30') return { part: sum((cell) => cell.over30), whole: sum((cell) => cell.outstanding) };
  if (rule.measure === 'coverage') {
    const own = material.provisions.filter((run) => window.includes(run.asOf) && inSegment({ ...run, grade: '' }));
    return { part: own.reduce((total, run) => total + run.allowance, 0n), whole: own.reduce((total, run) => total + run.npl, 0n) };
  }
  if (rule.measure.startsWith('fpd')) {
    const own = material.firstPayment.filter((cell) => inWindow(cell) && cell.days === Number(rule.measure.slice(3)));
    return { part: own.reduce((total, cell) => total + cell.late, 0n), whole: own.reduce((total, cell) => total + cell.due, 0n) };
  }
  const withBefore = material.monthEnds.slice(-rule.months - 1);
  const flows = flowsByMonth(material.stock.filter((cell) => withBefore.includes(cell.asOf) && inSegment(cell))).pooled;
  return flows.find(({ to }) => `flow-${to}` === rule.measure)?.share ?? NO_SHARE;
}
