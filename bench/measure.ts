/** What every bench shares: counted runs, medians, and the form in which they are reported. */
import { cpus } from 'node:os';
import { performance } from 'node:perf_hooks';

/** One figure. Times in milliseconds; `ratio` is value ÷ the baseline's value, both of the same run. */
export type BenchRow = {
  readonly case: string;
  readonly value: number;
  readonly unit: string;
  readonly p50ms?: number;
  readonly p99ms?: number;
  readonly baseline?: string;
  readonly ratio?: number;
};

export type BenchReport = {
  readonly name: string;
  readonly machine: { readonly cores: number; readonly node: string; readonly postgres: string | null };
  readonly rows: readonly BenchRow[];
  /** What the figures say, in words. */
  readonly notes?: readonly string[];
};

export type Bench = (flags: ReadonlySet<string>) => Promise<BenchReport>;

export const RUNS = 5;

export function machine(postgres: string | null = null): BenchReport['machine'] {
  return { cores: cpus().length, node: process.version, postgres };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

export function round(value: number, digits = 3): number {
  return Number(value.toPrecision(digits));
}

/** Work that is done `count` times; it returns a number that depends on what it did, so that nothing is optimised away. */
export type Loop = (count: number) => number;

/** How often a second each loop's work is done: loops in turn, one warm-up and five counted rounds, the median of each. */
export function perSecond<K extends string>(loops: Readonly<Record<K, { readonly count: number; readonly loop: Loop }>>): Record<K, number> {
  const names = Object.keys(loops) as K[];
  const rates = new Map<K, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round <= RUNS; round += 1)
    for (const name of names) {
      const { count, loop } = loops[name];
      const start = performance.now();
      const seen = loop(count);
      const seconds = (performance.now() - start) / 1000;
      if (!Number.isFinite(seen)) throw new Error(`${name} gave no number`);
      if (round > 0) rates.get(name)?.push(count / seconds);
    }
  return Object.fromEntries(names.map((name) => [name, median(rates.get(name) ?? [])])) as Record<K, number>;
}
