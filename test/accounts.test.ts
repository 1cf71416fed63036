import { addDays, businessDate } from '@jinqiao/calendar';
import { journalsOfSubject } from '@jinqiao/ledger';
import { type AccountsContext, moveMoney, openAccount, upgradeAccount } from '@jinqiao/parties';
import { withLuhn } from '@jinqiao/server';
import { accounts as wire } from '@jinqiao/wire';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Borrower,
  codeSentTo,
  drawFor,
  enrolBorrowers,
  type Installation,
  lawfulProgramme,
  openJointLoan,
  STAFF_PASSWORD,
  signUpOverHttp,
  startInstallation,
  wrongInBooks,
} from './installation.ts';

const START = '2026-03-02';

type Answer = { readonly status: number; readonly body: Record<string, never> & { code?: string } };
type Client = (method: string, path: string, body?: object, key?: string) => Promise<Answer>;

let installation: Installation;
let url: string;
let programme: Awaited<ReturnType<typeof openJointLoan>>;
let borrowers: Borrower[];
const staff: Record<string, Client> = {};
let requests = 0;

async function signIn(login: string, password: string): Promise<Client> {
  const response = await fetch(`${url}/api/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login, password }),
  });
  expect(response.status).toBeLessThan(300);
  return clientOf((response.headers.get('set-cookie') ?? '').split(';')[0] ?? '');
}

function clientOf(cookie: string): Client {
  return async (method, path, body, key) => {
    requests += 1;
    const answer = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { cookie, ...(body ? { 'content-type': 'application/json' } : {}), 'idempotency-key': key ?? `request-${requests}` },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? {} : JSON.parse(text) };
  };
}

/** A customer who is enrolled already, with the code that is sent. */
async function signInByCode(mobile: string): Promise<Client> {
  const post = (path: string, body: object) =>
    fetch(`${url}/api/v1${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
      body: JSON.stringify(body),
    });
  expect((await post('/codes', { mobile })).status).toBe(202);
  const response = await post('/sessions/code', { mobile, code: await codeSentTo(installation, mobile) });
  expect(response.status).toBe(200);
  return clientOf((response.headers.get('set-cookie') ?? '').split(';')[0] ?? '');
}

/** A customer who signs up and gives name and ID number over the API. */
async function signUp(n: number): Promise<{ client: Client; mobile: string; card: string }> {
  const mobile = `139${String(n).padStart(8, '0')}`;
  await signUpOverHttp(installation, url, mobile, 'customer-password');
  const client = await signIn(mobile, 'customer-password');
  expect((await client('POST', '/me/real-name', { name: '王小明', idNumber: ID_NUMBERS[n - 1] as string })).status).toBe(200);
  return { client, mobile, card: withLuhn(`622848${String(900 + n).padStart(12, '0')}`) };
}

const ID_NUMBERS = ['11010519491231002X', '440524188001010014', '11010519920307213X'];

async function openFor(who: Awaited<ReturnType<typeof signUp>>, cls: 'II' | 'III'): Promise<Account> {
  const { body: held } = await who.client('GET', '/me/accounts');
  const dataConsent = { accepted: true, textVersion: (held as unknown as { dataText: { version: string } }).dataText.version };
  const opened = await who.client('POST', '/me/accounts', { class: cls, cardNumber: who.card, mobile: who.mobile, dataConsent });
  expect(opened.status).toBe(201);
  return opened.body as unknown as Account;
}

type Account = {
  readonly id: string;
  readonly state: string;
  readonly balance: string;
  readonly available: string;
  readonly bound: readonly { id: string; isDefault: boolean }[];
  readonly limits: readonly { counter: string; used: string; left: string | null }[];
  readonly class: string;
  readonly suspensions: readonly string[];
  readonly freezes: readonly { id: string; bound: string }[];
};

const seen = async (id: string) => (await (staff.auditor as Client)('GET', `/accounts/${id}`)).body as unknown as Account;

/** Made by the operator and checked by finance. */
async function ordered(accountId: string, order: object): Promise<Record<string, unknown>> {
  const made = await (staff.operator as Client)('POST', `/accounts/${accountId}/orders`, { reason: 'a test of orders', ...order });
  expect(made.status).toBe(201);
  const checked = await (staff.finance as Client)('POST', `/account-orders/${(made.body as unknown as { id: string }).id}/check`, { approve: true });
  expect(checked.status).toBe(200);
  return checked.body;
}

