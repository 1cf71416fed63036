import { businessDate } from '@jinqiao/calendar';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { idCheckDigit, parseResidentId } from '../src/identity/resident-id.ts';

const TODAY = businessDate('2026-01-15');
const refusal = (why: string) =>
  expect.objectContaining({ code: 'ID_NUMBER_INVALID', path: '$.idNumber', params: expect.objectContaining({ why: expect.stringContaining(why) }) });

test('a resident ID number tells birth date and sex', () => {
  expect(parseResidentId('11010519491231002X', TODAY)).toEqual({
    number: '11010519491231002X',
    document: 'resident-id',
    birthDate: '1949-12-31',
    sex: 'female',
  });
  expect(parseResidentId('440524188001010014', TODAY)).toEqual({ number: '440524188001010014', document: 'resident-id', birthDate: '1880-01-01', sex: 'male' });
});

test('a small x and spaces around count as typed right', () => {
  expect(parseResidentId(' 11010519491231002x ', TODAY).number).toBe('11010519491231002X');
});

test.each(['110105194912310021', '110105194912310020', '440524188001010015'])('%s has a wrong check digit', (number) => {
  expect(() => parseResidentId(number, TODAY)).toThrow(refusal('check digit'));
});

test.each(['', '1101051949123100', '11010519491231002Y', 'X1010519491231002X', '1101051949123100211', '１１010519491231002X'])(
  '"%s" has not the form of an ID number',
  (number) => {
    expect(() => parseResidentId(number, TODAY)).toThrow(refusal('18 characters'));
  },
);

test.each(['19490230', '19491301', '19490001', '20250229'])('a birth date %s does not exist', (birth) => {
  const first17 = `110105${birth}002`;
  expect(() => parseResidentId(`${first17}${idCheckDigit(first17)}`, TODAY)).toThrow(refusal('birth date does not exist'));
});

test('a birth date after today is refused, today is taken', () => {
  const born = (day: string) => `110105${day}002${idCheckDigit(`110105${day}002`)}`;
  expect(() => parseResidentId(born('20260116'), TODAY)).toThrow(refusal('future'));
  expect(parseResidentId(born('20260115'), TODAY).birthDate).toBe('2026-01-15');
});

test('one wrong digit, or two neighbours swapped, never passes for another number', () => {
  const digits = fc.stringMatching(/^[0-9]{3}$/);
  fc.assert(
    fc.property(digits, fc.integer({ min: 0, max: 16 }), fc.integer({ min: 1, max: 9 }), (sequence, at, shift) => {
      const first17 = `11010519900307${sequence}`;
      const check = idCheckDigit(first17);
      const changed = [...first17];
      changed[at] = String((Number(changed[at]) + shift) % 10);
      expect(idCheckDigit(changed.join(''))).not.toBe(check);
      const swapped = [...first17];
      [swapped[at], swapped[at - 1]] = [swapped[at - 1] ?? '', swapped[at] ?? ''];
      if (at > 0 && swapped.join('') !== first17) expect(idCheckDigit(swapped.join(''))).not.toBe(check);
    }),
  );
});

test('the 15 digits of the first generation are refused, and it is said why', () => {
  expect(() => parseResidentId('110105491231002', TODAY)).toThrow(refusal('no longer accepted'));
});

/** A number with its check digit by the long form of the standard: the weighted sum of all 18 is 1 modulo 11. */
function withCheck(first17: string): string {
  const weights = Array.from({ length: 17 }, (_, i) => 2 ** (17 - i) % 11);
  const sum = weights.reduce((total, weight, i) => total + weight * Number(first17[i]), 0);
  const digit = (((1 - sum) % 11) + 11) % 11;
  return `${first17}${digit === 10 ? 'X' : digit}`;
}

test.each([
  ['810000', 'hong-kong-permit'],
  ['820000', 'macao-permit'],
  ['830000', 'taiwan-permit'],
  ['911124', 'foreign-permanent-resident'],
  ['650102', 'resident-id'],
])('a number of area %s is carried by a %s', (area, document) => {
  expect(parseResidentId(withCheck(`${area}19900307201`), TODAY)).toMatchObject({ document, birthDate: '1990-03-07', sex: 'male' });
});

test.each(['000000', '160105', '470105', '840000'])('nobody has the area code %s', (area) => {
  expect(() => parseResidentId(withCheck(`${area}19900307201`), TODAY)).toThrow(refusal('area code'));
});
