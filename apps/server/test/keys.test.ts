import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installationKeys } from '@jinqiao/server';
import { expect, test } from 'vitest';

test('an installation of before gets keys for the institutions that joined since, and keeps all others', () => {
  const home = mkdtempSync(join(tmpdir(), 'jinqiao-keys-'));
  try {
    const { keys, file } = installationKeys(home);
    const { identity: _, messages: __, ...parties } = keys.parties;
    const seals = Object.fromEntries(Object.entries(keys.seals).filter(([pair]) => !/identity|messages/.test(pair)));
    writeFileSync(file, JSON.stringify({ ...keys, parties, seals }), { mode: 0o600 });
    const again = installationKeys(home).keys;
    expect(again).toMatchObject({ parties, seals, vault: keys.vault });
    expect(again.parties.identity.publicKey).not.toBe(keys.parties.identity.publicKey);
    expect(Object.keys(again.seals).sort()).toEqual(Object.keys(keys.seals).sort());
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(again);
    expect(installationKeys(home).keys).toEqual(again);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});
