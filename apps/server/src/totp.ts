import { createHmac, timingSafeEqual } from 'node:crypto';

const STEP_SECONDS = 30;
const DIGITS = 6;
/** Codes of the step before and after are taken too: clocks differ (RFC 6238 section 5.2). */
const DRIFT_STEPS = 1;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export type TotpHash = 'sha1' | 'sha256' | 'sha512';

/** The time step that an instant (milliseconds) lies in (RFC 6238 section 4.2). */
export function totpStep(at: number): number {
  return Math.floor(at / 1000 / STEP_SECONDS);
}

/** The code of a time step: dynamic truncation of an HMAC over the step (RFC 4226 section 5.3). Authenticators use SHA-1 and six digits. */
export function totpCode(secret: Buffer, step: number, digits = DIGITS, hash: TotpHash = 'sha1'): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac(hash, secret).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 0xf;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 10 ** digits).padStart(digits, '0');
}

/** The step whose code was given, or undefined; steps up to `after` were used. */
export function matchingStep(secret: Buffer, code: string, at: number, after: number): number | undefined {
  const now = totpStep(at);
  const given = Buffer.from(code);
  for (let step = now - DRIFT_STEPS; step <= now + DRIFT_STEPS; step += 1) {
    const expected = Buffer.from(totpCode(secret, step));
    if (step > after && given.length === expected.length && timingSafeEqual(given, expected)) return step;
  }
  return undefined;
}

/** Base32 without padding (RFC 4648 section 6). */
export function base32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((group) => BASE32[Number.parseInt(group.padEnd(5, '0'), 2)]).join('');
}

/** What an authenticator reads as a QR code or a link. */
export function otpauthUri(login: string, secret: Buffer): string {
  return `otpauth://totp/Jinqiao:${encodeURIComponent(login)}?secret=${base32(secret)}&issuer=Jinqiao&algorithm=SHA1&digits=${DIGITS}&period=${STEP_SECONDS}`;
}
