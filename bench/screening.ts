/** A new watch list against a hundred thousand customers, beside opening and comparing every name with every entry. */
import { createHmac } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { businessDate } from '@jinqiao/calendar';
import {
  decideChange,
  insertWatchList,
  likenessOf,
  type NameVault,
  parseWatchList,
  proposeChange,
  type ScreenedPerson,
  screenCustomers,
  screenNextEntries,
} from '@jinqiao/compliance';
import { bucketOf, type Database, migrate, openDatabase } from '@jinqiao/database';
import { sealerOf } from '@jinqiao/gateway';
import { derivedId, startEmbeddedPostgres } from '@jinqiao/runtime';
import { makeKeys, migrationFolders } from '@jinqiao/server';
import { type BenchReport, type BenchRow, machine, median, RUNS, round } from './measure.ts';

const CUSTOMERS = 100_000;
const ENTRIES = 5_000;
const CHUNK = 5_000;
const NAIVE_ENTRIES = 5;
const ON = businessDate('2026-11-26');
const THRESHOLD = 86_000_000n;
const { seal, open } = sealerOf(makeKeys('0'.repeat(64)).vault);
const vault: NameVault = { seal, open, index: (kind, value) => createHmac('sm3', 'bench').update(`${kind}:${value}`).digest('hex') };

// Frequent surnames stand earlier, and are drawn more often.
const SURNAMES = [
  ...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严',
];
const GIVEN = [
  ...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红文建国志海云龙飞鹏宇浩然子轩雨涵欣怡梓萱佳琪思远晓梦婷雪慧颖莹琳璐峰斌波辉毅俊凯旭东阳春生林森洪光天达安岩中茂进有坚和彪博诚先敬震振壮会思群豪心邦承乐绍功松善厚庆民友裕河哲江',
];

function nameOf(n: number): string {
  const at = (list: readonly string[], seed: number, skew: number) => list[Math.floor(((seed % 10_007) / 10_007) ** skew * list.length)] ?? '';
  const given = at(GIVEN, n * 7_919 + 13, 1) + (n % 4 === 0 ? '' : at(GIVEN, n * 104_729 + 29, 1));
  return at(SURNAMES, n * 31_337 + 7, 2) + given;
}

/** Flags: `--customers=N`, `--entries=N`. */
export async function screeningBench(flags: ReadonlySet<string>): Promise<BenchReport> {
  const asked = (name: string, otherwise: number) =>
    Number([...flags].map((flag) => new RegExp(`^--${name}=(\\d+)$`).exec(flag)?.[1]).find((n) => n !== undefined) ?? otherwise);
  const folder = mkdtempSync(join(tmpdir(), 'jinqiao-bench-'));
  chmodSync(folder, 0o755);
  const server = await startEmbeddedPostgres({ dataDir: folder });
  const db = openDatabase(server.url, { max: 2 });
  try {
    await migrate(db, migrationFolders);
    const version = (await db.query<{ v: string }>(`SELECT current_setting('server_version') AS v`)).rows[0]?.v ?? '';
    return { name: 'screening', machine: machine(version), rows: await measured(db, asked('customers', CUSTOMERS), asked('entries', ENTRIES)) };
  } finally {
    await db.end();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measured(db: Database, customers: number, entries: number): Promise<BenchRow[]> {
  const started = performance.now();
  for (let i = 0; i < customers; i += CHUNK) {
    const people = Array.from({ length: Math.min(CHUNK, customers - i) }, (_, j) => personOf(i + j));
    await db.tx((tx) => screenCustomers(tx, vault, ON, THRESHOLD, people));
  }
  const onboarding = (performance.now() - started) / 1000;
  await db.query('ANALYZE');
  const seconds: number[] = [];
  let hits = 0;
  for (let run = 0; run <= RUNS; run += 1) {
    const found = await screenList(db, run, entries);
    if (run > 0) seconds.push(found.seconds);
    hits = found.hits;
  }
  const naive = compareAll(customers);
  const rate = entries / median(seconds);
  return [
    { case: `onboarding, ${customers} persons`, value: round(customers / onboarding), unit: 'persons/s' },
    {
      case: `new list of ${entries}, ${hits} hits`,
      value: round(rate),
      unit: 'entries/s',
      p50ms: round(median(seconds) * 1000),
      p99ms: round(Math.max(...seconds) * 1000),
      baseline: 'every name with every entry',
      ratio: round(rate / naive),
    },
    { case: 'every name with every entry', value: round(naive), unit: 'entries/s' },
  ];
}

function personOf(n: number): ScreenedPerson {
  const bucket = bucketOf(String(n));
  return { bucket, customerId: derivedId('cus', bucket, String(n)), name: nameOf(n), birthDate: null, idNumberHash: null };
}

/** One entry in two is a Chinese name of the same kind, the others are in letters; every run lists other names. */
async function screenList(db: Database, run: number, entries: number): Promise<{ seconds: number; hits: number }> {
  const lines = Array.from({ length: entries }, (_, i) => {
    const n = run * entries + i;
    const name = i % 2 === 0 ? nameOf(n * 17 + 5_000_000) : `Name${n.toString(36)} Family${(n * 7).toString(36)}`;
    return `D|R-${n}|person|${name}||||XX|bench`;
  });
  const file = parseWatchList([`H|watch-list|bench-${run}|2026-11-01|${entries}`, ...lines, `T|${entries}`].join('\n'));
  const act = (by: string) => ({ by, at: '2026-11-26T00:00:00.000Z', on: ON });
  const change = await db.tx(async (tx) => {
    const { listId, version, digest } = await insertWatchList(tx, vault, file, 'maker');
    return proposeChange(tx, act('maker'), `run ${run}`, { kind: 'watch-list', listId, version, entries, digest }, 'bench');
  });
  await db.tx((tx) => decideChange(tx, act('checker'), change.changeId, true, 'bench'));
  const started = performance.now();
  let hits = 0;
  for (let left = entries; left > 0; ) {
    const done = await db.tx((tx) => screenNextEntries(tx, vault, ON, THRESHOLD, { listId: `bench-${run}`, version: 1 }));
    left = done.left;
    hits += done.hits;
  }
  return { seconds: (performance.now() - started) / 1000, hits };
}

/** What it costs without keys: each customer's name is opened and held against each entry. @returns entries a second. */
function compareAll(customers: number): number {
  const sealed = Array.from({ length: customers }, (_, n) => vault.seal(nameOf(n)));
  const started = performance.now();
  let alike = 0;
  for (let entry = 0; entry < NAIVE_ENTRIES; entry += 1) {
    const listed = nameOf(entry * 17 + 5_000_000);
    for (const name of sealed) alike += likenessOf(vault.open(name), listed) >= 8_600 ? 1 : 0;
  }
  const seconds = (performance.now() - started) / 1000;
  if (!Number.isFinite(alike)) throw new Error('nothing compared');
  return NAIVE_ENTRIES / seconds;
}
