import type { Applicant, Scorecard, ScoreResult } from '@jinqiao/scorecard';
import { creditFault } from '../errors.ts';
import type { ExternalModel } from '../models/external.ts';

export const ONNX_PACKAGE = 'onnxruntime-node';

/** What of the runtime is used. It is no dependency of ours: whoever starts the program hands it in where it is installed. */
export type OnnxRuntime = {
  readonly InferenceSession: { create(model: Uint8Array): Promise<OnnxSession> };
  readonly Tensor: new (type: 'float32' | 'string', data: Float32Array | readonly string[], dims: readonly number[]) => unknown;
};
export type OnnxSession = {
  run(
    feeds: Readonly<Record<string, unknown>>,
  ): Promise<Readonly<Record<string, { readonly data: ArrayLike<number | bigint | string>; readonly dims: readonly number[] }>>>;
};

/** Which features the model's inputs take, and where its answer stands. */
export type OnnxForm = {
  readonly inputs: readonly OnnxInput[];
  /** The output that holds probabilities, and the column of the one of going bad. */
  readonly output: string;
  readonly column: number;
  readonly scale: Scorecard['scale'];
};
/** Numbers side by side, or one feature of names. A missing number is NaN, a missing name is empty. */
export type OnnxInput =
  | { readonly name: string; readonly kind: 'numeric'; readonly features: readonly string[] }
  | { readonly name: string; readonly kind: 'category'; readonly features: readonly [string] };

/** A probability of exactly 0 or 1 has no score; it is taken for one in a million. */
const PD_LEAST = 1e-6;

/**
 * Opens a model in the ONNX form.
 * @param runtime the package `onnxruntime-node`, or undefined where it is not installed.
 * @throws Fault MODEL_RUNTIME_ABSENT; its answers throw MODEL_ANSWER_INVALID where they are no probabilities.
 */
export async function openOnnxModel(runtime: OnnxRuntime | undefined, model: Uint8Array, form: OnnxForm): Promise<ExternalModel> {
  if (!runtime) throw creditFault('MODEL_RUNTIME_ABSENT', { package: ONNX_PACKAGE });
  const session = await runtime.InferenceSession.create(model);
  return async (applicants) => {
    if (applicants.length === 0) return [];
    const feeds = Object.fromEntries(form.inputs.map((input) => [input.name, tensorOf(runtime, input, applicants)]));
    const answer = (await session.run(feeds))[form.output];
    const width = answer ? answer.data.length / applicants.length : 0;
    if (!answer || !Number.isInteger(width) || form.column >= width)
      throw creditFault('MODEL_ANSWER_INVALID', {
        found: answer ? `${answer.data.length} numbers` : `no output ${form.output}`,
        right: `a probability for each of ${applicants.length}`,
      });
    return applicants.map((_, at) => resultOf(Number(answer.data[at * width + form.column]), form.scale));
  };
}

function tensorOf({ Tensor }: OnnxRuntime, input: OnnxInput, applicants: readonly Applicant[]): unknown {
  const dims = [applicants.length, input.features.length];
  const values = applicants.flatMap((applicant) => input.features.map((feature) => applicant[feature]));
  if (input.kind === 'category')
    return new Tensor(
      'string',
      values.map((value) => (typeof value === 'string' ? value : '')),
      dims,
    );
  return new Tensor(
    'float32',
    Float32Array.from(values, (value) => (typeof value === 'number' ? value : Number.NaN)),
    dims,
  );
}

/** The score is the place of the probability on the scale; a model made elsewhere gives neither points nor reasons. */
function resultOf(pd: number, { at, odds, pdo }: Scorecard['scale']): ScoreResult {
  if (!(pd >= 0 && pd <= 1)) throw creditFault('MODEL_ANSWER_INVALID', { found: String(pd), right: 'a probability between 0 and 1' });
  const held = Math.min(1 - PD_LEAST, Math.max(PD_LEAST, pd));
  return { score: Math.round(at + pdo * Math.log2((1 - held) / held / odds)), pd, points: {}, reasons: [] };
}
