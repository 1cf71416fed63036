import type { BusinessDay } from '@jinqiao/api';
import { today } from '@jinqiao/business-day';
import { businessDate } from '@jinqiao/calendar';
import { changeLimit, openLimits } from '@jinqiao/credit';
import { signerOf, sm3 } from '@jinqiao/gateway';
import { CONSENT_TEXTS } from '@jinqiao/parties';
import { billsOfCustomer, deliverPurchase, payLaterSteps } from '@jinqiao/paylater';
import { derivedId } from '@jinqiao/runtime';
import { enrol, type HttpServer, openSandboxPayLater, syntheticPerson } from '@jinqiao/server';
import fastify from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drawFor, enrolBorrowers, type Installation, openJointLoan, STAFF_PASSWORD, STAFF_ROLES, startInstallation } from '../../../test/installation.ts';
import { authorise as authorisePurchase } from '../../../test/pay-later.ts';
import { addStaff } from '../src/access.ts';
import { authorise } from '../src/http/authorise.ts';
import type { Api, HttpContext } from '../src/http/context.ts';
import { hashPassword } from '../src/passwords.ts';
import { PERMISSIONS } from '../src/permissions.ts';

const ON = businessDate('2026-03-02');
const PASSWORD = 'customer-password';
/** Sees one programme, whatever the role. */
const SCOPED = { login: 'scoped-risk', role: 'risk' } as const;
const ACTORS = ['nobody', 'forged', 'partner', 'customer', 'other-customer', SCOPED.login, ...STAFF_ROLES] as const;
type Actor = (typeof ACTORS)[number];

/** Ids of the first customer's own, by the route that takes them: another customer must not find them. */
const OWN: Record<string, string> = {};

const CARD = { cardNumber: syntheticPerson(2, ON, 30).cardNumber, mobile: syntheticPerson(2, ON, 30).mobile };
/** What the other customer sends: good enough that nothing but whose it is stands against it. */
const GIVEN: Readonly<Record<string, object>> = {
  'POST /me/accounts/:id/transfers': { direction: 'in', boundId: 'bnd_nowhere', amount: '1.00' },
  'POST /me/accounts/:id/upgrade': { ...CARD, consent: { accepted: true, textVersion: CONSENT_TEXTS['account-upgrade'].version } },
  'POST /me/accounts/:id/bound': CARD,
  'POST /me/accounts/:id/bound/:boundId/default': {},
  'POST /me/mandates/:id/confirmation': { smsCode: '123456' },
  'POST /me/liveness/:id/result': {},
  'POST /me/pay-later/purchases/:id/cancellation': {},
  'POST /me/pay-later/purchases/:id/returns': { lines: [{ line: 1, quantity: 1 }] },
  'POST /me/pay-later/purchases/:id/settlement': {},
  'POST /me/bills/:id/repayments': { amount: '1.00' },
  'POST /me/bills/:id/conversion': { periods: 3, agreementAccepted: true },
  'POST /me/limit-changes/:id/answer': { accept: true },
  'GET /me/loans/:id/early-repayment': { amount: '100.00' },
  'POST /me/loans/:id/early-repayments': { amount: '100.00' },
  'POST /me/debts/:id/payments': { amount: '100.00' },
  'POST /me/debts/:id/promises': { amount: '100.00', dueOn: ON },
  'POST /me/debts/:id/hardship': { reason: 'out of work', monthly: '100.00' },
  'POST /me/pay-off-cards/:id/statement': {},
  'POST /me/card-pay-offs/:id/confirmation': { agreementHash: '0'.repeat(64), agreementAccepted: true, readingSeconds: 60 },
  'POST /me/card-pay-offs/:id/cancellation': {},
};

let installation: Installation;
let http: HttpServer;
let routes: string[] = [];
const cookies: Partial<Record<Actor, string>> = {};
let sent = 0;

