import { setTimeout as sleep } from 'node:timers/promises';
import { openFirstDay, today } from '@jinqiao/business-day';
import { addDays, businessDate } from '@jinqiao/calendar';
import { createSender } from '@jinqiao/gateway';
import { balance } from '@jinqiao/ledger';
import { portfolioOf } from '@jinqiao/lending';
import { JOINT_LOAN_DEFAULTS, openProgramme, type Programme } from '@jinqiao/partnership';
import { comparedDays } from '@jinqiao/payments';
import { systemClock } from '@jinqiao/runtime';
import { control, type PartnerId } from '@jinqiao/server';
import { platform } from '@jinqiao/wire';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drawFor, enrolBorrowers, type Installation, startInstallation, wrongInBooks } from './installation.ts';

const START = '2026-03-02';
const BANKS = ['bank', 'yunzhou', 'xihe'] as const;

let installation: Installation;
const programmes = new Map<string, Programme>();

beforeAll(async () => {
  installation = await startInstallation();
  const { system } = installation;
  await installation.serve();
  await openFirstDay(system.db, START);
  for (const id of BANKS) {
    const partner = (await system.joint()).banks.find((bank) => bank.id === id);
    if (!partner) throw new Error(`no bank ${id}`);
    programmes.set(id, await openProgramme(system.db, partner, `P-${id}`, { ...JOINT_LOAN_DEFAULTS, fundingBank: id }, START));
  }
  for (const [n, id] of BANKS.entries()) {
    const borrowers = await enrolBorrowers(system, programmes.get(id) as Programme, [3 * n + 1, 3 * n + 2, 3 * n + 3]);
    // 12,000.00 in 12 of equal principal at 6.96 % by months: 1,000.00 and 69.60 fall due on 2 April.
    await drawFor(
      system,
      programmes.get(id) as Programme,
      borrowers.filter(({ enrolled }) => enrolled.line),
      { amount: 1_200_000n, periods: 12, method: 'equal-principal' },
    );
  }
}, 120_000);
afterAll(() => installation.stop());

const sums = async (id: PartnerId) => (await control(installation.sandbox.urls[id], 'state', {})) as { sum: string; wrong: number; entries: number };
const rows = async <T>(sql: string): Promise<T[]> => (await installation.system.db.query<T & Record<string, unknown>>(sql)).rows;

test('each bank books, is told, settled and reconciled for its own programme', async () => {
  const { system } = installation;
  await system.close('2026-04-07');
  expect(await wrongInBooks(system)).toEqual([]);
  for (const id of BANKS) {
    const programme = programmes.get(id) as Programme;
    const [days] = [await comparedDays(system.db, { scope: programme.id, date: '2026-04-02', after: null, limit: 1 })];
    expect(days[0]?.sides.map(({ comparison, state, matched }) => ({ comparison, state, matched }))).toEqual([
      { comparison: 'payment.settlement', state: 'done', matched: expect.any(Number) },
      { comparison: 'bank.loan-day', state: 'done', matched: expect.any(Number) },
    ]);
    const [collected] = await rows<{ n: number; amount: bigint }>(
      `SELECT count(*)::int AS n, sum(amount)::bigint AS amount FROM payments.collection WHERE programme_id = '${programme.id}' AND state = 'applied' AND cleared_on IS NOT NULL`,
    );
    // Every loan was collected once and the payment institution's money reached the bank that advanced it.
    expect(collected?.amount).toBe(106_960n * BigInt(collected?.n ?? 0));
    expect(collected?.n).toBe(days[0]?.sides[0]?.matched);
    expect(await sums(id)).toMatchObject({ sum: '0', wrong: 0 });
    expect((await portfolioOf(system.db, programme.id)).outstanding).toBe(1_100_000n * BigInt(collected?.n ?? 0));
    expect(await balance(system.db, [programme.book.house('platform/margin')])).toBeGreaterThan(0n);
  }
  const files = await rows<{ institution: string; scope: string }>(
    `SELECT institution, scope FROM payments.received_file WHERE layout = 'loan-day' GROUP BY 1, 2 ORDER BY scope COLLATE "C"`,
  );
  expect(files).toEqual([
    { institution: 'bank', scope: 'P-bank' },
    { institution: 'xihe', scope: 'P-xihe' },
    { institution: 'yunzhou', scope: 'P-yunzhou' },
  ]);
  const settled = await rows<{ settles: string; programme: string }>(
    'SELECT settles_at AS settles, programme FROM sandbox_payment.collection GROUP BY 1, 2 ORDER BY programme COLLATE "C"',
  );
  expect(settled).toEqual(BANKS.toSorted().map((id) => ({ settles: id, programme: `P-${id}` })));
}, 180_000);

test('a bank asks about the programmes that it funds, and about no other', async () => {
  const { system } = installation;
  const { url } = await installation.serve();
  const ask = async (bank: (typeof BANKS)[number], programme: string) => {
    const { keys, db } = system;
    const sender = createSender({
      self: bank,
      keys: keys.parties[bank],
      peer: { id: 'platform', url, publicKey: keys.parties.platform.publicKey },
      clock: systemClock,
      db,
      schema: `sandbox_${bank}`,
    });
    return sender.exchange({ operation: platform.programmePosition.name, serial: crypto.randomUUID(), businessDate: START, body: { programme }, fresh: true });
  };
  expect(await ask('yunzhou', 'P-yunzhou')).toMatchObject({ state: 'answered', answer: { programme: 'P-yunzhou' } });
  expect(await ask('yunzhou', 'P-xihe')).toMatchObject({ state: 'refused', code: 'PROGRAMME_UNKNOWN' });
  expect(await ask('bank', 'P-yunzhou')).toMatchObject({ state: 'refused', code: 'PROGRAMME_UNKNOWN' });
});

test('a bank that is down for a day waits for its own; the others close, and afterwards the books are those of a day without it', async () => {
  const { system, sandbox } = installation;
  const { current } = await today(system.db);
  const [programme, other] = [programmes.get('xihe') as Programme, programmes.get('yunzhou') as Programme];
  const down = '2026-05-02';
  await system.close(addDays(businessDate(down), -1));
  expect(current < down).toBe(true);
  sandbox.institutions.xihe.faults.inject('down', 1_000);
  await system.close(down);
  while (sandbox.institutions.xihe.faults.take('down'));
  // The breaker rests for two seconds before it lets anything through again.
  await sleep(2_200);
  const states = async (id: string) =>
    (await rows<{ state: string }>(`SELECT DISTINCT state FROM payments.collection WHERE programme_id = '${id}' AND business_date = '${down}'`)).map(
      (row) => row.state,
    );
  expect(await states(other.id)).toEqual(['applied']);
  expect(await states(programme.id)).toEqual(['success']);
  await system.close('2026-05-08');
  expect(await states(programme.id)).toEqual(['applied']);
  expect(await wrongInBooks(system)).toEqual([]);
  const { outstanding } = await portfolioOf(system.db, programme.id);
  expect(outstanding % 1_000_000n).toBe(0n);
}, 180_000);
