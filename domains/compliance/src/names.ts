import { pinyin } from 'pinyin-pro';

/** A name as it is compared: its characters where it is Chinese, its words where it is written in letters. */
export type Name =
  | { readonly script: 'han'; readonly characters: readonly string[]; readonly readings: readonly (readonly string[])[] }
  | { readonly script: 'latin'; readonly words: readonly string[] };

export type Likeness = {
  /** In ten-thousandths. */ readonly score: number;
  readonly on: 'same-name' | 'same-sound' | 'similar-sound' | 'pinyin' | 'similar-words' | 'none';
};

const NONE: Likeness = { score: 0, on: 'none' };

/** Reads a name: width and case are levelled, separators dropped. Undefined where nothing comparable is left. */
export function readName(text: string): Name | undefined {
  const level = text.normalize('NFKC').toLowerCase();
  const characters = [...level].filter((character) => /\p{Script=Han}/u.test(character));
  if (characters.length > 0) return { script: 'han', characters, readings: readingsOf(characters.join('')) };
  const words = level
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .split(/[^\p{L}]+/u)
    .filter((word) => word.length > 0);
  return words.length > 0 ? { script: 'latin', words } : undefined;
}

/** Pinyin without tones, once with the reading of a surname (单 as shan) and once without it where they differ. */
function readingsOf(text: string): string[][] {
  const options = { toneType: 'none', type: 'array', v: true } as const;
  const asName = pinyin(text, { ...options, mode: 'surname' });
  const plain = pinyin(text, options);
  return asName.join() === plain.join() ? [asName] : [asName, plain];
}

/** Sounds that dialects and typists confuse: zh/z, ch/c, sh/s, final ng/n, l/n, f/h, ü/u. */
export function levelSound(spelling: string): string {
  return spelling
    .replace(/([zcs])h/g, '$1')
    .replace(/ng/g, 'n')
    .replace(/l/g, 'n')
    .replace(/f/g, 'h')
    .replace(/[vü]/g, 'u');
}

/** The consonants of a word after its first letter, doubled ones once: `mohammed` and `muhammad` are `mhmd`. */
function skeleton(word: string): string {
  return (
    word[0] +
    word
      .slice(1)
      .replace(/[aeiouy]/g, '')
      .replace(/(.)\1+/g, '$1')
  );
}

/** The words of a name from each of them on: the surname may stand first or last. */
function rotations(words: readonly string[]): string[] {
  return words.map((_, at) => [...words.slice(at), ...words.slice(0, at)].join(''));
}

const WORDS_MAX = 6;
/** Shorter words alone say too little to be looked up by. */
const WORD_MIN = 4;

/**
 * The keys under which a name is found, so that a list is held against a hundred thousand customers by an equality join of
 * keys and only what shares a key is compared. Chinese names that sound alike share one, and so do names in letters that
 * have two words alike, or one long word.
 */
export function keysOf(name: Name): string[] {
  if (name.script === 'han') {
    // Levelled by syllable, as names are compared (万刚 is no wa-ngang), and as one word, as a name in letters may write it.
    const sounds = name.readings.flatMap((reading) => [reading.map(levelSound).join(''), levelSound(reading.join(''))]);
    return unique([`h:${name.characters.join('')}`, ...sounds.map((s) => `f:${s}`)]);
  }
  const words = name.words.slice(0, WORDS_MAX);
  const bones = words.map(skeleton);
  const pairs = bones.flatMap((a, i) => bones.slice(i + 1).map((b) => `k:${[a, b].sort().join(' ')}`));
  const long = words.filter((word) => word.length >= WORD_MIN).map((word) => `w:${skeleton(word)}`);
  return unique([...rotations(words).map((s) => `f:${levelSound(s)}`), ...pairs, ...long]);
}

function unique(keys: readonly string[]): string[] {
  return [...new Set(keys)];
}

