import { instalmentsOf } from '@jinqiao/lending';
import { control } from '@jinqiao/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drawFor, enrolBorrowers, type Installation, lawfulProgramme, openJointLoan, startInstallation, wrongInBooks } from './installation.ts';

// 6,000.00 in 12 of equal principal at 6.96 % a year by months: 500.00 and 34.80 are due on 5 February.
const INSTALMENT = 53_480n;

let installation: Installation;
beforeAll(async () => {
  installation = await startInstallation();
});
afterAll(() => installation.stop());

type Row = { state: string; code: string; link: string; network: string; day: string; amount: bigint };

async function rows<T>(sql: string): Promise<T[]> {
  return (await installation.system.db.query<T & Record<string, unknown>>(sql)).rows;
}

const collections = () =>
  rows<Row>('SELECT state, code, link, network_serial AS network, business_date AS day, amount FROM payments.collection ORDER BY business_date, collection_id');

test('the collections of a programme of today pass the clearing house, once each, whatever is lost on the way', async () => {
  const { system, sandbox } = installation;
  const programme = await openJointLoan(system, '2026-01-05', lawfulProgramme());
  const borrowers = (await enrolBorrowers(system, programme, [1, 2, 3, 4])).filter((borrower) => borrower.enrolled.line);
  expect(borrowers.length).toBeGreaterThan(1);
  const agreements = await rows<{ state: string }>('SELECT state FROM sandbox_issuer.agreement');
  expect(agreements.map(({ state }) => state)).toEqual(['active', 'active', 'active', 'active']);
  const loans = await drawFor(system, programme, borrowers, { amount: 600_000n, periods: 12, method: 'equal-principal' });
  // The last borrower's issuer refuses: its word counts, not the payment institution's.
  const tokens = await rows<{ token: string }>(`SELECT token FROM sandbox_payment.card WHERE card_ref = '${borrowers.at(-1)?.enrolled.customerId}'`);
  await control(sandbox.urls.issuer, 'cards', { cards: [{ agreementRef: tokens[0]?.token, behaviour: 'poor' }] });

  await system.close('2026-02-04');
  // The clearing house has passed the debits on and its answer is lost, three times over.
  await control(sandbox.urls.clearing, 'faults', { kind: 'timeout-after-effect', times: 3, operation: 'clearing.transfer' });
  await system.close('2026-02-09');

  expect(await control(sandbox.urls.clearing, 'state', {})).toMatchObject({ faults: [] });

  const good = borrowers.length - 1;
  const all = await collections();
  const paid = all.filter((row) => row.state === 'applied');
  expect(paid.map(({ link, amount }) => [link, amount])).toEqual(paid.map(() => ['clearing', INSTALMENT]));
  expect(paid.length).toBe(good);
  expect(all.filter((row) => row.state === 'failed').map(({ code, link }) => [code, link])).toContainEqual(['INSUFFICIENT_FUNDS', 'clearing']);
  for (const loan of loans.slice(0, good)) expect((await instalmentsOf(system.db, loan))[0]?.settledOn).not.toBeNull();

  // Each serial is the clearing house's own, and the issuers debited each card once and through it only.
  const relayed = await rows<{ network: string }>(`SELECT network_serial AS network FROM sandbox_clearing.relay WHERE status = 'SUCCESS' ORDER BY 1`);
  expect(relayed.map(({ network }) => network)).toEqual(paid.map(({ network }) => network).sort());
  const debits = await rows<{ via: string; n: number; sum: bigint }>(
    `SELECT via, count(*)::int AS n, sum(amount)::bigint AS sum FROM sandbox_issuer.transfer WHERE status = 'SUCCESS' GROUP BY via`,
  );
  expect(debits).toEqual([{ via: 'clearing', n: good, sum: INSTALMENT * BigInt(good) }]);
  expect(await wrongInBooks(system)).toEqual([]);
});

test('a collection that says it passed the clearing house and has no serial of it is found', async () => {
  const { system } = installation;
  await system.db.query(`UPDATE payments.collection SET network_serial = '' WHERE state = 'applied'`);
  expect(await wrongInBooks(system)).toEqual([expect.stringMatching(/^clearing-hop: \d+ collections of 2026-02-0\d reached a bank past the clearing house$/)]);
});
