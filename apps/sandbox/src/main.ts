import { readFileSync } from 'node:fs';
import { systemClock } from '@jinqiao/runtime';
import { type SandboxKeys, type SandboxOptions, startSandbox } from './index.ts';

type Settings = Pick<SandboxOptions, 'databaseUrl' | 'ports'> & { readonly platformUrl?: string };

/**
 * Runs the institutions as a process of their own: `main.ts <settings as JSON> <file of keys>`. Prints one line of JSON with
 * their addresses when they listen; ends on SIGTERM, and when the process that started it is gone.
 */
const settings: Settings = JSON.parse(process.argv[2] ?? '{}');
const keys: SandboxKeys = JSON.parse(readFileSync(process.argv[3] ?? '', 'utf8'));
const sandbox = await startSandbox({ ...settings, keys, clock: systemClock, platformUrl: () => settings.platformUrl });
process.stdout.write(`${JSON.stringify(sandbox.urls)}\n`);

const end = () => {
  void sandbox.stop().then(() => process.exit(0));
};
process.once('SIGTERM', end);
process.on('SIGINT', () => {});
process.stdin.on('end', end).resume();
