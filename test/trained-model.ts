import { bucketOf } from '@jinqiao/database';
import { type Attribute, ageBand, type Column, type Sample, TRAINING, type TrainedModel, trainModel } from '@jinqiao/scorecard';

const TRAINED = 6_000;
const MEASURED = 3_000;

/** A number between 0 and 1 that is the same for the same words. */
const even = (words: string) => (bucketOf(words) + bucketOf(`${words} more`) / 256) / 256;

/** Applicants of whom the young, the indebted and the tenants go bad more often. */
function applicants(from: number, rows: number): { sample: Sample; attributes: Attribute[] } {
  const drawn = Array.from({ length: rows }, (_, at) => {
    const of = (what: string) => even(`${what} ${from + at}`);
    const [age, debt, home, sex] = [18 + Math.floor(of('age') * 52), of('debt'), Math.floor(of('home') * 3), of('sex') < 0.5 ? 'female' : 'male'];
    const odds = Math.exp(-2.2 - (age - 40) / 30 + 3 * (debt - 0.5) + (home === 1 ? 0.8 : 0));
    return { age, debt: of('no debt') < 0.06 ? Number.NaN : Math.round(debt * 100), home, sex, bad: of('outcome') < odds / (1 + odds) ? 1 : 0 };
  });
  const columns: Column[] = [
    { name: 'age', kind: 'numeric', values: Float64Array.from(drawn, ({ age }) => age) },
    { name: 'debt_ratio', kind: 'numeric', values: Float64Array.from(drawn, ({ debt }) => debt) },
    { name: 'home', kind: 'category', codes: Int32Array.from(drawn, ({ home }) => home), names: ['own', 'rent', 'family'] },
  ];
  return {
    sample: { bad: Uint8Array.from(drawn, ({ bad }) => bad), columns },
    attributes: [
      { name: 'age', groups: drawn.map(({ age }) => ageBand(age)) },
      { name: 'sex', groups: drawn.map(({ sex }) => sex) },
    ],
  };
}

/** A card as the command line would train it, on people who do not exist. */
export function trainedModel(name: string, version: string): TrainedModel {
  const [train, test] = [applicants(0, TRAINED), applicants(TRAINED, MEASURED)];
  return trainModel(
    { name, version },
    { train: train.sample, test: test.sample, attributes: test.attributes },
    {
      source: 'applicants.csv',
      sha256: '5a'.repeat(32),
      rows: TRAINED + MEASURED,
      withoutOutcome: 0,
      target: 'outcome',
      bad: '1',
      timeSpan: { column: 'applied_on', from: '2024-01-02', to: '2025-06-30' },
      split: { seed: 1, trainShare: 0.7 },
      excluded: [{ column: 'sex', why: 'protected' }],
      protected: ['sex'],
    },
    TRAINING,
  );
}
