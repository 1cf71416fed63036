/**
 * A sum of money at a time: discounted over `whole` periods with compounding and over `part` of a period with simple interest,
 * by (1 + R)^whole × (1 + R × part). `part` is from 0 to below 1; where it is always 0, `whole` may be any number.
 */
export type Timed = { readonly amount: number; readonly whole: number; readonly part: number };

/** Flows in order of time, one each time, none zero, the largest amount 1: rates do not depend on the unit. */
export type Flows = {
  readonly count: number;
  readonly amounts: Float64Array;
  readonly wholes: Float64Array;
  readonly parts: Float64Array;
  /** How often the direction changes from one flow to the next: no more rates than this can balance them (Descartes). */
  readonly turns: number;
};

/** The gap between 1 and the next double. */
export const ULP = Number.EPSILON;

/** Sums the flows of each time. Decimal amounts that cancel leave a rest of rounding, which is no flow. */
export function flowsOf(listed: readonly Timed[]): Flows {
  const sorted = listed.toSorted((a, b) => timeOf(a) - timeOf(b));
  const largest = sorted.reduce((most, { amount }) => Math.max(most, Math.abs(amount)), Number.MIN_VALUE);
  const [amounts, wholes, parts] = [new Float64Array(sorted.length), new Float64Array(sorted.length), new Float64Array(sorted.length)];
  let [count, turns] = [0, 0];
  for (let from = 0, to = 0; from < sorted.length; from = to) {
    const time = sorted[from] as Timed;
    let [net, size] = [0, 0];
    for (; to < sorted.length && timeOf(sorted[to] as Timed) === timeOf(time); to += 1) {
      const amount = (sorted[to] as Timed).amount / largest;
      net += amount;
      size += Math.abs(amount);
    }
    if (Math.abs(net) <= (to - from - 1) * ULP * size) continue;
    if (count > 0 && net > 0 !== (amounts[count - 1] as number) > 0) turns += 1;
    amounts[count] = net;
    wholes[count] = time.whole;
    parts[count] = time.part;
    count += 1;
  }
  return { count, amounts, wholes, parts, turns };
}

function timeOf({ whole, part }: Timed): number {
  return whole + part;
}

/** Present value of one flow's unit: e^−lag, and how fast its lag grows with y; y is the logarithm of 1 + R. */
type Discount = { lag: number; slope: number };

/** The discount of flow `at` at rate `gain` = e^y − 1, written into `into`: the loops over thousands of flows make no garbage. */
function discount(flows: Flows, at: number, y: number, gain: number, into: Discount): void {
  const whole = flows.wholes[at] as number;
  const part = flows.parts[at] as number;
  into.lag = whole * y;
  into.slope = whole;
  if (part === 0) return;
  const simple = 1 + part * gain;
  const endless = simple === Number.POSITIVE_INFINITY;
  into.lag += endless ? y + Math.log(part) : Math.log1p(part * gain);
  into.slope += endless ? 1 : (part * (1 + gain)) / simple;
}

/** The flow whose value outweighs all others at rates far out: the first for large gains, the last for large losses. */
function leader(flows: Flows, y: number): number {
  return y > 0 ? 0 : flows.count - 1;
}

/**
 * Present value at y, up to a positive factor that keeps every term finite: the sign is what counts. `size` is the sum of
 * magnitudes, `noise` what rounding may have changed in `net`, `moment` and `weight` are net and size weighted by the slope of the lag.
 */
export type Worth = { readonly net: number; readonly size: number; readonly noise: number; readonly moment: number; readonly weight: number };

export function worth(flows: Flows, y: number): Worth {
  const gain = Math.expm1(y);
  const at: Discount = { lag: 0, slope: 0 };
  discount(flows, leader(flows, y), y, gain, at);
  const least = at.lag;
  let [net, carry, size, noise, moment, weight] = [0, 0, 0, 0, 0, 0];
  for (let k = 0; k < flows.count; k += 1) {
    discount(flows, k, y, gain, at);
    const value = (flows.amounts[k] as number) * Math.exp(least - at.lag);
    const magnitude = Math.abs(value);
    // Kahan's sum: ten thousand flows lose no more digits than ten.
    const term = value - carry;
    const next = net + term;
    carry = next - net - term;
    net = next;
    size += magnitude;
    noise += magnitude * (4 + Math.abs(at.lag) + Math.abs(least));
    moment += value * at.slope;
    weight += magnitude * at.slope;
  }
  return { net, size, noise: noise * ULP, moment, weight };
}

/** Whether no rate beyond y balances: the leading flow outweighs all others together or, as there is but one root, decides the sign. */
export function isBeyondRoots(flows: Flows, y: number): boolean {
  const lead = flows.amounts[leader(flows, y)] as number;
  const { net, size } = worth(flows, y);
  return flows.turns === 1 ? net > 0 === lead > 0 : 2 * Math.abs(lead) > size;
}

/**
 * Value, slope and bend (second derivative) at the middle of [y − reach, y + reach] of the present value times e^(centre × y), with
 * what rounding may have changed in each, and the largest third derivative on the whole of it.
 */
export type Expansion = {
  readonly centre: number;
  readonly value: number;
  readonly slope: number;
  readonly bend: number;
  readonly valueNoise: number;
  readonly slopeNoise: number;
  readonly bendNoise: number;
  readonly third: number;
};

export function expansion(flows: Flows, y: number, reach: number): Expansion {
  const gain = Math.expm1(y);
  const { size, weight } = worth(flows, y);
  const centre = weight / size;
  const at: Discount = { lag: 0, slope: 0 };
  discount(flows, leader(flows, y), y, gain, at);
  const least = at.lag;
  let [value, slope, bend, valueNoise, slopeNoise, bendNoise, third] = [0, 0, 0, 0, 0, 0, 0];
  for (let k = 0; k < flows.count; k += 1) {
    discount(flows, k, y, gain, at);
    const amount = flows.amounts[k] as number;
    const term = amount * Math.exp(least - at.lag);
    const doubt = Math.abs(term) * (4 + flows.count + Math.abs(at.lag) + Math.abs(least));
    const simple = at.slope - (flows.wholes[k] as number);
    const stretch = at.slope - centre;
    const curve = simple * (1 - simple);
    value += term;
    slope -= term * stretch;
    bend += term * (stretch * stretch - curve);
    valueNoise += doubt;
    slopeNoise += doubt * (Math.abs(stretch) + simple);
    bendNoise += doubt * (stretch * stretch + simple);
    // The slope of a simple part's lag lies between 0 and 1; its own derivatives stay below 1/4 and 1/10.
    const isSimple = flows.parts[k] === 0 ? 0 : 1;
    const far = Math.abs(stretch) + isSimple * reach * 0.25;
    third += Math.abs(amount) * Math.exp(least - at.lag + far * reach) * (far * far * far + isSimple * (0.75 * far + 0.1));
  }
  return { centre, value, slope, bend, valueNoise: valueNoise * ULP, slopeNoise: slopeNoise * ULP, bendNoise: bendNoise * ULP, third };
}
