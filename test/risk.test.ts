import type { RiskPortfolio } from '@jinqiao/api';
import { balance } from '@jinqiao/ledger';
import { planCollections } from '@jinqiao/payments';
import { provisionsOf, snapshotsOf } from '@jinqiao/risk';
import { derivedId } from '@jinqiao/runtime';
import { control } from '@jinqiao/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drawFor, enrolBorrowers, type Installation, openJointLoan, STAFF_PASSWORD, startInstallation, wrongInBooks } from './installation.ts';

let installation: Installation;
const MONTHS = ['2026-03-31', '2026-04-30', '2026-05-31', '2026-06-30'];

/** Four months with borrowers who fail: guaranteed after 35 days, written off after 70, some of the claims recovered. */
beforeAll(async () => {
  installation = await startInstallation();
  const { system, sandbox } = installation;
  const programme = await openJointLoan(system, '2026-03-02', { compensationDpd: 35, writeOffDpd: 70 });
  const borrowers = await enrolBorrowers(
    system,
    programme,
    Array.from({ length: 24 }, (_, i) => i + 1),
  );
  const poor = (through: string) => (_: unknown, i: number) => ({
    cardRef: borrowers[i]?.enrolled.customerId,
    behaviour: i % 4 === 1 ? 'poor' : i % 7 === 3 ? 'flaky' : 'good',
    fundedThrough: i % 4 === 1 ? through : null,
  });
  await control(sandbox.urls.payment, 'cards', { cards: borrowers.map(poor('2026-03-20')) });
  await drawFor(system, programme, borrowers.slice(0, 16), { amount: 1_200_000n, periods: 6, method: 'equal-instalment' });
  await system.close('2026-04-05');
  await drawFor(system, programme, borrowers.slice(16), { amount: 3_000_000n, periods: 3, method: 'equal-principal' });
  await system.close('2026-05-20');
  await recover('2026-05-21');
  await system.close('2026-06-30');
}, 300_000);
afterAll(() => installation.stop());

async function recover(on: string): Promise<void> {
  const { system, sandbox } = installation;
  const { rows } = await system.db.query<{ bucket: number; loanId: string; customerId: string; accountNo: string; mandateToken: string; claim: bigint }>(
    `SELECT bucket, loan_id AS "loanId", customer_id AS "customerId", account_no AS "accountNo", mandate_token AS "mandateToken", recourse_claim AS claim
     FROM lending.loan WHERE state = 'compensated' ORDER BY loan_id LIMIT 2`,
  );
  expect(rows).toHaveLength(2);
  await control(sandbox.urls.payment, 'cards', { cards: rows.map((row) => ({ cardRef: row.customerId, behaviour: 'good', fundedThrough: null })) });
  const recovery = { programmeId: 'JL', purpose: 'recovery' as const, channel: 'file' as const, businessDate: on, earlyPrincipal: 0n };
  await system.db.tx((tx) =>
    planCollections(
      tx,
      rows.map(({ claim, ...row }) => ({ ...row, ...recovery, collectionId: derivedId('col', row.bucket, `${row.loanId} recovery`), amount: claim / 2n })),
    ),
  );
}

