import fc from 'fast-check';
import { expect, test } from 'vitest';
import { organisationCheckCharacter, parseSocialCreditCode, uscCheckCharacter } from '../src/identity/social-credit-code.ts';

const refusal = (why: string) =>
  expect.objectContaining({ code: 'USCC_INVALID', path: '$.uscc', params: expect.objectContaining({ why: expect.stringContaining(why) }) });

test('the vector of the standard passes, in capitals or small letters', () => {
  expect(parseSocialCreditCode('91350100M000100Y43')).toBe('91350100M000100Y43');
  expect(parseSocialCreditCode(' 91350100m000100y43 ')).toBe('91350100M000100Y43');
  expect(organisationCheckCharacter('M000100Y')).toBe('4');
  expect(uscCheckCharacter('91350100M000100Y4')).toBe('3');
});

test.each([
  '',
  '91350100M000100Y4',
  '91350100M000100Y433',
  '91350100I000100Y43',
  '91350100O000100Y43',
  '91350100S000100Y43',
  '91350100V000100Y43',
  '91350100Z000100Y43',
])('"%s" has not the form', (code) => {
  expect(() => parseSocialCreditCode(code)).toThrow(refusal('18 digits and letters'));
});

test('a wrong last character, and a wrong organisation code under a right last character, are told apart', () => {
  expect(() => parseSocialCreditCode('91350100M000100Y44')).toThrow(refusal('the check character is wrong'));
  const inner = '91350100M000100Y5';
  expect(() => parseSocialCreditCode(`${inner}${uscCheckCharacter(inner)}`)).toThrow(refusal('organisation code inside'));
});

/** The checks by their definition: powers of 3 modulo 31, and the sum with the check itself is 0. */
test('one wrong character, or two neighbours swapped, never passes', () => {
  const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
  const character = fc.constantFrom(...alphabet);
  fc.assert(
    fc.property(
      fc.array(character, { minLength: 8, maxLength: 8 }),
      fc.array(character, { minLength: 8, maxLength: 8 }),
      fc.nat(16),
      character,
      (head, body, at, other) => {
        const first17 = `${head.join('')}${body.join('')}${organisationCheckCharacter(body.join(''))}`;
        const code = `${first17}${uscCheckCharacter(first17)}`;
        const sum = [...code].reduce((total, c, i) => total + alphabet.indexOf(c) * (i === 17 ? 1 : Number(3n ** BigInt(i) % 31n)), 0);
        expect(sum % 31).toBe(0);
        expect(parseSocialCreditCode(code)).toBe(code);
        const changed = [...code];
        changed[at] = other;
        if (changed.join('') !== code) expect(() => parseSocialCreditCode(changed.join(''))).toThrow(expect.objectContaining({ code: 'USCC_INVALID' }));
      },
    ),
  );
});
