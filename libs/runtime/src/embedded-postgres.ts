import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { runtimeFault } from './errors.ts';
import { type Account, canEnter, databaseAccount, postgresBinaries } from './postgres-binaries.ts';
import { postmasterOf, processLives, statusOf } from './postmaster.ts';
import { lockHolder, takeLock } from './process-lock.ts';

const USER = 'jinqiao';
const DATABASE = 'jinqiao';
const LOG_BYTES_MAX = 16 * 1024 * 1024;

export type EmbeddedPostgres = {
  readonly url: string;
  /** Ends the database's sessions, writes a checkpoint and waits until the server is gone. */
  stop(): Promise<void>;
};

export type EmbeddedPostgresOptions = {
  /** Made when absent; holds the cluster, its password (mode 0600), its log and the lock of the process that runs it. */
  readonly dataDir: string;
  /** A free one is taken when absent. */
  readonly port?: number;
  /** Told in a few words what is happening. */
  readonly log?: (message: string) => void;
  /** False gives up all safety against power loss, for databases that are thrown away. */
  readonly durable?: boolean;
};

/** Where everything of one embedded database lies. */
type Place = { readonly dataDir: string; readonly cluster: string; readonly password: string; readonly logFile: string; readonly account: Account };

/**
 * Starts the PostgreSQL that comes as an npm package, on 127.0.0.1 only, as the child of this process.
 * Works as root (the server then runs as `nobody`) and as an ordinary user; a server that a killed process left
 * behind is stopped first, so that none of its sessions survive.
 * @throws Fault DATA_LOCKED, DATA_NOT_OURS, POSTGRES_MISSING, POSTGRES_FAILED.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const log = options.log ?? (() => {});
  const durable = options.durable ?? true;
  const dataDir = resolve(options.dataDir);
  const lock = lockFolder(dataDir);
  try {
    let place = findPlace(dataDir);
    const bin = postgresBinaries(place.account);
    await stopOrphan(place, log);
    if (!existsSync(place.cluster)) {
      createCluster(place, bin, durable, log);
      place = findPlace(dataDir);
    }
    const server = await launch(place, bin, options.port, durable, log);
    const stopAtExit = () => server.child.kill('SIGINT');
    process.once('exit', stopAtExit);
    let stopping: Promise<void> | undefined;
    const stop = async () => {
      await stopChild(server.child);
      process.off('exit', stopAtExit);
      if (!durable) removeOutsider(place);
      lock.release();
    };
    try {
      await ensureDatabase(server.url);
    } catch (error) {
      await stop();
      throw error;
    }
    return {
      url: urlOf(place, server.port, DATABASE),
      stop: () => {
        stopping ??= stop();
        return stopping;
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** The URL of the embedded database that another living process runs in this folder; undefined where none does. */
export function runningEmbeddedPostgres(dataDir: string): string | undefined {
  const folder = resolve(dataDir);
  if (lockHolder(join(folder, 'lock')) === undefined || !existsSync(join(folder, 'cluster'))) return undefined;
  const place = findPlace(folder);
  const status = statusOf(place.cluster);
  return status?.ready ? urlOf(place, status.port, DATABASE) : undefined;
}

function findPlace(dataDir: string): Place {
  const link = join(dataDir, 'cluster');
  const exists = lstatSync(link, { throwIfNoEntry: false }) !== undefined;
  const cluster = exists && existsSync(link) ? realpathSync(link) : join(realpathSync(dataDir), 'cluster');
  return { dataDir, cluster, password: join(dataDir, 'password'), logFile: join(dataDir, 'postgres.log'), account: accountFor(cluster) };
}

