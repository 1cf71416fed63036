/**
 * The installation that the bench of the API calls, in processes of its own: durable PostgreSQL, the institutions, and the
 * server, which is this process. Speaks with its parent by messages, and ends when the parent is gone.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openFirstDay } from '@jinqiao/business-day';
import { businessDate } from '@jinqiao/calendar';
import { type DecisionSubject, decideApplications, invite, recordSightings } from '@jinqiao/credit';
import { bucketOf, bucketOfId } from '@jinqiao/database';
import { bankAccountOf, customerIdOf } from '@jinqiao/parties';
import { disburseDraws, JOINT_LOAN_DEFAULTS, openProgramme, type Programme, reserveDraws } from '@jinqiao/partnership';
import { instant, startEmbeddedPostgres, systemClock } from '@jinqiao/runtime';
import { installationKeys, openSystem, type PartnerUrls, type System, startHttp } from '@jinqiao/server';

export type Ready = {
  readonly url: string;
  readonly messages: string;
  readonly postgres: string;
  readonly pids: { readonly server: number; readonly postmaster: number; readonly sandbox: number };
};
/** What the parent may ask for; `decide` takes applications one after another, `each` in one go, and says how long each go took. */
export type Ask =
  | { readonly invite: readonly string[] }
  | { readonly lend: readonly string[] }
  | { readonly decide: { readonly flow: string; readonly goes: number; readonly each: number } }
  | { readonly end: true };
export type Order = { readonly id: number } & Ask;
export type Done = {
  readonly id: number;
  readonly error?: string;
  readonly loans?: readonly { readonly id: string; readonly customerId: string }[];
  readonly times?: readonly number[];
};

export const DAY = businessDate('2026-03-02');
/** Few, as real customers have: what a customer owes is read at every call. */
const LOANS_EACH = 5;
const PRINCIPAL = 1_000_000n;
const STOP_MS = 20_000;

const home = process.argv[2];
if (home !== undefined && process.send) await serve(home, (message) => process.send?.(message));

async function serve(home: string, tell: (message: Ready | Done) => void): Promise<void> {
  const dataDir = join(home, 'postgres');
  const database = await startEmbeddedPostgres({ dataDir });
  const { keys, file } = installationKeys(home);
  const sandbox = await startSandboxProcess(database.url, file);
  const system = await openSystem({ databaseUrl: database.url, urls: sandbox.urls, keys, clock: systemClock });
  await openFirstDay(system.db, DAY);
  const programme = await openProgramme(system.db, (await system.joint()).bank, 'JL', JOINT_LOAN_DEFAULTS, DAY);
  const http = await startHttp(system, { port: 0, host: '127.0.0.1' });
  const stop = async () => {
    await http.close();
    await system.end();
    sandbox.child.kill('SIGTERM');
    await database.stop();
  };
  process.once('disconnect', () => {
    void stop().then(() => process.exit());
    // Where the server hangs, so would its end; the database goes with this process.
    setTimeout(() => process.exit(1), STOP_MS);
  });
  process.on('message', (order: Order) => {
    carryOut(system, programme, order).then(
      (done) => tell({ id: order.id, ...done }),
      (error: unknown) => tell({ id: order.id, error: String(error) }),
    );
  });
  const version = (await system.db.query<{ v: string }>(`SELECT current_setting('server_version') AS v`)).rows[0]?.v ?? '';
  const postmaster = Number(readFileSync(join(dataDir, 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]);
  tell({ url: http.url, messages: sandbox.urls.messages, postgres: version, pids: { server: process.pid, postmaster, sandbox: sandbox.child.pid ?? 0 } });
}

async function startSandboxProcess(databaseUrl: string, keysFile: string) {
  const main = fileURLToPath(import.meta.resolve('@jinqiao/sandbox/main'));
  const settings = JSON.stringify({ databaseUrl, ports: {} });
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, settings, keysFile], { stdio: ['pipe', 'pipe', 'inherit'] });
  const urls = await new Promise<PartnerUrls>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line)));
    child.once('exit', (code) => reject(new Error(`the sandbox institutions did not start (exit ${code})`)));
  });
  return { urls, child };
}

