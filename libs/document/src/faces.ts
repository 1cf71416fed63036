import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** A stretch of text that one font file can draw. */
export type Run = { readonly face: string; readonly text: string };

const FALLBACK = '\u{fffd}';

/**
 * The font comes in about a hundred files, each with its range of characters: 1.5 MB for a weight, where one file would be ten.
 * @returns which file draws a character, by its code point.
 */
function readFaces(): ReadonlyMap<number, string> {
  const folder = join(dirname(createRequire(import.meta.url).resolve('noto-sans-sc/package.json')), 'noto_sans_sc_regular');
  const css = readFileSync(join(folder, 'css.css'), 'utf8');
  const faces = new Map<number, string>();
  for (const [, file = '', ranges = ''] of css.matchAll(/url\(([^)]+)\)[^}]*unicode-range: ([^;]+);/g)) {
    for (const range of ranges.split(',')) {
      const [first = '', last = first] = range.trim().slice(2).split('-');
      for (let code = Number.parseInt(first, 16); code <= Number.parseInt(last, 16); code += 1) if (!faces.has(code)) faces.set(code, join(folder, file));
    }
  }
  return faces;
}

let known: ReadonlyMap<number, string> | undefined;

/** Divides a text into runs; a character that no file draws is shown as the sign for one. */
export function runsOf(text: string): Run[] {
  known ??= readFaces();
  const runs: { face: string; text: string }[] = [];
  for (const character of text) {
    const own = known.get(character.codePointAt(0) ?? 0);
    const face = own ?? known.get(FALLBACK.codePointAt(0) ?? 0) ?? '';
    const shown = own ? character : FALLBACK;
    const last = runs.at(-1);
    if (last?.face === face) last.text += shown;
    else runs.push({ face, text: shown });
  }
  return runs;
}
