import { expect, test } from 'vitest';
import { base32, matchingStep, otpauthUri, type TotpHash, totpCode, totpStep } from '../src/totp.ts';

/** The secrets of RFC 6238 appendix B: the digits 1 to 0 repeated to the length of the hash. */
const SECRETS: Record<TotpHash, Buffer> = { sha1: digits(20), sha256: digits(32), sha512: digits(64) };

function digits(length: number): Buffer {
  return Buffer.from('1234567890'.repeat(7).slice(0, length));
}

test.each<[number, string, TotpHash]>([
  [59, '94287082', 'sha1'],
  [59, '46119246', 'sha256'],
  [59, '90693936', 'sha512'],
  [1111111109, '07081804', 'sha1'],
  [1111111109, '68084774', 'sha256'],
  [1111111109, '25091201', 'sha512'],
  [1111111111, '14050471', 'sha1'],
  [1111111111, '67062674', 'sha256'],
  [1111111111, '99943326', 'sha512'],
  [1234567890, '89005924', 'sha1'],
  [1234567890, '91819424', 'sha256'],
  [1234567890, '93441116', 'sha512'],
  [2000000000, '69279037', 'sha1'],
  [2000000000, '90698825', 'sha256'],
  [2000000000, '38618901', 'sha512'],
  [20000000000, '65353130', 'sha1'],
  [20000000000, '77737706', 'sha256'],
  [20000000000, '47863826', 'sha512'],
])('RFC 6238 appendix B: at %i the code is %s by %s', (seconds, code, hash) => {
  expect(totpCode(SECRETS[hash], totpStep(seconds * 1000), 8, hash)).toBe(code);
});

/** RFC 4226 appendix D: the same codes in six digits. */
test.each(['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489'].map((code, step) => [step, code] as const))(
  'RFC 4226 appendix D: count %i is %s',
  (step, code) => expect(totpCode(SECRETS.sha1, step)).toBe(code),
);

test.each([
  ['', ''],
  ['f', 'MY'],
  ['fo', 'MZXQ'],
  ['foo', 'MZXW6'],
  ['foob', 'MZXW6YQ'],
  ['fooba', 'MZXW6YTB'],
  ['foobar', 'MZXW6YTBOI'],
])('RFC 4648: base32 of %j is %s', (text, encoded) => expect(base32(Buffer.from(text))).toBe(encoded));

test('a code counts in its step and one beside it, once', () => {
  const at = 1_800_000_015_000;
  const step = totpStep(at);
  const [before, now, after, early, late] = [-1, 0, 1, -2, 2].map((shift) => totpCode(SECRETS.sha1, step + shift)) as [string, string, string, string, string];
  expect([before, now, after].map((code) => matchingStep(SECRETS.sha1, code, at, 0))).toEqual([step - 1, step, step + 1]);
  expect([early, late].map((code) => matchingStep(SECRETS.sha1, code, at, 0))).toEqual([undefined, undefined]);
  expect(matchingStep(SECRETS.sha1, now, at, step)).toBeUndefined();
  expect(matchingStep(SECRETS.sha1, after, at, step)).toBe(step + 1);
});

test('an authenticator reads the address', () => {
  expect(otpauthUri('ann', Buffer.from('foobar'))).toBe('otpauth://totp/Jinqiao:ann?secret=MZXW6YTBOI&issuer=Jinqiao&algorithm=SHA1&digits=6&period=30');
});