const COURT = { authority: '北京市朝阳区人民法院', documentNo: '(2026)京0105执1号' };

beforeAll(async () => {
  installation = await startInstallation();
  programme = await openJointLoan(installation.system, START, lawfulProgramme());
  borrowers = await enrolBorrowers(installation.system, programme, [1, 2, 3]);
  url = (await installation.serve()).url;
  for (const role of ['operator', 'finance', 'risk', 'auditor']) staff[role] = await signIn(role, STAFF_PASSWORD);
});
afterAll(() => installation.stop());

describe('a customer', () => {
  test('opens class III, moves money within its limits, and upgrades for a purchase that waits', async () => {
    const who = await signUp(1);
    const iii = await openFor(who, 'III');
    const boundId = iii.bound[0]?.id ?? '';
    const transfer = (direction: 'in' | 'out', amount: string, key?: string) =>
      who.client('POST', `/me/accounts/${iii.id}/transfers`, { direction, boundId, amount }, key);
    expect((await transfer('in', '2000.01')).body.code).toBe('BALANCE_CAP_EXCEEDED');
    expect((await transfer('in', '2000.00', 'the-same-key')).body).toMatchObject({ balance: '2000.00', available: '2000.00' });
    expect((await transfer('in', '2000.00', 'the-same-key')).body).toMatchObject({ balance: '2000.00' });
    expect((await transfer('out', '500.00')).body).toMatchObject({ balance: '1500.00' });
    const { body } = await who.client('GET', '/me/accounts');
    const { version } = (body as unknown as { upgradeText: { version: string } }).upgradeText;
    const upgrade = (card: string, mobile: string, order: string, accepted = true) =>
      who.client('POST', `/me/accounts/${iii.id}/upgrade`, { cardNumber: card, mobile, consent: { accepted, textVersion: version }, order });
    expect((await upgrade(who.card, who.mobile, 'purchase-1', false)).body.code).toBe('CONSENT_MISSING');
    expect((await upgrade(who.card, '17090000000', 'purchase-1')).body).toMatchObject({
      step: 'rejected',
      order: { id: 'purchase-1', state: 'refused', code: 'ELEMENTS_MISMATCH' },
    });
    expect(await seen(iii.id)).toMatchObject({ state: 'ACTIVE', balance: '1500.00' });
    const done = (await upgrade(who.card, who.mobile, 'purchase-2')).body as unknown as { step: string; moved: string; accountId: string };
    expect(done).toMatchObject({ step: 'done', moved: '1500.00', order: { id: 'purchase-2', state: 'go-on' } });
    expect(await seen(iii.id)).toMatchObject({ state: 'CLOSED', balance: '0.00', linkedTo: done.accountId });
    const now = await seen(done.accountId);
    expect(now).toMatchObject({ class: 'II', state: 'ACTIVE', balance: '1500.00' });
    const { customerId } = now as unknown as { customerId: string };
    const closure = await (staff.operator as Client)('POST', `/customers/${customerId}/closure`, { reason: 'asked by letter' });
    expect((closure.body as unknown as { holdings: { reference: string }[] }).holdings.map(({ reference }) => reference)).toEqual([done.accountId]);
    expect(await wrongInBooks(installation.system)).toEqual([]);
  });

  test('binds further cards by five elements, chooses the default, and takes one off', async () => {
    const who = await signUp(2);
    const account = await openFor(who, 'II');
    const card = withLuhn('622848777000000001');
    const bind = (mobile: string) => who.client('POST', `/me/accounts/${account.id}/bound`, { cardNumber: card, mobile, makeDefault: true });
    expect((await bind('17090000000')).body.code).toBe('BOUND_ACCOUNT_REFUSED');
    const bound = (await bind(who.mobile)).body as unknown as Account;
    expect(bound.bound.map(({ isDefault }) => isDefault)).toEqual([true, false]);
    const [now, before] = bound.bound;
    expect((await who.client('DELETE', `/me/accounts/${account.id}/bound/${now?.id}`)).body.code).toBe('BOUND_ACCOUNT_LAST');
    expect((await who.client('POST', `/me/accounts/${account.id}/bound/${before?.id}/default`)).status).toBe(200);
    const left = (await who.client('DELETE', `/me/accounts/${account.id}/bound/${now?.id}`)).body as unknown as Account;
    expect(left.bound.map(({ id }) => id)).toEqual([before?.id]);
    // Off already, it stays off.
    expect((await who.client('DELETE', `/me/accounts/${account.id}/bound/${now?.id}`)).status).toBe(200);
    const gone = { direction: 'in', boundId: now?.id ?? '', amount: '1.00' };
    expect((await who.client('POST', `/me/accounts/${account.id}/transfers`, gone)).body.code).toBe('BOUND_ACCOUNT_UNKNOWN');
  });

  test('sees only accounts of their own', async () => {
    const who = await signUp(3);
    const { body } = await (staff.auditor as Client)('GET', '/accounts?class=II');
    const others = (body as unknown as { items: Account[] }).items;
    expect(others.length).toBeGreaterThan(0);
    const transfer = { direction: 'in', boundId: 'x', amount: '1.00' };
    expect((await who.client('POST', `/me/accounts/${others[0]?.id}/transfers`, transfer)).status).toBe(404);
    expect((await who.client('GET', '/accounts')).status).toBe(403);
  });
});

