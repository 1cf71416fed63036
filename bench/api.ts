/** Onboarding and real-time collection over HTTP under 64 connections, beside the empty route of the same server, and what bounds them. */
import { type ChildProcess, fork } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { Agent, type IncomingMessage, request } from 'node:http';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import type { EarlyRepaymentResult, Me, Session } from '@jinqiao/api';
import { CONSENT_TEXTS } from '@jinqiao/parties';
import { control, syntheticPerson } from '@jinqiao/server';
import { type Ask, DAY, type Done, type Order, type Ready } from './api-server.ts';
import { type BenchReport, type BenchRow, machine, median, RUNS, round } from './measure.ts';

const CONNECTIONS = 64;
const SECONDS = 5;
const INVITED = 6_000;
/** A server that answers no more fails the bench instead of holding it up. */
const PATIENCE_MS = 30_000;
/** With more of the machine taken by other programs, the figures say little about ours. */
const OTHERS_MAX = 0.25;
const TICKS_PER_SECOND = 100;
const PARTS = ['server', 'postgres', 'sandbox', 'client', 'others', 'idle'] as const;

type Part = (typeof PARTS)[number];
/** CPU seconds of each part, and `all` that the machine had. `others` is what else ran, the kernel's own work included. */
type Cpu = Readonly<Record<Part | 'all', number>>;
type Round = { readonly calls: number; readonly seconds: number; readonly times: readonly number[]; readonly cpu: Cpu };
export type Call = <T>(path: string, body?: object, cookie?: string) => Promise<{ answer: T; cookie: string }>;
type Loan = { readonly id: string; readonly customerId: string };
export type Installation = Ready & { order(what: Ask): Promise<Done> };

/** Flags: `--quick` for one counted round. */
export async function apiBench(flags: ReadonlySet<string>): Promise<BenchReport> {
  const home = mkdtempSync(join(tmpdir(), 'jinqiao-bench-'));
  chmodSync(home, 0o755);
  const child = fork(fileURLToPath(new URL('api-server.ts', import.meta.url)), [home], { execArgv: ['--disable-warning=ExperimentalWarning'] });
  const ended = new Promise((done) => child.once('exit', done));
  try {
    const installation = await started(child);
    const rounds = await measured(installation, flags.has('--quick') ? 1 : RUNS);
    return { name: 'api', machine: machine(installation.postgres), rows: rowsOf(rounds), notes: ['onboard', 'collect'].map((name) => boundOf(name, rounds)) };
  } finally {
    if (child.connected) child.disconnect();
    await ended;
    rmSync(home, { recursive: true, force: true });
  }
}

/** The installation that a child process runs, once it is ready. */
export async function started(child: ChildProcess): Promise<Installation> {
  const waiting = new Map<number, { resolve: (done: Done) => void; reject: (error: Error) => void }>();
  const ready = await new Promise<Ready>((resolve, reject) => {
    child.once('message', resolve as (message: unknown) => void);
    child.once('exit', (code) => {
      for (const order of [{ reject }, ...waiting.values()]) order.reject(new Error(`the server ended (exit ${code})`));
    });
  });
  child.on('message', (done: Done) => {
    const order = waiting.get(done.id);
    waiting.delete(done.id);
    if (done.error === undefined) order?.resolve(done);
    else order?.reject(new Error(done.error));
  });
  let orders = 0;
  const order: Installation['order'] = (what) =>
    new Promise((resolve, reject) => {
      orders += 1;
      waiting.set(orders, { resolve, reject });
      child.send({ id: orders, ...what } satisfies Order);
    });
  return { ...ready, order };
}

