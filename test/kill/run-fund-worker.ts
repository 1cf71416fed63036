import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Purse } from '@jinqiao/server';
import type { RtpMode } from '@jinqiao/wealth';
import type { Installation } from '../installation.ts';

/** @returns how many points the worker passed; undefined where it was killed. @throws Error where it failed otherwise. */
export async function runFundWorker(
  { databaseUrl, sandbox, keysFile }: Installation,
  purse: Purse,
  job: 'buy' | 'redeem-fast' | RtpMode | 'finish',
  killAt: number,
): Promise<number | undefined> {
  const worker = fileURLToPath(new URL('./fund-worker.ts', import.meta.url));
  const child = spawn(process.execPath, [worker, job, JSON.stringify(purse), String(killAt), databaseUrl, JSON.stringify(sandbox.urls), keysFile], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (part: Buffer) => {
    said += part.toString();
  });
  const [, signal] = await once(child, 'exit');
  if (signal === 'SIGKILL') return undefined;
  const done = /^done (\d+)\n$/.exec(said);
  if (!done) throw new Error(`${job} failed: ${said}`);
  return Number(done[1]);
}
