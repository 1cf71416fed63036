import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkArrows } from '../arrows.ts';

let root: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'jinqiao-arrows-')));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A workspace of the given modules, each package linked under its name as npm does it. */
function workspace(modules: Record<string, string>): void {
  const packages = new Set(Object.keys(modules).map((path) => path.split('/').slice(0, 2).join('/')));
  write('package.json', '{}');
  mkdirSync(join(root, 'node_modules/@jinqiao'), { recursive: true });
  for (const path of packages) {
    const name = path.split('/')[1] ?? '';
    write(`${path}/package.json`, JSON.stringify({ name: `@jinqiao/${name}`, type: 'module', exports: { '.': './src/index.ts' } }));
    symlinkSync(join(root, path), join(root, 'node_modules/@jinqiao', name));
  }
  for (const [path, text] of Object.entries(modules)) write(path, text);
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const LEAF = 'export const leaf = 1;\nexport type Leaf = number;\n';

test('arrows that point down are in order', async () => {
  workspace({
    'libs/errors/src/index.ts': LEAF,
    'libs/money/src/index.ts': "export { leaf } from '@jinqiao/errors';\n",
    'domains/parties/src/index.ts': "export { leaf } from '@jinqiao/money';\n",
    'domains/credit/src/index.ts': "export { leaf } from '@jinqiao/parties';\n",
    'apps/server/src/main.ts': "export { leaf } from '@jinqiao/credit';\n",
    'libs/api/src/index.ts': LEAF,
    'apps/h5/src/page.tsx': "import type { Leaf } from '@jinqiao/api';\nexport const page: Leaf = 1;\n",
  });
  expect(await checkArrows(root)).toEqual({ modules: 7, faults: [] });
});

const TARGETS: Record<string, string> = {
  'libs/errors/src/index.ts': LEAF,
  'libs/money/src/index.ts': LEAF,
  'libs/money/src/inner.ts': LEAF,
  'libs/runtime/src/index.ts': LEAF,
  'libs/runtime/src/testing/index.ts': LEAF,
  'libs/gateway/src/index.ts': LEAF,
  'libs/api/src/index.ts': LEAF,
  'domains/parties/src/index.ts': LEAF,
  'domains/lending/src/index.ts': LEAF,
  'domains/credit/src/adapters/bureau.ts': LEAF,
  'apps/server/src/index.ts': LEAF,
};

test.each([
  ['libs-know-no-product', 'libs/ledger/src/index.ts', '@jinqiao/parties'],
  ['domains-know-no-app', 'domains/credit/src/index.ts', '@jinqiao/server'],
  ['errors-is-ground', 'libs/errors/src/more.ts', '@jinqiao/money'],
  ['pure-libs-stay-pure', 'libs/calendar/src/index.ts', '@jinqiao/runtime'],
  ['pure-libs-do-no-io', 'libs/calendar/src/index.ts', 'node:fs/promises'],
  ['order-of-domains-credit', 'domains/credit/src/index.ts', '@jinqiao/lending'],
  ['enter-by-the-index', 'libs/ledger/src/index.ts', '../../money/src/inner.ts'],
  ['testing-is-for-tests', 'domains/credit/src/index.ts', '../../../libs/runtime/src/testing/index.ts'],
  ['pages-know-the-api-only', 'apps/console/src/page.tsx', '@jinqiao/money'],
  ['pages-take-types-only', 'apps/console/src/page.tsx', '@jinqiao/api'],
  ['sandbox-knows-no-domain', 'apps/sandbox/src/index.ts', '@jinqiao/parties'],
  ['server-knows-no-other-app', 'apps/server/src/more.ts', '../../cli/src/index.ts'],
  ['adapters-behind-the-index', 'domains/credit/src/commands/apply.ts', '../adapters/bureau.ts'],
  ['only-composition-wires', 'apps/server/src/http/notify.ts', '@jinqiao/gateway'],
  ['resolvable', 'libs/ledger/src/index.ts', '@jinqiao/nowhere'],
])('%s finds %s → %s', async (rule, from, to) => {
  workspace({ ...TARGETS, 'apps/cli/src/index.ts': LEAF, [from]: `export { leaf } from '${to}';\n` });
  const { faults } = await checkArrows(root);
  expect(faults.map((fault) => fault.split(':')[0])).toContain(rule);
});

test('a cycle is found, even one of types only', async () => {
  workspace({
    'libs/money/src/index.ts': "export type { B } from './b.ts';\nexport type A = number;\n",
    'libs/money/src/b.ts': "import type { A } from './index.ts';\nexport type B = A;\n",
  });
  const { faults } = await checkArrows(root);
  expect(faults.join('\n')).toContain('no-cycles: libs/money/src/');
});

test('a workspace without TypeScript modules counts none, which the command takes for a failure', async () => {
  mkdirSync(join(root, 'libs'));
  expect((await checkArrows(root)).modules).toBe(0);
});
