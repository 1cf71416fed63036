import { isFault } from '@jinqiao/errors';
import { type Database, migrate, openDatabase } from '@jinqiao/runtime';
import { testDatabase } from '@jinqiao/runtime/testing';
import { expect, test } from 'vitest';
import {
  accountsById,
  closeAccount,
  type Journal,
  ledgerMigrations,
  type Outcome,
  openAccounts,
  openBook,
  openPoster,
  setLimits,
  verifyLedger,
} from '../src/index.ts';
import { type Judged, postBatch } from '../src/post.ts';
import { chance, MODEL_BOOK, makeCommands, makeWorld, type World } from './commands.ts';
import { openReference, type Reference, type Result } from './reference.ts';

const SEED = Number(process.env.JINQIAO_MODEL_SEED ?? 20260115);
const COMMANDS = Number(process.env.JINQIAO_MODEL_COMMANDS ?? 100_000);
const CALLERS = 256;
/** Between two rounds nobody posts, so that limits can change at a known place in the book. */
const ROUNDS = 10;
const KILLS = 20;

/** One journal as it was judged: `at` is its sequence, or that of the last journal before its refusal. */
type Judgement = { readonly unit: readonly Journal[]; readonly outcomes: readonly Outcome[]; readonly at: bigint; readonly round: number };

test('every command has the result that one by one in the order of the book it must have', async () => {
  const place = await testDatabase();
  const db = openDatabase(place.url, { max: 8 });
  try {
    await migrate(db, [ledgerMigrations]);
    const world = makeWorld();
    const judgements = await play(db, world);
    const { counts, reference } = replay(world, judgements);
    expect((await verifyLedger(db)).filter(({ ok }) => !ok)).toEqual([]);
    await expectSameTotals(db, world, reference);
    for (const code of CODES) expect([code, counts.get(code) ?? 0]).not.toEqual([code, 0]);
  } finally {
    await db.end();
    await place.drop();
  }
}, 180_000);

const CODES = [
  'posted',
  'REPEATED',
  'JOURNAL_REUSED',
  'LINKED_REFUSED',
  'INSUFFICIENT_BALANCE',
  'BALANCE_LIMIT',
  'BALANCE_OVERFLOW',
  'ACCOUNT_NOT_OPEN',
  'ACCOUNT_CLOSED',
  'PENDING_CLOSED',
  'PENDING_EXPIRED',
  'PENDING_UNKNOWN',
  'PENDING_MISMATCH',
];

/** Many callers at once, through a poster and inside transactions of their own, while sessions are killed. */
async function play(db: Database, world: World): Promise<Judgement[]> {
  await db.tx(async (tx) => {
    await openBook(tx, MODEL_BOOK, []);
    await openAccounts(tx, [...world.open, world.closed]);
    await closeAccount(tx, world.closed);
  });
  const commands = makeCommands(world, SEED);
  const roll = chance(SEED + 1);
  const judgements: Judgement[] = [];
  const unitOf = new Map<Journal, readonly Journal[]>();
  let round = 0;
  const poster = openPoster(db, MODEL_BOOK, { batchMax: 500, onBatch: (journals, judged) => record(journals, judged) });

  const record = (journals: readonly Journal[], { outcomes, sequence }: Judged) => {
    let at = sequence - BigInt(outcomes.filter((outcome) => 'repeated' in outcome && !outcome.repeated).length);
    for (let i = 0; i < journals.length; ) {
      const unit = unitOf.get(journals[i] as Journal) as readonly Journal[];
      const own = outcomes.slice(i, i + unit.length);
      judgements.push({ unit, outcomes: own, at, round });
      for (const [k, outcome] of own.entries()) {
        if (!('repeated' in outcome)) continue;
        if (!outcome.repeated) at += 1n;
        commands.posted(unit[k] as Journal, outcome.sequence);
      }
      i += unit.length;
    }
  };
  const inOwnTransaction = async (unit: readonly Journal[]) => {
    try {
      const units = unit.map(() => 1);
      record(unit, await db.tx((tx) => postBatch(tx, MODEL_BOOK.name, unit, units)));
    } catch {
      // Its session was killed, perhaps after the commit: the same command is given again.
      await answered(poster.postLinked(unit));
    }
  };

  const perRound = COMMANDS / ROUNDS;
  for (round = 0; round < ROUNDS; round += 1) {
    let left = perRound;
    const caller = async (own: boolean) => {
      while (left > 0) {
        left -= 1;
        const unit = commands.next().map((entry) => ({ ...entry }));
        for (const entry of unit) unitOf.set(entry, unit);
        if (own) await inOwnTransaction(unit);
        else await answered(poster.postLinked(unit));
      }
    };
    const killer = async () => {
      for (let kill = 0; kill < KILLS / ROUNDS && left > 0; kill += 1) {
        await new Promise((done) => setTimeout(done, 20 + roll(100)));
        await db.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%ledger.post%' AND state <> 'idle' AND pid <> pg_backend_pid() LIMIT 1`,
        );
      }
    };
    await Promise.all([...Array.from({ length: CALLERS }, (_, i) => caller(i < 2)), killer()]);
    const limit = limitsAfter(world, round);
    await db.tx((tx) => setLimits(tx, limit.account, limit));
  }
  await poster.close();
  return judgements;
}