/** How alike two names are: by characters, by sound, by pinyin against letters, by words. Symmetric; 10,000 is the same name. */
export function likeness(a: Name, b: Name): Likeness {
  if (a.script === 'han' && b.script === 'han') return likeCharacters(a, b);
  if (a.script === 'latin' && b.script === 'latin') return likeWords(a.words, b.words);
  const [han, latin] = a.script === 'han' ? [a, b] : [b, a];
  return han.script === 'han' && latin.script === 'latin' ? likePinyin(han, latin) : NONE;
}

type Han = Extract<Name, { script: 'han' }>;
type Latin = Extract<Name, { script: 'latin' }>;

/** What a character that differs costs, where the sound is the same or nearly. */
const SAME_SOUND = 600;
const SIMILAR_SOUND = 1_000;

/** How alike two names as they are written are, in ten-thousandths. */
export function likenessOf(a: string, b: string): number {
  const [one, other] = [readName(a), readName(b)];
  return one && other ? likeness(one, other).score : 0;
}

function likeCharacters(a: Han, b: Han): Likeness {
  const length = a.characters.length;
  if (b.characters.length !== length) return NONE;
  if (a.characters.join('') === b.characters.join('')) return { score: 10_000, on: 'same-name' };
  const compared = a.readings.flatMap((x) => b.readings.map((y) => compareSounds(a.characters, x, b.characters, y)));
  return compared.reduce((best, next) => (next.score > best.score ? next : best), NONE);
}

function compareSounds(a: readonly string[], x: readonly string[], b: readonly string[], y: readonly string[]): Likeness {
  const costs = a.map((character, i) => {
    if (character === b[i]) return 0;
    if (x[i] === y[i]) return SAME_SOUND;
    return levelSound(x[i] ?? '') === levelSound(y[i] ?? '') ? SIMILAR_SOUND : 10_000;
  });
  const score = 10_000 - Math.ceil(costs.reduce<number>((sum, cost) => sum + cost, 0) / a.length);
  return { score, on: costs.includes(SIMILAR_SOUND) ? 'similar-sound' : 'same-sound' };
}

function likePinyin(han: Han, latin: Latin): Likeness {
  const spellings = han.readings.map((reading) => reading.join(''));
  const written = rotations(latin.words);
  if (spellings.some((spelling) => written.includes(spelling) || written.includes(spelling.replaceAll('v', 'u')))) return { score: 9_300, on: 'pinyin' };
  const level = written.map(levelSound);
  return spellings.some((spelling) => level.includes(levelSound(spelling))) ? { score: 8_800, on: 'similar-sound' } : NONE;
}

/** What a word costs that only one of two names has. */
const MISSING_WORD = 700;

function likeWords(a: readonly string[], b: readonly string[]): Likeness {
  const score = a.length === b.length ? Math.max(pairWords(a, b), pairWords(b, a)) : a.length < b.length ? pairWords(a, b) : pairWords(b, a);
  return score === 10_000 ? { score, on: 'same-name' } : { score: Math.max(0, score), on: 'similar-words' };
}

/** Each of the fewer words is set against the most alike that is left of the others. */
function pairWords(few: readonly string[], others: readonly string[]): number {
  const left = [...others];
  const scores = few.map((word) => {
    const all = left.map((other) => wordLikeness(word, other));
    const best = all.indexOf(Math.max(...all));
    left.splice(best, 1);
    return all[best] ?? 0;
  });
  return Math.floor(scores.reduce((sum, part) => sum + part, 0) / scores.length) - MISSING_WORD * left.length;
}

/** One less the edit distance over the longer length, in ten-thousandths. */
function wordLikeness(a: string, b: string): number {
  const longer = Math.max(a.length, b.length);
  return 10_000 - Math.ceil((10_000 * editDistance(a, b)) / longer);
}

/** Levenshtein's distance. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      next[j] = Math.min((next[j - 1] ?? 0) + 1, (row[j] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
