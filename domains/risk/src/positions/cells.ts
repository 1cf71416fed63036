import type { Tier } from '../measures/five-tier.ts';
import type { Migration } from '../measures/loss.ts';
import type { Stage } from '../measures/staging.ts';

/** Where a cell lies: a month-end and a part of the portfolio. */
export type CellKey = { readonly asOf: string; readonly product: string; readonly scope: string; readonly grade: string };

/** What positions of one cohort, status, tier and stage add up to at a month-end. Amounts in minor units. */
export type StockCell = CellKey & {
  readonly cohort: string;
  readonly status: string;
  readonly tier: Tier;
  readonly stage: Stage;
  readonly contracts: bigint;
  readonly outstanding: bigint;
  readonly overdue: bigint;
  readonly regulatory: bigint;
  readonly over30: bigint;
  readonly over60: bigint;
  readonly over90: bigint;
  readonly entered1: bigint;
  readonly entered30: bigint;
  readonly entered60: bigint;
  readonly entered90: bigint;
  readonly lost: bigint;
  readonly regained: bigint;
  readonly recovered: bigint;
  readonly writtenOff: bigint;
  readonly newContracts: bigint;
  readonly newAmount: bigint;
};

export type MigrationCell = CellKey & Migration;

export type RollCell = CellKey & { readonly observed: string; readonly performed: string; readonly contracts: bigint };

export type FirstPaymentCell = CellKey & { readonly dueMonth: string; readonly days: number; readonly due: bigint; readonly late: bigint };

export type Tally = {
  readonly stock: readonly StockCell[];
  readonly migration: readonly MigrationCell[];
  readonly roll: readonly RollCell[];
  readonly firstPayment: readonly FirstPaymentCell[];
};
