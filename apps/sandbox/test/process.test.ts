import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { testDatabase } from '@jinqiao/runtime/testing';
import { expect, test } from 'vitest';
import { sandboxKeys } from './platform.ts';

test('the sandbox runs as a process of its own, says where it listens in one line, and ends on SIGTERM', async () => {
  const database = await testDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'jinqiao-sandbox-'));
  const file = join(folder, 'keys.json');
  writeFileSync(file, JSON.stringify(sandboxKeys()), { mode: 0o600 });
  const settings = JSON.stringify({ databaseUrl: database.url, ports: { bank: 0, payment: 0, bureau: 0 } });
  const child = spawn(process.execPath, [fileURLToPath(new URL('../src/main.ts', import.meta.url)), settings, file], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    const lines = createInterface({ input: child.stdout });
    const urls = JSON.parse(String((await once(lines, 'line'))[0])) as Record<string, string>;
    expect(Object.keys(urls).sort()).toEqual(['bank', 'bureau', 'identity', 'messages', 'payment']);
    expect(new Set(Object.values(urls)).size).toBe(5);
    for (const [id, url] of Object.entries(urls)) expect(await (await fetch(`${url}/control/state`)).json()).toMatchObject({ id, faults: [] });
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  } finally {
    child.kill('SIGKILL');
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  }
});
