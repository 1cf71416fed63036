import type { CalculatedSchedule, Problem } from '@jinqiao/api';
import type { HttpServer } from '@jinqiao/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Installation, STAFF_PASSWORD, startInstallation } from '../../../test/installation.ts';

const GOLDEN = { principal: '100000.00', annualRate: '0.0696', method: 'equal-instalment', periods: 12, start: '2026-01-15' };
const FEE = { name: 'Guarantee fee', nameZh: '担保费', kind: 'periodic', amount: '500.00', collectedBy: 'Guarantor' };

let installation: Installation;
let http: HttpServer;
let cookie = '';

beforeAll(async () => {
  installation = await startInstallation();
  http = await installation.serve();
  const response = await send('/sessions', { login: 'auditor', password: STAFF_PASSWORD });
  cookie = response.headers.get('set-cookie')?.split(';')[0] ?? '';
}, 120_000);

afterAll(() => installation.stop());

function send(path: string, body: unknown): Promise<Response> {
  return fetch(`${http.url}/api/v1${path}`, { method: 'POST', headers: { 'content-type': 'application/json', cookie }, body: JSON.stringify(body) });
}

async function calculated(change: object): Promise<CalculatedSchedule> {
  const response = await send('/calculations/schedule', { ...GOLDEN, ...change });
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return JSON.parse(text) as CalculatedSchedule;
}

const costOf = ({ costTable }: Pick<CalculatedSchedule, 'costTable'>) => [costTable.annualNominal, costTable.annualEffective];

test('an equal instalment: eleven of 8,650.83 and one of 8,650.85', async () => {
  const { rows, totals, cost, costTable } = await calculated({});
  expect(rows.map(({ total }) => total)).toEqual([...Array<string>(11).fill('8650.83'), '8650.85']);
  expect(rows[0]).toEqual({ n: 1, due: '2026-02-15', days: 31, principal: '8070.83', interest: '580.00', total: '8650.83', balance: '91929.17' });
  expect(totals).toEqual({ principal: '100000.00', interest: '3809.98', total: '103809.98' });
  expect(cost).toEqual({ nominal: '0.0696', effective: '0.0719' });
  expect(costTable).toMatchObject({ principal: '100000.00', annualNominal: '0.0696', totalInterest: '3809.98', totalToRepay: '103809.98' });
  expect(costTable.items[0]).toMatchObject({
    method: 'Equal instalment, monthly',
    methodZh: '等额本息，按月',
    amount: '3809.98',
    collectedBy: 'Lender 贷款人',
  });
  expect(costTable.items.find(({ name }) => name === 'Penalty interest')).toMatchObject({ standard: '10.44% p.a.', contingent: true });
});

test('equal principal: the first instalment is the highest', async () => {
  const { rows, totals } = await calculated({ method: 'equal-principal' });
  expect([rows[0]?.total, rows[11]?.total, totals.interest]).toEqual(['8913.33', '8381.70', '3770.00']);
});

test('fees enter the annual cost', async () => {
  const twelve = { annualRate: '0.12' };
  const half = await calculated({ ...twelve, fees: [FEE] });
  expect(costOf(half)).toEqual(['0.2253', '0.2501']);
  expect(half.cost?.nominal).toBe('0.1200');
  expect(half.costTable.items[1]).toMatchObject({ nameZh: '担保费', standard: '500.00 × 12', amount: '6000.00', collectedBy: 'Guarantor' });
  // Exactly 17.8249 % nominal.
  expect(costOf(await calculated({ ...twelve, fees: [{ ...FEE, kind: 'upfront', amount: '3000.00' }] }))).toEqual(['0.1782', '0.1936']);
});

test('what is charged for nothing changes no cost, however the due dates lie', async () => {
  const shapes: object[] = [
    { firstDue: '2026-03-10' },
    { start: '2026-01-31', endOfMonth: true, firstDue: '2026-02-28' },
    { periods: undefined, maturity: '2027-01-15' },
    { periods: undefined, maturity: '2027-01-31' },
    { periods: undefined, maturity: '2027-01-31', stub: 'long-last', firstDue: '2026-02-20' },
    { firstDue: '2026-03-10', firstPeriod: 'by-days' },
    { downPayment: '20000.00', businessDays: { calendar: 'WEEKENDS_ONLY' } },
    { every: 2, unit: 'week' },
    { method: 'on-demand', plan: [{ on: '2026-05-01', principal: '30000.00' }] },
    {
      method: 'free-plan',
      periods: undefined,
      plan: [
        { on: '2026-04-01', principal: '-50000.00' },
        { on: '2027-01-15', principal: '150000.00' },
      ],
    },
  ];
  for (const shape of shapes) {
    const plain = await calculated(shape);
    // A fee of one fen leaves the shown cost where it is, so the fee's reckoning must be the schedule's own.
    const charged = await calculated({ ...shape, fees: [{ ...FEE, kind: 'upfront', amount: '0.01' }] });
    expect([shape, costOf(charged)]).toEqual([shape, [plain.cost?.nominal, plain.cost?.effective]]);
    expect(costOf(plain)).toEqual([plain.cost?.nominal, plain.cost?.effective]);
    expect(plain.costTable.totalInterest).toBe(plain.totals.interest);
  }
});

