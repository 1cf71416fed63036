/** Masked forms for display, logs and exports, after the classes C2 and C3 of JR/T 0171-2020. */

/** Bank card or account number: the first six and the last four digits. */
export function maskPan(pan: string): string {
  return keepEnds(pan, 6, 4);
}

/** Mobile number: `138****1234`. */
export function maskMobile(mobile: string): string {
  return keepEnds(mobile, 3, 4);
}

/** Resident ID number: region and the last four, `110***********002X`. */
export function maskIdNumber(idNumber: string): string {
  return keepEnds(idNumber, 3, 4);
}

/** Name: the surname is hidden, at most the last two characters stay: `*明`, `*小明`. */
export function maskName(name: string): string {
  const length = Array.from(name).length;
  return keepEnds(name, 0, length > 2 ? 2 : length - 1);
}

/** Not inside a longer number, an id or an address of the wire. */
const ALONE = (form: string) => new RegExp(`(?<![\\w.-])${form}(?![\\w-])`, 'g');
const ID_NUMBER = ALONE('[1-9]\\d{5}(?:18|19|20)\\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])\\d{3}[\\dXx]');
const MOBILE = ALONE('(?:\\+?86)?1[3-9]\\d{9}');
const PAN = ALONE('[3-69]\\d{12,18}');

/**
 * Running text, such as the message of an error or what somebody typed as a reason: ID numbers, mobile numbers and card
 * numbers in it are masked. A name cannot be told from other words: names never enter such texts.
 */
export function maskText(text: string): string {
  return text
    .replace(ID_NUMBER, maskIdNumber)
    .replace(MOBILE, (found) => maskMobile(found.slice(-11)))
    .replace(PAN, (found) => (passesLuhn(found) ? maskPan(found) : found));
}

function passesLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, at) => {
    const value = Number(digit) * (1 + (at % 2));
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

/** A text that leaves nothing between the two ends is hidden whole. */
function keepEnds(text: string, head: number, tail: number): string {
  const characters = Array.from(text);
  const hidden = characters.length - head - tail;
  if (hidden < 1) return '*'.repeat(characters.length);
  return characters.map((character, at) => (at < head || at >= head + hidden ? character : '*')).join('');
}
