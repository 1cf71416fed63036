import { balance } from '@jinqiao/ledger';
import { type Contract, deliverPurchase, openPayLater, payLaterBook, type Terms } from '@jinqiao/paylater';
import { decideBatch, provisionsOf, submitBatch } from '@jinqiao/risk';
import { control, linePorts, SANDBOX_TRADE_CREDIT, TRADE_CREDIT } from '@jinqiao/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Installation, openJointLoan, startInstallation, wrongInBooks } from './installation.ts';
import { authorise, day, openPayer, pay, termsNamed } from './pay-later.ts';
import { payer } from './payments.ts';

const FROM = '2026-03-02';
let installation: Installation;
let terms: Terms;
const contracts: Contract[] = [];

/** One pays on time, one not at all and is written off after 40 days, one pays its instalments late, one order is never delivered. */
beforeAll(async () => {
  installation = await startInstallation();
  const { system } = installation;
  await openJointLoan(system, FROM);
  await system.db.tx((tx) => openPayLater(tx, TRADE_CREDIT, { ...SANDBOX_TRADE_CREDIT, writeOffDpd: 40 }));
  terms = await termsNamed(system, TRADE_CREDIT);
  const mandates: string[] = [];
  for (const [i, periods] of [1, 1, 3, 1].entries()) {
    const who = await openPayer(system, i, FROM);
    mandates.push(who.mandateId);
    contracts.push(await authorise(system, terms, who, { amount: 300_00n, periods, orderRef: `order-${i}` }, day(FROM, 0)));
  }
  const cards = (behaviour: string, ...which: number[]) =>
    control(system.urls.issuer, 'cards', { cards: which.map((i) => ({ agreementRef: mandates[i], behaviour })) });
  await cards('poor', 1, 2);
  for (const contract of contracts.slice(0, 3)) await system.db.tx((tx) => deliverPurchase(tx, terms, contract, day(FROM, 0)));
  await system.close('2026-04-30');
  await cards('good', 2);
  await system.close('2026-06-04');
  await cards('good', 1);
  const paid = await pay(
    system,
    terms,
    payer(1),
    { purpose: 'bill', target: contracts[1]?.contractId ?? '', amount: 100_00n, key: 'late' },
    day('2026-06-05', 0),
  );
  expect(paid.state).toBe('applied');
  await system.close('2026-06-30');
}, 300_000);
afterAll(() => installation.stop());

const at = async (asOf: string) => {
  const { rows } = await installation.system.db.query<Record<string, unknown>>(
    `SELECT contract_id AS id, state, status, dpd, outstanding, overdue_principal AS late, written_off AS lost, recovered, product FROM risk.position WHERE as_of = $1 ORDER BY contract_id`,
    [asOf],
  );
  return contracts.map(({ contractId }) => rows.find(({ id }) => id === contractId));
};

test('contracts of pay-later are positions like others: what is not delivered bears no risk', async () => {
  const [paying, failing, instalments, waiting] = await at('2026-03-31');
  for (const position of [paying, failing, instalments])
    expect(position).toMatchObject({ product: 'trade-credit', state: 'active', status: 'M0', outstanding: 300_00n });
  expect(waiting).toBeUndefined();
  // Due on 1 and 2 April: 29 and 28 days at the end of it.
  const april = await at('2026-04-30');
  expect(april[0]).toMatchObject({ state: 'settled', status: 'paid-off', outstanding: 0n });
  expect(april[1]).toMatchObject({ status: 'M1', dpd: 29, outstanding: 300_00n, late: 300_00n });
  expect(april[2]).toMatchObject({ status: 'M1', dpd: 28, outstanding: 300_00n, late: 100_00n });
});

test('what was written off and what came in afterwards is known, and the allowance bears it', async () => {
  const { db } = installation.system;
  const book = payLaterBook(terms);
  const may = await at('2026-05-31');
  const lost = (
    await db.query<{ amount: bigint }>(`SELECT sum(amount)::bigint AS amount FROM ledger.transfer WHERE kind = 'write-off' AND subject = $1`, [
      contracts[1]?.contractId,
    ])
  ).rows[0]?.amount;
  expect(may[1]).toMatchObject({ state: 'written-off', status: 'written-off', outstanding: 0n, lost, recovered: 0n });
  expect(lost).toBe(300_00n);
  const june = await at('2026-06-30');
  // 100.00 pays first the late fee since: 300.00 x 0.03 % x 65 days = 5.85. The rest comes off what was written off.
  expect(june[1]).toMatchObject({ state: 'written-off', lost, recovered: 94_15n });
  const runs = await provisionsOf(db, { product: 'trade-credit', scopes: null, from: null, to: '2026-12-31' });
  expect(runs.map(({ asOf }) => asOf)).toEqual(['2026-03-31', '2026-04-30', '2026-05-31', '2026-06-30']);
  expect(await balance(db, book.stripes('loss/write-off'))).toBe(0n);
  expect(await balance(db, [book.house('allowance/credit-loss')])).toBe(runs.at(-1)?.allowance);
  expect(await wrongInBooks(installation.system)).toEqual([]);
});

test('what is approved of limits reaches the customer: a freeze holds, an offer and a notice wait', async () => {
  const { db } = installation.system;
  // Strategy does not know pay-later without a score but for lateness: the late ones are frozen or cut.
  const { rows } = await db.query<{ kind: string; customer: string; product: string }>(
    `SELECT kind, customer_id AS customer, product FROM risk.limit_proposal WHERE as_of = '2026-04-30' AND product = 'trade-credit' ORDER BY customer_id`,
  );
  const late = [payer(1).customerId, payer(2).customerId].sort();
  expect(rows).toEqual(late.map((customer) => ({ kind: 'decrease', customer, product: 'trade-credit' })));
  const act = (by: string) => ({ by, at: '2026-07-01T02:00:00.000Z', on: '2026-07-01' });
  const ports = await linePorts(db);
  await db.tx(async (tx) => {
    const { batchId } = await submitBatch(tx, act('risk'), 'april', { asOf: '2026-04-30', kind: 'decrease', grade: null, reason: 'strategy of April' });
    await decideBatch(tx, act('compliance'), batchId, { approve: true, verdict: 'agreed' }, ports);
  });
  const changes = await db.query<{ customer: string; kind: string; state: string; was: bigint; becomes: bigint }>(
    `SELECT customer_id AS customer, kind, state, from_amount AS was, to_amount AS becomes FROM credit.limit_change WHERE scope = 'trade-credit' ORDER BY 1`,
  );
  // 10,000.00 x 0.7
  expect(changes.rows).toEqual(late.map((customer) => ({ customer, kind: 'decrease', state: 'noticed', was: 10_000_00n, becomes: 7_000_00n })));
});
