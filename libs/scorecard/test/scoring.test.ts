import { expect, test } from 'vitest';
import { type Scorecard, scorecardOf, scoreOf } from '../src/index.ts';

const card: Scorecard = {
  name: 'by-hand',
  version: '3',
  base: 500,
  scale: { at: 600, odds: 20, pdo: 50 },
  characteristics: [
    {
      feature: 'age',
      kind: 'numeric',
      reason: 'AGE',
      bins: [
        { below: 25, points: -20 },
        { below: 40, points: 10 },
        { below: null, points: 30 },
      ],
    },
    {
      feature: 'housing',
      kind: 'category',
      reason: 'HOUSING',
      bins: [
        { values: ['own'], points: 40 },
        { values: ['rent', 'boat'], other: true, points: -5 },
        { missing: true, points: 7 },
      ],
    },
    {
      feature: 'job',
      kind: 'category',
      reason: 'JOB',
      bins: [
        { values: ['skilled'], points: 12 },
        { missing: true, points: 3 },
      ],
    },
  ],
};

test.each([
  // Bounds belong to the bin above; 500 + 30 + 40 + 12 = 582, odds 20 × 2^((582 − 600) / 50).
  [{ age: 40, housing: 'own', job: 'skilled' }, 582, 1 / (1 + 20 * 2 ** (-18 / 50)), []],
  [{ age: 24.999, housing: 'own', job: 'skilled' }, 532, 1 / (1 + 20 * 2 ** (-68 / 50)), ['AGE']],
  // A missing number without a bin of its own gets the fewest points; 500 − 20 + 7 + 3.
  [{ age: null, housing: null }, 490, 1 / (1 + 20 * 2 ** (-110 / 50)), ['AGE', 'HOUSING', 'JOB']],
  // A name that no bin lists: the bin of others where there is one, otherwise it is missing. 500 + 10 − 5 + 3.
  [{ age: 39, housing: 'castle', job: 'juggler' }, 508, 1 / (1 + 20 * 2 ** (-92 / 50)), ['HOUSING', 'AGE', 'JOB']],
  [{ age: Number.NaN, housing: 7, job: '' }, 490, 1 / (1 + 20 * 2 ** (-110 / 50)), ['AGE', 'HOUSING', 'JOB']],
  [{ age: Number.POSITIVE_INFINITY, housing: 'boat', job: 'skilled' }, 537, 1 / (1 + 20 * 2 ** (-63 / 50)), ['HOUSING']],
])('scores %j', (applicant, score, pd, reasons) => {
  const result = scoreOf(card, applicant);
  expect([result.score, result.reasons]).toEqual([score, reasons]);
  expect(result.pd).toBeCloseTo(pd, 12);
});

test('a calibration says the probability in place of the scale, on its line and beyond its ends', () => {
  const bent = {
    ...card,
    calibration: [
      { score: 500, logOdds: 1 },
      { score: 520, logOdds: 2 },
      { score: 580, logOdds: 5 },
    ],
  };
  const pdAt = (base: number) => scoreOf({ ...bent, base, characteristics: [] }, {}).pd;
  const expected = { 480: 0, 500: 1, 510: 1.5, 520: 2, 550: 3.5, 600: 6 };
  for (const [score, logOdds] of Object.entries(expected)) expect(pdAt(Number(score))).toBeCloseTo(1 / (1 + Math.E ** logOdds), 12);
});

test('a card is read back as it was written', () => {
  expect(scorecardOf(JSON.parse(JSON.stringify(card)))).toEqual(card);
});

type Loose = Record<string, unknown>;
const first = (change: Loose) => ({ ...card, characteristics: [{ ...card.characteristics[0], ...change }] });
const bins = (...given: Loose[]) => first({ bins: given });
test.each([
  ['no object', [], '$'],
  ['no name', { ...card, name: ' ' }, '$.name'],
  ['half points at the base', { ...card, base: 500.5 }, '$.base'],
  ['no odds', { ...card, scale: { ...card.scale, odds: 0 } }, '$.scale.odds'],
  ['no characteristics', { ...card, characteristics: [] }, '$.characteristics'],
  ['a feature twice', { ...card, characteristics: [card.characteristics[0], card.characteristics[0]] }, '$.characteristics'],
  ['a kind of its own', first({ kind: 'ordinal' }), '$.characteristics[0].kind'],
  ['half points', bins({ below: null, points: 1.5 }), '$.characteristics[0].bins[0].points'],
  ['no open end', bins({ below: 3, points: 1 }), '$.characteristics[0].bins'],
  ['bounds that fall', bins({ below: 5, points: 1 }, { below: 4, points: 2 }, { below: null, points: 3 }), '$.characteristics[0].bins'],
  ['an open end in the middle', bins({ below: null, points: 1 }, { below: null, points: 2 }), '$.characteristics[0].bins'],
  ['a bin that takes nothing', bins({ points: 1 }, { below: null, points: 2 }), '$.characteristics[0].bins[0]'],
  ['names among numbers', bins({ values: ['a'], points: 1 }), '$.characteristics[0].bins[0]'],
  ['two bins for missing', bins({ below: null, points: 1 }, { missing: true, points: 1 }, { missing: true, points: 2 }), '$.characteristics[0].bins'],
  ['a name twice', first({ kind: 'category', bins: [{ values: ['a', 'a'], points: 1 }] }), '$.characteristics[0].bins'],
  [
    'a calibration that falls',
    {
      ...card,
      calibration: [
        { score: 1, logOdds: 2 },
        { score: 2, logOdds: 1 },
      ],
    },
    '$.calibration',
  ],
])('a card with %s is refused', (_, value, path) => {
  expect(() => scorecardOf(value)).toThrow(expect.objectContaining({ code: 'SCORECARD_INVALID', path }));
});
