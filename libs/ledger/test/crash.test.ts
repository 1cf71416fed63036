import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type EmbeddedPostgres, migrate, openDatabase, startEmbeddedPostgres } from '@jinqiao/runtime';
import { expect, test } from 'vitest';
import { journalsOfBook, ledgerMigrations, openAccounts, openBook, post, verifyLedger } from '../src/index.ts';
import { ann, BOOK, bob, topUp } from './book.ts';
import { chance } from './commands.ts';

const KILLS = 20;

test('kill -9 of PostgreSQL and of the poster, in turn, loses nothing that was acknowledged and doubles nothing', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'jinqiao-crash-'));
  const roll = chance(7);
  const acknowledged = new Set<string>();
  let server = await startEmbeddedPostgres({ dataDir });
  const { url } = server;
  let worker: ReturnType<typeof startWorker> | undefined;
  try {
    await prepare(url);
    for (let kill = 0; kill < KILLS; kill += 1) {
      worker ??= startWorker(url, `${kill}`, acknowledged);
      await worker.busy();
      await sleep(50 + roll(250));
      if (kill % 2 === 0) server = await killDatabase(server, dataDir, Number(new URL(url).port));
      else {
        worker.child.kill('SIGKILL');
        await worker.gone;
        worker = undefined;
      }
    }
    await worker?.busy();
    worker?.child.kill('SIGKILL');
    await worker?.gone;
    await expectSound(url, acknowledged);
  } finally {
    worker?.child.kill('SIGKILL');
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}, 180_000);

async function prepare(url: string): Promise<void> {
  const db = openDatabase(url, { max: 2 });
  await migrate(db, [ledgerMigrations]);
  await db.tx(async (tx) => {
    await openBook(tx, BOOK, ['cash', 'income']);
    await openAccounts(tx, [ann, bob]);
    await post(tx, BOOK, [topUp('opening', 1_000_000n)]);
  });
  await db.end();
}

function startWorker(url: string, run: string, acknowledged: Set<string>): { child: ChildProcess; busy(): Promise<void>; gone: Promise<unknown> } {
  const child = spawn(process.execPath, [fileURLToPath(new URL('./crash/poster.ts', import.meta.url)), url, run], { stdio: ['ignore', 'pipe', 'inherit'] });
  let news: (() => void) | undefined;
  createInterface({ input: child.stdout }).on('line', (line) => {
    // A line that the kill cut off is no acknowledgement.
    if (line.length === 36) acknowledged.add(line);
    news?.();
  });
  return {
    child,
    gone: once(child, 'exit'),
    /** Resolves when something new was acknowledged: the work has begun, or goes on again. */
    busy: () =>
      new Promise<void>((resolve) => {
        news = resolve;
      }),
  };
}

async function killDatabase(server: EmbeddedPostgres, dataDir: string, port: number): Promise<EmbeddedPostgres> {
  const pid = Number(readFileSync(join(dataDir, 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]);
  process.kill(pid, 'SIGKILL');
  await server.stop();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startEmbeddedPostgres({ dataDir, port });
    } catch (error) {
      // The sessions of the killed server hold its memory for a moment longer.
      if (attempt > 50) throw error;
      await sleep(100);
    }
  }
}

async function expectSound(url: string, acknowledged: ReadonlySet<string>): Promise<void> {
  const db = openDatabase(url, { max: 2 });
  try {
    const references: string[] = [];
    const missing = new Set(acknowledged);
    for (let after = 0n; ; ) {
      const page = await journalsOfBook(db, BOOK.name, after, 5_000);
      for (const { id, reference } of page) {
        missing.delete(id);
        references.push(reference);
      }
      const last = page.at(-1);
      if (!last) break;
      expect(last.sequence - after).toBe(BigInt(page.length));
      after = last.sequence;
    }
    expect([...missing]).toEqual([]);
    expect(new Set(references).size).toBe(references.length);
    // Both journals of a linked group, or none.
    const linked = new Set(references.filter((reference) => /[ab]$/.test(reference)).map((reference) => reference.slice(0, -1)));
    const known = new Set(references);
    expect([...linked].filter((group) => !known.has(`${group}a`) || !known.has(`${group}b`))).toEqual([]);
    expect(acknowledged.size).toBeGreaterThan(1_000);
    expect((await verifyLedger(db)).filter(({ ok }) => !ok)).toEqual([]);
  } finally {
    await db.end();
  }
}
