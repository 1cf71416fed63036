/** The posting path of the ledger, as ratios to raw COPY and to a plain SQL ledger that are measured in the same run. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, migrate, openDatabase } from '@jinqiao/database';
import {
  type Account,
  defineBook,
  type Journal,
  journal,
  ledgerMigrations,
  openAccounts,
  openBook,
  openPoster,
  type Poster,
  post,
  verifyChain,
} from '@jinqiao/ledger';
import { startEmbeddedPostgres } from '@jinqiao/runtime';
import { copyBaseline, load, type PlainLedger, plainLedger, type Sample } from './ledger-baselines.ts';
import { type BenchReport, type BenchRow, machine, median, RUNS, round } from './measure.ts';

const RUN_MS = 1_000;
const ACCOUNTS = 10_000;
const MANY_ACCOUNTS = 1_000_000;
const CALLERS = [1, 8, 32, 256];
const BULKS = [100, 1_000, 8_000];
const BUCKET = 7;
const SUSTAINED_MS = 100_000;
const SUSTAINED_SIZE = 2_000;
const HISTORY_MILLIONS = [10, 50];
const UNIT = 'transfers/s';

const BOOK = defineBook('bench', 'CNY', {
  cash: { side: 'debit', notNegative: false, en: 'Cash', zh: '现金' },
  wallet: { side: 'credit', notNegative: true, en: 'Wallet', zh: '钱包' },
});

/** A book with its funded wallets, all of which may not fall below zero, and the poster of its callers. */
type Ledger = { readonly db: Database; readonly wallets: readonly Account[]; readonly poor: Account; readonly poster: Poster; end(): Promise<void> };

type Spread = 'uniform' | 'hot';

/**
 * Flags: `--quick` one counted run; `--sustained` 100 s without a pause instead; `--history-millions=10,50` a history of these
 * sizes instead; `--long` both.
 */