/** A refusal is an answer; anything else is not. */
async function answered(posting: Promise<unknown>): Promise<void> {
  await posting.catch((error: unknown) => {
    if (!isFault(error)) throw error;
  });
}

function limitsAfter(world: World, round: number) {
  const account = world.open[2 + (round % 5)] as World['closed'];
  return { account, floor: BigInt(-50 * (round + 1)), ceiling: null };
}

function codeOf(outcome: Outcome): string {
  return 'repeated' in outcome ? (outcome.repeated ? 'REPEATED' : 'posted') : outcome.code;
}

/**
 * Plays the units one by one in the order of the book. A batch whose answer was lost came back as repeated: the place of
 * such a journal is its sequence.
 */
function replay(world: World, judgements: readonly Judgement[]) {
  const reference = openReference();
  for (const account of [...world.open, world.closed]) reference.open(account);
  reference.close(world.closed);
  const counts = new Map<string, number>();
  const posted = new Map<string, bigint>();
  const wrong: string[] = [];
  let sequence = 0n;
  let round = 0;
  const judge = (entry: Journal, outcome: Outcome, want: Result | undefined) => {
    const code = codeOf(outcome);
    counts.set(code, (counts.get(code) ?? 0) + 1);
    const said = (what: string) => wrong.push(`${entry.kind} ${entry.id} after ${sequence}: ${what}`);
    if (typeof want === 'string') {
      if (code !== want) said(`${code}, but ${want} is right`);
      if ('repeated' in outcome && outcome.sequence !== posted.get(outcome.id)) said(`repeats ${outcome.sequence}, but it is ${posted.get(outcome.id)}`);
      return;
    }
    sequence += 1n;
    posted.set(entry.id, sequence);
    if (!('repeated' in outcome) || outcome.sequence !== sequence) said(`${code}, but it is posted as ${sequence}`);
    else if (want?.amounts.join() !== outcome.amounts.join()) said(`moved ${outcome.amounts}, but ${want?.amounts} is right`);
  };
  for (const { unit, outcomes, round: own } of inBookOrder(judgements)) {
    for (; round < own; round += 1) {
      const { account, floor, ceiling } = limitsAfter(world, round);
      reference.limit(account, floor, ceiling);
    }
    const expected = reference.post(unit);
    for (const [i, entry] of unit.entries()) judge(entry, outcomes[i] as Outcome, expected[i]);
  }
  expect(wrong.slice(0, 10)).toEqual([]);
  return { counts, reference };
}

function inBookOrder(judgements: readonly Judgement[]): Judgement[] {
  const seen = new Set<string>();
  const sequences = (outcomes: readonly Outcome[]) => outcomes.flatMap((outcome) => ('repeated' in outcome ? [outcome] : []));
  const fresh = new Set(judgements.flatMap(({ outcomes }) => sequences(outcomes).flatMap((o) => (o.repeated ? [] : [o.id]))));
  const keyed = judgements.map((judgement, index) => {
    const own = sequences(judgement.outcomes);
    // Posted by a batch whose answer was lost: this repetition is all that is known of it.
    const lost = own.find(({ id, repeated }) => repeated && !fresh.has(id) && !seen.has(id));
    for (const { id } of own) seen.add(id);
    const first = own.find(({ repeated }) => !repeated) ?? lost;
    return { judgement, index, at: first ? first.sequence * 2n : judgement.at * 2n + 1n };
  });
  keyed.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.index - b.index));
  return keyed.map(({ judgement }) => judgement);
}

async function expectSameTotals(db: Database, world: World, reference: Reference) {
  const rows = await accountsById(
    db,
    world.open.map(({ id }) => id),
  );
  for (const account of world.open) {
    const row = rows.get(account.id);
    expect([account.path, row?.debits, row?.credits, row?.pendingDebits, row?.pendingCredits]).toEqual([account.path, ...(reference.totals(account) ?? [])]);
  }
}
