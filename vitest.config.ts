import { defineConfig } from 'vitest/config';
import { closingLine } from './tools/closing-line.ts';

// Each worker may run a database load of its own: more of them than this only wait for one another.
const WORKERS_MAX = 2;

export default defineConfig({
  test: {
    include: ['{libs,domains,apps}/*/test/**/*.test.{ts,tsx}', 'test/**/*.test.ts', 'tools/test/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    globalSetup: ['libs/runtime/src/testing/global-setup.ts'],
    reporters: ['default', closingLine],
    environment: 'node',
    pool: 'forks',
    maxWorkers: WORKERS_MAX,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    teardownTimeout: 20_000,
  },
});
