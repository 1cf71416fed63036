/** A thousand applications for loans at the same moment: how fast a bank is chosen for each, and that no quota and no customer's limit is passed. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { openFirstDay } from '@jinqiao/business-day';
import { businessDate } from '@jinqiao/calendar';
import { registerEntities } from '@jinqiao/compliance';
import { bucketOf, type Database, migrate, openDatabase } from '@jinqiao/database';
import { chooseFunder, type FundingRequest, openProgramme, type RoutedProgramme, type RoutingParameters, routed } from '@jinqiao/partnership';
import { derivedId, startEmbeddedPostgres } from '@jinqiao/runtime';
import { migrationFolders, SANDBOX_FUNDERS } from '@jinqiao/server';
import type { Institution } from '@jinqiao/wire';
import { type BenchReport, type BenchRow, machine, median, RUNS, round } from './measure.ts';

const ON = businessDate('2026-11-26');
const APPLICATIONS = 1_000;
const CUSTOMERS = 400;
const AMOUNT = 1_000_000n;
/** Loans that each bank has room for, and that one customer may have. */
const ROOM = { 'PO-LANHAI': 200n, 'PO-XIHE': 150n, 'PO-YUNZHOU': 250n } as const;
const PER_CUSTOMER = 2n;

const agreeing = { name: 'bank', exchange: async () => ({ state: 'answered', answer: { status: 'AGREED' } }) } as unknown as Institution;

/** Flags: `--applications=N`. */
export async function routeBench(flags: ReadonlySet<string>): Promise<BenchReport> {
  const applications = Number([...flags].map((flag) => /^--applications=(\d+)$/.exec(flag)?.[1]).find((n) => n !== undefined) ?? APPLICATIONS);
  const folder = mkdtempSync(join(tmpdir(), 'jinqiao-bench-'));
  chmodSync(folder, 0o755);
  const server = await startEmbeddedPostgres({ dataDir: folder });
  const db = openDatabase(server.url, { max: 32 });
  try {
    await migrate(db, migrationFolders);
    const version = (await db.query<{ v: string }>(`SELECT current_setting('server_version') AS v`)).rows[0]?.v ?? '';
    const rows = await measured(db, await openBanks(db), applications);
    return {
      name: 'route',
      machine: machine(version),
      rows,
      notes: [`no quota and no limit was passed in any of ${RUNS + 1} rounds of ${applications} applications`],
    };
  } finally {
    await db.end();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function openBanks(db: Database): Promise<RoutedProgramme[]> {
  const ids = ['bank', 'yunzhou', 'xihe'];
  await db.tx((tx) =>
    registerEntities(
      tx,
      ids.map((entityId) => ({ entityId, name: entityId, nameZh: entityId, kind: 'bank' })),
      ids.map((entityId) => ({ entityId, licenceType: 'banking', number: entityId, validFrom: '2004-02-01', validTo: null, scopes: [] })),
      ON,
    ),
  );
  await openFirstDay(db, ON);
  const opened = SANDBOX_FUNDERS.map(({ id, parameters }) => {
    const quota = ((ROOM[id as keyof typeof ROOM] ?? 0n) * AMOUNT).toString();
    const routing = { ...(parameters.routing as RoutingParameters), dayQuota: quota, totalQuota: quota, customerLimit: (PER_CUSTOMER * AMOUNT).toString() };
    return openProgramme(db, agreeing, id, { ...parameters, routing }, ON);
  });
  return routed(await Promise.all(opened));
}

async function measured(db: Database, programmes: readonly RoutedProgramme[], applications: number): Promise<BenchRow[]> {
  const [together, single]: [number[], number[]] = [[], []];
  for (let run = 0; run <= RUNS; run += 1) {
    const asked = Array.from({ length: applications }, (_, i) => requestOf(run, i));
    const start = performance.now();
    await Promise.all(asked.map((request) => choose(db, programmes, request)));
    const seconds = (performance.now() - start) / 1000;
    await provenWithin(db, applications);
    await db.query('TRUNCATE partnership.quota, partnership.route_choice');
    const alone = performance.now();
    for (const request of asked.slice(0, applications / 10)) await choose(db, programmes, request);
    const aloneSeconds = (performance.now() - alone) / 1000;
    await db.query('TRUNCATE partnership.quota, partnership.route_choice');
    if (run === 0) continue;
    together.push(applications / seconds);
    single.push(applications / 10 / aloneSeconds);
  }
  const baseline = median(single);
  return [
    { case: 'one after another', value: baseline, unit: 'choices/s' },
    { case: `${applications} at once`, value: median(together), unit: 'choices/s', baseline: 'one after another', ratio: round(median(together) / baseline) },
  ];
}

function requestOf(run: number, i: number): FundingRequest {
  const name = `customer ${i % CUSTOMERS}`;
  const bucket = bucketOf(name);
  const subject = derivedId('cpo', bucket, `${run} ${i}`);
  return { bucket, subject, customerId: derivedId('cus', bucket, name), amount: AMOUNT, periods: 12, area: '330102', age: 30, score: 660 };
}

const choose = (db: Database, programmes: readonly RoutedProgramme[], request: FundingRequest) =>
  db.tx((tx) => chooseFunder(tx, programmes, request, ON, new Date().toISOString()));

/** Counts what was chosen from the choices themselves, not from the counters. */
async function provenWithin(db: Database, applications: number): Promise<void> {
  const { rows: funders } = await db.query<{ id: string; n: bigint }>(
    `SELECT programme_id AS id, count(*) AS n FROM partnership.route_choice WHERE programme_id IS NOT NULL GROUP BY 1`,
  );
  for (const { id, n } of funders)
    if (n > (ROOM[id as keyof typeof ROOM] ?? 0n)) throw new Error(`${id} has room for ${ROOM[id as keyof typeof ROOM]} loans and has ${n}`);
  const { rows } = await db.query<{ most: bigint; all: bigint }>(
    `SELECT max(n) AS most, sum(n)::bigint AS all FROM (SELECT count(*) AS n FROM partnership.route_choice WHERE programme_id IS NOT NULL GROUP BY customer_id) c`,
  );
  const room = Object.values(ROOM).reduce((sum, loans) => sum + loans, 0n);
  if ((rows[0]?.most ?? 0n) > PER_CUSTOMER) throw new Error(`a customer who may have ${PER_CUSTOMER} loans has ${rows[0]?.most}`);
  if (applications >= APPLICATIONS && rows[0]?.all !== room) throw new Error(`there was room for ${room} loans and ${rows[0]?.all} were made`);
}
