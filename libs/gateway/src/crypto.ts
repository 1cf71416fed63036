import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  generateKeyPairSync,
  sign as rsaSign,
  verify as rsaVerify,
  timingSafeEqual,
} from 'node:crypto';
import { sm2 } from 'sm-crypto-v2';
import { gatewayFault } from './errors.ts';

/** SM2 over SM3 is the default; RSA (PKCS #1 v1.5) over SHA-256 is for partners that have no SM2. */
export type Algorithm = 'SM2-SM3' | 'RSA-SHA256';

/** A key pair: SM2 in hexadecimal, the public key uncompressed (04 x y); RSA in PEM (PKCS #8, SPKI). */
export type KeyPair = { readonly privateKey: string; readonly publicKey: string };

/** The identity that GM/T 0009 sets where the parties agree on none. */
const USER_ID = '1234567812345678';

export function generateKeyPair(algorithm: Algorithm = 'SM2-SM3'): KeyPair {
  if (algorithm === 'SM2-SM3') return sm2.generateKeyPairHex();
  return generateKeyPairSync('rsa', {
    modulusLength: 3072,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

/** The algorithm that a key is for: the form of a registered key decides, never the sender of a message. */
export function algorithmOf(key: string): Algorithm {
  return key.startsWith('-----BEGIN') ? 'RSA-SHA256' : 'SM2-SM3';
}

/** SM3 (GM/T 0004) in hexadecimal. */
export function sm3(text: string | Buffer): string {
  return createHash('sm3').update(text).digest('hex');
}

/**
 * Signs text: DER in hexadecimal for SM2 (GM/T 0003.2), hexadecimal for RSA. Node's own `sign` on the SM2 curve makes
 * ECDSA, which is another signature.
 */
export function signerOf(keys: KeyPair): (text: string) => string {
  if (algorithmOf(keys.privateKey) === 'RSA-SHA256') return (text) => rsaSign('sha256', Buffer.from(text), keys.privateKey).toString('hex');
  const digest = digestOf(keys.publicKey);
  const ready: ReturnType<typeof sm2.getPoint>[] = [];
  let making = false;
  const makeOne = () => {
    making = false;
    ready.push(sm2.getPoint());
  };
  return (text) => {
    const signature = sm2.doSignature(digest(text), keys.privateKey, { der: true, pointPool: ready });
    // A signature's one-time point does not depend on the message: it is made while the other side works on this one.
    if (!making && ready.length === 0) {
      making = true;
      setImmediate(makeOne).unref();
    }
    return signature;
  };
}

/** Verifies signatures of one public key. An SM2 key's multiples are computed once, which makes verifying six times faster. */
export function verifierOf(publicKey: string): (text: string, signature: string) => boolean {
  if (algorithmOf(publicKey) === 'RSA-SHA256') return (text, signature) => rsaVerify('sha256', Buffer.from(text), publicKey, Buffer.from(signature, 'hex'));
  const digest = digestOf(publicKey);
  return (text, signature) => {
    try {
      return sm2.doVerifySignature(digest(text), signature, multiplesOf(publicKey), { der: true });
    } catch {
      return false;
    }
  };
}

/** What SM2 signs: SM3 of the signer's identity and key (Z, GM/T 0003.2 section 5.5) and the text. */
function digestOf(publicKey: string): (text: string) => Uint8Array {
  const z = sm2.getZ(publicKey, USER_ID);
  return (text) => createHash('sm3').update(z).update(text).digest();
}

type Multiples = ReturnType<typeof sm2.precomputePublicKey>;

const multiples = new Map<string, Multiples>();

/** Made at the first use: a party knows more keys than it hears from. */
function multiplesOf(publicKey: string): Multiples {
  const known = multiples.get(publicKey);
  if (known) return known;
  const made = sm2.precomputePublicKey(publicKey);
  multiples.set(publicKey, made);
  return made;
}

/**
 * Seals text with SM4-CTR and HMAC-SM3 over it (encrypt, then authenticate): `v1.<iv>.<cipher>.<mac>`. The key is 32
 * hexadecimal digits. The initial vector is a digest of the text under a key of its own (a synthetic IV), so that a
 * message that is made again after a kill has the same bytes; what shows is only that two sealed texts are equal.
 */
export function sealerOf(keyHex: string): { seal(text: string): string; open(sealed: string): string } {
  const secret = Buffer.from(keyHex, 'hex');
  const derive = (use: string, bytes = 32) => createSecretKey(createHmac('sm3', secret).update(use).digest().subarray(0, bytes));
  const cipherKey = derive('cipher', 16);
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