describe('the bank does not answer as it should', () => {
  test('an upgrade that the bank stops halfway says why, and goes on when it is asked again', async () => {
    const { enrolled, person } = borrowers[1] as Borrower;
    const context = await installation.system.accounts();
    const iii = await openAccount(context, { ...enrolled, class: 'III', elements: person, key: 'halfway' });
    const exchange: AccountsContext['institution']['exchange'] = (operation, message) =>
      operation.name === wire.carryBalance.name
        ? Promise.resolve({ state: 'refused', code: 'NOT_TODAY', en: '', zh: '' })
        : context.institution.exchange(operation, message);
    const refusing = { ...context, institution: { ...context.institution, exchange } };
    const request = { bucket: iii.bucket, accountId: iii.accountId, elements: person, waiting: '', key: 'halfway' };
    expect(await upgradeAccount(refusing, request)).toMatchObject({ step: 'opened', code: 'NOT_TODAY' });
    expect(await seen(iii.accountId)).toMatchObject({ state: 'UPGRADING', upgradeStopped: 'NOT_TODAY' });
    expect(await upgradeAccount(context, request)).toMatchObject({ step: 'done', code: '' });
    expect(await seen(iii.accountId)).toMatchObject({ state: 'CLOSED', upgradeStopped: null });
  });

  test('a movement whose outcome is unknown stays reserved, and the close finds out', async () => {
    const account = (await accountsOf(borrowers[2] as Borrower))[0] as Account;
    const { system, sandbox } = installation;
    sandbox.institutions.bank.faults.inject('timeout-after-effect', 20, 'bank.account.move');
    const request = {
      ...keyOf(account.id),
      kind: 'bound-transfer-in' as const,
      amount: 12_345n,
      boundId: account.bound[0]?.id ?? '',
      factors: [],
      key: 'unknown',
    };
    expect((await moveMoney(await system.accounts(), request)).state).toBe('reserved');
    expect(await seen(account.id)).toMatchObject({ balance: '0.00', reservedIn: '123.45' });
    while (sandbox.institutions.bank.faults.take('timeout-after-effect', 'bank.account.move'));
    // The breaker rests for two seconds after six failures.
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    await system.close(START);
    expect(await seen(account.id)).toMatchObject({ balance: '123.45', reservedIn: '0.00' });
    expect(await wrongInBooks(system)).toEqual([]);
  });

  test('a movement that the bank refuses is released', async () => {
    const account = (await accountsOf(borrowers[2] as Borrower))[0] as Account;
    installation.sandbox.institutions.bank.faults.inject('payout-failed', 1, 'bank.account.move');
    const request = { ...keyOf(account.id), kind: 'spend' as const, amount: 12_345n, boundId: '', factors: [], key: 'refused' };
    expect(await moveMoney(await installation.system.accounts(), request)).toMatchObject({ state: 'released', code: 'INTERBANK_UNAVAILABLE' });
    expect((await seen(account.id)).limits.find(({ counter }) => counter === 'out-day')).toMatchObject({ used: '0.00' });
    expect(await seen(account.id)).toMatchObject({ balance: '123.45', available: '123.45' });
  });
});

