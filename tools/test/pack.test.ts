import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { testDatabase } from '@jinqiao/runtime/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packLibrary } from '../pack.ts';

const ROOT = resolve(import.meta.dirname, '..', '..');
const home = mkdtempSync(join(tmpdir(), 'jinqiao-pack-'));
const modules = join(home, 'node_modules');

beforeAll(() => {
  mkdirSync(join(modules, '@jinqiao'), { recursive: true });
  for (const library of ['contract', 'ledger']) packLibrary(library, join(modules, '@jinqiao', library));
  for (const outsider of ['decimal.js', 'pg']) symlinkSync(join(ROOT, 'node_modules', outsider), join(modules, outsider));
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

const LEDGER = `
import { defineBook, journal, ledgerMigrations, migrate, openAccounts, openBook, openDatabase, openPoster, verifyChain } from '@jinqiao/ledger';
const db = openDatabase(process.env.URL);
await migrate(db, [ledgerMigrations]);
const book = defineBook('shop', 'CNY', {
  cash: { side: 'debit', notNegative: false, en: 'Cash', zh: '现金' },
  wallet: { side: 'credit', notNegative: true, en: 'Wallet', zh: '钱包' },
});
const ann = book.of('wallet', 'ann', 7);
await db.tx(async (tx) => {
  await openBook(tx, book, ['cash']);
  await openAccounts(tx, [ann]);
});
const poster = openPoster(db, book);
const entry = (reference, debit, credit, amount) =>
  poster.post(journal({ businessDate: '2026-01-15', kind: 'pay', reference, subject: 'ann', transfers: [{ debit, credit, amount }] }));
await entry('in', book.house('cash', 7), ann, 10_000n);
const refused = await entry('out', ann, book.house('cash', 7), 10_001n).catch((fault) => fault.code);
const { ok, examined } = await verifyChain(db);
console.log(refused, ok, examined);
await poster.close();
await db.end();
`;

test('the packed ledger keeps a book on a database of its own', async () => {
  const database = await testDatabase();
  writeFileSync(join(home, 'ledger.mjs'), LEDGER);
  const { stdout, stderr } = spawnSync(process.execPath, ['ledger.mjs'], {
    cwd: home,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, URL: database.url },
  });
  await database.drop();
  expect({ stdout, stderr }).toEqual({ stdout: 'INSUFFICIENT_BALANCE true 1\n', stderr: '' });
});

test('its types are whole', () => {
  writeFileSync(join(home, 'use.ts'), `${USE}const wrong: number = plan.totals.interest;\n`);
  const compiler = join(ROOT, 'node_modules/@typescript/native/bin/tsc');
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023', '--skipLibCheck', 'false', 'use.ts'];
  const { stdout } = spawnSync(process.execPath, [compiler, ...options], { cwd: home, encoding: 'utf8' });
  expect(stdout.split('\n').filter((line) => line.includes('error'))).toEqual([expect.stringContaining("Type 'bigint' is not assignable to type 'number'")]);
});

test.each(['contract', 'ledger'])('%s names no other package of ours', (library) => {
  const lib = join(modules, '@jinqiao', library, 'lib');
  const texts = readdirSync(lib, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(js|ts)$/.test(name));
  expect(texts.length).toBeGreaterThan(20);
  for (const name of texts) expect(readFileSync(join(lib, name), 'utf8')).not.toMatch(/from '@jinqiao\//);
});
