import { type Expansion, expansion, type Flows, isBeyondRoots, ULP, worth } from './present-value.ts';

/**
 * A rate at which flows balance, as y = ln(1 + R), with how far off it may be. `falling`: the value is positive below it and
 * negative above, as an investment's is; false also where the value touches zero without crossing.
 */
export type RateRoot = { readonly y: number; readonly error: number; readonly falling: boolean };

/** An interval of y, and whether the value is positive at its ends. */
type Cell = { readonly low: number; readonly high: number; readonly before: boolean; readonly after: boolean };

/** Where a cell was decided: a point, or a whole interval in which all values are lost in rounding. */
type Place = Cell & { readonly y: number };

/**
 * All rates at which flows balance, from the lowest up. Flows that turn once have exactly one (Descartes). Otherwise the line
 * between the rates at which one flow outweighs all others is divided until bounds of the first three derivatives prove
 * of each cell that it holds no root, at most one, or one extremum; a value that touches zero within the rounding of doubles is
 * one root. Only beyond the allowed number of cells, which takes flows made for it, do the signs at the ends of a cell decide.
 */
export function rateRoots(flows: Flows): RateRoot[] {
  if (flows.turns === 0) return [];
  const whole = enclosure(flows);
  const places = flows.turns === 1 ? endsOf(flows, whole) : isolated(flows, whole);
  return merged(flows, places).map(({ y, low, high, before, after }) => {
    const { noise, moment } = worth(flows, y);
    return { y, error: noise / Math.abs(moment) + (high - low) / 2, falling: before && !after };
  });
}

/**
 * Beyond these bounds no rate balances, since one flow outweighs all others. Flows that differ by a part of a period only never do
 * near −100 %, so with parts the search ends where doubles do.
 */
function enclosure(flows: Flows): Cell {
  const [least, most] = flows.parts.every((part) => part === 0) ? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] : [-37, 709];
  let [low, high] = [-1, 1];
  while (low > least && !isBeyondRoots(flows, low)) low = Math.max(least, low * 2);
  while (high < most && !isBeyondRoots(flows, high)) high = Math.min(most, high * 2);
  return { low, high, before: isPositive(flows, low), after: isPositive(flows, high) };
}

function isPositive(flows: Flows, y: number): boolean {
  return worth(flows, y).net > 0;
}

/** Below this a step changes no rate that money can bear. */
const NO_STEP = 1e-20;

/** How many cells are examined before signs alone decide: fewer of many flows, so that time stays bounded. */
function cellsAllowed({ count }: Flows): number {
  return 4096 + Math.floor(2 ** 22 / count);
}

function isolated(flows: Flows, whole: Cell): Place[] {
  const places: Place[] = [];
  const waiting = [whole];
  let left = cellsAllowed(flows);
  for (let cell = waiting.pop(); cell !== undefined; cell = waiting.pop()) {
    left -= 1;
    const found = left > 0 ? decided(flows, cell) : endsOf(flows, cell);
    if (found !== null) places.push(...found);
    else {
      const middle = (cell.low + cell.high) / 2;
      const sign = isPositive(flows, middle);
      waiting.push({ ...cell, low: middle, before: sign }, { ...cell, high: middle, after: sign });
    }
  }
  return places;
}

/** The roots of a cell, or null where the bounds prove nothing yet. */
function decided(flows: Flows, cell: Cell): Place[] | null {
  const middle = (cell.low + cell.high) / 2;
  const reach = (cell.high - cell.low) / 2;
  const e = expansion(flows, middle, reach);
  const slope = Math.abs(e.slope) + e.slopeNoise;
  const bend = Math.abs(e.bend) + e.bendNoise;
  const rest = (e.third * reach ** 3) / 6;
  if (Math.abs(e.value) - e.valueNoise > slope * reach + (bend * reach ** 2) / 2 + rest) return [];
  if (Math.abs(e.slope) - e.slopeNoise > bend * reach + (e.third * reach ** 2) / 2) return endsOf(flows, cell);
  if (Math.abs(e.bend) - e.bendNoise > e.third * reach) return ofBent(flows, cell, e);
  if (rest > e.valueNoise && reach > ULP * Math.abs(middle)) return null;
  return cell.before !== cell.after || Math.abs(e.value) <= 4 * e.valueNoise ? [{ ...cell, y: middle }] : [];
}

/** The root of a cell that holds at most one. */
function endsOf(flows: Flows, cell: Cell): Place[] {
  return cell.before === cell.after ? [] : [crossing(flows, cell)];
}

/**
 * A cell that bends one way has one root where its ends differ. Where they do not, its extremum, which may be an end, tells none, a
 * double one and two apart.
 */
function ofBent(flows: Flows, cell: Cell, { bend, centre }: Expansion): Place[] {
  if (cell.before !== cell.after) return [crossing(flows, cell)];
  const opensUp = bend > 0;
  const isRising = (y: number) => {
    const { net, moment } = worth(flows, y);
    return centre * net - moment > 0;
  };
  if (opensUp !== cell.before) return [];
  const y = bisect(cell.low, cell.high, (middle) => isRising(middle) === opensUp);
  const { net, noise } = worth(flows, y);
  if (Math.abs(net) <= noise) return [{ ...cell, low: y, high: y, y }];
  if (net > 0 === opensUp) return [];
  return [crossing(flows, { ...cell, high: y, after: !cell.before }), crossing(flows, { ...cell, low: y, before: !cell.after })];
}

/** The last y below which `isBeyond` is false, to the last bit. */
function bisect(from: number, to: number, isBeyond: (y: number) => boolean): number {
  let [low, high] = [from, to];
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle;
    if (isBeyond(middle)) high = middle;
    else low = middle;
  }
}

/**
 * The root between ends of different sign, to the last bits: Newton's steps on the logarithm of inflow by outflow, which is
 * nearly straight, and halving wherever a step leaves the interval or is not half as long as the one before.
 */
function crossing(flows: Flows, cell: Cell): Place {
  let { low, high } = cell;
  let y = low < 0 && high > 0 ? 0 : (low + high) / 2;
  let before = high - low;
  for (;;) {
    const { net, size, moment, weight } = worth(flows, y);
    if (net > 0 === cell.before) low = y;
    else high = y;
    const inflow = (size + net) / 2;
    const outflow = (size - net) / 2;
    const step = Math.log1p(net / outflow) / ((weight + moment) / 2 / inflow - (weight - moment) / 2 / outflow);
    const isNewton = Math.abs(step) <= before / 2 && y + step > low && y + step < high;
    const next = isNewton ? y + step : (low + high) / 2;
    before = Math.abs(next - y);
    if (before <= Math.max(ULP * Math.abs(next), NO_STEP) || next <= low || next >= high) return { ...cell, low: next, high: next, y: next };
    y = next;
  }
}

/** Places between which all values are lost in rounding are one root: one that touches zero on the border of two cells, for example. */
function merged(flows: Flows, places: readonly Place[]): Place[] {
  const apart: Place[] = [];
  for (const place of places) {
    const last = apart.at(-1);
    const between = last && worth(flows, (last.high + place.low) / 2);
    if (last === undefined || between === undefined || Math.abs(between.net) > between.noise) apart.push(place);
    else apart[apart.length - 1] = { low: last.low, high: place.high, before: last.before, after: place.after, y: (last.low + place.high) / 2 };
  }
  return apart;
}
