import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type ExternalModel, ONNX_PACKAGE, type OnnxForm, type OnnxRuntime, openOnnxModel } from '@jinqiao/credit';
import { z } from 'zod';
import { scorecardFileFault } from './errors.ts';

const input = z.discriminatedUnion('kind', [
  z.strictObject({ name: z.string(), kind: z.literal('numeric'), features: z.array(z.string()).min(1) }),
  z.strictObject({ name: z.string(), kind: z.literal('category'), features: z.tuple([z.string()]) }),
]);
const form = z.strictObject({
  inputs: z.array(input).min(1),
  output: z.string(),
  column: z.int().min(0),
  scale: z.strictObject({ at: z.number(), odds: z.number().positive(), pdo: z.number().positive() }),
});

/** The runtime where it is installed beside us; its name is not written as an import, since it is no dependency. */
async function runtime(): Promise<OnnxRuntime | undefined> {
  const name: string = ONNX_PACKAGE;
  try {
    return (await import(name)) as OnnxRuntime;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

export type OnnxModel = { readonly score: ExternalModel; readonly features: readonly { readonly feature: string; readonly kind: 'numeric' | 'category' }[] };

/** Opens a model file by the form that says what it takes. @throws Fault CARD_FILE_INVALID, MODEL_RUNTIME_ABSENT. */
export async function readOnnxModel(path: string, formPath: string | undefined): Promise<OnnxModel> {
  const invalid = (file: string, why: string) => scorecardFileFault('CARD_FILE_INVALID', { file: basename(file), why }, '$.card');
  if (formPath === undefined) throw invalid(path, 'a model of ONNX needs --form, which says what its inputs take');
  const given: OnnxForm = await readFile(formPath, 'utf8')
    .then((text) => form.parse(JSON.parse(text)))
    .catch(() => {
      throw invalid(formPath, 'it gives inputs, output, column and scale');
    });
  const model = await readFile(path).catch(() => {
    throw invalid(path, 'it cannot be read');
  });
  const features = given.inputs.flatMap(({ kind, features: names }) => names.map((feature) => ({ feature, kind })));
  return { score: await openOnnxModel(await runtime(), model, given), features };
}
