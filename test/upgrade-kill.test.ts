import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Db } from '@jinqiao/database';
import { exportLedger } from '@jinqiao/ledger';
import { type Account, accountsByKey, boundAccountsOf, moveMoney, openAccount, type UpgradeRequest, upgradeAccount } from '@jinqiao/parties';
import { expect, test } from 'vitest';
import { type Borrower, enrolBorrowers, type Installation, openJointLoan, startInstallation, wrongInBooks } from './installation.ts';

const START = '2026-03-02';
/** Three messages with a point before and after each, and one more inside the last transaction. */
const POINTS_DONE = 7;
/** One message, and the refusal that is told. */
const POINTS_REFUSED = 3;
const REFUSED_MOBILE = '17090000000';

type Case = { readonly account: Account; readonly borrower: Borrower; readonly killAt: number; readonly refused: boolean; readonly order: string };

async function prepare(): Promise<{ installation: Installation; cases: Case[] }> {
  const installation = await startInstallation();
  const { system } = installation;
  const programme = await openJointLoan(system, START, { profile: 'CN_CURRENT' });
  const wanted = [
    ...Array.from({ length: POINTS_DONE }, (_, i) => ({ killAt: i + 1, refused: false })),
    ...Array.from({ length: POINTS_REFUSED }, (_, i) => ({ killAt: i + 1, refused: true })),
  ];
  const borrowers = await enrolBorrowers(
    system,
    programme,
    wanted.map((_, i) => i + 1),
  );
  const context = await system.accounts();
  const cases: Case[] = [];
  for (const [i, { killAt, refused }] of wanted.entries()) {
    const borrower = borrowers[i] as Borrower;
    const { enrolled: who, person } = borrower;
    const opened = await openAccount(context, { ...who, class: 'III', elements: person, key: 'first' });
    const [bound] = await boundAccountsOf(system.db, opened);
    const inflow = { ...opened, kind: 'bound-transfer-in' as const, amount: 100_000n + BigInt(i), boundId: bound?.boundId ?? '', factors: [], key: 'in' };
    expect((await moveMoney(context, inflow)).state).toBe('confirmed');
    const order = `order-${i}`;
    cases.push({ account: opened, borrower, killAt, refused, order });
  }
  return { installation, cases };
}

/** @returns how many points the worker passed; undefined where it was killed. */
async function work({ databaseUrl, sandbox, keysFile }: Installation, job: 'upgrade' | 'resume', request: object, killAt: number): Promise<number | undefined> {
  const child = spawn(
    process.execPath,
    [
      fileURLToPath(new URL('./kill/upgrade-worker.ts', import.meta.url)),
      job,
      JSON.stringify(request),
      String(killAt),
      databaseUrl,
      JSON.stringify(sandbox.urls),
      keysFile,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let said = '';
  child.stdout.on('data', (part: Buffer) => {
    said += part.toString();
  });
  const [, signal] = await once(child, 'exit');
  if (signal === 'SIGKILL') return undefined;
  expect(said).toMatch(/^done \d+\n$/);
  return Number(said.split(' ')[1]);
}

function requestOf({ account, borrower: { person }, refused, order }: Case): UpgradeRequest {
  const { name, idNumber, mobile, cardNumber } = person;
  const elements = { name, idNumber, mobile: refused ? REFUSED_MOBILE : mobile, cardNumber };
  return { bucket: account.bucket, accountId: account.accountId, elements, waiting: order, key: order };
}

const TABLES = [
  'parties.account',
  'parties.account_event',
  'parties.account_use',
  'parties.account_movement',
  'parties.bound_account',
  'parties.account_upgrade',
  'server.waiting_order',
  'sandbox_bank.account',
  'sandbox_bank.bound',
  'sandbox_bank.entry',
  'sandbox_bank.movement',
];

/** Every row of the accounts on both sides, and every account and journal of the ledger. */
async function endState(db: Db): Promise<string[]> {
  const lines: string[] = [];
  for (const table of TABLES) {
    const { rows } = await db.query<{ line: string }>(`SELECT to_jsonb(t)::text AS line FROM ${table} t ORDER BY 1`);
    lines.push(...rows.map(({ line }) => `${table} ${line}`));
  }
  for await (const line of exportLedger(db)) lines.push(line);
  return lines;
}

test('an upgrade killed at each of its steps ends as one that was never disturbed, to the byte', async () => {
  const calm = await prepare();
  const rough = await prepare();
  try {
    const context = await calm.installation.system.accounts();
    for (const one of calm.cases) {
      // The worker counts its points once of each kind: there are no more than those it is killed at.
      if (one.killAt === 1) expect(await work(calm.installation, 'upgrade', requestOf(one), 0)).toBe(one.refused ? POINTS_REFUSED : POINTS_DONE);
      else await upgradeAccount(context, requestOf(one));
    }
    for (const one of rough.cases) {
      expect(await work(rough.installation, 'upgrade', requestOf(one), one.killAt)).toBeUndefined();
      await work(rough.installation, 'resume', {}, 0);
    }
    const expected = await endState(calm.installation.system.db);
    expect(await endState(rough.installation.system.db)).toEqual(expected);
    for (const { installation, cases } of [calm, rough]) {
      const { db } = installation.system;
      const accounts = await accountsByKey(
        db,
        cases.map(({ account }) => account),
      );
      const states = cases.map(({ account }) => accounts.get(account.accountId)?.state);
      expect(states).toEqual(cases.map(({ refused }) => (refused ? 'ACTIVE' : 'CLOSED')));
      const { rows } = await db.query<{ state: string; n: number }>('SELECT state, count(*)::int AS n FROM server.waiting_order GROUP BY state ORDER BY state');
      expect(rows).toEqual([
        { state: 'go-on', n: POINTS_DONE },
        { state: 'refused', n: POINTS_REFUSED },
      ]);
      expect(await wrongInBooks(installation.system)).toEqual([]);
    }
  } finally {
    await calm.installation.stop();
    await rough.installation.stop();
  }
}, 300_000);