export async function ledgerBench(flags: ReadonlySet<string>): Promise<BenchReport> {
  const folder = mkdtempSync(join(tmpdir(), 'jinqiao-bench-'));
  const server = await startEmbeddedPostgres({ dataDir: folder });
  const admin = openDatabase(server.url, { max: 1 });
  try {
    const version = (await admin.query<{ v: string }>(`SELECT current_setting('server_version') AS v`)).rows[0]?.v ?? '';
    const database = async (name: string) => {
      await admin.query(`CREATE DATABASE ${name}`);
      return server.url.replace(/[^/]*$/, name);
    };
    const history = historySizes(flags) ?? (flags.has('--long') ? HISTORY_MILLIONS : []);
    const sustained = flags.has('--long') || flags.has('--sustained');
    const rows = [
      ...(sustained ? await sustainedCases(await database('sustained')) : []),
      ...(history.length > 0 ? await historyCases(database, history) : []),
      ...(sustained || history.length > 0 ? [] : await shortCases(database, flags.has('--quick') ? 1 : RUNS)),
    ];
    return { name: 'ledger', machine: machine(version), rows };
  } finally {
    await admin.end();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

type Case = { readonly name: string; readonly unit: string; readonly baseline?: string; readonly also?: string; readonly run: () => Promise<Sample> };

async function shortCases(database: (name: string) => Promise<string>, runs: number): Promise<BenchRow[]> {
  const url = await database('few');
  const few = await openLedger(url, ACCOUNTS);
  await few.poster.postAll(sends(few, 8_000, 'uniform'));
  const copying = await copyBaseline(url, 8_000);
  const plain = await plainLedger(await database('plain'), ACCOUNTS, Math.max(...CALLERS.slice(0, 3)));
  const many = await openLedger(await database('many'), MANY_ACCOUNTS);
  const cases = casesOf(few, many, plain, () => copying.run(RUN_MS));
  const samples = new Map<string, Sample[]>(cases.map(({ name }) => [name, []]));
  for (let run = 0; run <= runs; run += 1) {
    for (const { name, run: measured } of cases) {
      const sample = await measured();
      if (run > 0) samples.get(name)?.push(sample);
    }
  }
  const verified = await verifying(few.db);
  for (const each of [few, many, plain, copying]) await each.end();
  return [...cases.map((one) => rowOf(one, samples)), verified];
}

/** The chain must have held, and this is how fast that is found. */
async function verifying(db: Database): Promise<BenchRow> {
  const begun = performance.now();
  const { ok, examined, wrong } = await verifyChain(db);
  if (!ok) throw new Error(`the chain broke under load: ${wrong.join('; ')}`);
  return { case: 'verify-chain', value: Math.round(examined / ((performance.now() - begun) / 1000)), unit: 'journals/s' };
}

function casesOf(few: Ledger, many: Ledger, plain: PlainLedger, copying: () => Promise<Sample>): Case[] {
  const spreads: readonly Spread[] = ['uniform', 'hot'];
  const unit = UNIT;
  return [
    { name: 'copy', unit, run: copying },
    ...CALLERS.slice(0, 3).flatMap((callers) =>
      spreads.map((spread) => ({ name: `plain-${callers}-${spread}`, unit, run: () => plainLoad(plain, callers, spread) })),
    ),
    ...CALLERS.flatMap((callers) =>
      spreads.map((spread) => ({
        name: `callers-${callers}-${spread}`,
        unit,
        baseline: `plain-${Math.min(callers, 32)}-${spread}`,
        run: () => single(few, callers, spread),
      })),
    ),
    ...BULKS.flatMap((size) =>
      spreads.map((spread) => ({ name: `bulk-${size}${spread === 'hot' ? '-hot' : ''}`, unit, baseline: 'copy', run: () => bulk(few, size, spread) })),
    ),
    { name: 'callers-32-refused-1-percent', unit, baseline: 'callers-32-uniform', run: () => single(few, 32, 'uniform', 100) },
    { name: 'bulk-8000-refused-1-percent', unit, baseline: 'bulk-8000', run: () => bulk(few, 8_000, 'uniform', 100) },
    { name: 'callers-32-million-accounts', unit, baseline: 'callers-32-uniform', run: () => single(many, 32, 'uniform') },
    { name: 'bulk-8000-million-accounts', unit, baseline: 'bulk-8000', run: () => bulk(many, 8_000, 'uniform') },
  ];
}

async function openLedger(url: string, accounts: number): Promise<Ledger> {
  const db = openDatabase(url, { max: 4 });
  await migrate(db, [ledgerMigrations]);
  const wallets = Array.from({ length: accounts }, (_, i) => BOOK.of('wallet', `w${i}`, BUCKET));
  const poor = BOOK.of('wallet', 'poor', BUCKET);
  await db.tx((tx) => openBook(tx, BOOK, ['cash']));
  for (let i = 0; i < accounts; i += 10_000) await db.tx((tx) => openAccounts(tx, [...wallets.slice(i, i + 10_000), poor]));
  for (let i = 0; i < accounts; i += 5_000) {
    const batch = wallets.slice(i, i + 5_000).map((wallet) =>
      journal({
        businessDate: '2026-01-01',
        kind: 'fund',
        reference: wallet.owner,
        subject: wallet.owner,
        transfers: [{ debit: BOOK.house('cash', BUCKET), credit: wallet, amount: 1_000_000_000n }],
      }),
    );
    await db.tx((tx) => post(tx, BOOK, batch));
  }
  // What setting up left behind is not to be cleared away while others are measured.
  for (const table of ['account', 'transfer']) await db.query(`VACUUM ANALYZE ledger.${table}`);
  const poster = openPoster(db, BOOK);
  const end = async () => {
    await poster.close();
    await db.end();
  };
  return { db, wallets, poor, poster, end };
}

let made = 0;
let state = 12_345;

/** Numbers that are spread evenly and the same in every run (mulberry32). */
function roll(below: number): number {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) % below;
}

const FIRST_MS = Date.UTC(2026, 0, 15);

/** A payment between two wallets under a time-ordered id; one in `refusedEach` is from a wallet that has nothing. */
function payment({ wallets, poor }: Ledger, spread: Spread, refusedEach: number): Journal {
  made += 1;
  const debit = refusedEach > 0 && made % refusedEach === 0 ? poor : (wallets[1 + roll(wallets.length - 1)] as Account);
  const other = spread === 'hot' ? wallets[0] : wallets[1 + roll(wallets.length - 1)];
  const credit = other === debit ? (wallets[0] as Account) : (other as Account);
  const time = (FIRST_MS + Math.floor(made / 64)).toString(16).padStart(12, '0');
  const id = `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${made.toString(16).padStart(12, '0')}`;
  return {
    id,
    bucket: BUCKET,
    businessDate: '2026-01-15',
    kind: 'send',
    reference: `r${made}`,
    subject: debit.owner,
    transfers: [{ debit, credit, amount: 1n + BigInt(made % 97) }],
  };
}

function sends(ledger: Ledger, size: number, spread: Spread, refusedEach = 0): Journal[] {
  return Array.from({ length: size }, () => payment(ledger, spread, refusedEach));
}

function single(ledger: Ledger, callers: number, spread: Spread, refusedEach = 0): Promise<Sample> {
  return load(callers, RUN_MS, 1, () =>
    ledger.poster.post(payment(ledger, spread, refusedEach)).catch((error: unknown) => {
      if (refusedEach === 0) throw error;
    }),
  );
}

/** Two callers hand over whole batches: while one is being written, the next is on its way. */
function bulk(ledger: Ledger, size: number, spread: Spread, refusedEach = 0, milliseconds = RUN_MS): Promise<Sample> {
  return load(2, milliseconds, size, async () => {
    const outcomes = await ledger.poster.postAll(sends(ledger, size, spread, refusedEach));
    const refused = outcomes.filter((outcome) => outcome instanceof Error).length;
    if (refused > (refusedEach > 0 ? size / refusedEach + 1 : 0)) throw new Error(`${refused} of ${size} were refused`);
  });
}

function plainLoad(plain: PlainLedger, callers: number, spread: Spread): Promise<Sample> {
  return load(callers, RUN_MS, 1, (caller) => {
    const debit = 1 + roll(ACCOUNTS - 1);
    const other = spread === 'hot' ? 0 : 1 + roll(ACCOUNTS - 1);
    return plain.transfer(caller, debit, other === debit ? 0 : other, 1n + BigInt(roll(97)));
  });
}

function quantile(values: readonly number[], of: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * of))] ?? 0;
}

