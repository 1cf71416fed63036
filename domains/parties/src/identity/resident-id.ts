import { type BusinessDate, businessDate } from '@jinqiao/calendar';
import { isFault } from '@jinqiao/errors';
import { partiesFault } from '../errors.ts';

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_DIGITS = '10X98765432';

/** Provinces of GB/T 2260, the first two digits of a number. */
const PROVINCES = new Set('11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71'.split(' '));

/** The document that carries the number; all of them have the same 18 characters. */
export type IdDocument = 'resident-id' | 'hong-kong-permit' | 'macao-permit' | 'taiwan-permit' | 'foreign-permanent-resident';

/** Residence permits of Hong Kong, Macao and Taiwan residents have a "province" of their own. */
const PERMITS: Readonly<Record<string, IdDocument>> = { '81': 'hong-kong-permit', '82': 'macao-permit', '83': 'taiwan-permit' };

export type ResidentId = {
  readonly number: string;
  readonly document: IdDocument;
  readonly birthDate: BusinessDate;
  readonly sex: 'male' | 'female';
};

/** The check digit over the first 17 digits (GB 11643-1999, ISO 7064 MOD 11-2). */
export function idCheckDigit(first17: string): string {
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(first17[i]), 0);
  return CHECK_DIGITS[sum % 11] as string;
}

/**
 * Reads an 18-character ID number (GB 11643-1999): area, birth date, sequence, check digit. The permits of Hong Kong, Macao
 * and Taiwan residents (81, 82, 83) and the foreigners' permanent resident card of 2023 (9) have the same form. A lower-case x
 * counts as X. The 15 digits of the first generation, out of use since 2013, are refused.
 * @throws Fault ID_NUMBER_INVALID saying what is wrong: form, generation, area, birth date, or check digit.
 */
export function parseResidentId(text: string, asOf: BusinessDate, path = '$.idNumber'): ResidentId {
  const number = text.trim().toUpperCase();
  const refuse = (why: string, whyZh: string) => partiesFault('ID_NUMBER_INVALID', { why, whyZh }, path);
  if (/^\d{15}$/.test(number))
    throw refuse('numbers of 15 digits are no longer accepted, the card in force has 18 characters', '15 位号码已停用,请使用现行证件的 18 位号码');
  if (!/^\d{17}[\dX]$/.test(number)) throw refuse('18 characters are needed, 17 digits and a digit or X', '应为 18 位,前 17 位为数字,末位为数字或 X');
  const document = documentOf(number);
  if (!document) throw refuse('no province or permit has this area code', '地区代码不存在');
  const birthDate = birthOf(number, () => refuse('the birth date does not exist', '出生日期不存在'));
  if (birthDate > asOf) throw refuse('the birth date lies in the future', '出生日期晚于当前日期');
  if (idCheckDigit(number) !== number[17]) throw refuse('the check digit is wrong', '校验位错误');
  return { number, document, birthDate, sex: Number(number[16]) % 2 === 1 ? 'male' : 'female' };
}

function documentOf(number: string): IdDocument | undefined {
  const area = number.slice(0, 2);
  if (number.startsWith('9')) return 'foreign-permanent-resident';
  return PROVINCES.has(area) ? 'resident-id' : PERMITS[area];
}

function birthOf(number: string, refusal: () => Error): BusinessDate {
  try {
    return businessDate(`${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`);
  } catch (error) {
    if (isFault(error)) throw refusal();
    throw error;
  }
}
