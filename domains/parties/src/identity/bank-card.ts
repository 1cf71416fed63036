import table from '../../data/card-prefixes.json' with { type: 'json' };
import { partiesFault } from '../errors.ts';

/** 借记卡 debit, 贷记卡 credit, 准贷记卡 quasi-credit, 预付卡 prepaid. */
export type CardType = 'DC' | 'CC' | 'SCC' | 'PC';

export type CardIssuer = { readonly issuer: string; readonly zh: string; readonly en: string; readonly type: CardType; readonly prefix: string };

const PREFIXES: ReadonlyMap<string, CardIssuer> = new Map(
  table.issuers.flatMap(({ issuer, zh, en, cards }) =>
    cards.flatMap(({ type, prefixes }) => prefixes.map((prefix) => [prefix, { issuer, zh, en, type: type as CardType, prefix }] as const)),
  ),
);

const LENGTHS = [...new Set([...PREFIXES.keys()].map((prefix) => prefix.length))].sort((a, b) => b - a);

/** A card number (ISO/IEC 7812): 13 to 19 digits with the Luhn check; blanks and dashes are left out. @throws Fault CARD_INVALID. */
export function parseCardNumber(text: string, path = '$.cardNumber'): string {
  const number = text.replace(/[\s-]/g, '');
  if (!/^\d{13,19}$/.test(number) || !passesLuhn(number)) throw partiesFault('CARD_INVALID', {}, path);
  return number;
}

/**
 * Issuer and type of a card by the longest prefix of `data/card-prefixes.json`; undefined where the table has none. The table
 * holds well-known prefixes only, so an unknown one says nothing against a card.
 */
export function cardIssuer(number: string): CardIssuer | undefined {
  for (const length of LENGTHS) {
    const found = PREFIXES.get(number.slice(0, length));
    if (found) return found;
  }
  return undefined;
}

function passesLuhn(number: string): boolean {
  let sum = 0;
  for (let i = 0; i < number.length; i += 1) {
    const digit = Number(number[number.length - 1 - i]);
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
