import { createCipheriv, createDecipheriv, createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { vaultFault } from './errors.ts';

/** SM4-CTR with HMAC-SM3 over all of it (encrypt, then authenticate; GM/T 0002 and 0004), or AES-256-GCM (NIST SP 800-38D). */
export type SealAlgorithm = 'SM4-CTR-HMAC-SM3' | 'AES-256-GCM';

/** Seals texts under one key. What it makes says by which key, and for which place: `v2.<key>.<place>.<iv>.<cipher>.<tag>`. */
export type Sealer = { seal(text: string, place: string): string; open(sealed: string): string };

/** The parts of a sealed text; undefined where it has another form. */
export function partsOf(sealed: string): { key: string; place: string; iv: string; cipher: string; tag: string } | undefined {
  const [version, key, place, iv, cipher, tag, more] = sealed.split('.');
  if (version !== 'v2' || key === undefined || place === undefined || iv === undefined || cipher === undefined || tag === undefined || more !== undefined)
    return undefined;
  return { key, place, iv, cipher, tag };
}

/** A place (`table.column/row`) as it stands in a sealed text: 96 bits of its SM3. A text that is bound to no place has none. */
export function placeMark(place: string | undefined): string {
  return place === undefined ? '' : createHash('sm3').update(place).digest().subarray(0, 12).toString('base64url');
}

/**
 * The initial vector is a digest of place and text under a key of its own, so that a command made again after a kill makes
 * the same bytes. Since the place is in it, equal texts of two rows look different.
 */
export function sealerOf(keyId: string, algorithm: SealAlgorithm, secret: Buffer): Sealer {
  const hash = algorithm === 'AES-256-GCM' ? 'sha256' : 'sm3';
  const derive = (use: string) => createHmac(hash, secret).update(use).digest();
  const [cipherKey, ivKey, macKey] = [derive('cipher'), derive('iv'), derive('mac')];
  const ivOf = (place: string, text: string, bytes: number) => createHmac(hash, ivKey).update(`${place}\0${text}`).digest().subarray(0, bytes);
  return algorithm === 'AES-256-GCM' ? gcm(keyId, cipherKey, ivOf) : ctr(keyId, cipherKey.subarray(0, 16), macKey, ivOf);
}

type IvOf = (place: string, text: string, bytes: number) => Buffer;

function gcm(keyId: string, key: Buffer, ivOf: IvOf): Sealer {
  return {
    seal: (text, place) => {
      const iv = ivOf(place, text, 12);
      const head = `v2.${keyId}.${place}`;
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(head));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return [head, ...[iv, body, cipher.getAuthTag()].map((part) => part.toString('base64url'))].join('.');
    },
    open: (sealed) => {
      const { place, iv, cipher, tag } = requireParts(sealed, keyId);
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64url'), { authTagLength: 16 });
        decipher.setAAD(Buffer.from(`v2.${keyId}.${place}`)).setAuthTag(Buffer.from(tag, 'base64url'));
        return Buffer.concat([decipher.update(Buffer.from(cipher, 'base64url')), decipher.final()]).toString('utf8');
      } catch {
        throw vaultFault('SEALED_BROKEN');
      }
    },
  };
}

function ctr(keyId: string, key: Buffer, macKey: Buffer, ivOf: IvOf): Sealer {
  const mac = (text: string) => createHmac('sm3', macKey).update(text).digest();
  return {
    seal: (text, place) => {
      const iv = ivOf(place, text, 16);
      const cipher = createCipheriv('sm4-ctr', key, iv);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      const signed = `v2.${keyId}.${place}.${iv.toString('base64url')}.${body.toString('base64url')}`;
      return `${signed}.${mac(signed).toString('base64url')}`;
    },
    open: (sealed) => {
      const { place, iv, cipher, tag } = requireParts(sealed, keyId);
      const given = Buffer.from(tag, 'base64url');
      const expected = mac(`v2.${keyId}.${place}.${iv}.${cipher}`);
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw vaultFault('SEALED_BROKEN');
      const decipher = createDecipheriv('sm4-ctr', key, Buffer.from(iv, 'base64url'));
      return Buffer.concat([decipher.update(Buffer.from(cipher, 'base64url')), decipher.final()]).toString('utf8');
    },
  };
}

function requireParts(sealed: string, keyId: string) {
  const parts = partsOf(sealed);
  if (!parts || parts.key !== keyId) throw vaultFault('SEALED_BROKEN');
  return parts;
}
