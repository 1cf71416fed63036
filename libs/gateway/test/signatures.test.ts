import { expect, test } from 'vitest';
import { type Algorithm, generateKeyPair, signerOf, verifierOf } from '../src/index.ts';

test('the example signature of the SM2 standard verifies', () => {
  // GM/T 0003.5, signature with the recommended curve: public key, r and s as printed; identity 1234567812345678.
  const publicKey =
    '04' + '09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020' + 'ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13';
  const r = 'f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3';
  const s = 'b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa';
  const der = `3046022100${r}022100${s}`;
  const verify = verifierOf(publicKey);
  expect(verify('message digest', der)).toBe(true);
  expect(verify('message digesT', der)).toBe(false);
  expect(verify('message digest', der.replace('aa', 'ab'))).toBe(false);
});

test.each<Algorithm>(['SM2-SM3', 'RSA-SHA256'])('%s: a signature holds for its text and its signer only', (algorithm) => {
  const keys = generateKeyPair(algorithm);
  const sign = signerOf(keys);
  const verify = verifierOf(keys.publicKey);
  // More than one, since the first signature of a signer makes its one-time point itself and later ones find one ready.
  const signatures = ['付款 8,913.33', '付款 8,913.33', ''].map((text) => ({ text, signature: sign(text) }));
  for (const { text, signature } of signatures) {
    expect(verify(text, signature)).toBe(true);
    expect(verify(`${text} `, signature)).toBe(false);
    expect(verifierOf(generateKeyPair(algorithm).publicKey)(text, signature)).toBe(false);
  }
  for (const nothing of ['', '00', 'zz', '3006020100020100', signatures[0]?.signature.slice(2) ?? '']) expect(verify('付款 8,913.33', nothing)).toBe(false);
});

test('one-time points are never used twice', async () => {
  const sign = signerOf(generateKeyPair());
  const seen = new Set<string>();
  for (let i = 0; i < 50; i += 1) {
    const signature = sign('the same text');
    expect(seen.has(signature)).toBe(false);
    seen.add(signature);
    if (i % 3 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
});
