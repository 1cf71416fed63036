import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** What `postmaster.pid` of a running server says. */
export type ServerStatus = { readonly pid: number; readonly port: number; readonly ready: boolean };

export function statusOf(cluster: string): ServerStatus | undefined {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(lines[0]);
    return pid > 0 ? { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' } : undefined;
  } catch {
    return undefined;
  }
}

/** The process id of the server that serves this cluster now; a stale file or another program with that id is none. */
export function postmasterOf(cluster: string): number | undefined {
  const status = statusOf(cluster);
  return status && servesCluster(status.pid, cluster) ? status.pid : undefined;
}

export function processLives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function servesCluster(pid: number, cluster: string): boolean {
  try {
    // A server works in its data directory.
    if (process.platform === 'linux') return readlinkSync(`/proc/${pid}/cwd`) === cluster;
    return execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).includes(cluster);
  } catch {
    return false;
  }
}
