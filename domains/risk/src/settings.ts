import { parseRate } from '@jinqiao/money';
import classTables from '../packs/class-tables.json' with { type: 'json' };
import gradePack from '../packs/grades.json' with { type: 'json' };
import provisionPack from '../packs/provisions.json' with { type: 'json' };
import { PAID_OFF } from './measures/buckets.ts';
import type { ClassTable } from './measures/class-provision.ts';
import { TIERS } from './measures/five-tier.ts';
import { CERTAIN, type Chain, DEFAULT } from './measures/transition.ts';

/** The row of dated rows that holds on a date: the last that began. @throws RangeError before the first. */
export function rowOn<T extends { readonly from: string }>(rows: readonly T[], on: string): T {
  const found = rows.filter(({ from }) => from <= on).sort((a, b) => (a.from < b.from ? 1 : -1))[0];
  if (!found) throw new RangeError(`no setting holds on ${on}`);
  return found;
}

/** How the platform provides: `higher` books the expected loss, and at least what the class table demands. */
export type ProvisionBasis = 'expected-loss' | 'class-table' | 'higher';

export type ProvisionSettings = {
  readonly basis: ProvisionBasis;
  readonly classTable: ClassTable;
  /** Below so many contracts seen, a bucket takes the prior's row. */
  readonly leastContracts: bigint;
  /** Shares of an exposure in 1e-12: LGD is never below the floor, and `lgdUnknown` while nothing was recovered yet. */
  readonly lgdFloor: bigint;
  readonly lgdUnknown: bigint;
  /** 1e-8. */
  readonly overlay: bigint;
  readonly prior: Chain;
};

/** Buckets of the default chain, in order; worse ones are impaired. */
export const CHAIN_BUCKETS = ['M0', 'M1', 'M2', 'M3'] as const;

const share = (text: string) => parseRate(text) * 10_000n;

export function classTable(name: keyof typeof classTables): ClassTable {
  const { rates } = classTables[name];
  return Object.fromEntries(TIERS.map((tier) => [tier, parseRate(rates[tier])])) as ClassTable;
}

export function provisionSettings(on: string): ProvisionSettings {
  const row = rowOn(provisionPack, on);
  const states = [...CHAIN_BUCKETS, DEFAULT, PAID_OFF];
  return {
    basis: row.basis as ProvisionBasis,
    classTable: classTable(row.classTable as keyof typeof classTables),
    leastContracts: BigInt(row.leastContracts),
    lgdFloor: share(row.lgdFloor),
    lgdUnknown: share(row.lgdUnknown),
    overlay: parseRate(row.overlay),
    prior: {
      states,
      rows: [
        ...CHAIN_BUCKETS.map((bucket) => row.prior[bucket].map(share)),
        ...[DEFAULT, PAID_OFF].map((end) => states.map((s) => (s === end ? CERTAIN : 0n))),
      ],
    },
  };
}

/** The grade of a score by the bands of a date: the first band that the score reaches. */
export function gradeOf(score: number | null, on: string): string {
  if (score === null) return UNGRADED;
  return rowOn(gradePack, on).bands.find((band) => score >= band.score)?.grade ?? UNGRADED;
}

/** A contract without a score. */
export const UNGRADED = '–';
