import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, type TestContext, test } from 'vitest';
import { generateKeyPair, sealerOf, signerOf, sm3, verifierOf } from '../src/index.ts';

const broken = expect.objectContaining({ code: 'SEAL_BROKEN' });

test('SM3 gives the digests of GM/T 0004', () => {
  expect(sm3('abc')).toBe('66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0');
  expect(sm3('abcd'.repeat(16))).toBe('debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732');
});

test('a signature verifies with its key and text only', () => {
  const keys = generateKeyPair();
  const signature = signerOf(keys)('还款 8913.33');
  const verify = verifierOf(keys.publicKey);
  expect(verify('还款 8913.33', signature)).toBe(true);
  expect(verify('还款 8913.34', signature)).toBe(false);
  expect(verifierOf(generateKeyPair().publicKey)('还款 8913.33', signature)).toBe(false);
});

test.each(['', '00', 'zz', '3006020100020100'])('what is no signature ("%s") does not verify and does not throw', (signature) => {
  expect(verifierOf(generateKeyPair().publicKey)('text', signature)).toBe(false);
});

/** SubjectPublicKeyInfo of an uncompressed point: id-ecPublicKey with the curve sm2p256v1 (1.2.156.10197.1.301). */
function publicKeyPem(point: string): string {
  const der = Buffer.concat([Buffer.from('3059301306072a8648ce3d020106082a811ccf5501822d034200', 'hex'), Buffer.from(point, 'hex')]);
  return `-----BEGIN PUBLIC KEY-----\n${der.toString('base64').replace(/.{1,64}/g, '$&\n')}-----END PUBLIC KEY-----\n`;
}

function skipUnlessOpenssl3(context: TestContext): void {
  const version = /^OpenSSL (\d+)/.exec(spawnSync('openssl', ['version'], { encoding: 'utf8' }).stdout ?? '')?.[1];
  if (Number(version ?? 0) < 3) context.skip('needs the openssl command, version 3 or later');
}

function opensslSays(pem: string, text: string, signature: string): { status: number | null; stdout: string } {
  const folder = mkdtempSync(join(tmpdir(), 'jinqiao-sm2-'));
  const file = (name: string, content: string | Buffer) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  try {
    return spawnSync(
      'openssl',
      [
        'pkeyutl',
        '-verify',
        '-pubin',
        '-inkey',
        file('key.pem', pem),
        '-in',
        file('text', text),
        '-sigfile',
        file('signature', Buffer.from(signature, 'hex')),
        '-rawin',
        '-digest',
        'sm3',
        '-pkeyopt',
        'distid:1234567812345678',
      ],
      { encoding: 'utf8' },
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('another implementation of SM2 verifies our signatures', (t) => {
  skipUnlessOpenssl3(t);
  for (const text of ['abc', '联合贷款\n100000.00']) {
    const keys = generateKeyPair();
    const signature = signerOf(keys)(text);
    expect(keys.publicKey).toMatch(/^04[0-9a-f]{128}$/);
    expect(opensslSays(publicKeyPem(keys.publicKey), text, signature)).toMatchObject({ status: 0, stdout: expect.stringContaining('Verified Successfully') });
    expect(opensslSays(publicKeyPem(keys.publicKey), `${text} `, signature).status).not.toBe(0);
  }
});

test('we verify the signatures of another implementation of SM2', (t) => {
  skipUnlessOpenssl3(t);
  const folder = mkdtempSync(join(tmpdir(), 'jinqiao-sm2-'));
  try {
    const at = (name: string) => join(folder, name);
    writeFileSync(at('text'), 'abc');
    execFileSync('openssl', ['genpkey', '-algorithm', 'SM2', '-out', at('key.pem')], { stdio: 'pipe' });
    const der = execFileSync('openssl', ['pkey', '-in', at('key.pem'), '-pubout', '-outform', 'DER'], { stdio: 'pipe' });
    execFileSync(
      'openssl',
      ['pkeyutl', '-sign', '-inkey', at('key.pem'), '-in', at('text'), '-out', at('sig'), '-rawin', '-digest', 'sm3', '-pkeyopt', 'distid:1234567812345678'],
      { stdio: 'pipe' },
    );
    const signature = readFileSync(at('sig')).toString('hex');
    const verify = verifierOf(der.subarray(-65).toString('hex'));
    expect(verify('abc', signature)).toBe(true);
    expect(verify('abd', signature)).toBe(false);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

const KEY = '00112233445566778899aabbccddeeff';

test('what was sealed opens to the same text, and equal texts are sealed to equal bytes', () => {
  const { seal, open } = sealerOf(KEY);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const sealed = seal(text);
      expect(open(sealed)).toBe(text);
      expect(sealerOf(KEY).seal(text)).toBe(sealed);
      if (text.length > 3) expect(sealed).not.toContain(text);
    }),
  );
});

test('a sealed text that was altered anywhere does not open', () => {
  const { seal, open } = sealerOf(KEY);
  const sealed = seal('11010519491231002X');
  const [version = '', iv = '', text = '', tag = ''] = sealed.split('.');
  const turned = (part: string) => Buffer.from(Buffer.from(part, 'base64url').map((byte, i) => (i === 0 ? byte ^ 1 : byte))).toString('base64url');
  const altered = [
    `v2.${iv}.${text}.${tag}`,
    `${version}.${turned(iv)}.${text}.${tag}`,
    `${version}.${iv}.${turned(text)}.${tag}`,
    `${version}.${iv}.${text}.${turned(tag)}`,
    `${version}.${iv}.${text}`,
    '',
    'v1...',
  ];
  for (const wrong of altered) expect(() => open(wrong)).toThrow(broken);
});

test('a text sealed for another does not open', () => {
  expect(() => sealerOf('ffeeddccbbaa99887766554433221100').open(sealerOf(KEY).seal('6228480030212345679'))).toThrow(broken);
});
