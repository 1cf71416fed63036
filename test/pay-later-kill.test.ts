import { decideFunding, deliverPurchase, payLaterProgramme, proposeFunding, takeReturn } from '@jinqiao/paylater';
import { control, MICRO_LOAN, openSandboxPayLater, TRADE_CREDIT } from '@jinqiao/server';
import { expect, test } from 'vitest';
import { type Installation, openJointLoan, startInstallation, wrongInBooks } from './installation.ts';
import { books, run, runKilled } from './kill/killing.ts';
import { authorise, day, openPayer, pay } from './pay-later.ts';

const START = '2026-03-02';
/** Through the due days of the free bills, with the tries after them. */
const THROUGH = '2026-04-14';
const CUSTOMERS = 16;

/** Purchases of both products; some cards are empty, some goods come back after they were paid. The same in both runs. */
async function prepare(): Promise<Installation> {
  const installation = await startInstallation();
  const { system } = installation;
  await openJointLoan(system, START);
  await system.db.tx((tx) => openSandboxPayLater(tx));
  const on = day(START, 0);
  const [trade, micro] = [await payLaterProgramme(system.db, TRADE_CREDIT), await payLaterProgramme(system.db, MICRO_LOAN)];
  await system.db.tx(async (tx) => {
    const capital = {
      programmeId: MICRO_LOAN,
      source: 'own-capital' as const,
      direction: 'raise' as const,
      amount: 100_000_000n,
      reference: 'slip',
      by: 'finance',
      key: 'own',
    };
    const { fundingId } = await proposeFunding(tx, capital, START);
    await decideFunding(tx, { fundingId, approve: true, by: 'operator' }, on);
  });
  for (let n = 1; n <= CUSTOMERS; n += 1) {
    const who = await openPayer(system, n, START);
    const terms = n % 2 === 0 ? trade : micro;
    const contract = await authorise(system, terms, who, { amount: BigInt(10_000 + 777 * n), periods: n % 3 === 0 ? 3 : 1, orderRef: `order-${n}` }, on);
    await system.db.tx((tx) => deliverPurchase(tx, terms, contract, on));
    if (n % 4 === 2) {
      const settled = await pay(
        system,
        terms,
        who,
        { purpose: 'settlement', target: contract.contractId, amount: await owed(installation, contract.contractId), key: 'early' },
        on,
      );
      expect(settled.state).toBe('applied');
      await system.db.tx((tx) => takeReturn(tx, terms, { ...contract, noteId: `ret-${n}`, value: 5_000n }, on));
    }
    if (n % 5 === 0) await control(system.urls.issuer, 'cards', { cards: [{ agreementRef: who.mandateId, behaviour: 'poor' }] });
  }
  return installation;
}

/** What settles a purchase on the day of its delivery: the price and the fee of the first period. */
async function owed({ system }: Installation, contractId: string): Promise<bigint> {
  const { rows } = await system.db.query<{ amount: bigint }>(
    'SELECT (sum(principal) + coalesce(sum(fee) FILTER (WHERE n = 1), 0))::bigint AS amount FROM paylater.part WHERE contract_id = $1',
    [contractId],
  );
  return rows[0]?.amount ?? 0n;
}

test('kill -9 at any point of a close with statements, debits, payments to sellers and refunds leaves the same books, to the byte', async () => {
  const calm = await prepare();
  try {
    const closing = await run(calm, 'close', THROUGH);
    const expected = await books(calm);
    expect(await wrongInBooks(calm.system)).toEqual([]);
    const rough = await prepare();
    try {
      expect(await runKilled(rough, 'close', THROUGH, 12, closing, 23)).toBeGreaterThanOrEqual(9);
      expect(await books(rough)).toEqual(expected);
      expect(await wrongInBooks(rough.system)).toEqual([]);
    } finally {
      await rough.stop();
    }
  } finally {
    await calm.stop();
  }
}, 300_000);
