import { expect, test } from 'vitest';
import { Fault, faults, isFault } from '../src/index.ts';

const fault = faults({
  LIMIT_EXCEEDED: { status: 409, en: 'The draw of {amount} exceeds {limit}', zh: '支用 {amount} 超过 {limit}' },
  PLAIN: { status: 422, en: 'No', zh: '否' },
});

test('a fault carries code, status and both languages with the parameters filled in', () => {
  const error = fault('LIMIT_EXCEEDED', { amount: 500n, limit: '3.00' }, '$.amount');
  expect(error).toMatchObject({
    code: 'LIMIT_EXCEEDED',
    status: 409,
    en: 'The draw of 500 exceeds 3.00',
    zh: '支用 500 超过 3.00',
    path: '$.amount',
    params: { amount: 500n, limit: '3.00' },
  });
  expect(error.message).toBe('LIMIT_EXCEEDED: The draw of 500 exceeds 3.00');
});

test('a parameter that is missing stays visible, and what a parameter says is not filled again', () => {
  expect(fault('LIMIT_EXCEEDED', { amount: '{limit}' }).en).toBe('The draw of {limit} exceeds {limit}');
  expect(fault('LIMIT_EXCEEDED', { amount: '$&', limit: 1 }).en).toBe('The draw of $& exceeds 1');
});

test('without path and parameters both are empty', () => {
  expect(fault('PLAIN')).toMatchObject({ path: '', params: {} });
});

test('faults are told from other errors', () => {
  expect(isFault(fault('PLAIN'))).toBe(true);
  expect(fault('PLAIN')).toBeInstanceOf(Fault);
  expect([new Error('PLAIN'), { code: 'PLAIN' }, null, undefined].some(isFault)).toBe(false);
});

test('a code outside the catalogue is a fault of the program', () => {
  const loose: (code: 'PLAIN') => Fault = faults({ PLAIN: { status: 422, en: 'No', zh: '否' } });
  expect(() => Reflect.apply(loose, undefined, ['OTHER'])).toThrow(TypeError);
});
