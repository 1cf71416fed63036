import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { localMasterKeys } from '../src/index.ts';
import { partsOf, placeMark, type SealAlgorithm, sealerOf } from '../src/sealing.ts';

const ALGORITHMS: readonly SealAlgorithm[] = ['SM4-CTR-HMAC-SM3', 'AES-256-GCM'];
const SECRET = Buffer.from('00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff', 'hex');
const AT = placeMark('t.c/1');

test.each(ALGORITHMS)('%s opens what it sealed, whatever the text, and says by which key', (algorithm) => {
  const sealer = sealerOf('seal-7', algorithm, SECRET);
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const sealed = sealer.seal(text, AT);
      expect(sealer.open(sealed)).toBe(text);
      expect(partsOf(sealed)).toMatchObject({ key: 'seal-7', place: AT });
    }),
  );
});

test.each(ALGORITHMS)('%s refuses every altered character, and another key', (algorithm) => {
  const sealer = sealerOf('seal-1', algorithm, SECRET);
  const sealed = sealer.seal('13912345678', AT);
  // Characters of the version, the key, the place, the vector, the text and the tag.
  for (let at = 0; at < sealed.length; at += 1) {
    if (sealed[at] === '.') continue;
    // The last character of a part may hold bits that base64url does not read: flip one that it does.
    const next = sealed[at] === 'A' ? 'Q' : 'A';
    const altered = `${sealed.slice(0, at)}${next}${sealed.slice(at + 1)}`;
    if (
      Buffer.from(altered.split('.').slice(3).join('.'), 'base64url').equals(Buffer.from(sealed.split('.').slice(3).join('.'), 'base64url')) &&
      altered.split('.').slice(0, 3).join() === sealed.split('.').slice(0, 3).join()
    )
      continue;
    expect(() => sealer.open(altered), `${at}`).toThrow('SEALED_BROKEN');
  }
  expect(() => sealerOf('seal-1', algorithm, randomBytes(32)).open(sealed)).toThrow('SEALED_BROKEN');
});

test.each(ALGORITHMS)('%s: equal texts look alike in one place and differ in two', (algorithm) => {
  const sealer = sealerOf('seal-1', algorithm, SECRET);
  expect(sealer.seal('男', AT)).toBe(sealer.seal('男', AT));
  expect(sealer.seal('男', AT).split('.')[4]).not.toBe(sealer.seal('男', placeMark('t.c/2')).split('.')[4]);
});

test('a sealed text holds nothing of what was sealed', () => {
  for (const algorithm of ALGORITHMS) {
    const sealed = sealerOf('seal-1', algorithm, SECRET).seal('11010519491231002X', AT);
    const raw = sealed
      .split('.')
      .slice(3)
      .map((part) => Buffer.from(part, 'base64url').toString('latin1'))
      .join('');
    expect(sealed + raw).not.toContain('1949');
  }
});

test('a master key opens the data key that it wrapped, by its id, and only that', async () => {
  const old = { id: 'master-1', secret: randomBytes(32) };
  const before = localMasterKeys([old], 'SM4-CTR-HMAC-SM3');
  const after = localMasterKeys([old, { id: 'master-2', secret: randomBytes(32) }], 'AES-256-GCM');
  const dataKey = randomBytes(32);
  const wrapped = await before.wrap('seal-1', dataKey);
  expect(await after.unwrap('master-1', 'seal-1', wrapped)).toEqual(dataKey);
  expect(await after.unwrap('master-2', 'seal-1', await after.wrap('seal-1', dataKey))).toEqual(dataKey);
  await expect(after.unwrap('master-1', 'seal-2', wrapped)).rejects.toThrow('SEALED_BROKEN');
  await expect(after.unwrap('master-3', 'seal-1', wrapped)).rejects.toThrow('MASTER_KEY_UNKNOWN');
});
