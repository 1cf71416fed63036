import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FOLDER, GUIDE, picturesOf } from '../method-pictures.ts';

const pictures = picturesOf(readFileSync(GUIDE, 'utf8'));

test('the pictures of the guide are those that its examples make', () => {
  expect(pictures.length).toBeGreaterThan(10);
  expect(readdirSync(FOLDER).toSorted()).toEqual(pictures.map(({ file }) => file).toSorted());
  for (const { file, svg } of pictures) expect(readFileSync(join(FOLDER, file), 'utf8'), `node tools/method-pictures.ts makes ${file} anew`).toBe(svg);
});

test('every image of the guide is there and follows an example', () => {
  const shown = [...readFileSync(GUIDE, 'utf8').matchAll(/\]\(images\/methods\/([^)]+)\)/g)].map(([, file]) => file ?? '');
  expect(shown.toSorted()).toEqual(pictures.map(({ file }) => file).toSorted());
});

test('a picture is plain, small and finite', () => {
  for (const { file, svg } of pictures) {
    expect(svg, file).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 \d+ \d+" .*role="img"/);
    expect(svg, file).not.toMatch(/NaN|Infinity|undefined|<script|<image|<style|href|url\(/);
    expect(svg.length, file).toBeLessThan(20_000);
  }
});
