import { createHmac } from 'node:crypto';

/** What an authenticator shows for a secret in base32, some steps from now: written from RFC 4226 anew, beside the server's own. */
export function codeNow(secret: string, ahead = 0): string {
  const bits = [...secret.replace(/\s/g, '')].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + ahead));
  const mac = createHmac('sha1', key).update(counter).digest();
  const four = mac.subarray((mac[19] as number) & 15);
  return String((four.readUInt32BE(0) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