test('every month-end has the positions that the tables of lending say, by independent SQL', async () => {
  const { db } = installation.system;
  expect((await snapshotsOf(db, 'joint-loan', null, 10)).map(({ asOf, state }) => [asOf, state])).toEqual(MONTHS.map((asOf) => [asOf, 'provided']).reverse());
  const { rows } = await db.query(
    `WITH late AS (SELECT loan_id, sum(principal - paid_principal) AS principal, sum(principal - paid_principal + interest - paid_interest + penalty - paid_penalty) AS due
         FROM lending.instalment WHERE settled_on IS NULL AND due_on < '2026-06-30' GROUP BY 1)
     SELECT l.loan_id FROM lending.loan l LEFT JOIN late ON late.loan_id = l.loan_id LEFT JOIN risk.position p ON p.contract_id = l.loan_id AND p.as_of = '2026-06-30'
     WHERE (l.state <> 'settled' OR l.settled_on > '2026-05-31') AND (p.contract_id IS NULL OR p.state <> l.state
       OR p.outstanding <> CASE l.state WHEN 'compensated' THEN l.recourse_claim ELSE l.outstanding END
       OR p.dpd <> CASE WHEN l.state = 'settled' OR l.overdue_since IS NULL THEN 0 ELSE date '2026-06-30' - l.overdue_since END
       OR p.overdue <> CASE l.state WHEN 'compensated' THEN l.recourse_claim WHEN 'active' THEN CASE WHEN l.overdue_since IS NULL THEN 0 ELSE coalesce(late.due, 0) END ELSE 0 END
       OR p.recovered <> l.recourse_recovered OR p.written_off <> l.written_off OR p.grade <> 'A')`,
  );
  expect(rows).toEqual([]);
  const count = async (sql: string) => (await db.query<{ n: number }>(sql)).rows[0]?.n;
  expect(await count(`SELECT count(*)::int AS n FROM risk.position WHERE as_of = '2026-03-31'`)).toBe(16);
  expect(await count(`SELECT count(*)::int AS n FROM risk.position WHERE as_of = '2026-04-30'`)).toBe(24);
  // A loan that was settled in one month is not met in the next.
  expect(
    await count(`SELECT count(*)::int AS n FROM (SELECT contract_id FROM risk.position WHERE state = 'settled' GROUP BY 1 HAVING count(*) > 1) AS twice`),
  ).toBe(0);
  expect(await count(`SELECT count(*)::int AS n FROM risk.position WHERE as_of = '2026-06-30' AND state = 'written-off'`)).toBeGreaterThan(0);
});

test('the sums that pages read are those of the positions, cohort by cohort and status by status', async () => {
  const { db } = installation.system;
  const { rows } = await db.query(
    `WITH p AS (SELECT now.as_of, now.status, now.stage, sum(now.outstanding) AS outstanding, sum(CASE WHEN now.dpd >= 30 THEN now.outstanding ELSE 0 END) AS over30,
           sum(now.written_off - coalesce(before.written_off, 0)) AS lost, sum(CASE WHEN before IS NULL THEN now.amount ELSE 0 END) AS originated
         FROM risk.position now LEFT JOIN risk.position before ON before.contract_id = now.contract_id AND before.as_of = (date_trunc('month', now.as_of) - interval '1 day')::date GROUP BY 1, 2, 3),
       c AS (SELECT as_of, status, stage, sum(outstanding) AS outstanding, sum(over30) AS over30, sum(lost) AS lost, sum(new_amount) AS originated FROM risk.stock GROUP BY 1, 2, 3)
     SELECT * FROM p FULL JOIN c USING (as_of, status, stage) WHERE (p.outstanding, p.over30, p.lost, p.originated) IS DISTINCT FROM (c.outstanding, c.over30, c.lost, c.originated)`,
  );
  expect(rows).toEqual([]);
  const moved = await db.query(
    `WITH p AS (SELECT now.as_of, coalesce(before.status, 'new') AS a, now.status AS b, count(*) AS n, sum(now.outstanding) AS arrived
         FROM risk.position now LEFT JOIN risk.position before ON before.contract_id = now.contract_id AND before.as_of = (date_trunc('month', now.as_of) - interval '1 day')::date
         WHERE now.as_of > '2026-03-31' GROUP BY 1, 2, 3),
       c AS (SELECT as_of, from_status AS a, to_status AS b, sum(contracts) AS n, sum(to_outstanding) AS arrived FROM risk.migration GROUP BY 1, 2, 3)
     SELECT * FROM p FULL JOIN c USING (as_of, a, b) WHERE (p.n, p.arrived) IS DISTINCT FROM (c.n, c.arrived)`,
  );
  expect(moved.rows).toEqual([]);
});

