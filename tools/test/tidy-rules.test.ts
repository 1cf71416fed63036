import { expect, test } from 'vitest';
import { tidyFaults } from '../tidy-rules.ts';

// Written in two parts, so that this file keeps the rules itself.
const LEFT_OVER = ['TO', 'DO'].join('');

test.each([
  ['domains/credit/src/store.ts', 'const at = new Date();', 'clock'],
  ['libs/ledger/src/post.ts', 'const at = Date.now();', 'clock'],
  ['libs/ledger/src/post.ts', 'const n = Math.random();', 'chance'],
  ['libs/money/src/amount.ts', 'const n = parseFloat(text);', 'float'],
  ['libs/money/src/amount.ts', 'return n.toFixed(2);', 'float'],
  ['apps/server/src/main.ts', 'export default main;', 'default export'],
  ['docs/guide.md', `${LEFT_OVER}: write this`, 'left over'],
  ['docs/guide.md', ['see /wor', 'k/main/docs'].join(''), 'absolute path'],
  ['.ci/run', ['npm i --registry https://registry.npm', 'js.org'].join(''), 'registry'],
  ['package-lock.json', ['"resolved": "htt', 'ps://host/x.tgz"'].join(''), 'registry'],
  ['libs/gateway/src/sign.ts', ["crypto.sign('sm", "3', body, key)"].join(''), 'SM2'],
])('%s: %s', (path, line, about) => {
  const faults = tidyFaults([{ path, text: `const first = 1;\n${line}\n` }]);
  expect(faults).toEqual([{ path, line: 2, message: expect.stringContaining(about) }]);
});

test.each([
  ['libs/runtime/src/clock.ts', 'export const systemClock = { now: () => Date.now() };'],
  ['domains/credit/src/store.ts', 'const at = new Date(millis);'],
  ['apps/console/src/format.ts', 'return ratio.toFixed(1);'],
  ['vitest.config.ts', 'export default defineConfig({});'],
  ['domains/credit/test/apply.test.ts', 'const at = Date.now();'],
])('%s may say %s', (path, line) => {
  expect(tidyFaults([{ path, text: `${line}\n` }])).toEqual([]);
});

test('a file of 401 lines is too long, one of 400 is not', () => {
  const lines = (n: number) => [{ path: 'libs/money/src/a.ts', text: 'x;\n'.repeat(n) }];
  expect(tidyFaults(lines(400))).toEqual([]);
  expect(tidyFaults(lines(401))).toMatchObject([{ path: 'libs/money/src/a.ts', line: 401 }]);
});

test('a package of ours that is imported must be declared', () => {
  const declaration = { path: 'libs/ledger/package.json', text: '{"name":"@jinqiao/ledger","dependencies":{"@jinqiao/errors":"0.1.0"}}' };
  const module = (name: string) => ({ path: 'libs/ledger/src/post.ts', text: `import { x } from '${name}';\n` });
  expect(tidyFaults([declaration, module('@jinqiao/errors')])).toEqual([]);
  expect(tidyFaults([declaration, module('@jinqiao/money')])).toMatchObject([{ message: '@jinqiao/money is not among the dependencies of its package.json' }]);
});