/** An existing cluster keeps its owner: PostgreSQL serves nobody else's. */
function accountFor(cluster: string): Account {
  const owner = statSync(cluster, { throwIfNoEntry: false });
  if (!owner) return databaseAccount();
  const own = process.getuid?.();
  if (own === undefined || own === owner.uid) return own === 0 ? databaseAccount() : undefined;
  if (own !== 0) throw runtimeFault('DATA_NOT_OURS', { folder: cluster, owner: owner.uid });
  return { uid: owner.uid, gid: owner.gid };
}

/** A kill -9 of ours leaves the server running; its open transactions belong to no one any more. */
async function stopOrphan(place: Place, log: (message: string) => void): Promise<void> {
  const pid = postmasterOf(place.cluster);
  if (pid === undefined) {
    // A pid that another program bears by now would keep PostgreSQL from starting.
    rmSync(join(place.cluster, 'postmaster.pid'), { force: true });
    return;
  }
  log('stopping the database that an earlier run left behind');
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    process.kill(pid, signal);
    for (let waited = 0; waited < 20_000; waited += 25) {
      if (!processLives(pid)) return;
      await sleep(25);
    }
  }
}

function createCluster(place: Place, bin: string, durable: boolean, log: (message: string) => void): void {
  log('creating the database');
  const base = homeOfCluster(place, durable, log);
  const partial = join(base, 'cluster.new');
  const secret = join(base, 'password.new');
  const password = randomBytes(24).toString('hex');
  try {
    rmSync(partial, { recursive: true, force: true });
    makeFolder(partial, place.account);
    writeFileSync(secret, password, { mode: 0o600 });
    writeFileSync(place.password, password, { mode: 0o600 });
    chmodSync(place.password, 0o600);
    if (place.account) chownSync(secret, place.account.uid, place.account.gid);
    const made = spawnSync(
      join(bin, 'initdb'),
      // The built-in locale sorts the same on every machine and after every upgrade of its C library.
      [
        '-D',
        partial,
        '-U',
        USER,
        '--pwfile',
        secret,
        '-A',
        'scram-sha-256',
        '-E',
        'UTF8',
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        ...(durable ? [] : ['--no-sync']),
      ],
      { ...place.account, cwd: '/', encoding: 'utf8', env: serverEnvironment() },
    );
    if (made.status !== 0) throw runtimeFault('POSTGRES_FAILED', { folder: place.dataDir, reason: made.error?.message ?? lastLines(made.stderr) });
    const link = join(place.dataDir, 'cluster');
    rmSync(link, { force: true });
    renameSync(partial, join(base, 'cluster'));
    if (base !== realpathSync(place.dataDir)) symlinkSync(join(base, 'cluster'), link);
  } finally {
    rmSync(secret, { force: true });
    rmSync(partial, { recursive: true, force: true });
  }
}

/** Beside the lock, or outside of it where the server's account cannot get there, such as under /root. */
function homeOfCluster(place: Place, durable: boolean, log: (message: string) => void): string {
  const own = realpathSync(place.dataDir);
  // A folder made by mkdtemp opens to its owner only. What is secret in it has a mode of its own.
  if (place.account) chmodSync(own, statSync(own).mode | 0o111);
  if (canEnter(own, place.account)) return own;
  const shared = durable ? '/var/lib/jinqiao' : tmpdir();
  const elsewhere = join(shared, `jinqiao-${randomBytes(6).toString('hex')}`);
  mkdirSync(elsewhere, { recursive: true });
  for (const folder of durable ? [shared, elsewhere] : [elsewhere]) chmodSync(folder, 0o755);
  log(`the database cannot live in ${own}, which only root may enter; it lives in ${elsewhere}`);
  return elsewhere;
}

/** What is not durable and lies outside of the caller's folder would be left behind when the caller removes that. */
function removeOutsider(place: Place): void {
  if (dirname(place.cluster) === realpathSync(place.dataDir)) return;
  rmSync(dirname(place.cluster), { recursive: true, force: true });
  rmSync(join(place.dataDir, 'cluster'), { force: true });
}