test.each([
  [{ periods: 1200 }, 422, 'FIELD_INVALID', '$.periods'],
  [{ periods: 1.5 }, 400, 'REQUEST_INVALID', '$.periods'],
  [{ principal: 100_000 }, 400, 'REQUEST_INVALID', '$.principal'],
  [{ annualRate: '6.96%' }, 422, 'RATE_INVALID', '$.annualRate'],
  [{ start: '2026-02-30' }, 422, 'DATE_INVALID', '$.start'],
  [{ method: 'annuity' }, 400, 'REQUEST_INVALID', '$.method'],
  [{ maturity: '2027-01-15' }, 422, 'FIELD_CONFLICT', '$.maturity'],
  [{ method: 'stepped', steps: [{ periods: 6, factor: '1' }] }, 422, 'FIELD_INVALID', '$.steps'],
  [{ rates: [{ from: '2026-06-01', annualRate: '-1' }] }, 422, 'RATE_NEGATIVE', '$.rates[0].annualRate'],
  [{ method: 'on-demand', plan: [{ on: '2026-03-01', principal: '100000.01' }] }, 422, 'AMOUNT_OUT_OF_RANGE', '$.plan[0].principal'],
  [{ periods: 240, businessDays: {} }, 409, 'CALENDAR_UNKNOWN', '$.businessDays'],
  [{ fees: [FEE, { ...FEE, amount: '-1.00' }] }, 422, 'AMOUNT_OUT_OF_RANGE', '$.fees[1].amount'],
  [{ fees: [{ ...FEE, kind: 'upfront', amount: '100000.00' }] }, 422, 'FEES_TOO_HIGH', '$.fees'],
  [{ penaltyMultiplier: '1.33333' }, 422, 'FIELD_INVALID', '$.penaltyMultiplier'],
  [{ rounding: { instalment: { to: '0.001' } } }, 422, 'AMOUNT_TOO_PRECISE', '$.rounding.instalment.to'],
  [{ annualRate: '1000', periods: 600, grace: { capitalised: 500 } }, 422, 'AMOUNT_TOO_LARGE', '$.principal'],
])('the problem names the field: %j', async (change, status, code, path) => {
  const response = await send('/calculations/schedule', { ...GOLDEN, ...change });
  const problem = (await response.json()) as Problem;
  expect([response.status, problem.code, problem.path]).toEqual([status, code, path]);
  expect([problem.detail, problem.detailZh]).toEqual([expect.stringMatching(/./), expect.stringMatching(/\p{Script=Han}/u)]);
});

test('drawings that leave no single rate have a plan and no annual cost', async () => {
  const plan = [
    { on: '2026-02-15', principal: '1000.00' },
    { on: '2026-09-15', principal: '-9000.00' },
    { on: '2027-02-15', principal: '500.00' },
    { on: '2028-08-15', principal: '0' },
  ];
  const { rows, cost, costTable } = await calculated({ principal: '1000.00', annualRate: '100', method: 'free-plan', periods: undefined, plan });
  expect([rows.length, cost, ...costOf({ costTable })]).toEqual([4, null, null, null]);
  expect(costTable.statementZh).toMatch(/没有唯一的年利率.*不收取任何其他费用/);
});

test('nobody calculates without being staff', async () => {
  const response = await fetch(`${http.url}/api/v1/calculations/schedule`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(GOLDEN),
  });
  expect([response.status, ((await response.json()) as Problem).code]).toEqual([401, 'NOT_SIGNED_IN']);
});

test('the route is described with an example that it answers, and every schema that the document refers to is in it', async () => {
  const text = await (await fetch(`${http.url}/api/openapi.json`)).text();
  const { components } = JSON.parse(text) as { components: { schemas: Record<string, { examples?: object[] }> } };
  for (const [, name = ''] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g)) expect(components.schemas).toHaveProperty(name);
  const example = components.schemas.ScheduleCalculationInput?.examples?.[0] ?? {};
  expect(costOf(await calculated(example))).toEqual(['0.2253', '0.2501']);
});
