import type { Config } from '@jinqiao/runtime';
import { addMasterKey, resealAll } from '@jinqiao/server';
import { launch } from '../launch.ts';

const PAUSE_MS = 1_000;

/**
 * Shows the data keys, or changes one: `seal` and `index` make a new data key, wait until every process uses it, and bring
 * everything under it; `master` makes a new master key and wraps the data keys by it. Servers may run meanwhile.
 */
export async function keys(config: Config, what: string | undefined, options: { json?: boolean }): Promise<void> {
  const start = () => launch({ home: config.home, databaseUrl: config.databaseUrl, log: () => {}, security: config });
  let running = await start();
  try {
    if (what === 'master') {
      addMasterKey(running.keysFile);
      await running.stop();
      running = await start();
      await running.system.vault.rewrap();
    } else if (what === 'seal' || what === 'index') {
      const { vault } = running.system;
      // The first pass of a new installation may not have run yet.
      await resealAll(running.system);
      const made = await vault.rotate(what);
      const stands = () =>
        vault.keys().find(({ keyId }) => keyId === made.keyId)?.completeAt !== null &&
        vault.keys().filter((key) => key.purpose === what && !key.retiredAt).length === 1;
      while (!stands()) {
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
        await resealAll(running.system);
      }
    }
    const rows = running.system.vault.keys().map(({ keyId, purpose, algorithm, completeAt, retiredAt }) => ({
      keyId,
      purpose,
      algorithm,
      state: retiredAt ? 'retired' : completeAt ? 'in use' : 'coming',
    }));
    process.stdout.write(options.json ? `${JSON.stringify({ keys: rows })}\n` : rows.map((row) => `${Object.values(row).join('  ')}\n`).join(''));
  } finally {
    await running.stop();
  }
}
