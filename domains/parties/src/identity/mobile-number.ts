import { partiesFault } from '../errors.ts';

/** A mainland mobile number without blanks and prefix. @throws Fault MOBILE_INVALID. */
export function parseMobile(text: string, path = '$.mobile'): string {
  const mobile = text.replace(/[\s-]/g, '').replace(/^\+?86(?=1\d{10}$)/, '');
  if (!/^1[3-9]\d{9}$/.test(mobile)) throw partiesFault('MOBILE_INVALID', {}, path);
  return mobile;
}

/** What the range of a number tells a risk model; no number is refused for it. */
export type MobileRange = 'ordinary' | 'virtual-operator' | 'data-card';

/** 162, 165, 167, 170 and 171 belong to virtual operators; 140, 141, 144, 146 and 148 to data cards and things. */
export function mobileRange(mobile: string): MobileRange {
  if (/^1(6[257]|7[01])/.test(mobile)) return 'virtual-operator';
  return /^14[01468]/.test(mobile) ? 'data-card' : 'ordinary';
}
