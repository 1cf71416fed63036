import { businessDate } from '@jinqiao/calendar';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blindIndex, idCheckDigit, parseCardNumber, parseMobile, parseResidentId } from '../src/identity.ts';

const TODAY = businessDate('2026-01-15');
const refusal = (why: string) =>
  expect.objectContaining({ code: 'ID_NUMBER_INVALID', path: '$.idNumber', params: expect.objectContaining({ why: expect.stringContaining(why) }) });

test('a resident ID number tells birth date and sex', () => {
  expect(parseResidentId('11010519491231002X', TODAY)).toEqual({ number: '11010519491231002X', birthDate: '1949-12-31', sex: 'female' });
  expect(parseResidentId('440524188001010014', TODAY)).toEqual({ number: '440524188001010014', birthDate: '1880-01-01', sex: 'male' });
});

test('a small x and spaces around count as typed right', () => {
  expect(parseResidentId(' 11010519491231002x ', TODAY).number).toBe('11010519491231002X');
});

test.each(['110105194912310021', '110105194912310020', '440524188001010015'])('%s has a wrong check digit', (number) => {
  expect(() => parseResidentId(number, TODAY)).toThrow(refusal('check digit'));
});

test.each(['', '1101051949123100', '110105491231002', '11010519491231002Y', 'X1010519491231002X', '1101051949123100211', '１１010519491231002X'])(
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

test.each(['13800138000', '+86 138 0013 8000', '8613800138000', '138-0013-8000', ' 13800138000 '])('"%s" is the mobile number 13800138000', (text) => {
  expect(parseMobile(text)).toBe('13800138000');
});

test('the numbers of 13 to 19 are mobile numbers', () => {
  for (const second of '3456789') expect(parseMobile(`1${second}012345678`)).toBe(`1${second}012345678`);
});

test.each(['', '12800138000', '10000000000', '1380013800', '138001380000', '23800138000', '+85213800138000', '1380013800a'])(
  '"%s" is no mobile number',
  (text) => {
    expect(() => parseMobile(text)).toThrow(expect.objectContaining({ code: 'MOBILE_INVALID', path: '$.mobile' }));
  },
);

test('card numbers of 13 to 19 digits with a right check digit pass', () => {
  expect(parseCardNumber('6228480030212345679')).toBe('6228480030212345679');
  expect(parseCardNumber('6222 0202 0000 0000 006')).toBe('6222020200000000006');
});

test.each(['', '6228480030212345670', '6228480030212345689', '622848003021', '62284800302123456790', '622848003021234567x'])(
  '"%s" is no card number',
  (text) => {
    expect(() => parseCardNumber(text)).toThrow(expect.objectContaining({ code: 'CARD_INVALID' }));
  },
);

test('a blind index is the same for the same value, another for another key, kind or value', () => {
  const key = Buffer.alloc(32, 1);
  const index = blindIndex(key, 'id-number', '11010519491231002X');
  expect(index).toMatch(/^[0-9a-f]{64}$/);
  expect(blindIndex(key, 'id-number', '11010519491231002X')).toBe(index);
  const others = [
    blindIndex(Buffer.alloc(32, 2), 'id-number', '11010519491231002X'),
    blindIndex(key, 'card', '11010519491231002X'),
    blindIndex(key, 'id-number', '440524188001010014'),
  ];
  expect(new Set([index, ...others]).size).toBe(4);
});
