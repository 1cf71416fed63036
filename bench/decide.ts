/** A credit application from what is known to its stored run, beside an empty route of the same server that asks who is there. */
import { fork } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { syntheticPerson } from '@jinqiao/server';
import { type Call, type Installation, send, signUp, started } from './api.ts';
import { DAY } from './api-server.ts';
import { type BenchReport, type BenchRow, machine, median, RUNS, round } from './measure.ts';

const GOES = 200;
const BULK = 500;
const BULK_GOES = 5;
const FLOWS = ['joint-loan', 'joint-loan-guarded'] as const;

type Rounds = Map<string, { times: readonly number[]; each: number }[]>;

/** Flags: `--quick` for one counted round. */
export async function decideBench(flags: ReadonlySet<string>): Promise<BenchReport> {
  const home = mkdtempSync(join(tmpdir(), 'jinqiao-bench-'));
  chmodSync(home, 0o755);
  const child = fork(fileURLToPath(new URL('api-server.ts', import.meta.url)), [home], { execArgv: ['--disable-warning=ExperimentalWarning'] });
  const ended = new Promise((done) => child.once('exit', done));
  try {
    const installation = await started(child);
    const rounds = await measured(installation, flags.has('--quick') ? 1 : RUNS);
    await installation.order({ end: true });
    return { name: 'decide', machine: machine(installation.postgres), rows: rowsOf(rounds) };
  } finally {
    if (child.connected) child.disconnect();
    await ended;
    rmSync(home, { recursive: true, force: true });
  }
}

/** One thing after another on one connection, so that a time is a latency and not a place in a queue. */
async function measured(installation: Installation, runs: number): Promise<Rounds> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const call: Call = async (path, body, cookie) => (await send(`${installation.url}${path}`, agent, body, cookie)) as never;
  const person = syntheticPerson(1, DAY, 30);
  await installation.order({ invite: [person.mobile] });
  const [, cookie] = await signUp(call, installation.messages, person);
  const rounds: Rounds = new Map();
  for (let run = 0; run <= runs; run += 1) {
    const keep = (name: string, times: readonly number[], each = 1) => {
      if (run > 0) rounds.set(name, [...(rounds.get(name) ?? []), { times, each }]);
    };
    keep('empty authenticated', await timesOf(() => call('/api/v1/session', undefined, cookie)));
    for (const flow of FLOWS) {
      keep(flow, (await installation.order({ decide: { flow, goes: GOES, each: 1 } })).times ?? []);
      keep(`${flow}, ${BULK} at once`, (await installation.order({ decide: { flow, goes: BULK_GOES, each: BULK } })).times ?? [], BULK);
    }
  }
  agent.destroy();
  return rounds;
}

async function timesOf(work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let go = 0; go < GOES; go += 1) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return times;
}

function rowsOf(rounds: Rounds): BenchRow[] {
  const at = (times: readonly number[], of: number) => [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * of))] ?? 0;
  const p = (name: string, of: number) => median((rounds.get(name) ?? []).map(({ times, each }) => at(times, of) / each));
  const empty = p('empty authenticated', 0.5);
  return [...rounds.keys()].map((name) => {
    const [p50ms, p99ms] = [round(p(name, 0.5)), round(p(name, 0.99))];
    const ratio = name === 'empty authenticated' ? {} : { baseline: 'empty authenticated', ratio: round(p(name, 0.5) / empty) };
    return { case: name, value: round(1000 / p(name, 0.5)), unit: 'per second', p50ms, p99ms, ...ratio };
  });
}