function makeFolder(folder: string, account: Account): void {
  mkdirSync(folder, { mode: 0o700 });
  if (account) chownSync(folder, account.uid, account.gid);
}

function lockFolder(dataDir: string): { release(): void } {
  try {
    mkdirSync(dataDir, { recursive: true });
    return takeLock(join(dataDir, 'lock'), dataDir);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EACCES') throw error;
    throw runtimeFault('DATA_NOT_OURS', { folder: dataDir, owner: statSync(dataDir, { throwIfNoEntry: false })?.uid ?? 'unknown' });
  }
}

type Server = { readonly child: ChildProcess; readonly port: number; readonly url: string };

async function launch(place: Place, bin: string, port: number | undefined, durable: boolean, log: (message: string) => void): Promise<Server> {
  log('starting the database');
  for (let attempt = 1; ; attempt += 1) {
    const chosen = port ?? (await freePort());
    const child = spawnServer(place, bin, chosen, durable);
    const failure = await untilReady(place, child, log);
    if (failure === undefined) return { child, port: chosen, url: urlOf(place, chosen, 'postgres') };
    // Another program may have taken the free port in between.
    const taken = failure.includes('could not create any TCP/IP sockets');
    if (!taken || port !== undefined || attempt >= 5) throw runtimeFault('POSTGRES_FAILED', { folder: place.dataDir, reason: failure });
  }
}

function spawnServer(place: Place, bin: string, port: number, durable: boolean): ChildProcess {
  const size = statSync(place.logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_BYTES_MAX) renameSync(place.logFile, `${place.logFile}.1`);
  const out = openSync(place.logFile, 'a', 0o600);
  const settings = Object.entries(serverSettings(port, durable)).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  // In a session of its own: Ctrl-C in the terminal is for us, who end the server when our own work is done.
  const child = spawn(join(bin, 'postgres'), ['-D', place.cluster, ...settings], {
    ...place.account,
    cwd: '/',
    detached: true,
    stdio: ['ignore', out, out],
    env: serverEnvironment(),
  });
  child.on('error', () => {});
  child.unref();
  closeSync(out);
  return child;
}

function serverSettings(port: number, durable: boolean): Record<string, string | number> {
  const safety = durable ? 'on' : 'off';
  return {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    password_encryption: 'scram-sha-256',
    shared_buffers: '256MB',
    max_wal_size: '4GB',
    max_connections: durable ? 60 : 200,
    fsync: safety,
    synchronous_commit: safety,
    full_page_writes: safety,
    jit: 'off',
    // Small tables that change with every event must not wait a minute for the vacuum.
    autovacuum_naptime: '5s',
    autovacuum_vacuum_cost_delay: '0',
    timezone: 'UTC',
    log_timezone: 'UTC',
  };
}

function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };
}

/** Waits as long as the server lives: after a crash it may have gigabytes of log to replay. @returns why it ended, if it did. */
async function untilReady(place: Place, child: ChildProcess, log: (message: string) => void): Promise<string | undefined> {
  for (let waited = 0; ; waited += 20) {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return lastLines(readFileSync(place.logFile, 'utf8'));
    const status = statusOf(place.cluster);
    if (status?.pid === child.pid && status.ready) return undefined;
    if (waited > 0 && waited % 5_000 === 0) log(`waiting for the database, ${waited / 1_000} s so far`);
    await sleep(20);
  }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.ref();
  await new Promise<void>((done) => {
    child.once('exit', () => done());
    // Fast shutdown: sessions end, their open transactions roll back, a checkpoint is written.
    child.kill('SIGINT');
  });
}

async function ensureDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (!rowCount) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

function urlOf(place: Place, port: number, database: string): string {
  return `postgres://${USER}:${readFileSync(place.password, 'utf8')}@127.0.0.1:${port}/${database}`;
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-5).join(' | ');
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address && typeof address === 'object' ? done(address.port) : fail(new Error('no free port'))));
    });
  });
}