async function signIn(login: string, password: string): Promise<string> {
  const response = await fetch(`${http.url}/api/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login, password }),
  });
  if (!response.ok) throw new Error(await response.text());
  return response.headers.get('set-cookie')?.split(';')[0] ?? '';
}

/** Calls a route, if nothing else is said with ids that do not exist and a body that no route takes: who is let through is told 400 or 404, and nothing happens. */
function call(actor: Actor, route: string, ids?: string, given?: object): Promise<Response> {
  const [method = '', url = ''] = route.split(' ');
  const path = url.replace(/:\w+/g, ids ?? 'nowhere');
  sent += 1;
  const body = method === 'POST' ? JSON.stringify(given ?? { no: 'such field' }) : undefined;
  const query = method === 'GET' && given ? `?${new URLSearchParams({ ...given })}` : '';
  return fetch(`${http.url}/api/v1${path}${query}`, {
    method,
    headers: {
      'idempotency-key': `matrix-${sent}`,
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...(actor === 'forged' ? { cookie: 'jq_session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' } : {}),
      ...(actor === 'partner' ? partnerHeaders(path, body ?? '') : {}),
      ...(cookies[actor] ? { cookie: cookies[actor] } : {}),
    },
    ...(body ? { body } : {}),
  });
}

/** The bank's signature is good on its gateway and worth nothing here. */
function partnerHeaders(path: string, body: string): Record<string, string> {
  const sign = signerOf(installation.system.keys.parties.bank);
  return { 'jq-institution': 'bank', 'jq-receiver': 'platform', 'jq-serial': `s-${sent}`, 'jq-digest': sm3(body), 'jq-signature': sign(path + body) };
}

/** What the declared table says that an actor is told: let through, or the code of the refusal. */
function declared(actor: Actor, route: string): string {
  const permission = PERMISSIONS[route];
  if (!permission) return 'undeclared';
  if (permission.reach === 'open') return 'through';
  if (actor === 'nobody' || actor === 'forged' || actor === 'partner') return 'NOT_SIGNED_IN';
  const role = actor === 'other-customer' ? 'customer' : actor === SCOPED.login ? SCOPED.role : actor;
  if (!permission.roles.includes(role)) return 'NOT_ALLOWED';
  return actor === SCOPED.login && permission.reach === 'house' ? 'SCOPE_TOO_SMALL' : 'through';
}

/** A purchase that the first customer pays later, billed, and an offer of a higher limit. */
async function buyLater({ bucket, customerId }: { bucket: number; customerId: string }): Promise<{ purchase: string; bill: string; offer: string }> {
  const { system } = installation;
  const who = { bucket, customerId };
  const on = businessDate(ON);
  const [terms] = await system.db.tx((tx) => openSandboxPayLater(tx));
  if (!terms) throw new Error('pay later is not open');
  await system.db.tx((tx) =>
    openLimits(
      tx,
      on,
      (['total', 'pay-later', 'trade-credit'] as const).map((scope) => ({ ...who, scope, amount: 5_000_000n })),
    ),
  );
  const purchase = await authorisePurchase(system, terms, who, { amount: 50_000n, periods: 1, orderRef: 'order-1' }, on);
  await system.db.tx((tx) => deliverPurchase(tx, terms, purchase, on));
  const statement = payLaterSteps(terms, system.payments).find(({ name }) => name.startsWith('pay-later-bill'));
  const work = { db: system.db, date: '2026-04-01', once: async () => {}, fence: async () => {}, count: () => {} };
  await statement?.run({ ...work, chunk: (chunk) => system.db.tx(chunk) });
  const [bill] = await billsOfCustomer(system.db, who, 1);
  const raise = { ...who, scope: 'pay-later', kind: 'increase', to: 6_000_000n, reason: 'matrix', by: 'risk', key: 'offer' } as const;
  const offer = await system.db.tx((tx) => changeLimit(tx, raise, on));
  return { purchase: purchase.contractId, bill: bill?.billId ?? '', offer: offer.changeId };
}

async function told(response: Response): Promise<string> {
  const text = await response.text();
  if (response.status !== 401 && response.status !== 403) return response.status >= 500 ? `${response.status} ${text}` : 'through';
  const { code } = JSON.parse(text) as { code: string };
  return code;
}

/** A card and a pay-off that has ended, without the banks that would have to be asked for it. */
async function payOffOf({ bucket, customerId }: { readonly bucket: number; readonly customerId: string }): Promise<{ cardId: string; payOffId: string }> {
  const { db } = installation.system;
  const [cardId, payOffId] = [derivedId('poc', bucket, 'matrix'), derivedId('cpo', bucket, 'matrix')];
  await db.query(
    `INSERT INTO partnership.pay_off_card (bucket, card_id, customer_id, card_hash, card_masked, issuer, issuer_zh, consent_id, consent_on, added_on)
     VALUES ($1, $2, $3, 'hash', '436718******0000', 'Bank', '银行', 'consent', $4, $4)`,
    [bucket, cardId, customerId, ON],
  );
  await db.query(
    `INSERT INTO partnership.card_pay_off (bucket, pay_off_id, customer_id, card_id, statement_id, amount, periods, method, state, code, n, applied_on, routed_on, finished_on)
     VALUES ($1, $2, $3, $4, 'statement', 100000, 12, 'equal-principal', 'refused', 'NO_FUNDER', 1, $5, $5, $5)`,
    [bucket, payOffId, customerId, cardId, ON],
  );
  return { cardId, payOffId };
}

beforeAll(async () => {
  installation = await startInstallation();
  const { system } = installation;
  const programme = await openJointLoan(system, ON);
  http = await installation.serve();
  await addStaff(system.db, [{ ...SCOPED, name: 'Scoped', password: STAFF_PASSWORD, scopes: ['product:OTHER'] }]);
  const passwordHash = await hashPassword(PASSWORD);
  const people = [1, 2].map((n) => ({ ...syntheticPerson(n, ON, 30), passwordHash, tenureMonths: 48, ordersPerYear: 40, suggestedLimit: null }));
  const enrolled = await enrol(system, programme, ON, people);
  const [first] = enrolled;
  if (!first) throw new Error('nobody was enrolled');
  const [loan] = await drawFor(system, programme, [{ person: syntheticPerson(1, ON, 30), enrolled: first }], {
    amount: 1_200_000n,
    periods: 12,
    method: 'equal-principal',
  });
  for (const role of STAFF_ROLES) cookies[role] = await signIn(role, STAFF_PASSWORD);
  cookies[SCOPED.login] = await signIn(SCOPED.login, STAFF_PASSWORD);
  cookies.customer = await signIn(syntheticPerson(1, ON, 30).mobile, PASSWORD);
  cookies['other-customer'] = await signIn(syntheticPerson(2, ON, 30).mobile, PASSWORD);
  const { items } = (await (await call('customer', 'GET /me/consents')).json()) as { items: { id: string }[] };
  const firstOf = async (route: string) => ((await (await call('customer', route)).json()) as { items: { id: string }[] }).items[0]?.id ?? '';
  const textVersion = CONSENT_TEXTS['face-recognition'].version;
  await call('customer', 'POST /me/consents', undefined, { purpose: 'face-recognition', accepted: true, textVersion });
  const liveness = (await (await call('customer', 'POST /me/liveness')).json()) as { id: string };
  const payOff = await payOffOf(first);
  const [account, mandate] = [await firstOf('GET /me/accounts'), await firstOf('GET /me/mandates')];
  const later = await buyLater(first);
  for (const route of Object.keys(PERMISSIONS)) {
    if (route.includes('/me/loans/:id') || route.includes('/me/debts/:id')) OWN[route] = loan?.loanId ?? '';
    if (route.includes('/me/consents/:id')) OWN[route] = items[0]?.id ?? '';
    if (route.includes('/me/accounts/:id')) OWN[route] = account;
    if (route.includes('/me/mandates/:id')) OWN[route] = mandate;
    if (route.includes('/me/liveness/:id')) OWN[route] = liveness.id;
    if (route.includes('/me/pay-later/purchases/:id')) OWN[route] = later.purchase;
    if (route.includes('/me/bills/:id')) OWN[route] = later.bill;
    if (route.includes('/me/limit-changes/:id')) OWN[route] = later.offer;
    if (route.includes('/me/pay-off-cards/:id')) OWN[route] = payOff.cardId;
    if (route.includes('/me/card-pay-offs/:id')) OWN[route] = payOff.payOffId;
  }
  const document = (await (await fetch(`${http.url}/api/openapi.json`)).json()) as { paths: Record<string, Record<string, unknown>> };
  routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace('/api/v1', '').replace(/\{(\w+)\}/g, ':$1')}`),
  );
}, 120_000);

