import { execFileSync } from 'node:child_process';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { runtimeFault } from './errors.ts';

/** Who holds a lock: a process id alone may be given to another process later, so its start is kept with it. */
type Holder = { readonly pid: number; readonly started: string };

/**
 * Takes the lock file for this process until `release`, or until this process is gone, however it went.
 * @param folder what the lock protects, for the message.
 * @throws Fault DATA_LOCKED where a living process holds it.
 */
export function takeLock(file: string, folder: string): { release(): void } {
  const own = `${file}.${process.pid}`;
  const mine = JSON.stringify({ pid: process.pid, started: processStart(process.pid) } satisfies Holder);
  writeFileSync(own, mine, { mode: 0o644 });
  try {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      if (linkAtomically(own, file)) return { release: () => releaseIfOurs(file, mine) };
      const found = readText(file);
      const holder = parseHolder(found);
      if (holder && lives(holder)) throw runtimeFault('DATA_LOCKED', { folder, pid: holder.pid });
      removeStale(file, found, own);
    }
  } finally {
    rmSync(own, { force: true });
  }
  throw runtimeFault('DATA_LOCKED', { folder, pid: parseHolder(readText(file))?.pid ?? 0 });
}

/** The living process that holds the lock, if any. */
export function lockHolder(file: string): number | undefined {
  const holder = parseHolder(readText(file));
  return holder && lives(holder) ? holder.pid : undefined;
}

function linkAtomically(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Two starters may find the same stale lock: the one that moved away a fresh lock by mistake puts it back. */
function removeStale(file: string, judged: string, own: string): void {
  const aside = `${own}.stale`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  if (readText(aside) !== judged) linkAtomically(aside, file);
  rmSync(aside, { force: true });
}

function releaseIfOurs(file: string, mine: string): void {
  if (readText(file) === mine) rmSync(file, { force: true });
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function parseHolder(text: string): Holder | undefined {
  try {
    const { pid, started } = JSON.parse(text) as Partial<Holder>;
    return typeof pid === 'number' && typeof started === 'string' ? { pid, started } : undefined;
  } catch {
    return undefined;
  }
}

function lives(holder: Holder): boolean {
  const started = processStart(holder.pid);
  return started !== '' && started === holder.started;
}

/** When a process began, in whatever form the system gives; empty where there is no such process. */
function processStart(pid: number): string {
  try {
    if (process.platform !== 'linux')
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold blanks; the start is the 20th field after it, the state the first.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return '';
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${fields[19]}`;
  } catch {
    return '';
  }
}
