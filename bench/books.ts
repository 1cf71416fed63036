/** What the pages about the books ask of the server, on a book of a million postings, beside a read of one row by its key. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { AccountPage, BookVerification, Journal, Page } from '@jinqiao/api';
import { addDays, businessDate } from '@jinqiao/calendar';
import { bucketOf, type Database, openDatabase } from '@jinqiao/database';
import { type Account, defineBook, type Journal as Entry, journal, keepDays, openAccounts, openBook, openPoster } from '@jinqiao/ledger';
import { startEmbeddedPostgres, systemClock } from '@jinqiao/runtime';
import { addStaff, makeKeys, openSystem, startHttp } from '@jinqiao/server';
import { type BenchReport, type BenchRow, machine, median, RUNS, round } from './measure.ts';

const POSTINGS = 1_000_000;
const OWNERS = 20_000;
const CHUNK = 8_000;
const DAYS = 730;
const FIRST_DAY = businessDate('2024-01-01');
const MIDDLE = addDays(FIRST_DAY, DAYS / 2);
const ASKED = 20;
/** One owner in so many postings, so that an account with a long history is there as well. */
const BUSY_EVERY = 10;

const BOOK = defineBook('bench', 'CNY', {
  cash: { side: 'debit', notNegative: false, en: 'Cash', zh: '现金' },
  'wallet/current': { side: 'credit', notNegative: true, en: 'Wallet', zh: '钱包' },
});

