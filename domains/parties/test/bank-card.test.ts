import { readFileSync } from 'node:fs';
import { skipUnlessShared } from '@jinqiao/runtime/testing';
import { expect, test } from 'vitest';
import table from '../data/card-prefixes.json' with { type: 'json' };
import { cardIssuer, parseCardNumber } from '../src/identity/bank-card.ts';

test('card numbers of 13 to 19 digits with a right check digit pass', () => {
  expect(parseCardNumber('6228480030212345679')).toBe('6228480030212345679');
  expect(parseCardNumber('6222 0202 0000 0000 006')).toBe('6222020200000000006');
});

test.each(['', '6228480030212345670', '6228480030212345689', '622848003021', '62284800302123456790', '622848003021234567x'])(
  '"%s" is no card number',
  (text) => {
    expect(() => parseCardNumber(text)).toThrow(expect.objectContaining({ code: 'CARD_INVALID' }));
  },
);

test.each([
  ['6228480030212345679', 'ABC', 'DC', '622848'],
  ['6222020200000000006', 'ICBC', 'DC', '622202'],
  ['6225880000000000', 'CMB', 'DC', '622588'],
  ['6225750000000000', 'CMB', 'CC', '622575'],
  ['9559800000000000000', 'ABC', 'DC', '95598'],
  ['6858000100000000', 'CGB', 'DC', '6858000'],
])('%s is of %s, a %s by the prefix %s', (number, issuer, type, prefix) => {
  expect(cardIssuer(number)).toMatchObject({ issuer, type, prefix });
});

test('a prefix that the table does not know says nothing', () => {
  expect(cardIssuer('6299999999999999999')).toBeUndefined();
});

const OURS = table.issuers.flatMap(({ issuer, cards }) => cards.flatMap(({ type, prefixes }) => prefixes.map((prefix) => ({ issuer, type, prefix }))));

test('no prefix stands twice, and each is 4 to 10 digits', () => {
  expect(new Set(OURS.map(({ prefix }) => prefix)).size).toBe(OURS.length);
  expect(OURS.filter(({ prefix }) => !/^\d{4,10}$/.test(prefix))).toEqual([]);
});

/** How the public list names the banks of the table. */
const NAMES: Readonly<Record<string, string>> = { PSBC: '邮政储汇' };

test('a public list of card prefixes has every one of ours under the same bank, and no longer one of another bank', (t) => {
  const file = skipUnlessShared(t, 'data/bank-bin/bin.csv');
  const [, ...lines] = readFileSync(file, 'utf8').trim().split(/\r?\n/);
  const theirs = lines.map((line) => line.split(',')).map(([bin = '', , , , bank = '']) => ({ bin, bank }));
  const zh = new Map(table.issuers.map(({ issuer, zh: name }) => [issuer, NAMES[issuer] ?? name]));
  const wrong = OURS.filter(({ issuer, prefix }) => {
    const bank = zh.get(issuer);
    const same = theirs.filter(({ bin }) => bin === prefix);
    const longer = theirs.filter(({ bin }) => bin.startsWith(prefix) && bin !== prefix);
    return same.length === 0 || [...same, ...longer].some((row) => row.bank !== bank);
  });
  expect(OURS.length).toBeGreaterThan(400);
  expect(wrong).toEqual([]);
});
