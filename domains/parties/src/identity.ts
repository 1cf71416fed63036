import { createHash } from 'node:crypto';
import { type BusinessDate, businessDate } from '@jinqiao/calendar';
import { isFault } from '@jinqiao/errors';
import { partiesFault } from './errors.ts';

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_DIGITS = '10X98765432';

export type ResidentId = { readonly number: string; readonly birthDate: BusinessDate; readonly sex: 'male' | 'female' };

/** The check digit over the first 17 digits (GB 11643-1999, ISO 7064 MOD 11-2). */
export function idCheckDigit(first17: string): string {
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(first17[i]), 0);
  return CHECK_DIGITS[sum % 11] as string;
}

/**
 * Reads an 18-character resident ID number (GB 11643-1999): area, birth date, sequence, check digit. A lower-case x counts as X.
 * @throws Fault ID_NUMBER_INVALID saying what is wrong: form, birth date, or check digit.
 */
export function parseResidentId(text: string, asOf: BusinessDate, path = '$.idNumber'): ResidentId {
  const number = text.trim().toUpperCase();
  const refuse = (why: string, whyZh: string) => partiesFault('ID_NUMBER_INVALID', { why, whyZh }, path);
  if (!/^\d{17}[\dX]$/.test(number)) throw refuse('18 characters are needed, 17 digits and a digit or X', '应为 18 位,前 17 位为数字,末位为数字或 X');
  const birthDate = birthOf(number, () => refuse('the birth date does not exist', '出生日期不存在'));
  if (birthDate > asOf) throw refuse('the birth date lies in the future', '出生日期晚于当前日期');
  if (idCheckDigit(number) !== number[17]) throw refuse('the check digit is wrong', '校验位错误');
  return { number, birthDate, sex: Number(number[16]) % 2 === 1 ? 'male' : 'female' };
}

function birthOf(number: string, refusal: () => Error): BusinessDate {
  try {
    return businessDate(`${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`);
  } catch (error) {
    if (isFault(error)) throw refusal();
    throw error;
  }
}

/** A mainland mobile number without spaces and prefix. @throws Fault MOBILE_INVALID. */
export function parseMobile(text: string, path = '$.mobile'): string {
  const mobile = text.replace(/[\s-]/g, '').replace(/^\+?86(?=1\d{10}$)/, '');
  if (!/^1[3-9]\d{9}$/.test(mobile)) throw partiesFault('MOBILE_INVALID', {}, path);
  return mobile;
}

/** A card number (ISO/IEC 7812): 13 to 19 digits with the Luhn check. @throws Fault CARD_INVALID. */
export function parseCardNumber(text: string, path = '$.cardNumber'): string {
  const number = text.replace(/[\s-]/g, '');
  if (!/^\d{13,19}$/.test(number) || !luhn(number)) throw partiesFault('CARD_INVALID', {}, path);
  return number;
}

function luhn(number: string): boolean {
  let sum = 0;
  for (let i = 0; i < number.length; i += 1) {
    const digit = Number(number[number.length - 1 - i]);
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** A keyed digest under which a sensitive number can be found without being stored. */
export function blindIndex(key: Buffer, kind: string, value: string): string {
  return createHash('sm3').update(key).update(`${kind}:${value}`).digest('hex');
}
