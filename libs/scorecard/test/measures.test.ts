import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  ageBand,
  bandCounts,
  brierOf,
  evidenceOf,
  fairnessOf,
  liftOf,
  rankingOf,
  rejectScenarios,
  scoreBands,
  scoreGroups,
  stabilityIndex,
  stepsOf,
} from '../src/index.ts';

const sample = fc
  .array(fc.record({ score: fc.integer({ min: 300, max: 330 }), bad: fc.integer({ min: 0, max: 1 }) }), { minLength: 2, maxLength: 60 })
  .filter((rows) => rows.some(({ bad }) => bad === 1) && rows.some(({ bad }) => bad === 0))
  .map((rows) => ({ scores: rows.map(({ score }) => score), bad: Uint8Array.from(rows, ({ bad }) => bad) }));
const ranking = (scores: readonly number[], bad: Uint8Array) => rankingOf(stepsOf(scores, bad));

/** Every good against every bad, one by one. */
function byPairs(scores: readonly number[], bad: Uint8Array): number {
  let wins = 0;
  let pairs = 0;
  for (const [i, good] of scores.entries())
    for (const [j, other] of scores.entries()) {
      if (bad[i] !== 0 || bad[j] !== 1) continue;
      pairs += 1;
      wins += good > other ? 1 : good === other ? 0.5 : 0;
    }
  return wins / pairs;
}

test('AUC is the share of pairs in which the good is ahead, ties as half', () => {
  fc.assert(
    fc.property(sample, ({ scores, bad }) => {
      expect(ranking(scores, bad)?.auc).toBeCloseTo(byPairs(scores, bad), 12);
    }),
  );
});

test('AUC and KS do not change under a rising transform, and AUC turns round with the scores', () => {
  fc.assert(
    fc.property(sample, ({ scores, bad }) => {
      const [plain, risen, turned] = [
        ranking(scores, bad),
        ranking(
          scores.map((score) => Math.exp(score / 50)),
          bad,
        ),
        ranking(
          scores.map((score) => -score),
          bad,
        ),
      ];
      expect([risen?.auc, risen?.ks]).toEqual([plain?.auc, plain?.ks]);
      expect(turned?.auc).toBeCloseTo(1 - (plain?.auc ?? 0), 12);
    }),
  );
});

test('KS is the greatest distance of the two distributions, tried at every score', () => {
  fc.assert(
    fc.property(sample, ({ scores, bad }) => {
      const share = (outcome: number, at: number) =>
        scores.filter((score, row) => bad[row] === outcome && score <= at).length / bad.filter((each) => each === outcome).length;
      expect(ranking(scores, bad)?.ks).toBeCloseTo(Math.max(...scores.map((at) => Math.abs(share(1, at) - share(0, at)))), 12);
    }),
  );
});

test('the interval of the AUC is DeLong’s', () => {
  // By hand: goods at 3, 4, 6; bads at 1, 4. Placements of goods .5, .75, 1; of bads 1, .5. AUC .75, variance .0625/3 + .125/2.
  const { auc, aucLow, gini } = ranking([3, 4, 6, 1, 4], Uint8Array.of(0, 0, 0, 1, 1)) ?? { auc: 0, aucLow: 0, gini: 0 };
  expect([auc, gini]).toEqual([0.75, 0.5]);
  expect(aucLow).toBeCloseTo(0.75 - 1.959963984540054 * Math.sqrt(0.0625 / 3 + 0.125 / 2), 12);
  expect(ranking([1, 2], Uint8Array.of(1, 1))).toBeUndefined();
});

test('groups hold every row once, equal scores together, and lift ends at one', () => {
  fc.assert(
    fc.property(sample, ({ scores, bad }) => {
      const groups = scoreGroups(
        scores,
        scores.map((score) => score / 1000),
        bad,
      );
      expect(groups.reduce((sum, { rows }) => sum + rows, 0)).toBe(bad.length);
      expect(groups.reduce((sum, { bads }) => sum + bads, 0)).toBe(bad.reduce((sum, each) => sum + each, 0));
      groups.forEach((group, at) => {
        if (at > 0) expect(group.from).toBeGreaterThan(groups[at - 1]?.to ?? 0);
        expect(group.low).toBeLessThanOrEqual(group.observed + 1e-12);
        expect(group.high).toBeGreaterThanOrEqual(group.observed - 1e-12);
      });
      expect(liftOf(groups).at(-1)).toMatchObject({ rowsShare: 1, badsShare: 1, lift: 1 });
    }),
  );
});

