import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '@jinqiao/database';
import { runningEmbeddedPostgres, startEmbeddedPostgres, systemClock } from '@jinqiao/runtime';
import { installationKeys, openSystem, type PartnerUrls, type SecuritySettings, type System } from '@jinqiao/server';

export type Launched = { readonly system: System; readonly databaseUrl: string; readonly keysFile: string; stop(): Promise<void> };

export type LaunchOptions = {
  readonly home: string;
  readonly databaseUrl: string | undefined;
  readonly log: (message: string) => void;
  /** False for an embedded database that is thrown away at the end: it does not wait for the disk. */
  readonly durable?: boolean;
  /** Where the payment institution sends its notifications. */
  readonly platformUrl?: string;
  readonly security?: SecuritySettings;
};

/** Starts what an installation needs, or joins what runs already: PostgreSQL, the sandbox's institutions, and the system wired to them. */
export async function launch(options: LaunchOptions): Promise<Launched> {
  mkdirSync(options.home, { recursive: true });
  const database = await databaseOf(options);
  const databaseUrl = database.url;
  const { keys, file } = installationKeys(options.home);
  const sandbox = await startSandboxProcess(databaseUrl, file, options.platformUrl).catch(async (error: unknown) => {
    await database.stop();
    throw error;
  });
  try {
    const system = await openSystem({ databaseUrl, urls: sandbox.urls, keys, clock: systemClock, ...(options.security ? { security: options.security } : {}) });
    return {
      system,
      databaseUrl,
      keysFile: file,
      stop: async () => {
        await system.end();
        await endProcess(sandbox.child);
        await database.stop();
      },
    };
  } catch (error) {
    await endProcess(sandbox.child);
    await database.stop();
    throw error;
  }
}

/** The installation's database: the one named, the embedded one that runs already, or the embedded one started now. */
export async function databaseOf(options: {
  readonly home: string;
  readonly databaseUrl: string | undefined;
  readonly log?: (message: string) => void;
  readonly durable?: boolean;
}): Promise<{ url: string; stop(): Promise<void> }> {
  const dataDir = join(options.home, 'postgres');
  const running = options.databaseUrl ?? runningEmbeddedPostgres(dataDir);
  if (running) return { url: running, stop: async () => {} };
  return startEmbeddedPostgres({ dataDir, durable: options.durable ?? true, ...(options.log ? { log: options.log } : {}) });
}

/** The institutions run in a process of their own and end when this one is gone, however it ends. */
async function startSandboxProcess(
  databaseUrl: string,
  keysFile: string,
  platformUrl: string | undefined,
): Promise<{ urls: PartnerUrls; child: ChildProcess }> {
  const main = fileURLToPath(import.meta.resolve('@jinqiao/sandbox/main'));
  const settings = JSON.stringify({ databaseUrl, ports: {}, ...(platformUrl ? { platformUrl } : {}) });
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, settings, keysFile], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const urls = await new Promise<PartnerUrls>((resolve, reject) => {
    lines.once('line', (line) => resolve(JSON.parse(line)));
    child.once('exit', (code) => reject(new Error(`the sandbox institutions did not start (exit ${code})`)));
  });
  return { urls, child };
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  await new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}

/** A database of its own on a PostgreSQL that somebody else runs. */
export async function freshDatabase(url: string, name: string): Promise<{ url: string; drop(): Promise<void> }> {
  const admin = openDatabase(url, { max: 1 });
  await admin.query(`CREATE DATABASE ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return {
    url: own.href,
    drop: async () => {
      await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await admin.end();
    },
  };
}
