import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { exportLedger } from '@jinqiao/ledger';
import { expect } from 'vitest';
import type { Installation } from '../installation.ts';

/** Starts a process that does a job, in `kill/worker.ts`. */
function work(
  { databaseUrl, sandbox, keysFile }: Installation,
  job: 'draw' | 'close',
  argument: string,
): { child: ChildProcess; begun: Promise<void>; done: Promise<boolean> } {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('./worker.ts', import.meta.url)), job, argument, databaseUrl, JSON.stringify(sandbox.urls), keysFile],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  let said = '';
  const begun = new Promise<void>((resolve) => {
    lines.on('line', (line) => {
      said = line;
      resolve();
    });
  });
  return { child, begun, done: once(child, 'exit').then(() => said === 'done') };
}

/** Lets a job finish. @returns how long it worked, in milliseconds. */
export async function run(installation: Installation, job: 'draw' | 'close', argument: string): Promise<number> {
  const { begun, done } = work(installation, job, argument);
  await begun;
  const start = performance.now();
  expect(await done).toBe(true);
  return performance.now() - start;
}

/** Starts the work, kills it in the middle, `times` times, then lets it finish. @returns how often it was really stopped short. */
export async function runKilled(
  installation: Installation,
  job: 'draw' | 'close',
  argument: string,
  times: number,
  whole: number,
  seed: number,
): Promise<number> {
  let stopped = 0;
  for (let i = 0; i < times; i += 1) {
    const { child, begun, done } = work(installation, job, argument);
    await begun;
    const fraction = Number.parseInt(createHash('sha256').update(`${seed} ${i}`).digest('hex').slice(0, 6), 16) / 0xff_ffff;
    await sleep((whole / times) * (0.15 + 0.8 * fraction));
    child.kill('SIGKILL');
    if (!(await done)) stopped += 1;
  }
  await run(installation, job, argument);
  return stopped;
}

/** The whole ledger as exported, in one digest. */
export async function books({ system }: Installation): Promise<{ lines: number; digest: string }> {
  const hash = createHash('sha256');
  let lines = 0;
  for await (const line of exportLedger(system.db)) {
    hash.update(`${line}\n`);
    lines += 1;
  }
  return { lines, digest: hash.digest('hex') };
}