test('the allowance stands in the book that bears the loss, write-offs went out of it, and the expense is the difference', async () => {
  const { system } = installation;
  const [programme] = (await system.joint()).programmes;
  if (!programme) throw new Error('no programme');
  const runs = await provisionsOf(system.db, { product: null, scopes: null, from: null, to: '2026-12-31' });
  expect(runs.map(({ asOf }) => asOf)).toEqual(MONTHS);
  const held = (path: 'allowance/credit-loss' | 'expense/credit-loss') => balance(system.db, [programme.platform.house(path)]);
  const last = runs.at(-1);
  expect(await held('allowance/credit-loss')).toBe(last?.allowance);
  expect(await held('expense/credit-loss')).toBe(runs.reduce((sum, run) => sum + run.charged, 0n));
  const lost = runs.reduce((sum, run) => sum + run.used, 0n);
  expect(lost).toBe((await system.db.query<{ lost: bigint }>('SELECT sum(written_off)::bigint AS lost FROM lending.loan')).rows[0]?.lost);
  expect(lost).toBeGreaterThan(0n);
  // What partnership booked as lost has moved to the allowance to the fen.
  expect(await balance(system.db, programme.platform.stripes('loss/write-off'))).toBe(0n);
  for (const run of runs) {
    expect(run.allowance).toBe(run.expectedLoss > run.classMinimum ? run.expectedLoss : run.classMinimum);
    expect(run.stages.reduce((sum, stage) => sum + stage.allowance, 0n)).toBe(run.allowance);
  }
  expect(await wrongInBooks(system)).toEqual([]);
});

test('an allowance that is not what was reckoned is found', async () => {
  const { system } = installation;
  await system.db.query('UPDATE risk.provision SET allowance = allowance + 1');
  expect(await wrongInBooks(system)).toEqual([expect.stringContaining('risk-allowance')]);
  await system.db.query('UPDATE risk.provision SET allowance = allowance - 1');
  await system.db.query(`UPDATE risk.stock SET outstanding = outstanding + 1 WHERE as_of = '2026-05-31'`);
  expect(await wrongInBooks(system)).toEqual([expect.stringContaining('risk-stock')]);
  await system.db.query(`UPDATE risk.stock SET outstanding = outstanding - 1 WHERE as_of = '2026-05-31'`);
});

type Answer = { status: number; body: Record<string, unknown> & { items: Record<string, unknown>[] } };