async function measured(installation: Installation, runs: number): Promise<Map<string, Round[]>> {
  const people = Array.from({ length: INVITED }, (_, n) => syntheticPerson(n + 1, DAY, 30));
  await installation.order({ invite: people.map(({ mobile }) => mobile) });
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const rounds = new Map<string, Round[]>(['empty', 'onboard', 'collect'].map((name) => [name, []]));
  for (let run = 0; run <= runs; run += 1) {
    const cookies = new Map<string, string>();
    const loans: Loan[] = [];
    const count = async (name: string, once: (call: Call) => Promise<boolean>) => {
      const counted = await underLoad(installation, agent, once);
      if (run > 0) rounds.get(name)?.push(counted);
    };
    await count('empty', async (call) => (await call<{ status: string }>('/healthz')).answer.status === 'ok');
    await count('onboard', async (call) => {
      const person = people.pop();
      if (person) cookies.set(...(await signUp(call, installation.messages, person)));
      return person !== undefined;
    });
    loans.push(...((await installation.order({ lend: [...cookies.keys()] })).loans ?? []));
    await count('collect', async (call) => {
      const loan = loans.shift();
      if (loan) await repay(call, loan, cookies.get(loan.customerId) ?? '');
      return loan !== undefined;
    });
  }
  await installation.order({ end: true });
  agent.destroy();
  return rounds;
}

/** Every connection does one thing after another until the time is over; what is begun is finished, and counts with the time that it takes. */
async function underLoad(installation: Installation, agent: Agent, once: (call: Call) => Promise<boolean>): Promise<Round> {
  const times: number[] = [];
  const call: Call = async (path, body, cookie) => {
    const start = performance.now();
    const answered = await send(`${installation.url}${path}`, agent, body, cookie);
    times.push(performance.now() - start);
    return answered as never;
  };
  const before = cpuOf(installation.pids);
  const start = performance.now();
  const working = Array.from({ length: CONNECTIONS }, async () => {
    while (performance.now() - start < SECONDS * 1000 && (await once(call)));
  });
  await Promise.all(working);
  const seconds = (performance.now() - start) / 1000;
  const after = cpuOf(installation.pids);
  const cpu = Object.fromEntries([...PARTS, 'all' as const].map((part) => [part, after[part] - before[part]])) as Cpu;
  return { calls: times.length, seconds, times, cpu };
}

export async function send(url: string, agent: Agent, body?: object, cookie = ''): Promise<{ answer: unknown; cookie: string }> {
  const headers = { cookie, 'idempotency-key': crypto.randomUUID(), ...(body ? { 'content-type': 'application/json' } : {}) };
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request(url, { agent, method: body ? 'POST' : 'GET', headers, signal: AbortSignal.timeout(PATIENCE_MS) }, resolve)
      .once('error', (error) => reject(new Error(`${url}: ${error.name === 'AbortError' ? `no answer in ${PATIENCE_MS} ms` : error.message}`)))
      .end(body && JSON.stringify(body));
  });
  const text = (await response.setEncoding('utf8').toArray()).join('');
  if ((response.statusCode ?? 500) >= 300) throw new Error(`${url}: ${response.statusCode} ${text}`);
  return { answer: JSON.parse(text), cookie: response.headers['set-cookie']?.[0]?.split(';')[0] ?? '' };
}

/** From the first screen to a line, in four calls. The code is read at the operator of messages, which is no call of ours. */
export async function signUp(call: Call, messages: string, person: ReturnType<typeof syntheticPerson>): Promise<[customerId: string, cookie: string]> {
  const { mobile, cardNumber, name, idNumber } = person;
  const accepted = (purpose: keyof typeof CONSENT_TEXTS) => ({ accepted: true, textVersion: CONSENT_TEXTS[purpose].version });
  await call('/api/v1/codes', { mobile });
  const [sent] = (await control(messages, 'sent', { mobile })) as { text: string }[];
  const code = /\b(\d{6})\b/.exec(sent?.text ?? '')?.[1] ?? '';
  const { cookie, answer } = await call<Session>('/api/v1/customers', { mobile, code, terms: accepted('service-terms') });
  await call('/api/v1/me/real-name', { name, idNumber }, cookie);
  const consents = { bureauConsent: accepted('bureau-report'), dataConsent: accepted('data-to-bank') };
  const { answer: me } = await call<Me>('/api/v1/me/account', { cardNumber, mobile, ...consents }, cookie);
  if (me.step !== 'ready') throw new Error(`a sign-up ended in ${me.step}`);
  return [answer.customerId ?? '', cookie];
}

async function repay(call: Call, loan: Loan, cookie: string): Promise<void> {
  const { answer } = await call<EarlyRepaymentResult>(`/api/v1/me/loans/${loan.id}/early-repayments`, { amount: '1.00' }, cookie);
  if (answer.state !== 'done') throw new Error(`a repayment is ${answer.state}: ${answer.reason}`);
}

