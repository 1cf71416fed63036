import { createHash } from 'node:crypto';
import { addDays, type BusinessDate, businessDate } from '@jinqiao/calendar';
import { idCheckDigit } from '@jinqiao/parties';

/** A person who does not exist: numbers with right check digits, all derived from a seed. */
export type SyntheticPerson = { readonly name: string; readonly idNumber: string; readonly mobile: string; readonly cardNumber: string; readonly seed: number };

const SURNAMES = ['王', '李', '张', '刘', '陈', '杨', '赵', '黄', '周', '吴', '徐', '孙', '胡', '朱', '高', '林'];
const GIVEN = ['小明', '晓雨', '子涵', '建国', '雅婷', '浩然', '思远', '静', '伟', '丽华', '志强', '欣怡', '俊杰', '梦琪', '文博', '雪'];

/** The n-th synthetic person, born `ageYears` before `on`. Mobile numbers are unique up to a hundred million persons. */
export function syntheticPerson(n: number, on: BusinessDate, ageYears: number): SyntheticPerson {
  const seed = createHash('sha256').update(`synthetic ${n}`).digest().readUInt32BE(0);
  const birth = addDays(businessDate(`${Number(on.slice(0, 4)) - ageYears}-01-01`), -(Math.floor(n / 1000) % 350));
  const first17 = `${['110101', '310101', '440103', '330102', '510104'][seed % 5]}${birth.replaceAll('-', '')}${String(n % 1000).padStart(3, '0')}`;
  return {
    name: `${SURNAMES[seed % 16]}${GIVEN[(seed >>> 4) % 16]}`,
    idNumber: `${first17}${idCheckDigit(first17)}`,
    mobile: `138${String(n).padStart(8, '0')}`,
    cardNumber: withLuhn(`622848${String(n).padStart(12, '0')}`),
    seed,
  };
}

/** Appends the digit that makes a card number pass (ISO/IEC 7812-1 annex B). */
export function withLuhn(digits: string): string {
  const sum = [...digits].reverse().reduce((total, digit, i) => {
    const value = i % 2 === 0 ? Number(digit) * 2 : Number(digit);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}
