import { type BusinessDate, daysBetween } from '@jinqiao/calendar';

/** A dated amount; amounts may be any finite numbers, as return figures need no minor units. */
export type Flow = { readonly date: BusinessDate; readonly amount: number };

/**
 * A rate of return as a fraction, or why there is none: `bad-flows` where money does not go both ways on different days,
 * `no-solution` where no rate balances the flows, `several-solutions` where two rates from 0 to 500 % do.
 */
export type Irr = { readonly rate: number } | { readonly reason: 'no-solution' | 'several-solutions' | 'bad-flows' };

type Timed = { readonly time: number; readonly amount: number };

/**
 * The rate at which dated flows balance, in years of 365 days from the first flow listed. Where flows change direction more
 * than once, several rates may balance them: two between 0 and 500 % are `several-solutions`, of others the usual one is given.
 */
export function xirr(flows: readonly Flow[]): Irr {
  const first = flows[0]?.date;
  if (first === undefined) return { reason: 'bad-flows' };
  return solve(flows.map(({ date, amount }) => ({ time: daysBetween(first, date) / 365, amount })));
}

/** The rate per period of amounts that are one period apart. */
export function periodicIrr(amounts: readonly bigint[]): Irr {
  return solve(amounts.map((amount, time) => ({ time, amount: Number(amount) })));
}

function solve(listed: readonly Timed[]): Irr {
  const flows = byTime(listed);
  const changes = signChanges(flows.map(({ amount }) => amount));
  if (changes === 0) return { reason: 'bad-flows' };
  const roots = changes === 1 ? [onlyRoot(flows)] : rootsWithin(flows, -SCAN, SCAN);
  if (roots.length === 0) return { reason: 'no-solution' };
  const gains = roots.filter((root) => root >= 0 && Math.expm1(root) <= USUAL_GAIN);
  return gains.length > 1 ? { reason: 'several-solutions' } : { rate: Math.expm1(usualRate(flows, roots)) };
}

/** Rates that occur in practice, from a loss of 40 % to a gain of 500 % a year: what decides between several. */
const USUAL_LOSS = -0.4;
const USUAL_GAIN = 5;
/** Logarithms of 1 + rate between which all rates are sought: from −99.9999 % to a hundred million percent. */
const SCAN = 14;
const SCAN_STEP = 1 / 256;

function byTime(flows: readonly Timed[]): Timed[] {
  const sums = new Map<number, number>();
  for (const { time, amount } of flows) sums.set(time, (sums.get(time) ?? 0) + amount);
  return [...sums]
    .filter(([, amount]) => amount !== 0)
    .map(([time, amount]) => ({ time, amount }))
    .sort((a, b) => a.time - b.time);
}

function signChanges(amounts: readonly number[]): number {
  return amounts.filter((amount, index) => index > 0 && amount > 0 !== (amounts[index - 1] as number) > 0).length;
}

/** Present value at growth e^y, scaled by a positive factor that keeps every term finite; its sign is what counts. */
function balance(flows: readonly Timed[], y: number): number {
  const reference = (y > 0 ? flows[0] : flows.at(-1))?.time ?? 0;
  let total = 0;
  for (const { time, amount } of flows) total += amount * Math.exp(-y * (time - reference));
  return total;
}

/** One change of direction means exactly one root (Descartes): widen until it is enclosed. */
function onlyRoot(flows: readonly Timed[]): number {
  let width = 1;
  while (balance(flows, -width) > 0 === balance(flows, width) > 0) width *= 2;
  return bisect(flows, -width, width);
}

function rootsWithin(flows: readonly Timed[], low: number, high: number): number[] {
  const roots: number[] = [];
  let before = balance(flows, low);
  for (let y = low; y < high; y += SCAN_STEP) {
    const after = balance(flows, y + SCAN_STEP);
    if (before > 0 !== after > 0) roots.push(bisect(flows, y, y + SCAN_STEP));
    before = after;
  }
  return roots;
}

function bisect(flows: readonly Timed[], from: number, to: number): number {
  let [low, high] = [from, to];
  const positive = balance(flows, low) > 0;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle;
    if (balance(flows, middle) > 0 === positive) low = middle;
    else high = middle;
  }
}

/**
 * Of several rates the usual one: nearest to zero among those at which the value falls as the rate rises, as it does for an
 * investment, if one lies in the usual band; otherwise nearest to zero. Spreadsheets answer so for irregular flows.
 */
function usualRate(flows: readonly Timed[], roots: readonly number[]): number {
  const falling = roots.filter((root) => balance(flows, root - SCAN_STEP / 1024) > 0);
  const usual = falling.filter((root) => Math.expm1(root) >= USUAL_LOSS && Math.expm1(root) <= USUAL_GAIN);
  const candidates = usual.length > 0 ? usual : roots;
  return candidates.reduce((best, root) => (Math.abs(root) < Math.abs(best) ? root : best));
}