test('over HTTP: figures lead to contracts, a warning is taken up and ended, limits are decided by two people', async () => {
  const http = await installation.serve();
  const { db } = installation.system;
  const cookies: Record<string, string> = {};
  const send = async (as: string, request: string, body?: object): Promise<Answer> => {
    const [method = '', path = ''] = request.split(' ');
    const response = await fetch(`${http.url}/api/v1${path}`, {
      method,
      headers: { cookie: cookies[as] ?? '', ...(body ? { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    cookies[as] = response.headers.get('set-cookie')?.split(';')[0] ?? cookies[as] ?? '';
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  };
  for (const login of ['risk', 'compliance', 'operator']) await send(login, 'POST /sessions', { login, password: STAFF_PASSWORD });

  const portfolio = (await send('risk', 'GET /risk/portfolio?scope=JL')).body as unknown as RiskPortfolio;
  expect([portfolio.asOf, portfolio.monthEnds]).toEqual(['2026-06-30', [...MONTHS].reverse()]);
  const said = (
    await db.query<{ status: string; contracts: number; outstanding: string }>(
      `SELECT status, count(*)::int AS contracts, to_char(sum(outstanding) / 100.0, 'FM999999990.00') AS outstanding FROM risk.position
     WHERE as_of = '2026-06-30' AND state IN ('active', 'compensated') GROUP BY 1 ORDER BY 1`,
    )
  ).rows;
  expect(portfolio.buckets.filter(({ contracts }) => contracts > 0).map(({ status, contracts, outstanding }) => ({ status, contracts, outstanding }))).toEqual(
    said,
  );
  for (const { status, contracts, outstanding } of said) {
    const { body } = await send('risk', `GET /risk/contracts?status=${status}&limit=200`);
    expect([body.total, body.outstanding, body.items.length]).toEqual([contracts, outstanding, contracts]);
  }
  // Page by page they are the same contracts, each once.
  const whole = (await send('risk', 'GET /risk/contracts?limit=200')).body.items.map(({ id }) => id);
  const paged: unknown[] = [];
  for (let cursor: unknown = ''; cursor !== null; ) {
    const { body } = await send('risk', `GET /risk/contracts?limit=5${cursor ? `&cursor=${cursor}` : ''}`);
    paged.push(...body.items.map(({ id }) => id));
    cursor = body.nextCursor;
  }
  expect(paged).toEqual(whole);

  const alert = (await send('risk', 'GET /risk/alerts')).body.items.find(({ ruleId }) => ruleId === 'dpd30');
  expect(alert).toMatchObject({ segment: 'scope=JL', severity: 'high' });
  expect((await send('risk', `POST /risk/alerts/${alert?.id}/closure`, { outcome: 'watched', reason: 'too early' })).body).toMatchObject({
    code: 'ALERT_STATE',
  });
  expect((await send('operator', `POST /risk/alerts/${alert?.id}/acknowledgement`, {})).status).toBe(403);
  expect((await send('risk', `POST /risk/alerts/${alert?.id}/acknowledgement`, {})).body).toMatchObject({ state: 'acknowledged', acknowledgedBy: 'risk' });
  expect((await send('risk', `POST /risk/alerts/${alert?.id}/closure`, { outcome: 'measure-taken', reason: 'limits are cut' })).body).toMatchObject({
    state: 'closed',
  });

  const freezes = (await send('risk', 'GET /risk/limit-proposals?asOf=2026-06-30&kind=freeze&limit=200')).body;
  expect(freezes.items.length).toBeGreaterThan(0);
  expect(freezes.items.every(({ worstDaysPastDue }) => Number(worstDaysPastDue) > 30)).toBe(true);
  const batch = { asOf: '2026-06-30', kind: 'freeze', grade: null, reason: 'strategy of June' };
  const handedIn = (await send('risk', 'POST /risk/limit-batches', batch)).body;
  expect(handedIn).toMatchObject({ state: 'submitted', proposals: freezes.items.length, madeBy: 'risk' });
  const verdict = { approve: true, reason: 'as the strategy says' };
  expect((await send('risk', `POST /risk/limit-batches/${handedIn.id}/verdict`, verdict)).body).toMatchObject({ code: 'CHECKER_IS_MAKER' });
  expect((await send('compliance', `POST /risk/limit-batches/${handedIn.id}/verdict`, verdict)).body).toMatchObject({
    state: 'approved',
    checkedBy: 'compliance',
  });
  const lines = await db.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM risk.limit_proposal p JOIN credit.line l ON l.bucket = p.bucket AND l.line_id = p.line_id WHERE p.batch_id = $1 AND p.state = 'applied' AND l.state = 'frozen'`,
    [handedIn.id],
  );
  expect(lines.rows[0]?.n).toBe(freezes.items.length);
  const more = (await send('risk', 'POST /risk/limit-batches', { ...batch, kind: 'decrease' })).body;
  if (more.state === 'submitted') {
    await send('compliance', `POST /risk/limit-batches/${more.id}/verdict`, verdict);
    const { items } = (await send('risk', `GET /risk/limit-proposals?batchId=${more.id}`)).body;
    expect(items.every(({ state, note }) => state === 'approved' && note === 'NOTICE_NEEDED')).toBe(true);
  }
});
