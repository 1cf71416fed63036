import { isFault } from '@jinqiao/errors';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asset, CNY, formatAmount, formatRate, parseAmount, parsePositiveAmount, parseRate } from '../src/index.ts';

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (isFault(error)) return error.code;
    throw error;
  }
  return 'no fault';
}

test('an amount is read into minor units exactly', () => {
  expect(parseAmount('5000.00', CNY)).toBe(500_000n);
  expect(parseAmount('5000', CNY)).toBe(500_000n);
  expect(parseAmount('0.1', CNY)).toBe(10n);
  expect(parseAmount('-0.01', CNY)).toBe(-1n);
  expect(parseAmount(' 8913.33 ', CNY)).toBe(891_333n);
});

test.each(['', '.', '1.', '.5', '1,000.00', '1e3', '+1', '--1', '0x10', '12 34', '1.2.3', 'NaN', '１２'])('"%s" is no amount', (text) => {
  expect(codeOf(() => parseAmount(text, CNY))).toBe('AMOUNT_INVALID');
});

test('an amount finer than its asset is refused, not rounded, even by a zero', () => {
  expect(codeOf(() => parseAmount('0.001', CNY))).toBe('AMOUNT_TOO_PRECISE');
  expect(codeOf(() => parseAmount('1.000', CNY))).toBe('AMOUNT_TOO_PRECISE');
});

test('an amount beyond what the database keeps is refused', () => {
  expect(codeOf(() => parseAmount('999999999999999999999', CNY))).toBe('AMOUNT_TOO_LARGE');
  expect(codeOf(() => parseAmount('-999999999999999999999', CNY))).toBe('AMOUNT_TOO_LARGE');
});

test('a payment must be greater than zero', () => {
  expect(codeOf(() => parsePositiveAmount('0.00', CNY))).toBe('AMOUNT_NOT_POSITIVE');
  expect(codeOf(() => parsePositiveAmount('-1', CNY))).toBe('AMOUNT_NOT_POSITIVE');
  expect(parsePositiveAmount('0.01', CNY)).toBe(1n);
});

test('a fault names the field and speaks both languages', () => {
  expect(() => parseAmount('x', CNY, '$.principal')).toThrow(
    expect.objectContaining({ path: '$.principal', status: 422, en: expect.stringContaining('"x"'), zh: expect.stringContaining('“x”') }),
  );
});

test('only known assets exist', () => {
  expect(asset('CNY')).toEqual({ code: 'CNY', digits: 2 });
  expect(codeOf(() => asset('BTC'))).toBe('ASSET_UNKNOWN');
});

test('an amount is written with all its decimals', () => {
  expect(formatAmount(0n, CNY)).toBe('0.00');
  expect(formatAmount(5n, CNY)).toBe('0.05');
  expect(formatAmount(-5n, CNY)).toBe('-0.05');
  expect(formatAmount(10_000_000n, CNY)).toBe('100000.00');
  expect(formatAmount(-1_234n, { code: 'JPY', digits: 0 })).toBe('-1234');
});

test('reading what was written gives the same amount', () => {
  fc.assert(fc.property(fc.bigInt({ min: -(10n ** 16n), max: 10n ** 16n }), (minor) => parseAmount(formatAmount(minor, CNY), CNY) === minor));
});

test('rates are read and written in units of 1e-8', () => {
  expect(parseRate('0.0696')).toBe(6_960_000n);
  expect(parseRate('0.00000001')).toBe(1n);
  expect(parseRate('1.6')).toBe(160_000_000n);
  expect(formatRate(6_960_000n)).toBe('0.0696');
  expect(formatRate(-1n)).toBe('-0.00000001');
  expect(formatRate(100_000_000n)).toBe('1.0');
});

test.each(['', '6.96%', '0.000000001', '10000.0', '1e-2', '.06'])('"%s" is no rate', (text) => {
  expect(codeOf(() => parseRate(text))).toBe('RATE_INVALID');
});

test('reading a written rate gives the same rate', () => {
  fc.assert(fc.property(fc.bigInt({ min: -(10n ** 11n), max: 10n ** 11n }), (rate) => parseRate(formatRate(rate)) === rate));
});
