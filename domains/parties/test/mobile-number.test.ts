import { expect, test } from 'vitest';
import { mobileRange, parseMobile } from '../src/identity/mobile-number.ts';

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

test('ranges of virtual operators and data cards are told apart, and none is refused', () => {
  for (const prefix of ['170', '171', '162', '165', '167']) expect(mobileRange(parseMobile(`${prefix}00000001`))).toBe('virtual-operator');
  for (const prefix of ['140', '141', '144', '146', '148']) expect(mobileRange(parseMobile(`${prefix}00000001`))).toBe('data-card');
  for (const prefix of ['138', '166', '172', '145', '147', '199']) expect(mobileRange(parseMobile(`${prefix}00000001`))).toBe('ordinary');
});
