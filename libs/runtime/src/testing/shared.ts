import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The part of a Vitest test context that skips. */
export type SkippableTest = { skip(note?: string): never };

/** The folder of public case sets that lies beside the repository, or where JINQIAO_SHARED says; undefined when absent. */
export function sharedFolder(): string | undefined {
  const folder = process.env.JINQIAO_SHARED ?? fileURLToPath(new URL('../../../../../shared', import.meta.url));
  return existsSync(folder) ? folder : undefined;
}

/**
 * The path of a file of the shared folder. Where it is absent the test that asks is skipped with a notice.
 * @param test the context that Vitest hands to the test: `test('…', (t) => { const file = skipUnlessShared(t, 'vectors/…') })`.
 */
export function skipUnlessShared(test: SkippableTest, file: string): string {
  const folder = sharedFolder();
  const path = folder && join(folder, file);
  return path && existsSync(path) ? path : test.skip(`needs ${file} of the shared folder: set JINQIAO_SHARED to it`);
}