const keyOf = (accountId: string) => ({ accountId, bucket: Number.parseInt(accountId.slice(4, 6), 16) });

async function accountsOf({ enrolled }: Borrower): Promise<Account[]> {
  const { body } = await (staff.auditor as Client)('GET', `/accounts?q=${enrolled.customerId}`);
  return Promise.all((body as unknown as { items: Account[] }).items.map(({ id }) => seen(id)));
}

describe('judicial orders', () => {
  test('who made an order cannot check it, and who only reads can do neither', async () => {
    const account = (await accountsOf(borrowers[1] as Borrower))[0] as Account;
    const order = { kind: 'freeze', amount: '100.00', reason: 'a test of orders', ...COURT };
    expect((await (staff.auditor as Client)('POST', `/accounts/${account.id}/orders`, order)).status).toBe(403);
    const made = (await (staff.operator as Client)('POST', `/accounts/${account.id}/orders`, order)).body as unknown as { id: string };
    expect((await (staff.operator as Client)('POST', `/account-orders/${made.id}/check`, { approve: true })).body.code).toBe('ORDER_SAME_PERSON');
    expect((await (staff.risk as Client)('POST', `/account-orders/${made.id}/check`, { approve: false })).body).toMatchObject({ state: 'refused' });
    expect(await seen(account.id)).toMatchObject({ frozen: '0.00', state: 'ACTIVE' });
    await expect(
      installation.system.db.query('UPDATE parties.account_order SET checked_by = made_by WHERE bucket = $1 AND order_id = $2', [
        keyOf(account.id).bucket,
        made.id,
      ]),
    ).rejects.toThrow('check constraint');
    const missing = await (staff.operator as Client)('POST', `/accounts/${account.id}/orders`, { kind: 'freeze', reason: 'no authority' });
    expect(missing.body).toMatchObject({ code: 'ORDER_INVALID', path: '$.authority' });
  });

  test('freezes rank by time, bind what is available at once, and a deduction posts on both sides', async () => {
    const account = (await accountsOf(borrowers[2] as Borrower))[0] as Account;
    await ordered(account.id, { kind: 'freeze', amount: '100.00', ...COURT });
    expect(await seen(account.id)).toMatchObject({ balance: '123.45', available: '23.45', frozen: '100.00', state: 'ACTIVE' });
    await ordered(account.id, { kind: 'freeze', amount: '50.00', ...COURT, documentNo: '(2026)京0105执2号' });
    const two = await seen(account.id);
    expect(two.freezes.map(({ bound }) => bound)).toEqual(['100.00', '23.45']);
    expect(two.available).toBe('0.00');
    const out = { ...keyOf(account.id), kind: 'bound-transfer-out' as const, amount: 1n, boundId: account.bound[0]?.id ?? '', factors: [], key: 'frozen' };
    await expect(moveMoney(await installation.system.accounts(), out)).rejects.toThrow('AVAILABLE_TOO_SMALL');
    const tooMuch = await (staff.operator as Client)('POST', `/accounts/${account.id}/orders`, {
      kind: 'deduct',
      freezeId: two.freezes[1]?.id,
      amount: '23.46',
      reason: 'more than it binds',
      ...COURT,
    });
    const { id } = tooMuch.body as unknown as { id: string };
    expect((await (staff.finance as Client)('POST', `/account-orders/${id}/check`, { approve: true })).body.code).toBe('DEDUCTION_TOO_LARGE');
    expect(await ordered(account.id, { kind: 'deduct', freezeId: two.freezes[0]?.id, amount: '60.00', ...COURT })).toMatchObject({ state: 'told' });
    expect(await seen(account.id)).toMatchObject({ balance: '63.45', available: '0.00' });
    const journals = await journalsOfSubject(installation.system.db, keyOf(account.id).bucket, account.id);
    expect(journals.filter((journal) => journal.kind === 'judicial-deduction').map((journal) => journal.transfers[0]?.amount)).toEqual([6_000n]);
    for (const freeze of two.freezes) await ordered(account.id, { kind: 'release', freezeId: freeze.id, ...COURT });
    expect(await seen(account.id)).toMatchObject({ balance: '63.45', available: '63.45', frozen: '0.00' });
    expect(await wrongInBooks(installation.system)).toEqual([]);
  });

  test('a loan is not paid into a frozen account; a freeze between the two legs keeps the money until it ends', async () => {
    const [frozen, other] = borrowers as [Borrower, Borrower];
    const account = (await accountsOf(frozen))[0] as Account;
    await ordered(account.id, { kind: 'freeze', amount: null, ...COURT });
    expect(await seen(account.id)).toMatchObject({ state: 'SUSPENDED', suspensions: ['JUDICIAL'], frozenWhole: true });
    const terms = { amount: 1_000_000n, periods: 3, method: 'equal-principal' as const };
    const { system, sandbox } = installation;
    await expect(drawFor(system, programme, [frozen], terms)).rejects.toThrow('ACCOUNT_FROZEN');
    await ordered(account.id, { kind: 'release', freezeId: (await seen(account.id)).freezes[0]?.id, ...COURT });
    sandbox.institutions.bank.faults.inject('payout-failed', 1, 'bank.account.payout');
    await drawFor(system, programme, [other], terms);
    const waiting = (await accountsOf(other))[0] as Account;
    expect(waiting.balance).toBe('10000.00');
    const client = await signInByCode(other.person.mobile);
    const transfer = async (amount: string) =>
      (await client('POST', `/me/accounts/${waiting.id}/transfers`, { direction: 'out', boundId: waiting.bound[0]?.id, amount })).body.code;
    expect(await transfer('1.00')).toBe('MOVEMENT_WAITS');
    const { body: placed } = await (staff.risk as Client)('POST', `/customers/${other.enrolled.customerId}/restrictions`, {
      scope: 'everything',
      cause: 'risk',
      reason: 'a test of transfers',
    });
    expect(placed).toMatchObject({ restrictions: [{ scope: 'everything' }] });
    expect(await transfer('1.00')).toBe('CUSTOMER_RESTRICTED');
    await ordered(waiting.id, { kind: 'freeze', amount: null, ...COURT });
    await system.close('2026-03-04');
    expect(await seen(waiting.id)).toMatchObject({ balance: '10000.00', available: '0.00' });
    await ordered(waiting.id, { kind: 'release', freezeId: (await seen(waiting.id)).freezes[0]?.id, ...COURT });
    await system.close('2026-03-05');
    expect(await seen(waiting.id)).toMatchObject({ balance: '0.00', state: 'ACTIVE' });
    expect(await wrongInBooks(system)).toEqual([]);
  });
});