async function carryOut(system: System, programme: Programme, order: Order): Promise<Omit<Done, 'id'>> {
  if ('invite' in order) await inviteAll(system, programme, order.invite);
  else if ('lend' in order) return { loans: await lend(system, programme, order.lend) };
  else if ('decide' in order) return { times: await decide(system, programme, order.decide) };
  else {
    const wrong = (await system.verify()).flatMap((check) => check.wrong);
    if (wrong.length > 0) throw new Error(`the books do not hold: ${wrong.slice(0, 5).join('; ')}`);
  }
  return {};
}

async function inviteAll(system: System, programme: Programme, mobiles: readonly string[]): Promise<void> {
  const terms = { programmeId: programme.id, validThrough: '2099-12-31', tenureMonths: 48, ordersPerYear: 40, suggestedLimit: null };
  await invite(
    system.db,
    mobiles.map((mobile) => ({ ...customerIdOf(system.vault, mobile), ...terms })),
  );
}

/** Draws and pays out what the collections of a round repay: a loan takes one early repayment a day. */
async function lend(system: System, programme: Programme, customerIds: readonly string[]): Promise<{ id: string; customerId: string }[]> {
  const accounts = await Promise.all(
    customerIds.map(async (customerId) => {
      const key = { customerId, bucket: bucketOfId(customerId) ?? 0 };
      const account = await bankAccountOf(system.db, key.bucket, customerId, programme.id);
      return { ...key, accountNo: account?.accountNo ?? '', mandateToken: account?.mandateToken ?? '' };
    }),
  );
  const terms = { amount: PRINCIPAL, periods: 12, method: 'equal-principal' as const, rate: null, agreementHash: 'bench' };
  const drawn: { id: string; customerId: string }[] = [];
  // Loan by loan of a customer, so that those at the head of the queue belong to different ones.
  for (let n = 0; n < LOANS_EACH; n += 1) {
    const loans = await system.db.tx((tx) =>
      reserveDraws(
        tx,
        programme,
        DAY,
        accounts.map((account) => ({ ...account, ...terms, key: `bench ${n}` })),
      ),
    );
    await disburseDraws(system.db, await system.joint(), programme, loans, DAY);
    drawn.push(...loans.map(({ loanId, customerId }) => ({ id: loanId, customerId })));
  }
  return drawn;
}

let applicants = 0;

/** Whole applications: what is known, rules, score, limit, fraud where the flow asks for it, and the run stored and committed. */
async function decide(system: System, { id, policy, facts }: Programme, { flow, goes, each }: { flow: string; goes: number; each: number }): Promise<number[]> {
  const times: number[] = [];
  for (let go = 0; go < goes; go += 1) {
    const subjects = Array.from({ length: each }, () => {
      applicants += 1;
      return subjectOf(`bench-${applicants}`, facts);
    });
    await recordSightings(
      system.db,
      subjects.flatMap((subject) =>
        (['device', 'card'] as const).map((attribute) => ({ ...subject, attribute, digest: `${attribute} of ${subject.customerId}`, seenOn: DAY })),
      ),
    );
    const start = performance.now();
    await system.db.tx((tx) =>
      decideApplications(tx, { flowName: flow, on: DAY, at: instant(systemClock), programmeId: id, profile: policy.profile, digits: policy.digits, subjects }),
    );
    times.push(performance.now() - start);
  }
  return times;
}

function subjectOf(customerId: string, facts: Programme['facts']): DecisionSubject {
  const consents = { bureauConsent: true, dataConsent: true, consentDays: 0n, openScreeningHits: 0n, confirmedScreeningHits: 0n };
  const terms = { whitelist: 'hit', limitModel: 'scorecard', ageFrom: 21, ageTo: 49, productCap: '10000000' };
  return {
    bucket: bucketOf(customerId),
    customerId,
    subject: `application of ${customerId}`,
    features: { ...terms, age: 35, tenureMonths: 30, ordersPerYear: 20 },
    facts: { ...facts, ...consents },
  };
}