/** Flags: `--postings=N` for another size of the book. */
export async function booksBench(flags: ReadonlySet<string>): Promise<BenchReport> {
  const folder = mkdtempSync(join(tmpdir(), 'jinqiao-bench-'));
  chmodSync(folder, 0o755);
  const server = await startEmbeddedPostgres({ dataDir: folder });
  const admin = openDatabase(server.url, { max: 1 });
  const asked = [...flags].map((flag) => /^--postings=(\d+)$/.exec(flag)?.[1]).find((n) => n !== undefined);
  try {
    const version = (await admin.query<{ v: string }>(`SELECT current_setting('server_version') AS v`)).rows[0]?.v ?? '';
    await admin.query('CREATE DATABASE books');
    const rows = await measured(server.url.replace(/[^/]*$/, 'books'), asked === undefined ? POSTINGS : Number(asked));
    return { name: 'books', machine: machine(version), rows };
  } finally {
    await admin.end();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measured(url: string, postings: number): Promise<BenchRow[]> {
  const closed = 'http://127.0.0.1:9';
  const system = await openSystem({
    databaseUrl: url,
    urls: {
      bank: closed,
      payment: closed,
      yunque: closed,
      hongying: closed,
      clearing: closed,
      issuer: closed,
      bureau: closed,
      identity: closed,
      registrar: closed,
      yunzhou: closed,
      xihe: closed,
      messages: closed,
      shop: closed,
    },
    keys: makeKeys('0'.repeat(64)),
    clock: systemClock,
  });
  try {
    const loaded = performance.now();
    await load(system.db, postings);
    const followed = performance.now();
    await keepDays(system.db, BOOK.name, 0n);
    const ready = performance.now();
    await addStaff(system.db, [{ login: 'auditor', name: 'auditor', role: 'auditor', password: 'bench-password-1' }]);
    const http = await startHttp(system, { port: 0, host: '127.0.0.1' });
    const rows = await cases(system.db, await signedIn(http.url));
    await http.close();
    const perSecond = (from: number, through: number) => Math.round((postings * 1000) / (through - from));
    return [
      { case: 'load', value: perSecond(loaded, followed), unit: 'postings/s' },
      { case: 'follow-days', value: perSecond(followed, ready), unit: 'postings/s' },
      ...rows,
    ];
  } finally {
    await system.end();
  }
}

/** A book in which a house account's stripes face wallets, one of which is in every tenth posting; business dates go up. */
async function load(db: Database, postings: number): Promise<void> {
  const wallets = Array.from({ length: OWNERS }, (_, i) => ownedBy(`wal_${i}`));
  await db.tx((tx) => openBook(tx, BOOK, ['cash']));
  for (let i = 0; i < OWNERS; i += CHUNK) await db.tx((tx) => openAccounts(tx, wallets.slice(i, i + CHUNK)));
  const poster = openPoster(db, BOOK);
  for (let i = 0; i < postings; i += CHUNK) {
    const count = Math.min(CHUNK, postings - i);
    await poster.postAll(Array.from({ length: count }, (_, k) => paidIn(wallets, i + k, postings)));
  }
  await poster.close();
  for (const what of ['VACUUM ANALYZE ledger.account', 'VACUUM ANALYZE ledger.transfer', 'CHECKPOINT']) await db.query(what);
}

function ownedBy(owner: string): Account {
  return BOOK.of('wallet/current', owner, bucketOf(owner));
}

function paidIn(wallets: readonly Account[], n: number, postings: number): Entry {
  const wallet = (n % BUSY_EVERY === 0 ? wallets[0] : wallets[(n * 7_919) % OWNERS]) as Account;
  return journal({
    businessDate: addDays(FIRST_DAY, Math.floor((n * DAYS) / postings)),
    kind: 'paid-in',
    reference: `p${n}`,
    subject: wallet.owner,
    transfers: [{ debit: BOOK.house('cash', wallet.bucket), credit: wallet, amount: BigInt(100 + (n % 9_901)) }],
  });
}

type Ask = <T>(path: string, body?: object) => Promise<T>;

async function signedIn(url: string): Promise<Ask> {
  let cookie = '';
  let sent = 0;
  const ask = async (path: string, body?: object): Promise<Response> => {
    sent += 1;
    const response = await fetch(`${url}/api/v1${path}`, {
      headers: { cookie, 'idempotency-key': `books-bench-${sent}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response;
  };
  cookie = (await ask('/sessions', { login: 'auditor', password: 'bench-password-1' })).headers.get('set-cookie')?.split(';')[0] ?? '';
  return async <T>(path: string, body?: object) => (await (await ask(path, body)).json()) as T;
}

async function cases(db: Database, ask: Ask): Promise<BenchRow[]> {
  const busy = ownedBy('wal_0');
  const quiet = ownedBy('wal_77');
  const stripe = BOOK.house('cash', busy.bucket);
  const list = '/books/bench/accounts/list';
  const [middle] = (await ask<Page<Journal>>(`/books/journals?book=bench&date=${MIDDLE}&limit=1`)).items;
  const { nextCursor } = await ask<AccountPage>(`${list}?path=wallet/current&limit=200`);
  const runs: Readonly<Record<string, () => Promise<unknown>>> = {
    'one-row-by-key': () => db.query('SELECT debits, credits FROM ledger.account WHERE bucket = $1 AND account_id = $2', [quiet.bucket, quiet.id]),
    books: () => ask('/books'),
    'trial-balance': () => ask('/books/trial-balance?book=bench'),
    'trial-balance-a-year-ago': () => ask(`/books/trial-balance?book=bench&date=${MIDDLE}`),
    'account-tree': () => ask('/books/bench/accounts'),
    'accounts-of-a-path': () => ask(`${list}?path=wallet/current`),
    'accounts-next-page': () => ask(`${list}?path=wallet/current&cursor=${nextCursor}`),
    'house-stripes': () => ask(`${list}?path=cash&stripes=all`),
    account: () => ask(`/books/accounts/${quiet.id}`),
    'statement-of-50-postings': () => ask(`/books/accounts/${quiet.id}/statement`),
    'statement-of-100,000-postings': () => ask(`/books/accounts/${busy.id}/statement`),
    'statement-a-year-ago': () => ask(`/books/accounts/${busy.id}/statement?through=${MIDDLE}`),
    'house-statement': () => ask(`/books/accounts/${stripe.id}/statement`),
    'house-statement-a-year-ago': () => ask(`/books/accounts/${stripe.id}/statement?through=${MIDDLE}`),
    journals: () => ask('/books/journals?book=bench'),
    'journals-of-a-day': () => ask(`/books/journals?book=bench&date=${MIDDLE}`),
    journal: () => ask(`/journals/${middle?.id}`),
    proof: () => ask('/books/bench/proof'),
    'verify-10,000-journals': () => verified(ask, middle?.sequence ?? '1'),
  };
  const samples = new Map<string, number[][]>(Object.keys(runs).map((name) => [name, []]));
  for (let run = 0; run <= RUNS; run += 1)
    for (const [name, once] of Object.entries(runs)) {
      const times: number[] = [];
      for (let i = 0; i < ASKED; i += 1) {
        const start = performance.now();
        await once();
        times.push(performance.now() - start);
      }
      if (run > 0) samples.get(name)?.push(times);
    }
  return rowsOf(samples);
}

async function verified(ask: Ask, from: string): Promise<void> {
  const last = BigInt(from) + 9_999n;
  let run = await ask<BookVerification>('/books/bench/verifications', { from, through: last.toString() });
  while (run.state === 'running') run = await ask(`/books/bench/verifications/${run.id}`);
  if (!run.ok) throw new Error(run.wrong.join('; '));
}

function rowsOf(samples: ReadonlyMap<string, readonly (readonly number[])[]>): BenchRow[] {
  const at = (times: readonly number[], of: number) => [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * of))] ?? 0;
  const p50 = (name: string) => median((samples.get(name) ?? []).map((times) => at(times, 0.5)));
  const baseline = 'one-row-by-key';
  return [...samples].map(([name, rounds]) => ({
    case: name,
    value: round(1000 / p50(name)),
    unit: 'answers/s',
    p50ms: round(p50(name)),
    p99ms: round(median(rounds.map((times) => at(times, 0.99)))),
    ...(name === baseline ? {} : { baseline, ratio: round(p50(baseline) / p50(name)) }),
  }));
}