afterAll(() => installation.stop());

test('every route of the running server stands in the table, and nothing else does', () => {
  expect([...routes].sort()).toEqual(Object.keys(PERMISSIONS).sort());
});

test.each(ACTORS)(
  '%s is let through where the table says so, and nowhere else',
  async (actor) => {
    const found: Record<string, string> = {};
    // Signing out would end the session that the next calls need.
    for (const route of routes.filter((each) => each !== 'DELETE /sessions')) found[route] = await told(await call(actor, route));
    expect(found).toEqual(Object.fromEntries(Object.keys(found).map((route) => [route, declared(actor, route)])));
  },
  120_000,
);

/** Said by hand, beside the table: a wrong line there would agree with itself. Money, rules, rights and people's data. */
const ONLY: Readonly<Record<string, readonly Actor[]>> = {
  'POST /closes': ['operator'],
  'POST /institutions/:id/faults': ['operator'],
  'POST /reconciliation/breaks/:id/resolution': ['finance'],
  'POST /reconciliation/breaks/:id/check': ['finance', 'operator'],
  'POST /payments/:id/refund-requests': ['finance', 'operator'],
  'POST /refund-requests/:id/decision': ['finance', 'operator'],
  'POST /accounts/:id/orders': ['finance', 'operator', 'risk'],
  'POST /account-orders/:id/check': ['finance', 'operator', 'risk'],
  'POST /staff-requests/:id/check': ['operator', 'risk'],
  'POST /compliance/changes/:id/verdict': ['risk', 'compliance'],
  'POST /compliance/reports/:id/readings': ['risk', 'compliance'],
  'POST /books/:book/verifications': ['auditor'],
  'POST /staff/changes': ['admin'],
  'POST /staff/changes/:id/decision': ['admin', 'compliance'],
  'POST /customers/:id/reveals': ['operator', 'risk', 'compliance'],
  'GET /reveals': ['compliance', 'auditor'],
  'GET /compliance/screening/hits': ['risk', 'compliance', 'auditor'],
  'GET /compliance/reports': ['risk', 'compliance', 'auditor'],
  'GET /customers/:id': ['operator', 'finance', 'risk', 'compliance', 'auditor'],
  'GET /journals/:id': ['operator', 'finance', 'risk', 'compliance', 'auditor'],
  'POST /dunning/cases/:id/contacts': ['operator', 'risk'],
  'POST /dunning/complaints/:id/answer': ['compliance'],
  'POST /dunning/settlements/:id/verdict': ['finance', 'risk'],
  'POST /dunning/plans/:id/verdict': ['finance', 'risk'],
  'POST /me/draws': ['customer', 'other-customer'],
  'GET /me/loans/:id': ['customer', 'other-customer'],
};

