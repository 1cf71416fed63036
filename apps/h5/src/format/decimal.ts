/** Decimal strings of the API, handled as scaled integers: what is shown is never a rounded binary float. */

/** `"1234567.80"` → `1,234,567.80`. */
export function grouped(text: string): string {
  const [whole = '', fraction] = text.split('.');
  const separated = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return fraction === undefined ? separated : `${separated}.${fraction}`;
}

function units(text: string, scale: number): bigint {
  const negative = text.startsWith('-');
  const [whole = '', fraction = ''] = (negative ? text.slice(1) : text).split('.');
  const value = BigInt(`${whole || '0'}${fraction.padEnd(scale, '0').slice(0, scale)}`);
  return negative ? -value : value;
}

const SCALE = 8;

/** A rate of the API (`"0.0696"`) in percent with two decimals, rounded half-up: `6.96`. */
export function percent(rate: string): string {
  const step = 10n ** BigInt(SCALE - 4);
  const value = units(rate, SCALE);
  const rounded = (value + (value < 0n ? -step : step) / 2n) / step;
  const digits = (rounded < 0n ? -rounded : rounded).toString().padStart(3, '0');
  return `${rounded < 0n ? '-' : ''}${grouped(digits.slice(0, -2))}.${digits.slice(-2)}`;
}

export function isZero(text: string): boolean {
  return units(text, SCALE) === 0n;
}

export function isMore(a: string, b: string): boolean {
  return units(a, SCALE) > units(b, SCALE);
}

/** Exact sum of amounts, with the most decimals among them. */
export function sum(amounts: readonly string[]): string {
  const scale = Math.max(0, ...amounts.map((amount) => amount.split('.')[1]?.length ?? 0));
  const total = amounts.reduce((all, amount) => all + units(amount, scale), 0n);
  const digits = (total < 0n ? -total : total).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  return `${total < 0n ? '-' : ''}${scale === 0 ? whole : `${whole}.${digits.slice(-scale)}`}`;
}

/** An amount so many times over. */
export function times(amount: string, n: number): string {
  return sum(Array.from({ length: n }, () => amount));
}

/** What share of `whole` is `part`, in whole percent, for a progress bar. */
export function share(part: string, whole: string): number {
  const all = units(whole, SCALE);
  return all === 0n ? 0 : Number((units(part, SCALE) * 100n) / all);
}

/** What a person typed as an amount, without separators; null where it is not a positive amount. */
export function typedAmount(text: string): string | null {
  const plain = text.replace(/[,，\s]/g, '');
  return /^\d{1,12}(\.\d{1,8})?$/.test(plain) && !isZero(plain) ? plain : null;
}
