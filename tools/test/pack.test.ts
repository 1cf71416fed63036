import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packLibrary } from '../pack.ts';

const ROOT = resolve(import.meta.dirname, '..', '..');
const home = mkdtempSync(join(tmpdir(), 'jinqiao-pack-'));
const modules = join(home, 'node_modules');

beforeAll(() => {
  mkdirSync(join(modules, '@jinqiao'), { recursive: true });
  cpSync(packLibrary('contract', join(home, 'packed')), join(modules, '@jinqiao', 'contract'), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules', 'decimal.js'), join(modules, 'decimal.js'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const USE = `
import { schedule } from '@jinqiao/contract';
import { businessDate } from '@jinqiao/contract/calendar';
import { formatAmount, CNY } from '@jinqiao/contract/money';
const plan = schedule({ principal: 10_000_000n, rate: 6_960_000n, method: 'equal-instalment', periods: 12, start: businessDate('2026-01-15') });
console.log(formatAmount(plan.totals.interest, CNY));
`;

test('the packed library runs where nothing else of this repository is', () => {
  writeFileSync(join(home, 'package.json'), '{"type":"module"}');
  writeFileSync(join(home, 'use.js'), USE);
  const { stdout, stderr } = spawnSync(process.execPath, ['use.js'], { cwd: home, encoding: 'utf8' });
  expect({ stdout, stderr }).toEqual({ stdout: '3809.98\n', stderr: '' });
});

test('its types are whole', () => {
  writeFileSync(join(home, 'use.ts'), `${USE}const wrong: number = plan.totals.interest;\n`);
  const compiler = join(ROOT, 'node_modules/@typescript/native/bin/tsc');
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023', '--skipLibCheck', 'false', 'use.ts'];
  const { stdout } = spawnSync(process.execPath, [compiler, ...options], { cwd: home, encoding: 'utf8' });
  expect(stdout.split('\n').filter((line) => line.includes('error'))).toEqual([expect.stringContaining("Type 'bigint' is not assignable to type 'number'")]);
});

test('it names no other package of ours', () => {
  const lib = join(modules, '@jinqiao', 'contract', 'lib');
  const texts = readdirSync(lib, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(js|ts)$/.test(name));
  expect(texts.length).toBeGreaterThan(50);
  for (const name of texts) expect(readFileSync(join(lib, name), 'utf8')).not.toMatch(/from '@jinqiao\//);
});