function cpuOf(pids: Ready['pids']): Cpu {
  const ticks = cpus().map(({ times }) => ({ idle: times.idle, all: Object.values(times).reduce((sum, time) => sum + time, 0) }));
  const [idle, all] = (['idle', 'all'] as const).map((which) => ticks.reduce((sum, core) => sum + core[which], 0) / 1000) as [number, number];
  const { user, system } = process.cpuUsage();
  const processes = existsSync('/proc/self/stat') ? readdirSync('/proc').filter((name) => /^\d+$/.test(name)) : [];
  const stats = new Map(processes.flatMap((pid) => statOf(Number(pid))));
  const own = (pid: number) => stats.get(pid)?.own ?? 0;
  // What has ended is counted by its parent.
  const postmaster = own(pids.postmaster) + (stats.get(pids.postmaster)?.children ?? 0);
  const backends = [...stats.values()].filter(({ parent }) => parent === pids.postmaster).reduce((sum, stat) => sum + stat.own, 0);
  const known = { server: own(pids.server), postgres: postmaster + backends, sandbox: own(pids.sandbox), client: (user + system) / 1e6, idle };
  return { ...known, others: all - Object.values(known).reduce((sum, part) => sum + part, 0), all };
}

/** `proc_pid_stat(5)`: field 4 is the parent, 14 to 17 are user and system time, own and that of children that have ended. */
function statOf(pid: number): [number, { parent: number; own: number; children: number }][] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [, parent = 0, ...rest] = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [user = 0, system = 0, childUser = 0, childSystem = 0] = rest.slice(9, 13);
    return [[pid, { parent, own: (user + system) / TICKS_PER_SECOND, children: (childUser + childSystem) / TICKS_PER_SECOND }]];
  } catch {
    // It has ended meanwhile.
    return [];
  }
}

const rate = ({ calls, seconds }: Round) => calls / seconds;

function rowsOf(rounds: ReadonlyMap<string, readonly Round[]>): BenchRow[] {
  const at = (times: readonly number[], of: number) => [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * of))] ?? 0;
  return [...rounds].flatMap(([name, counted]) => {
    const over = (figure: (round: Round, run: number) => number) => median(counted.map(figure));
    const [p50ms, p99ms] = [0.5, 0.99].map((of) => round(over(({ times }) => at(times, of)))) as [number, number];
    const empty = (run: number) => rate(rounds.get('empty')?.[run] as Round);
    const ratio = name === 'empty' ? {} : { baseline: 'empty', ratio: round(over((each, run) => rate(each) / empty(run))) };
    const perCall = PARTS.map((part) => ({
      case: `${name}-cpu-${part}`,
      value: round(over(({ cpu, calls }) => (cpu[part] * 1e6) / calls)),
      unit: 'µs/call',
      baseline: 'all cores',
      ratio: round(over(({ cpu }) => cpu[part] / cpu.all)),
    }));
    return [{ case: name, value: round(over(rate)), unit: 'calls/s', p50ms, p99ms, ...ratio }, ...perCall];
  });
}

/** In words: the cores are all busy, or the server's one thread is, or both wait. */
function boundOf(name: string, rounds: ReadonlyMap<string, readonly Round[]>): string {
  const of = (share: (round: Round) => number) => median((rounds.get(name) ?? []).map(share));
  const idle = of(({ cpu }) => cpu.idle / cpu.all);
  const busy = of(({ cpu, seconds }) => cpu.server / seconds);
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  const others = of(({ cpu }) => cpu.others / cpu.all);
  const seen = `the server uses ${percent(busy)} of one core; of all cores ${percent(others)} did other work and ${percent(idle)} none`;
  if (others > OTHERS_MAX) return `${name}: not to be judged on a machine that is busy otherwise (${seen})`;
  if (idle < 0.1) return `${name}: bound by the machine's cores, which server, database, institutions and client share (${seen})`;
  if (busy > 0.85) return `${name}: bound by the server's one thread (${seen})`;
  return `${name}: bound by waiting: commits, connections to the database, answers of institutions (${seen})`;
}
