import { moneyFault } from './errors.ts';

/** What an amount counts. `digits` is how many decimals its minor unit has. */
export type Asset = { readonly code: string; readonly digits: number };

export const CNY: Asset = { code: 'CNY', digits: 2 };
export const USD: Asset = { code: 'USD', digits: 2 };

const ASSETS = new Map([CNY, USD].map((known) => [known.code, known]));

/** Shares of a fund, `FUND:<code>`, are counted in hundredths. */
const FUND = /^FUND:\w{1,20}$/;

/** @throws Fault ASSET_UNKNOWN. */
export function asset(code: string, path = ''): Asset {
  const known = ASSETS.get(code) ?? (FUND.test(code) ? { code, digits: 2 } : undefined);
  if (!known) throw moneyFault('ASSET_UNKNOWN', { code }, path);
  return known;
}

/** The largest amount that a field may hold, in minor units: far below what 64 bits hold. */
export const LARGEST_AMOUNT = 10n ** 16n;

/**
 * Reads a decimal string into minor units, exactly.
 * @throws Fault AMOUNT_INVALID, AMOUNT_TOO_PRECISE, AMOUNT_TOO_LARGE.
 */
export function parseAmount(text: string, of: Asset, path = ''): bigint {
  const match = /^(-?)(\d{1,24})(?:\.(\d{1,24}))?$/.exec(text.trim());
  const shown = text.slice(0, 40);
  if (!match) throw moneyFault('AMOUNT_INVALID', { text: shown }, path);
  const [, sign, whole = '0', fraction = ''] = match;
  if (fraction.length > of.digits) throw moneyFault('AMOUNT_TOO_PRECISE', { text: shown, digits: of.digits }, path);
  const minor = BigInt(whole + fraction.padEnd(of.digits, '0'));
  if (minor > LARGEST_AMOUNT) throw moneyFault('AMOUNT_TOO_LARGE', { text: shown }, path);
  return sign ? -minor : minor;
}

/** As `parseAmount`, and greater than zero. @throws Fault AMOUNT_NOT_POSITIVE too. */
export function parsePositiveAmount(text: string, of: Asset, path = ''): bigint {
  const minor = parseAmount(text, of, path);
  if (minor <= 0n) throw moneyFault('AMOUNT_NOT_POSITIVE', {}, path);
  return minor;
}

/** Minor units as a decimal string with the asset's digits and no separators: `100000.00`. */
export function formatAmount(minor: bigint, of: Asset): string {
  const digits = (minor < 0n ? -minor : minor).toString().padStart(of.digits + 1, '0');
  const cut = digits.length - of.digits;
  const text = of.digits === 0 ? digits : `${digits.slice(0, cut)}.${digits.slice(cut)}`;
  return minor < 0n ? `-${text}` : text;
}
