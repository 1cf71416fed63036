import type { BreakDetail, BreakItem, Page } from '@jinqiao/api';
import { balance } from '@jinqiao/ledger';
import type { Programme } from '@jinqiao/partnership';
import { control } from '@jinqiao/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drawFor, enrolBorrowers, type Installation, openJointLoan, STAFF_PASSWORD, startInstallation, wrongInBooks } from './installation.ts';

let installation: Installation;
let programme: Programme;
const ask: Record<string, <T>(path: string, body?: object) => Promise<T>> = {};

beforeAll(async () => {
  installation = await startInstallation();
  const { system, sandbox } = installation;
  const { url } = await installation.serve();
  for (const role of ['finance', 'operator', 'auditor']) ask[role] = await signedIn(url, role);
  programme = await openJointLoan(system, '2026-03-02');
  const borrowers = await enrolBorrowers(system, programme, [1, 2, 3, 4]);
  await drawFor(system, programme, borrowers, { amount: 1_200_000n, periods: 12, method: 'equal-principal' });
  await system.close('2026-04-01');
  for (const kind of ['false-success', 'double-debit', 'stray-collection']) await control(sandbox.urls.payment, 'faults', { kind, times: 1 });
  // Found on 2 April, pending for a night, breaks from 3 April, when the money comes too.
  await system.close('2026-04-07');
}, 120_000);
afterAll(() => installation.stop());

async function signedIn(url: string, login: string): Promise<<T>(path: string, body?: object) => Promise<T>> {
  let cookie = '';
  const send = async (path: string, body?: object): Promise<Response> =>
    fetch(`${url}/api/v1${path}`, {
      headers: { cookie, 'idempotency-key': crypto.randomUUID(), ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
    });
  cookie = (await send('/sessions', { login, password: STAFF_PASSWORD })).headers.get('set-cookie')?.split(';')[0] ?? '';
  return async <T>(path: string, body?: object) => (await (await send(path, body)).json()) as T;
}

const open = async (type: string): Promise<BreakItem> => {
  const { items } = (await ask.auditor?.<Page<BreakItem>>('/reconciliation/breaks?state=open')) ?? { items: [] };
  return items.find((item) => item.type === type) as BreakItem;
};
const held = (path: 'suspense/over' | 'suspense/short' | 'suspense/institution' | 'advance/receivable' | 'platform/settlement') =>
  balance(installation.system.db, programme.book.stripes(path));
const own = (path: 'claim/institution' | 'bank/settlement') => balance(installation.system.db, programme.platform.stripes(path));

test('breaks are in suspense, to the fen: 1,069.60 short, 1,069.60 twice, 123.45 that nobody asked for', async () => {
  expect(await open('short')).toMatchObject({ ours: '1069.60', theirs: null, difference: '-1069.60', proposed: 'claim' });
  expect(await open('duplicate')).toMatchObject({ ours: '1069.60', theirs: '2139.20', difference: '1069.60', proposed: 'refund' });
  expect(await open('over')).toMatchObject({ ours: null, theirs: '123.45', difference: '123.45', proposed: 'refund' });
  expect([await held('suspense/short'), await held('suspense/over'), await held('suspense/institution')]).toEqual([106_960n, 119_305n, 12_345n]);
  expect(await wrongInBooks(installation.system)).toEqual([]);
});

/** What waits for a check of a break, and the checker's yes to it. */
const waiting = async (id: string) => (await ask.operator?.<BreakDetail>(`/reconciliation/breaks/${id}`))?.resolutions.at(-1)?.id ?? '';
const approve = async (who: 'finance' | 'operator', id: string, resolutionId?: string) =>
  ask[who]?.<BreakDetail>(`/reconciliation/breaks/${id}/check`, { resolutionId: resolutionId ?? (await waiting(id)), approve: true });

test('a claim is proposed by one and checked by another; it repays the advance with its fee, and can be taken back', async () => {
  const { id } = await open('short');
  const before = { settlement: await held('platform/settlement'), advance: await held('advance/receivable'), bank: await own('bank/settlement') };
  const detail = await ask.finance?.<BreakDetail>(`/reconciliation/breaks/${id}`);
  expect(detail?.offered.find(({ kind }) => kind === 'claim')?.entries).toContainEqual({
    book: 'platform:JL',
    account: 'claim/institution 应收机构差错款',
    debit: '1069.60',
    credit: null,
  });
  await ask.finance?.(`/reconciliation/breaks/${id}/resolution`, { resolution: 'claim', reason: 'the institution admits it' });
  expect(await approve('finance', id)).toMatchObject({ code: 'CHECKER_IS_MAKER' });
  expect(await held('platform/settlement')).toBe(before.settlement);
  const claim = await waiting(id);
  expect(await approve('operator', id)).toMatchObject({ state: 'resolved', resolution: 'claim' });
  expect(await approve('operator', id, claim)).toMatchObject({ state: 'resolved', resolution: 'claim' });
  expect(await held('platform/settlement')).toBe(before.settlement - 106_960n);
  expect(await own('claim/institution')).toBe(106_960n);
  expect(await own('bank/settlement')).toBe(before.bank - 106_960n);
  expect(await held('suspense/short')).toBe(0n);
  expect(await wrongInBooks(installation.system)).toEqual([]);
  await ask.finance?.(`/reconciliation/breaks/${id}/resolution`, { resolution: 'reverse', reason: 'claimed by mistake' });
  // The earlier check, sent again late, decides nothing about what was proposed since.
  expect((await approve('operator', id, claim))?.resolutions.at(-1)).toMatchObject({ kind: 'reverse', state: 'proposed' });
  expect(await approve('operator', id)).toMatchObject({ state: 'open', resolution: null });
  expect([await held('platform/settlement'), await held('advance/receivable'), await own('claim/institution'), await held('suspense/short')]).toEqual([
    before.settlement,
    before.advance,
    0n,
    106_960n,
  ]);
  expect(await wrongInBooks(installation.system)).toEqual([]);
});

test('a refund sends unallocated money back, and is final', async () => {
  for (const type of ['duplicate', 'over']) {
    const { id } = await open(type);
    await ask.finance?.(`/reconciliation/breaks/${id}/resolution`, { resolution: 'refund', reason: 'debited without an order' });
    expect(await approve('operator', id)).toMatchObject({
      state: 'resolved',
      resolution: 'refund',
    });
    expect(await ask.finance?.(`/reconciliation/breaks/${id}/resolution`, { resolution: 'reverse', reason: 'the payer was wrong' })).toMatchObject({
      code: 'RESOLUTION_FINAL',
    });
  }
  expect([await held('suspense/over'), await held('suspense/institution')]).toEqual([0n, -106_960n]);
  const { rows } = await installation.system.db.query<{ n: string }>(`SELECT balance::text AS n FROM sandbox_bank.account WHERE account_no = 'JL:unallocated'`);
  expect(rows[0]?.n).toBe('0');
  expect(await wrongInBooks(installation.system)).toEqual([]);
});
