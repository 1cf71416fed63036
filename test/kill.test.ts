import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { exportLedger } from '@jinqiao/ledger';
import { control } from '@jinqiao/server';
import { expect, test } from 'vitest';
import { enrolBorrowers, type Installation, openJointLoan, startInstallation, wrongInBooks } from './installation.ts';

const START = '2026-03-02';
const THROUGH = '2026-06-20';
const BORROWERS = Array.from({ length: 40 }, (_, i) => i + 1);

/** Everything before the work that is killed: the same in both runs. */
async function prepare(): Promise<Installation> {
  const installation = await startInstallation();
  const { system, sandbox } = installation;
  const programme = await openJointLoan(system, START);
  const borrowers = await enrolBorrowers(system, programme, BORROWERS);
  await control(sandbox.urls.payment, 'cards', {
    cards: borrowers.map(({ enrolled }, i) => ({
      cardRef: enrolled.customerId,
      behaviour: i % 5 === 0 ? 'flaky' : 'good',
      fundedThrough: i % 8 === 3 ? '2026-03-20' : null,
    })),
  });
  return installation;
}

function work(
  { databaseUrl, sandbox, keysFile }: Installation,
  job: 'draw' | 'close',
  argument: string,
): { child: ChildProcess; begun: Promise<void>; done: Promise<boolean> } {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('./kill/worker.ts', import.meta.url)), job, argument, databaseUrl, JSON.stringify(sandbox.urls), keysFile],
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

async function run(installation: Installation, job: 'draw' | 'close', argument: string): Promise<number> {
  const { begun, done } = work(installation, job, argument);
  await begun;
  const start = performance.now();
  expect(await done).toBe(true);
  return performance.now() - start;
}

/** Starts the work, kills it in the middle, `times` times, then lets it finish. @returns how often it was really stopped short. */
async function runKilled(installation: Installation, job: 'draw' | 'close', argument: string, times: number, whole: number, seed: number): Promise<number> {
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

async function books({ system }: Installation): Promise<{ lines: number; digest: string }> {
  const hash = createHash('sha256');
  let lines = 0;
  for await (const line of exportLedger(system.db)) {
    hash.update(`${line}\n`);
    lines += 1;
  }
  return { lines, digest: hash.digest('hex') };
}

test('kill -9 at any point of draws and of the close leaves the same books, to the byte', async () => {
  const calm = await prepare();
  try {
    const drawing = await run(calm, 'draw', START);
    const closing = await run(calm, 'close', THROUGH);
    const expected = await books(calm);
    expect(await wrongInBooks(calm.system)).toEqual([]);
    const rough = await prepare();
    try {
      expect(await runKilled(rough, 'draw', START, 10, drawing, 7)).toBeGreaterThanOrEqual(8);
      expect(await runKilled(rough, 'close', THROUGH, 10, closing, 11)).toBeGreaterThanOrEqual(8);
      expect(await books(rough)).toEqual(expected);
      expect(await wrongInBooks(rough.system)).toEqual([]);
    } finally {
      await rough.stop();
    }
  } finally {
    await calm.stop();
  }
}, 300_000);