test('ten rows in two groups, by hand', () => {
  const scores = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100];
  const bad = Uint8Array.of(1, 1, 0, 1, 0, 0, 1, 0, 0, 0);
  const pds = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0];
  const groups = scoreGroups(scores, pds, bad, 2);
  expect(groups.map(({ from, to, rows, bads, observed }) => [from, to, rows, bads, observed])).toEqual([
    [10, 50, 5, 3, 0.6],
    [60, 100, 5, 1, 0.2],
  ]);
  expect(groups.map(({ predicted }) => predicted)).toEqual([expect.closeTo(0.7, 12), expect.closeTo(0.2, 12)]);
  // Wilson's interval for 3 of 5, from his formula.
  expect([groups[0]?.low, groups[0]?.high]).toEqual([expect.closeTo(0.230724, 5), expect.closeTo(0.882378, 5)]);
  expect(liftOf(groups)[0]).toEqual({ group: 1, rowsShare: 0.5, badsShare: 0.75, lift: 1.5 });
  expect(brierOf(pds, bad)).toBeCloseTo((0.01 + 0.04 + 0.49 + 0.16 + 0.25 + 0.16 + 0.49 + 0.04 + 0.01) / 10, 12);
});

const counts = fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 2, maxLength: 12 }).filter((cells) => cells.some((cell) => cell > 0));
test('the stability index is 0 for equal distributions of any size, the same both ways, and never negative', () => {
  fc.assert(
    fc.property(counts, fc.integer({ min: 1, max: 9 }), counts, (then, times, other) => {
      expect(
        stabilityIndex(
          then,
          then.map((cell) => cell * times),
        ),
      ).toBeCloseTo(0, 12);
      const now = then.map((_, at) => other[at] ?? 1);
      if (now.every((cell) => cell === 0)) return;
      expect(stabilityIndex(then, now)).toBeCloseTo(stabilityIndex(now, then) ?? Number.NaN, 12);
      expect(stabilityIndex(then, now)).toBeGreaterThanOrEqual(0);
    }),
  );
  expect(stabilityIndex([50, 50], [60, 40])).toBeCloseTo(0.1 * Math.log(0.6 / 0.5) - 0.1 * Math.log(0.4 / 0.5), 12);
  expect(stabilityIndex([1, 2], [0, 0])).toBeNull();
});

test('bands part the scores that they were made from about evenly', () => {
  const scores = Array.from({ length: 1_000 }, (_, at) => 300 + (at % 500));
  const bounds = scoreBands(scores);
  expect(bounds).toEqual([350, 400, 450, 500, 550, 600, 650, 700, 750]);
  expect(bandCounts(scores, bounds)).toEqual(new Array(10).fill(100));
  expect(scoreBands([5, 5, 5])).toEqual([]);
});

test('evidence balances: over all bins the odds of the sample come back', () => {
  const cells = fc.array(fc.record({ goods: fc.integer({ min: 0, max: 900 }), bads: fc.integer({ min: 0, max: 900 }) }), { minLength: 1, maxLength: 9 });
  fc.assert(
    fc.property(cells, (bins) => {
      const goods = bins.reduce((sum, bin) => sum + bin.goods, 0);
      const bads = bins.reduce((sum, bin) => sum + bin.bads, 0);
      fc.pre(goods > 0 && bads > 0);
      // With ten rows of the sample's mix in each bin, bads × exp(evidence) × odds is goods again.
      const evidence = evidenceOf(bins);
      const prior = (10 * bads) / (goods + bads);
      const back = bins.reduce((sum, bin, at) => sum + (bin.bads + prior) * Math.exp(evidence[at] as number) * (goods / bads), 0);
      expect(back / (goods * (1 + (10 * bins.length) / (goods + bads)))).toBeCloseTo(1, 9);
    }),
  );
});

test('a fairness table counts each group, and compares those that are large enough', () => {
  const groups = [...new Array(200).fill('a'), ...new Array(100).fill('b'), ...new Array(3).fill('c'), null];
  const scores = groups.map((group, at) => (group === 'a' ? 500 + (at % 2) * 100 : at % 4 === 0 ? 600 : 500));
  const bad = Uint8Array.from(groups, (_, at) => (at % 5 === 0 ? 1 : 0));
  const table = fairnessOf(
    [{ name: 'letter', groups }],
    scores,
    scores.map((score) => score / 1000),
    bad,
    600,
  );
  expect(table.map(({ group, rows, bads, approvalRate, ratio }) => [group, rows, bads, approvalRate, ratio])).toEqual([
    ['a', 200, 40, 0.5, 1],
    ['b', 100, 20, 0.25, 0.5],
    ['c', 3, 1, 1 / 3, null],
  ]);
  expect([0, 17, 18, 24, 25, 64, 65, 99].map(ageBand)).toEqual(['0-17', '0-17', '18-24', '18-24', '25-34', '55-64', '65+', '65+']);
  expect(ageBand(Number.NaN)).toBeNull();
});

test('refused applicants are a scenario: odds so many times worse, for half of those above the cut-off', () => {
  // Two approved with PD 0.2 and 0.5; three times the odds: 3/7 and 3/4.
  const [one, , three] = rejectScenarios([600, 610, 400], [0.2, 0.5, 0.9], 600);
  expect(one?.badRate).toBeCloseTo(0.35, 12);
  expect(three?.badRate).toBeCloseTo(0.5 * 0.35 + 0.5 * ((3 / 7 + 3 / 4) / 2), 12);
});
