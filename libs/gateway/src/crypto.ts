import { createCipheriv, createDecipheriv, createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { sm2 } from 'sm-crypto-v2';
import { gatewayFault } from './errors.ts';

/** An SM2 key pair in hexadecimal; the public key is uncompressed (04 x y). */
export type KeyPair = { readonly privateKey: string; readonly publicKey: string };

/** The identity that GM/T 0009 sets where the parties agree on none. */
const USER_ID = '1234567812345678';

export function generateKeyPair(): KeyPair {
  return sm2.generateKeyPairHex();
}

/** SM3 (GM/T 0004) in hexadecimal. */
export function sm3(text: string | Buffer): string {
  return createHash('sm3').update(text).digest('hex');
}

/** Signs with SM2 over SM3 (GM/T 0003.2): DER, hexadecimal. Node's own `sign` on the SM2 curve makes ECDSA, which is another signature. */
export function signerOf(keys: KeyPair): (text: string) => string {
  return (text) => sm2.doSignature(text, keys.privateKey, { hash: true, der: true, userId: USER_ID, publicKey: keys.publicKey });
}

/** Verifies SM2 signatures of one public key; its multiples are computed once, which makes verifying five times faster. */
export function verifierOf(publicKey: string): (text: string, signature: string) => boolean {
  const point = sm2.precomputePublicKey(publicKey);
  return (text, signature) => {
    try {
      return sm2.doVerifySignature(text, signature, point, { hash: true, der: true, userId: USER_ID });
    } catch {
      return false;
    }
  };
}

/**
 * Seals text with SM4-CTR and HMAC-SM3 over it (encrypt, then authenticate): `v1.<iv>.<cipher>.<mac>`. The key is 32
 * hexadecimal digits. The initial vector is a digest of the text under a key of its own (a synthetic IV), so that a
 * message that is made again after a kill has the same bytes; what shows is only that two sealed texts are equal.
 */
export function sealerOf(keyHex: string): { seal(text: string): string; open(sealed: string): string } {
  const secret = Buffer.from(keyHex, 'hex');
  const derive = (use: string) => createHmac('sm3', secret).update(use).digest();
  const cipherKey = derive('cipher').subarray(0, 16);
  const macKey = derive('mac');
  const ivKey = derive('iv');
  const mac = (body: string) => createHmac('sm3', macKey).update(body).digest();
  return {
    seal: (text) => {
      const iv = createHmac('sm3', ivKey).update(text).digest().subarray(0, 16);
      const cipher = createCipheriv('sm4-ctr', cipherKey, iv);
      const body = `v1.${iv.toString('base64url')}.${Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]).toString('base64url')}`;
      return `${body}.${mac(body).toString('base64url')}`;
    },
    open: (sealed) => {
      const [version, iv = '', text = '', tag = ''] = sealed.split('.');
      const given = Buffer.from(tag, 'base64url');
      const expected = mac(`${version}.${iv}.${text}`);
      if (version !== 'v1' || given.length !== expected.length || !timingSafeEqual(given, expected)) throw gatewayFault('SEAL_BROKEN');
      const decipher = createDecipheriv('sm4-ctr', cipherKey, Buffer.from(iv, 'base64url'));
      return Buffer.concat([decipher.update(Buffer.from(text, 'base64url')), decipher.final()]).toString('utf8');
    },
  };
}
