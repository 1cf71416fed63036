/** A million lines of a settlement file received and matched with our records, beside reading both files with COPY. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { type Database, migrate, openDatabase } from '@jinqiao/database';
import { sm3 } from '@jinqiao/gateway';
import { AT_PAYMENT, compareFile, type ReceivedFile, receiveFile } from '@jinqiao/payments';
import { startEmbeddedPostgres } from '@jinqiao/runtime';
import { migrationFolders } from '@jinqiao/server';
import { type BenchReport, type BenchRow, machine, median, RUNS, round } from './measure.ts';

const ROWS = 1_000_000;
const DATE = '2026-01-15';
const PIECE = 4_000_000;
/** One line in so many is missing, over, or of another amount. */
const DIFFERENT_EACH = 10_000;

type Text = { readonly pieces: readonly string[]; readonly digest: string };

/** Flags: `--rows=N` for another size, `--quick` for one counted run. */
export async function reconcileBench(flags: ReadonlySet<string>): Promise<BenchReport> {
  const folder = mkdtempSync(join(tmpdir(), 'jinqiao-bench-'));
  chmodSync(folder, 0o755);
  const server = await startEmbeddedPostgres({ dataDir: folder });
  const admin = openDatabase(server.url, { max: 1 });
  const asked = [...flags].map((flag) => /^--rows=(\d+)$/.exec(flag)?.[1]).find((n) => n !== undefined);
  try {
    const version = (await admin.query<{ v: string }>(`SELECT current_setting('server_version') AS v`)).rows[0]?.v ?? '';
    await admin.query('CREATE DATABASE reconcile');
    const db = openDatabase(server.url.replace(/[^/]*$/, 'reconcile'), { max: 3 });
    await migrate(db, migrationFolders);
    const rows = await measured(db, asked === undefined ? ROWS : Number(asked), flags.has('--quick') ? 1 : RUNS);
    await db.end();
    return { name: 'reconcile', machine: machine(version), rows };
  } finally {
    await admin.end();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measured(db: Database, rows: number, runs: number): Promise<BenchRow[]> {
  await fillCollections(db, rows);
  const theirs = await settlementText(db, rows);
  const ours = await recordsText(db);
  await db.query(`CREATE TABLE public.ours (bucket int, key text, amount bigint, status text, detail text)`);
  await db.query(`CREATE TABLE public.theirs (line text)`);
  const times: Record<'copy' | 'receive' | 'compare', number[]> = { copy: [], receive: [], compare: [] };
  for (let run = 0; run <= runs; run += 1) {
    const copying = await timed(() => copyBoth(db, ours, theirs));
    const receiving = await timed(() => receive(db, theirs));
    const file = receiving.value as ReceivedFile;
    const comparing = await timed(() => db.tx((tx) => compareFile(tx, AT_PAYMENT, file, DATE)));
    requireFound(comparing.value.differences, rows);
    await db.query('TRUNCATE payments.received_file, payments.file_row, payments.break, payments.reconciliation, public.ours, public.theirs');
    if (run === 0) continue;
    times.copy.push(copying.seconds);
    times.receive.push(receiving.seconds);
    times.compare.push(comparing.seconds);
  }
  const whole = times.receive.map((seconds, i) => seconds + (times.compare[i] ?? 0));
  const row = (name: string, seconds: readonly number[]): BenchRow => ({
    case: name,
    value: Math.round(rows / median(seconds)),
    unit: 'rows/s',
    p50ms: Math.round(median(seconds) * 1000),
    p99ms: Math.round(Math.max(...seconds) * 1000),
    ...(name === 'copy' ? {} : { baseline: 'copy', ratio: round(median(seconds.map((own, i) => (times.copy[i] ?? 0) / own))) }),
  });
  return [row('copy', times.copy), row('receive', times.receive), row('compare', times.compare), row('receive-and-compare', whole)];
}

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; seconds: number }> {
  const start = performance.now();
  const value = await work();
  return { value, seconds: (performance.now() - start) / 1000 };
}

/** Every kind of difference must have been found: a comparison that is fast and finds nothing is worth nothing. */
function requireFound(found: number, rows: number): void {
  const expected = 3 * Math.floor(rows / DIFFERENT_EACH);
  if (found !== expected) throw new Error(`${found} differences were found, ${expected} are there`);
}

async function fillCollections(db: Database, rows: number): Promise<void> {
  await db.query(
    `INSERT INTO payments.collection (bucket, collection_id, programme_id, loan_id, customer_id, account_no, mandate_token, purpose, channel, business_date, amount, early_principal, state, code,
       payment_serial, principal, interest, penalty, fees)
     SELECT n & 255, 'col_' || lpad(to_hex(n & 255), 2, '0') || left(md5(n::text), 24), 'JL', 'loan', 'customer', 'account', 'token', 'instalment', 'file', $2, 100 + n % 100000, 0, 'applied', 'OK',
       'pay', 100 + n % 100000, 0, 0, 0
     FROM generate_series(1, $1::int) n`,
    [rows, DATE],
  );
  for (const what of ['VACUUM ANALYZE payments.collection', 'CHECKPOINT']) await db.query(what);
}

/** The institution's file of the same collections, as it would come: one in so many missing, one over, one of another amount. */
async function settlementText(db: Database, rows: number): Promise<Text> {
  const { rows: records } = await db.query<{ key: string; amount: bigint }>(
    `SELECT collection_id AS key, amount FROM payments.collection ORDER BY collection_id COLLATE "C"`,
  );
  const lines: string[] = [];
  let sum = 0n;
  const add = (key: string, amount: bigint) => {
    sum += amount;
    lines.push(`D|${key}|pay_00${key.slice(6)}|${amount}|2026-01-16`);
  };
  for (const [i, { key, amount }] of records.entries()) {
    const place = i % DIFFERENT_EACH;
    if (place === 1 && i + DIFFERENT_EACH - place <= rows) continue;
    add(key, place === 2 && i + DIFFERENT_EACH - place <= rows ? amount + 1n : amount);
    if (place === 3 && i + DIFFERENT_EACH - place <= rows) add(`${key}+`, 77n);
  }
  const content = [`H|settlement|payment|${DATE}|${lines.length}|${sum}`, ...lines, `T|${lines.length}|${sum}`, ''].join('\n');
  return { pieces: piecesOf(content), digest: sm3(content) };
}

/** Our records as a file of the same size, for the baseline alone. */
async function recordsText(db: Database): Promise<Text> {
  const { rows } = await db.query<{ bucket: number; key: string; amount: bigint }>('SELECT bucket, collection_id AS key, amount FROM payments.collection');
  return { pieces: piecesOf(rows.map(({ bucket, key, amount }) => `${bucket}\t${key}\t${amount}\tdone\t${amount}|0|0|0\n`).join('')), digest: '' };
}

function piecesOf(content: string): string[] {
  return Array.from({ length: Math.ceil(content.length / PIECE) }, (_, i) => content.slice(i * PIECE, (i + 1) * PIECE));
}

async function copyBoth(db: Database, ours: Text, theirs: Text): Promise<void> {
  for (const [table, { pieces }] of [
    ['public.ours', ours],
    ['public.theirs', theirs],
  ] as const)
    await db.tx((tx) =>
      tx.copy(`COPY ${table} FROM STDIN`, async (write) => {
        for (const piece of pieces) await write(piece);
      }),
    );
}

/** Takes the file in pieces as over the wire: order, count, sum and digest are checked, and every line is kept. */
async function receive(db: Database, { pieces, digest }: Text): Promise<ReceivedFile> {
  const file = await receiveFile(
    {
      db,
      date: DATE,
      chunk: (work) => db.tx(work),
      ask: async (_file, part) => ({ ready: true, content: pieces[part] ?? '', digest, parts: pieces.length }),
    },
    { institution: 'payment', layout: AT_PAYMENT.layout, scope: 'JL', date: DATE },
    AT_PAYMENT,
  );
  if (!file) throw new Error('the file was refused');
  return file;
}
