import { divide, min, parseRate, RATE_ONE } from '@jinqiao/money';
import pack from '../../packs/limit-strategy.json' with { type: 'json' };
import { rowOn } from '../settings.ts';

export type LimitKind = 'increase' | 'decrease' | 'freeze';

/** How a customer has behaved, as the month-ends tell. */
export type Behaviour = {
  readonly grade: string;
  /** Outstanding over the line, 1e-8. */
  readonly utilisation: bigint;
  /** Month-ends in a row, up to now, without arrears. */
  readonly onTimeMonths: number;
  readonly currentDpd: number;
  /** The worst of the months looked at. */
  readonly worstDpd: number;
};

/** A cell of the matrix: for which scores and behaviour it holds, and what it proposes. What is absent does not matter. */
export type StrategyCell = {
  readonly grades: readonly string[];
  readonly worstDpdFrom?: number;
  readonly worstDpdTo?: number;
  readonly currentDpdFrom?: number;
  readonly onTimeFrom?: number;
  readonly utilisationFrom?: string;
  readonly utilisationTo?: string;
  readonly action: LimitKind;
  /** New limit over old; none for a freeze. */
  readonly factor?: string;
  readonly reason: string;
};

/** @property cap no increase goes above it; @property step limits are whole steps, rounded down; both in minor units. */
export type Strategy = { readonly cap: bigint; readonly step: bigint; readonly cells: readonly StrategyCell[] };

export function strategyOn(on: string): Strategy {
  const row = rowOn(pack, on);
  return { cap: BigInt(row.cap), step: BigInt(row.step), cells: row.cells as readonly StrategyCell[] };
}

export type LimitChange = { readonly kind: LimitKind; readonly limitTo: bigint; readonly reasons: readonly string[] };

/**
 * What the strategy proposes for a line: the first cell that holds. The new limit is old × factor, rounded down to a whole
 * step; an increase stops at the cap, a change that changes nothing is none.
 */
export function proposalFor(strategy: Strategy, limit: bigint, behaviour: Behaviour): LimitChange | undefined {
  const cell = strategy.cells.find((each) => holds(each, behaviour));
  if (!cell) return undefined;
  if (cell.action === 'freeze') return { kind: 'freeze', limitTo: limit, reasons: [cell.reason] };
  const scaled = divide(limit * parseRate(cell.factor ?? '1'), RATE_ONE, 'floor');
  const whole = scaled - (scaled % strategy.step);
  const limitTo = cell.action === 'increase' ? min(whole, strategy.cap) : whole;
  const changes = cell.action === 'increase' ? limitTo > limit : limitTo < limit;
  return changes ? { kind: cell.action, limitTo, reasons: [cell.reason] } : undefined;
}

function holds(cell: StrategyCell, { grade, utilisation, onTimeMonths, currentDpd, worstDpd }: Behaviour): boolean {
  return (
    cell.grades.includes(grade) &&
    worstDpd >= (cell.worstDpdFrom ?? 0) &&
    worstDpd <= (cell.worstDpdTo ?? Number.POSITIVE_INFINITY) &&
    currentDpd >= (cell.currentDpdFrom ?? 0) &&
    onTimeMonths >= (cell.onTimeFrom ?? 0) &&
    utilisation >= parseRate(cell.utilisationFrom ?? '0') &&
    (cell.utilisationTo === undefined || utilisation <= parseRate(cell.utilisationTo))
  );
}