test('without the ID document a class-III account is suspended on the day after the seventh; with it, it is active again', async () => {
  const { system } = installation;
  const { enrolled, person } = borrowers[0] as Borrower;
  const context = await system.accounts();
  const opened = await openAccount(context, { ...enrolled, class: 'III', elements: person, key: 'flow' });
  const boundId = (await seen(opened.accountId)).bound[0]?.id ?? '';
  const move = (kind: 'bound-transfer-in' | 'bound-transfer-out', n: number) =>
    moveMoney(context, { ...opened, kind, amount: 200_000n, boundId, factors: [], key: `${kind} ${n}` });
  for (let n = 0; n < 13; n += 1) {
    await move('bound-transfer-in', n);
    if (n < 12) await move('bound-transfer-out', n);
  }
  const due = addDays(businessDate('2026-03-06'), 7);
  expect(await seen(opened.accountId)).toMatchObject({ documentDue: due, state: 'ACTIVE' });
  await system.close('2026-03-12');
  expect(await seen(opened.accountId)).toMatchObject({ state: 'ACTIVE' });
  await system.close(due);
  expect(await seen(opened.accountId)).toMatchObject({ state: 'SUSPENDED', suspensions: ['III_50K'] });
  await expect(move('bound-transfer-out', 99)).rejects.toThrow('ACCOUNT_NOT_ACTIVE');
  await ordered(opened.accountId, { kind: 'document' });
  expect(await seen(opened.accountId)).toMatchObject({ state: 'ACTIVE', suspensions: [], documentDue: null });
  expect(await wrongInBooks(system)).toEqual([]);
});
