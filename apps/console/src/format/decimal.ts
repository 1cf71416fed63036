/** Decimal strings of the API, handled as scaled integers: what is shown is never a rounded binary float. */

type Decimal = { readonly units: bigint; readonly scale: number };

function parse(text: string): Decimal {
  const negative = text.startsWith('-');
  const [whole = '0', fraction = ''] = (negative ? text.slice(1) : text).split('.');
  const units = BigInt(whole + fraction);
  return { units: negative ? -units : units, scale: fraction.length };
}

function print({ units, scale }: Decimal): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = scale > 0 ? `.${digits.slice(digits.length - scale)}` : '';
  return `${units < 0n ? '-' : ''}${whole}${fraction}`;
}

function rescale({ units, scale }: Decimal, digits: number): bigint {
  if (digits >= scale) return units * 10n ** BigInt(digits - scale);
  const step = 10n ** BigInt(scale - digits);
  const half = units < 0n ? -step / 2n : step / 2n;
  return (units + half) / step;
}

function group(text: string): string {
  const [whole = '', fraction] = text.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** `"1234567.80"` → `1,234,567.80`; with `digits` the value is rounded half-up for display. */
export function grouped(text: string, digits?: number): string {
  const value = parse(text);
  return group(print(digits === undefined ? value : { units: rescale(value, digits), scale: digits }));
}

/** A rate of the API (`"0.0696"`) in percent, rounded half-up: `6.96`. */
export function percent(rate: string, digits = 2): string {
  const value = parse(rate);
  return group(print({ units: rescale(value, digits + 2), scale: digits }));
}

/** Exact sum of amounts, in the finest scale among them. */
export function sum(texts: readonly string[]): string {
  const values = texts.map(parse);
  const scale = Math.max(2, ...values.map((value) => value.scale));
  return print({ units: values.reduce((total, value) => total + rescale(value, scale), 0n), scale });
}

/** Moves the decimal point: `shift("891333", -2)` is `8913.33`. */
export function shift(text: string, places: number): string {
  const { units, scale } = parse(text);
  return places > scale ? print({ units: units * 10n ** BigInt(places - scale), scale: 0 }) : print({ units, scale: scale - places });
}

export function negate(text: string): string {
  const { units, scale } = parse(text);
  return print({ units: -units, scale });
}

export function subtract(a: string, b: string): string {
  return sum([a, negate(b)]);
}

/** -1, 0 or 1. */
export function compare(a: string, b: string): number {
  const difference = parse(subtract(a, b)).units;
  if (difference === 0n) return 0;
  return difference < 0n ? -1 : 1;
}

export function isZero(text: string): boolean {
  return parse(text).units === 0n;
}

/** `part / whole` as a rate with four decimals; null where there is no whole. */
export function ratio(part: string, whole: string): string | null {
  if (isZero(whole)) return null;
  const scale = 8;
  const units = (rescale(parse(part), scale) * 10n ** BigInt(scale)) / rescale(parse(whole), scale);
  return print({ units, scale });
}

type Unit = { readonly from: bigint; readonly power: number; readonly digits: number; readonly suffix: string };
const UNITS: Record<'zh' | 'en', readonly Unit[]> = {
  zh: [
    { from: 100_000_000n, power: 8, digits: 2, suffix: ' 亿' },
    { from: 10_000n, power: 4, digits: 1, suffix: ' 万' },
  ],
  en: [
    { from: 1_000_000_000n, power: 9, digits: 2, suffix: 'bn' },
    { from: 1_000_000n, power: 6, digits: 2, suffix: 'm' },
    { from: 10_000n, power: 3, digits: 1, suffix: 'k' },
  ],
};

/** Short form for cards and chart labels: `12.3 万`, `1.24 亿`, `123.0k`. The exact figure belongs in the tooltip. */
export function short(text: string, language: 'zh' | 'en'): string {
  const value = parse(text);
  const whole = value.units / 10n ** BigInt(value.scale);
  const size = whole < 0n ? -whole : whole;
  const unit = UNITS[language].find((candidate) => size >= candidate.from);
  if (!unit) return group(print({ units: rescale(value, 2), scale: 2 }));
  const shifted = { units: value.units, scale: value.scale + unit.power };
  return `${group(print({ units: rescale(shifted, unit.digits), scale: unit.digits }))}${unit.suffix}`;
}
