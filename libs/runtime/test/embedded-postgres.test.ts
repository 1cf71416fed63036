import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '@jinqiao/database';
import { runningEmbeddedPostgres, startEmbeddedPostgres } from '@jinqiao/runtime';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { postmasterOf, processLives } from '../src/postmaster.ts';

const OTHER_PROCESS = fileURLToPath(new URL('./other-process.ts', import.meta.url));

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'jinqiao-embedded-'));
  chmodSync(dataDir, 0o755);
});

afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

test('keeps its data over a stop and a start, listens on 127.0.0.1 only and asks for a password', { timeout: 120_000 }, async () => {
  const first = await startEmbeddedPostgres({ dataDir });
  await statement(first.url, 'CREATE TABLE kept AS SELECT 7 AS seven');
  const cluster = postmasterFolder();
  const server = postmasterOf(cluster);
  expect(runningEmbeddedPostgres(dataDir)).toBe(first.url);
  await first.stop();
  expect(server && processLives(server)).toBe(false);
  expect(runningEmbeddedPostgres(dataDir)).toBeUndefined();
  expect(statSync(join(dataDir, 'password')).mode & 0o777).toBe(0o600);

  const begun = performance.now();
  const second = await startEmbeddedPostgres({ dataDir });
  expect(await statement(second.url, 'SELECT seven FROM kept')).toEqual([{ seven: 7 }]);
  expect(performance.now() - begun).toBeLessThan(10_000);
  const settings = await statement(
    second.url,
    `SELECT name, setting FROM pg_settings WHERE name IN ('listen_addresses', 'fsync', 'synchronous_commit', 'jit', 'max_connections', 'unix_socket_directories') ORDER BY name`,
  );
  expect(settings.map((row) => `${row.name}=${row.setting}`)).toEqual([
    'fsync=on',
    'jit=off',
    'listen_addresses=127.0.0.1',
    'max_connections=60',
    'synchronous_commit=on',
    'unix_socket_directories=',
  ]);
  const stranger = new URL(second.url);
  stranger.password = 'guess';
  await expect(statement(stranger.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  await second.stop();
});

test('the data of a living process is refused to a second one, in both languages', { timeout: 120_000 }, async () => {
  const other = await startOther();
  await expect(startEmbeddedPostgres({ dataDir })).rejects.toMatchObject({
    code: 'DATA_LOCKED',
    params: { pid: other.pid, folder: dataDir },
    en: expect.stringContaining('JINQIAO_HOME'),
    zh: expect.stringContaining('请先停止'),
  });
  expect(await statement(runningEmbeddedPostgres(dataDir) ?? '', 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  other.kill('SIGTERM');
  await once(other, 'exit');
  expect(postmasterOf(postmasterFolder())).toBeUndefined();
});

test('what a kill -9 left behind is stopped, and committed rows are there at the next start', { timeout: 120_000 }, async () => {
  const other = await startOther();
  const orphan = postmasterOf(postmasterFolder());
  other.kill('SIGKILL');
  await once(other, 'exit');
  expect(orphan && processLives(orphan)).toBe(true);
  const server = await startEmbeddedPostgres({ dataDir });
  expect(orphan && processLives(orphan)).toBe(false);
  expect(await statement(server.url, 'SELECT n FROM committed')).toEqual([{ n: 1 }]);
  await server.stop();
});

test('a pid file and a lock whose process ids other programs bear by now do not hinder the start', { timeout: 120_000 }, async () => {
  const first = await startEmbeddedPostgres({ dataDir });
  await first.stop();
  writeFileSync(join(postmasterFolder(), 'postmaster.pid'), `${process.pid}\n${postmasterFolder()}\n1\n5432\n\n127.0.0.1\n`);
  writeFileSync(join(dataDir, 'lock'), JSON.stringify({ pid: process.pid, started: 'before the machine was started' }));
  const second = await startEmbeddedPostgres({ dataDir });
  expect(await statement(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await second.stop();
});

test('ends with the process that forgets to stop it', { timeout: 120_000 }, async () => {
  const other = await startOther('forget');
  const server = postmasterOf(postmasterFolder());
  await once(other, 'exit');
  for (let waited = 0; waited < 10_000 && server && processLives(server); waited += 50) await sleep(50);
  expect(server && processLives(server)).toBe(false);
});

test('root may keep its data in a folder that only root may enter', { timeout: 120_000 }, async (t) => {
  t.skip(process.getuid?.() !== 0, 'only root can try what root may do');
  const said: string[] = [];
  const closed = join(dataDir, 'closed');
  mkdirSync(closed, { mode: 0o700 });
  const server = await startEmbeddedPostgres({ dataDir: join(closed, 'data'), log: (message) => said.push(message) });
  await server.stop();
  const elsewhere = /it lives in (\S+)/.exec(said.join('\n'))?.[1] ?? '';
  const again = await startEmbeddedPostgres({ dataDir: join(closed, 'data') });
  expect(await statement(again.url, 'SHOW data_directory')).toEqual([{ data_directory: join(elsewhere, 'cluster') }]);
  await again.stop();
  rmSync(elsewhere, { recursive: true });
});

test('what root keeps outside of a closed folder only for a test is gone after it', { timeout: 120_000 }, async (t) => {
  t.skip(process.getuid?.() !== 0, 'only root can try what root may do');
  const said: string[] = [];
  mkdirSync(join(dataDir, 'closed'), { mode: 0o700 });
  const server = await startEmbeddedPostgres({ dataDir: join(dataDir, 'closed/data'), durable: false, log: (message) => said.push(message) });
  const elsewhere = /it lives in (\S+)/.exec(said.join('\n'))?.[1] ?? '';
  expect(existsSync(elsewhere)).toBe(true);
  await server.stop();
  expect(existsSync(elsewhere)).toBe(false);
});

function postmasterFolder(): string {
  return join(dataDir, 'cluster');
}

async function statement(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const db = openDatabase(url, { max: 1 });
  try {
    return (await db.query(sql)).rows;
  } finally {
    await db.end();
  }
}

/** A process of its own that runs the database of the same folder; `forget` ends without stopping it. */
async function startOther(how = 'wait') {
  const child = spawn(process.execPath, [OTHER_PROCESS, dataDir, how], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return child;
}
