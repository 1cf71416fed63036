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

/** A text that leaves nothing between the two ends is hidden whole. */
function keepEnds(text: string, head: number, tail: number): string {
  const characters = Array.from(text);
  const hidden = characters.length - head - tail;
  if (hidden < 1) return '*'.repeat(characters.length);
  return characters.map((character, at) => (at < head || at >= head + hidden ? character : '*')).join('');
}