test.each(Object.entries(ONLY))('%s is for %j and for nobody else', async (route, allowed) => {
  const through = [];
  for (const actor of ACTORS) if ((await told(await call(actor, route))) === 'through') through.push(actor);
  expect(through.sort()).toEqual([...allowed].sort());
});

test('a route without a line in the table stops the server from starting', async () => {
  const app = fastify();
  const context = { system: installation.system } as HttpContext;
  await expect(
    app
      .register(
        async (api) => {
          authorise(api as unknown as Api, context, '/api/v1');
          api.get('/customers/:id/secrets', async () => 'secrets');
        },
        { prefix: '/api/v1' },
      )
      .ready(),
  ).rejects.toThrow('GET /customers/:id/secrets stands in no line of the table of permissions');
});

test("a customer finds their own and not another customer's", async () => {
  const withIds = Object.entries(PERMISSIONS).filter(([route, { reach }]) => reach === 'own' && route.includes(':'));
  for (const [route] of withIds) {
    const id = OWN[route];
    if (!id) throw new Error(`${route} takes an id: give this test one of the first customer's`);
    const given = GIVEN[route];
    if (route.startsWith('POST') && !given) throw new Error(`${route} takes a body: give this test a good one`);
    const theirs = await call('other-customer', route, id, given);
    const text = await theirs.text();
    expect([route, theirs.status, text]).toEqual([route, 404, expect.stringMatching(/"code":"\w+_UNKNOWN"/)]);
  }
  expect((await call('customer', 'GET /me/loans/:id', OWN['GET /me/loans/:id'])).status).toBe(200);
  expect((await call('other-customer', 'GET /me/loans/:id', OWN['GET /me/loans/:id'])).status).toBe(404);
  // The other customer's try to withdraw it changed nothing.
  const { items } = (await (await call('customer', 'GET /me/consents')).json()) as { items: { withdrawnAt: string | null }[] };
  expect(items.every(({ withdrawnAt }) => withdrawnAt === null)).toBe(true);
});

