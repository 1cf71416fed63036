import { expect, test } from 'vitest';
import { type OnnxForm, type OnnxRuntime, openOnnxModel } from '../src/index.ts';

const FORM: OnnxForm = {
  inputs: [
    { name: 'numbers', kind: 'numeric', features: ['age', 'income'] },
    { name: 'housing', kind: 'category', features: ['housing'] },
  ],
  output: 'probabilities',
  column: 1,
  scale: { at: 600, odds: 19, pdo: 50 },
};

type Tensor = { readonly type: string; readonly data: ArrayLike<number | string>; readonly dims: readonly number[] };

/** Stands in for the runtime: hands what it was given to a function of one row, and answers both classes side by side. */
function standIn(
  bad: (age: number, income: number, housing: string) => number,
  output = 'probabilities',
  width = 2,
): OnnxRuntime & { fed: Record<string, Tensor>[] } {
  const fed: Record<string, Tensor>[] = [];
  return {
    fed,
    InferenceSession: {
      create: async (model) => {
        expect([...model]).toEqual([1, 2, 3]);
        return {
          run: async (feeds) => {
            const given = feeds as Record<string, Tensor>;
            fed.push(given);
            const [numbers, housing] = [given.numbers as Tensor, given.housing as Tensor];
            const rows = numbers.dims[0] as number;
            const data = Float32Array.from({ length: rows * width }, (_, cell) => {
              const row = Math.floor(cell / width);
              const pd = bad(Number(numbers.data[2 * row]), Number(numbers.data[2 * row + 1]), String(housing.data[row]));
              return cell % width === 1 ? pd : 1 - pd;
            });
            return { [output]: { data, dims: [rows, width] } };
          },
        };
      },
    },
    Tensor: class {
      readonly type: string;
      readonly data: ArrayLike<number | string>;
      readonly dims: readonly number[];
      constructor(type: string, data: ArrayLike<number | string>, dims: readonly number[]) {
        [this.type, this.data, this.dims] = [type, data, dims];
      }
    },
  };
}

const MODEL = Uint8Array.of(1, 2, 3);

test('applicants become tensors and probabilities become scores, in their order', async () => {
  const runtime = standIn((age, income, housing) => (housing === 'own' ? 0.05 : Number.isNaN(income) ? 0.5 : age / 100));
  const score = await openOnnxModel(runtime, MODEL, FORM);
  const results = await score([
    { age: 30, income: 5_000, housing: 'own' },
    { age: 40, income: null, housing: 'rent' },
    { age: 20, income: 1_000 },
  ]);
  expect(runtime.fed[0]?.numbers).toMatchObject({ type: 'float32', dims: [3, 2] });
  expect(Array.from(runtime.fed[0]?.numbers?.data ?? [])).toEqual([30, 5_000, 40, Number.NaN, 20, 1_000]);
  expect(runtime.fed[0]?.housing).toEqual({ type: 'string', data: ['own', 'rent', ''], dims: [3, 1] });
  // 19:1 is 600; even odds are log2(19) × 50 = 212 below, 4:1 are log2(19 / 4) × 50 = 112 below.
  expect(results.map(({ score }) => score)).toEqual([600, 388, 488]);
  expect(results.map(({ pd }) => pd)).toEqual([expect.closeTo(0.05, 6), 0.5, expect.closeTo(0.2, 6)]);
  expect(results[0]).toMatchObject({ points: {}, reasons: [] });
  expect(await score([])).toEqual([]);
});

test('without the runtime, and for answers that are no probabilities, the fault says what is wrong', async () => {
  const refused = (code: string) => expect.objectContaining({ code });
  await expect(openOnnxModel(undefined, MODEL, FORM)).rejects.toEqual(refused('MODEL_RUNTIME_ABSENT'));
  const asked = async (runtime: OnnxRuntime) => (await openOnnxModel(runtime, MODEL, FORM))([{ age: 30 }]);
  await expect(asked(standIn(() => 1.5))).rejects.toEqual(refused('MODEL_ANSWER_INVALID'));
  await expect(asked(standIn(() => Number.NaN))).rejects.toEqual(refused('MODEL_ANSWER_INVALID'));
  await expect(asked(standIn(() => 0.5, 'label'))).rejects.toEqual(refused('MODEL_ANSWER_INVALID'));
  await expect(asked(standIn(() => 0.5, 'probabilities', 1))).rejects.toEqual(refused('MODEL_ANSWER_INVALID'));
  expect((await asked(standIn(() => 0)))[0]?.score).toBe(Math.round(600 + 50 * Math.log2((1 - 1e-6) / 1e-6 / 19)));
});
