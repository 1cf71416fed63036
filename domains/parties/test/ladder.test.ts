import { addDays, type BusinessDate, businessDate } from '@jinqiao/calendar';
import { expect, test } from 'vitest';
import { type CheckResult, type Factor, identityLevel, idStanding, LONG_TERM, reaches } from '../src/identity/ladder.ts';

const ON = businessDate('2026-05-06');
const row = (factor: Factor, result: CheckResult = 'match', expiresOn: BusinessDate | null = null, foundOn = ON) => ({
  personHash: 'own',
  factor,
  result,
  foundOn,
  expiresOn,
});

test.each<[string, ReturnType<typeof row>[], string]>([
  ['nothing', [], 'none'],
  ['name and number', [row('two-element')], 'two-element'],
  ['a card without the register', [row('five-element'), row('liveness')], 'none'],
  ['three', [row('two-element'), row('three-element')], 'three-element'],
  ['four without three', [row('two-element'), row('four-element')], 'four-element'],
  ['five', [row('two-element'), row('five-element'), row('three-element')], 'five-element'],
  ['a face before five elements', [row('two-element'), row('four-element'), row('liveness')], 'four-element'],
  ['a face on top of five', [row('two-element'), row('five-element'), row('liveness')], 'liveness'],
  ['a mismatch', [row('two-element'), row('five-element', 'mismatch')], 'two-element'],
  ['no answer yet', [row('two-element'), row('five-element', 'unknown')], 'two-element'],
  ['the last day of a face', [row('two-element'), row('five-element'), row('liveness', 'match', ON)], 'liveness'],
  ['a face that expired yesterday', [row('two-element'), row('five-element'), row('liveness', 'match', addDays(ON, -1))], 'five-element'],
  ['an old face and a new one', [row('two-element'), row('five-element'), row('liveness', 'match', addDays(ON, -1)), row('liveness')], 'liveness'],
  ['found tomorrow', [row('two-element', 'match', null, addDays(ON, 1))], 'none'],
])('%s', (_, evidence, level) => {
  expect(identityLevel(evidence, 'own', ON)).toBe(level);
});

test('what was found about another ID number, and about nobody, counts for nothing', () => {
  const evidence = [row('two-element'), row('five-element'), { ...row('liveness'), personHash: 'another' }];
  expect(identityLevel(evidence, 'own', ON)).toBe('five-element');
  expect(identityLevel(evidence, 'another', ON)).toBe('none');
  expect(identityLevel(evidence, null, ON)).toBe('none');
});

test('a level reaches its own rung and those below', () => {
  expect(reaches('four-element', 'three-element')).toBe(true);
  expect(reaches('four-element', 'four-element')).toBe(true);
  expect(reaches('four-element', 'five-element')).toBe(false);
  expect(reaches('none', 'two-element')).toBe(false);
});

/** Ninety days: from 30 June, grace runs through 28 September (31 July + 31 August + 28). */
test.each([
  ['2026-06-30', 'valid'],
  ['2026-07-01', 'grace'],
  ['2026-09-28', 'grace'],
  ['2026-09-29', 'expired'],
])('a document of 30 June 2026 is on %s: %s', (on, state) => {
  expect(idStanding(businessDate('2026-06-30'), businessDate(on))).toEqual({ state, validThrough: '2026-06-30', restrictedFrom: '2026-09-29' });
});

test('a long-term document never expires, and one never told says nothing', () => {
  expect(idStanding(LONG_TERM, ON)).toEqual({ state: 'valid', validThrough: LONG_TERM, restrictedFrom: null });
  expect(idStanding(null, ON).state).toBe('untold');
});
