import { books } from '@jinqiao/ledger';
import type { Config } from '@jinqiao/runtime';
import { launch } from '../launch.ts';

/** Proves the books. @returns whether everything holds. */
export async function verify(config: Config, options: { json?: boolean }): Promise<boolean> {
  const running = await launch({ home: config.home, databaseUrl: config.databaseUrl, security: config, log: () => {} });
  try {
    const checks = await running.system.verify();
    const ok = checks.every((check) => check.ok);
    const head = Object.fromEntries((await books(running.system.db)).map((row) => [row.book, row.head]));
    const lines = checks.flatMap((check) => [
      `${check.ok ? 'ok   ' : 'WRONG'} ${check.name} (${check.examined})`,
      ...check.wrong.map((what) => `      ${what}`),
    ]);
    process.stdout.write(
      options.json ? `${JSON.stringify({ ok, checks, head })}\n` : `${lines.join('\n')}\n${ok ? 'The books hold.' : 'The books do not hold.'}\n`,
    );
    return ok;
  } finally {
    await running.stop();
  }
}
