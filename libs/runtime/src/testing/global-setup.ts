import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../embedded-postgres.ts';
import { postmasterOf, processLives } from '../postmaster.ts';

const PREFIX = 'jinqiao-test-';

/** Vitest calls this once a run: one server for all workers, in a folder that vanishes with the run. */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.JINQIAO_TEST_DATABASE_URL) return undefined;
  removeLeftOvers();
  const dataDir = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  chmodSync(dataDir, 0o755);
  const server = await startEmbeddedPostgres({ dataDir, durable: false });
  process.env.JINQIAO_TEST_DATABASE_URL = server.url;
  return async () => {
    delete process.env.JINQIAO_TEST_DATABASE_URL;
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}

/** A run that was killed leaves its server and folder behind. */
function removeLeftOvers(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1]);
    if (!pid || processLives(pid)) continue;
    const folder = join(tmpdir(), name);
    const server = postmasterOf(join(folder, 'cluster'));
    try {
      if (server) process.kill(server, 'SIGQUIT');
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // Another user's run: not ours to remove.
    }
  }
}