test('a scope shows its programmes and their loans, and nothing of the others', async () => {
  const { system } = installation;
  const { openProgramme, JOINT_LOAN_DEFAULTS } = await import('@jinqiao/partnership');
  const other = await openProgramme(system.db, (await system.joint()).bank, 'OTHER', JOINT_LOAN_DEFAULTS, ON);
  const borrowers = await enrolBorrowers(system, other, [11]);
  const [theirs] = await drawFor(system, other, borrowers, { amount: 600_000n, periods: 6, method: 'equal-principal' });
  const loanOfJl = OWN['GET /me/loans/:id'] ?? '';
  type Items = { items: { id: string }[] };
  const list = async (actor: Actor, route: string) => ((await (await call(actor, route)).json()) as Items).items.map(({ id }) => id).sort();
  expect(await list('risk', 'GET /programmes')).toEqual(['JL', 'OTHER']);
  expect(await list(SCOPED.login, 'GET /programmes')).toEqual(['OTHER']);
  expect(await list('risk', 'GET /loans')).toEqual([loanOfJl, theirs?.loanId].sort());
  expect(await list(SCOPED.login, 'GET /loans')).toEqual([theirs?.loanId]);
  expect((await call(SCOPED.login, 'GET /loans/:id', theirs?.loanId)).status).toBe(200);
  expect((await call(SCOPED.login, 'GET /loans/:id', loanOfJl)).status).toBe(404);
  expect((await call(SCOPED.login, 'GET /programmes/:id/dashboard', 'JL')).status).toBe(404);
  expect((await call(SCOPED.login, 'GET /programmes/:id/dashboard', 'OTHER')).status).toBe(200);
});

test('what the close summed up of the whole house is shown to who reads the whole house', async () => {
  const { system } = installation;
  const { current } = await today(system.db);
  await http.closes.start(current);
  await http.closes.settled();
  const seen = async (actor: Actor) => (await (await call(actor, 'GET /business-day')).json()) as BusinessDay;
  const whole = await seen('finance');
  expect([whole.lastClosed, whole.steps.length > 10, whole.summary !== null]).toEqual([current, true, true]);
  for (const actor of ['partner-viewer', 'admin', SCOPED.login] as const)
    expect(await seen(actor)).toEqual({ ...whole, steps: [], summary: null, error: null });
});
