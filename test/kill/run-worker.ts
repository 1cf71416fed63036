import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Installation } from '../installation.ts';

/**
 * Runs a worker of this folder on an installation; the installation's addresses and keys follow the arguments given.
 * @returns how many points the worker passed; undefined where it was killed. @throws Error where it failed otherwise.
 */
export async function runWorker({ databaseUrl, sandbox, keysFile }: Installation, file: string, given: readonly string[]): Promise<number | undefined> {
  const worker = fileURLToPath(new URL(file, import.meta.url));
  const child = spawn(process.execPath, [worker, ...given, databaseUrl, JSON.stringify(sandbox.urls), keysFile], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (part: Buffer) => {
    said += part.toString();
  });
  const [, signal] = await once(child, 'exit');
  if (signal === 'SIGKILL') return undefined;
  const done = /^done (\d+)\n$/.exec(said);
  if (!done) throw new Error(`${given[0]} failed: ${said}`);
  return Number(done[1]);
}
