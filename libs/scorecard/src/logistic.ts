import { scorecardFault } from './errors.ts';

export type LogisticOptions = {
  /** Weight of the squared coefficients against the log likelihood; the intercept is free. */
  readonly ridge: number;
  readonly iterationsMost: number;
  /** The fit has converged when no coefficient moves by more. */
  readonly tolerance: number;
};

export type LogisticFit = {
  readonly intercept: number;
  readonly coefficients: readonly number[];
  readonly iterations: number;
  readonly converged: boolean;
  /** A line parts the classes without an error: only the ridge keeps the coefficients finite. */
  readonly separated: boolean;
};

export const LOGISTIC: LogisticOptions = { ridge: 1, iterationsMost: 50, tolerance: 1e-8 };
const HALVINGS_MOST = 30;
const PIVOT_LEAST = 1e-10;

/**
 * Logistic regression of `outcome` (0 or 1) on columns by iteratively reweighted least squares (Newton's method), a step halved
 * until the penalised likelihood does not fall.
 * @throws Fault COLUMNS_DEPENDENT where the columns cannot be told apart and there is no ridge.
 */
export function fitLogistic(columns: readonly Float64Array[], outcome: Uint8Array, options: LogisticOptions = LOGISTIC): LogisticFit {
  const { ridge, iterationsMost, tolerance } = options;
  let weights = [Math.log(share(outcome) / (1 - share(outcome))), ...columns.map(() => 0)];
  const design = designOf(columns, outcome.length);
  let eta = linear(design, weights);
  let value = likelihood(eta, outcome, weights, ridge);
  let iterations = 0;
  let converged = false;
  while (!converged && iterations < iterationsMost) {
    iterations += 1;
    const step = newtonStep(design, outcome, eta, weights, ridge);
    let length = 1;
    for (let halvings = 0; halvings < HALVINGS_MOST; halvings += 1) {
      const tried = weights.map((weight, at) => weight + length * (step[at] as number));
      const triedEta = linear(design, tried);
      const triedValue = likelihood(triedEta, outcome, tried, ridge);
      if (triedValue >= value - 1e-9 * Math.abs(value)) {
        [weights, eta, value] = [tried, triedEta, triedValue];
        break;
      }
      length /= 2;
    }
    converged = step.every((by) => Math.abs(by * length) <= tolerance);
  }
  const [intercept = 0, ...coefficients] = weights;
  return { intercept, coefficients, iterations, converged, separated: partsPerfectly(eta, outcome) };
}

const share = (outcome: Uint8Array) => outcome.reduce((sum, one) => sum + one, 0) / outcome.length;

/** The rows one after another, each led by the 1 of the intercept. */
function designOf(columns: readonly Float64Array[], rows: number): Float64Array {
  const size = columns.length + 1;
  const design = new Float64Array(rows * size).fill(1);
  columns.forEach((column, at) => {
    for (let row = 0; row < rows; row += 1) design[row * size + at + 1] = column[row] as number;
  });
  return design;
}

function linear(design: Float64Array, weights: readonly number[]): Float64Array {
  const size = weights.length;
  const eta = new Float64Array(design.length / size);
  for (let row = 0, cell = 0; row < eta.length; row += 1) {
    let sum = 0;
    for (let at = 0; at < size; at += 1, cell += 1) sum += (weights[at] as number) * (design[cell] as number);
    eta[row] = sum;
  }
  return eta;
}

/** Log likelihood less the penalty; ln(1 + e^x) is written so that it does not overflow. */
function likelihood(eta: Float64Array, outcome: Uint8Array, weights: readonly number[], ridge: number): number {
  let sum = 0;
  for (let row = 0; row < eta.length; row += 1) {
    const x = eta[row] as number;
    sum += (outcome[row] === 1 ? x : 0) - (Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))));
  }
  return sum - (ridge / 2) * weights.slice(1).reduce((total, weight) => total + weight * weight, 0);
}

function newtonStep(design: Float64Array, outcome: Uint8Array, eta: Float64Array, weights: readonly number[], ridge: number): number[] {
  const size = weights.length;
  const gradient = new Float64Array(size);
  const information = new Float64Array(size * size);
  for (let row = 0; row < eta.length; row += 1) {
    const expected = 1 / (1 + Math.exp(-(eta[row] as number)));
    const variance = expected * (1 - expected);
    const rest = (outcome[row] as number) - expected;
    const from = row * size;
    for (let j = 0; j < size; j += 1) {
      const value = design[from + j] as number;
      gradient[j] = (gradient[j] as number) + rest * value;
      const scaled = variance * value;
      for (let k = 0, cell = j * size; k <= j; k += 1, cell += 1) information[cell] = (information[cell] as number) + scaled * (design[from + k] as number);
    }
  }
  const penalty = (j: number) => (j === 0 ? 0 : ridge);
  return solve(
    weights.map((_, j) => weights.map((_, k) => (information[j * size + k] as number) + (j === k ? penalty(j) : 0))),
    weights.map((weight, j) => (gradient[j] as number) - penalty(j) * weight),
  );
}

/** Solves by Cholesky's decomposition; only the lower triangle is read. */
function solve(matrix: readonly number[][], right: readonly number[]): number[] {
  const size = right.length;
  const lower = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  const cell = (rows: readonly number[][], j: number, k: number) => rows[j]?.[k] as number;
  for (let j = 0; j < size; j += 1)
    for (let k = 0; k <= j; k += 1) {
      let sum = cell(matrix, j, k);
      for (let i = 0; i < k; i += 1) sum -= cell(lower, j, i) * cell(lower, k, i);
      if (j === k && !(sum > PIVOT_LEAST * Math.max(1, cell(matrix, j, j)))) throw scorecardFault('COLUMNS_DEPENDENT');
      (lower[j] as number[])[k] = j === k ? Math.sqrt(sum) : sum / cell(lower, k, k);
    }
  const forward: number[] = [];
  for (let j = 0; j < size; j += 1) forward.push(forward.reduce((sum, value, i) => sum - cell(lower, j, i) * value, right[j] as number) / cell(lower, j, j));
  const solution = new Array<number>(size).fill(0);
  for (let j = size - 1; j >= 0; j -= 1) {
    let sum = forward[j] as number;
    for (let i = j + 1; i < size; i += 1) sum -= cell(lower, i, j) * (solution[i] as number);
    solution[j] = sum / cell(lower, j, j);
  }
  return solution;
}

function partsPerfectly(eta: Float64Array, outcome: Uint8Array): boolean {
  let leastOfOnes = Number.POSITIVE_INFINITY;
  let mostOfZeros = Number.NEGATIVE_INFINITY;
  eta.forEach((x, row) => {
    if (outcome[row] === 1) leastOfOnes = Math.min(leastOfOnes, x);
    else mostOfZeros = Math.max(mostOfZeros, x);
  });
  return leastOfOnes > mostOfZeros;
}
