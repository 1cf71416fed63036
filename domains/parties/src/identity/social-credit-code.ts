import { partiesFault } from '../errors.ts';

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];

/** The last character over the first 17 (GB 32100-2015, modulus 31). */
export function uscCheckCharacter(first17: string): string {
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * ALPHABET.indexOf(first17[i] as string), 0);
  return ALPHABET[(31 - (sum % 31)) % 31] as string;
}

/** The check character of an organisation code over its first eight (GB 11714-1997, modulus 11); letters count from A = 10. */
export function organisationCheckCharacter(first8: string): string {
  const rest = 11 - (ORGANISATION_WEIGHTS.reduce((total, weight, i) => total + weight * Number.parseInt(first8[i] as string, 36), 0) % 11);
  return rest === 10 ? 'X' : rest === 11 ? '0' : String(rest);
}

/**
 * Reads a unified social credit code (统一社会信用代码): 18 characters without I, O, S, V, Z, whose characters 9 to 17 are an
 * organisation code with a check of its own. Small letters count as capitals.
 * @throws Fault USCC_INVALID saying what is wrong: form, the organisation code inside, or the check character.
 */
export function parseSocialCreditCode(text: string, path = '$.uscc'): string {
  const code = text.trim().toUpperCase();
  const refuse = (why: string, whyZh: string) => partiesFault('USCC_INVALID', { why, whyZh }, path);
  if (!/^[0-9A-HJ-NP-RTUWXY]{18}$/.test(code))
    throw refuse('18 digits and letters without I, O, S, V, Z are needed', '应为 18 位数字或大写字母(不含 I、O、S、V、Z)');
  if (organisationCheckCharacter(code.slice(8, 16)) !== code[16])
    throw refuse('the check character of the organisation code inside is wrong', '其中组织机构代码的校验位错误');
  if (uscCheckCharacter(code.slice(0, 17)) !== code[17]) throw refuse('the check character is wrong', '校验位错误');
  return code;
}