/** Ratios are medians of the ratios within each round, since the machine's own pace changes between rounds. */
function rowOf({ name, unit, baseline }: Case, samples: ReadonlyMap<string, readonly Sample[]>): BenchRow {
  const own = samples.get(name) ?? [];
  const base = baseline ? (samples.get(baseline) ?? []) : [];
  return {
    case: name,
    value: Math.round(median(own.map(({ perSecond }) => perSecond))),
    unit,
    p50ms: round(median(own.map(({ latencies }) => quantile(latencies, 0.5)))),
    p99ms: round(median(own.map(({ latencies }) => quantile(latencies, 0.99)))),
    ...(baseline ? { baseline, ratio: round(median(own.map(({ perSecond }, i) => perSecond / (base[i]?.perSecond ?? Number.NaN)))) } : {}),
  };
}

/** 100 s without a pause beside the median of short runs before it. */
async function sustainedCases(url: string): Promise<BenchRow[]> {
  const ledger = await openLedger(url, ACCOUNTS);
  const runs: number[] = [];
  for (let run = 0; run <= RUNS; run += 1) runs.push((await short(ledger)).perSecond);
  const before = median(runs.slice(1));
  const { perSecond } = await bulk(ledger, SUSTAINED_SIZE, 'uniform', 0, SUSTAINED_MS);
  await ledger.end();
  return [
    { case: 'short-3-s', value: Math.round(before), unit: UNIT },
    { case: 'sustained-100-s', value: Math.round(perSecond), unit: UNIT, baseline: 'short-3-s', ratio: round(perSecond / before) },
  ];
}

/** A ledger that grows beside one that is new: at each size both are measured in turn, since the machine's pace changes with the hour. */
async function historyCases(database: (name: string) => Promise<string>, millions: readonly number[]): Promise<BenchRow[]> {
  const old = await openLedger(await database('old'), ACCOUNTS);
  const rows: BenchRow[] = [];
  const posted = async () => (await old.db.query<{ n: bigint }>('SELECT sequence AS n FROM ledger.book')).rows[0]?.n ?? 0n;
  for (const million of millions) {
    while ((await posted()) < BigInt(million) * 1_000_000n) await bulk(old, Math.max(...BULKS), 'uniform', 0, 10_000);
    const fresh = await openLedger(await database(`fresh_${million}`), ACCOUNTS);
    const pairs: { fresh: number; old: number }[] = [];
    for (let run = 0; run <= RUNS; run += 1) pairs.push({ fresh: (await short(fresh)).perSecond, old: (await short(old)).perSecond });
    await fresh.end();
    const counted = pairs.slice(1);
    const baseline = `fresh-beside-${million}-million`;
    rows.push({ case: baseline, value: Math.round(median(counted.map((pair) => pair.fresh))), unit: UNIT });
    rows.push({
      case: `after-${million}-million-postings`,
      value: Math.round(median(counted.map((pair) => pair.old))),
      unit: UNIT,
      baseline,
      ratio: round(median(counted.map((pair) => pair.old / pair.fresh))),
    });
  }
  await old.end();
  return rows;
}

function short(ledger: Ledger): Promise<Sample> {
  return bulk(ledger, SUSTAINED_SIZE, 'uniform', 0, 3_000);
}

/** The sizes of `--history-millions=10,50`, ascending; undefined without the flag. */
function historySizes(flags: ReadonlySet<string>): number[] | undefined {
  const given = [...flags].map((flag) => /^--history-millions=([\d,]+)$/.exec(flag)?.[1]).find((sizes) => sizes !== undefined);
  return given
    ?.split(',')
    .map(Number)
    .sort((a, b) => a - b);
}
