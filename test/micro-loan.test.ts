import { CNY, parseAmount } from '@jinqiao/money';
import {
  billsOfCustomer,
  type Contract,
  contractsByKey,
  convertBill,
  decideFunding,
  deliverPurchase,
  proposeFunding,
  readStanding,
  type Terms,
  takeReturn,
  verifyPayLater,
} from '@jinqiao/paylater';
import { control, MICRO_LOAN, openSandboxPayLater, type System, TRADE_CREDIT } from '@jinqiao/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Installation, openJointLoan, startInstallation, wrongInBooks } from './installation.ts';
import { authorise, day, moneyOf, openPayer, pay, standing, termsNamed } from './pay-later.ts';

const FROM = '2026-03-02';
const yuan = (text: string) => parseAmount(text, CNY);

let installation: Installation;
let system: System;
let terms: Terms;
let today = day(FROM, 0);
/** Who never pays, and what. */
let loser: Awaited<ReturnType<typeof openPayer>>;
let lost: Contract;

async function closeThrough(on: string): Promise<void> {
  while (today <= on) {
    await system.close(today);
    expect((await verifyPayLater(system.db)).flatMap(({ wrong }) => wrong)).toEqual([]);
    today = day(today, 1);
  }
}

async function fund(
  source: 'own-capital' | 'bank-loan' | 'shareholder-loan' | 'securitised-pool',
  amount: string,
  key: string,
  direction: 'raise' | 'repay' = 'raise',
) {
  const proposal = { programmeId: MICRO_LOAN, source, direction, amount: yuan(amount), reference: 'bank slip 1', by: 'finance', key };
  const { fundingId } = await system.db.tx((tx) => proposeFunding(tx, proposal, today));
  return system.db.tx((tx) => decideFunding(tx, { fundingId, approve: true, by: 'operator' }, today));
}

/** What a path of the lender's book holds, on its own side. */
async function onBook(path: string): Promise<bigint> {
  const { rows } = await system.db.query<{ amount: bigint }>(
    `SELECT coalesce(sum(CASE side WHEN 'debit' THEN debits - credits ELSE credits - debits END), 0)::bigint AS amount FROM ledger.account WHERE book = $1 AND path = $2`,
    [`pay-later:${MICRO_LOAN}`, path],
  );
  return rows[0]?.amount ?? 0n;
}

beforeAll(async () => {
  installation = await startInstallation();
  ({ system } = installation);
  await openJointLoan(system, FROM);
  await system.db.tx((tx) => openSandboxPayLater(tx));
  terms = await termsNamed(system, MICRO_LOAN);
}, 120_000);
afterAll(() => installation.stop());

test('a lender raises what its net assets bear: once for loans, four times for pools, by two people', async () => {
  const proposal = {
    programmeId: MICRO_LOAN,
    source: 'own-capital' as const,
    direction: 'raise' as const,
    amount: yuan('1000000.00'),
    reference: 'slip',
    by: 'finance',
    key: 'own',
  };
  const { fundingId } = await system.db.tx((tx) => proposeFunding(tx, proposal, today));
  const decide = (by: string) => system.db.tx((tx) => decideFunding(tx, { fundingId, approve: true, by }, today));
  await expect(decide('finance')).rejects.toMatchObject({ code: 'CHECKER_IS_MAKER' });
  expect((await decide('operator')).state).toBe('booked');
  expect((await decide('operator')).state).toBe('booked');
  await expect(decide('risk')).rejects.toMatchObject({ code: 'FUNDING_DECIDED' });
  await expect(fund('bank-loan', '1000000.01', 'b1')).rejects.toMatchObject({ code: 'LEVERAGE_EXCEEDED' });
  await fund('bank-loan', '600000.00', 'b2');
  await expect(fund('shareholder-loan', '400000.01', 's1')).rejects.toMatchObject({ code: 'LEVERAGE_EXCEEDED' });
  await fund('shareholder-loan', '400000.00', 's2');
  await fund('securitised-pool', '4000000.00', 'p1');
  await expect(fund('securitised-pool', '0.01', 'p2')).rejects.toMatchObject({ code: 'LEVERAGE_EXCEEDED' });
  expect(await readStanding(system.db, terms)).toMatchObject({
    netAssets: yuan('1000000.00'),
    nonStandard: yuan('1000000.00'),
    standard: yuan('4000000.00'),
    cash: yuan('6000000.00'),
  });
  await expect(fund('bank-loan', '600000.01', 'b3', 'repay')).rejects.toMatchObject({ code: 'FUNDING_INVALID' });
});

test('goods of a merchant cannot be on trade credit: the reason says so and names the loan', async () => {
  const who = await openPayer(system, 1, FROM);
  const trade = await termsNamed(system, TRADE_CREDIT);
  const order = { amount: yuan('100.00'), periods: 1, orderRef: 'market-1', seller: 'merchant-1' };
  await expect(authorise(system, trade, who, order, today)).rejects.toMatchObject({ code: 'TRADE_CREDIT_NOT_OWN_GOODS' });
  const contract = await authorise(system, terms, who, order, today);
  expect([contract.state, contract.seller]).toEqual(['authorised', 'merchant-1']);
  await expect(authorise(system, trade, who, { ...order, seller: 'shop' }, today)).rejects.toMatchObject({ code: 'ORDER_TAKEN' });
});

test('the loan goes to the buyer, the money to the seller; one customer at most a tenth of net assets and 200,000', async () => {
  const who = await openPayer(system, 2, FROM, yuan('500000.00'));
  const contract = await authorise(system, terms, who, { amount: yuan('99999.99'), periods: 1, orderRef: 'm2' }, today);
  // 100,000.00 is a tenth of net assets of 1,000,000.00; a fen more is too much.
  await expect(authorise(system, terms, who, { amount: yuan('0.02'), periods: 1, orderRef: 'm2b' }, today)).rejects.toMatchObject({ code: 'ACTION_BLOCKED' });
  await system.db.tx((tx) => deliverPurchase(tx, terms, contract, today));
  expect([await onBook('receivable/principal'), await onBook('seller/payable')]).toEqual([yuan('99999.99'), yuan('99999.99')]);
  await closeThrough(today);
  await closeThrough(today);
  expect([await onBook('seller/payable'), await onBook('cash/bank')]).toEqual([0n, yuan('6000000.00') - yuan('99999.99')]);
  const { rows } = await system.db.query<{ kind: string; payer: string; payee: string; amount: bigint }>(
    `SELECT kind, payer, payee, amount FROM payments.payment_order WHERE subject = $1`,
    [contract.contractId],
  );
  expect(rows).toEqual([{ kind: 'entrusted', payer: 'microlender', payee: 'merchant-1', amount: yuan('99999.99') }]);
});

test('twelve instalments on an empty card', async () => {
  loser = await openPayer(system, 8, FROM);
  lost = await authorise(system, terms, loser, { amount: yuan('1200.00'), periods: 12, orderRef: 'm8' }, today);
  await system.db.tx((tx) => deliverPurchase(tx, terms, lost, today));
  await control(system.urls.issuer, 'cards', { cards: [{ agreementRef: loser.mandateId, behaviour: 'poor' }] });
  expect((await standing(system, terms, lost, today)).parts.map(({ principal, fee }) => principal + fee)).toEqual(
    Array.from({ length: 12 }, () => yuan('109.00')),
  );
});

test('a statement on the 1st, due on the 10th; the minimum puts the rest off with interest by the day; then it is paid', async () => {
  const who = await openPayer(system, 3, FROM);
  const contract = await authorise(system, terms, who, { amount: yuan('1000.00'), periods: 1, orderRef: 'm3' }, today);
  await system.db.tx((tx) => deliverPurchase(tx, terms, contract, today));
  await closeThrough('2026-04-01');
  const [bill] = await billsOfCustomer(system.db, who, 1);
  expect(bill).toMatchObject({ statementOn: '2026-04-01', dueOn: '2026-04-10', amount: yuan('1000.00'), minimum: yuan('100.00'), state: 'billed' });
  await control(system.urls.issuer, 'cards', { cards: [{ agreementRef: who.mandateId, behaviour: 'good' }] });
  expect((await pay(system, terms, who, { purpose: 'bill', target: bill?.billId ?? '', amount: yuan('100.00'), key: 'min' }, today)).state).toBe('applied');
  await control(system.urls.issuer, 'cards', { cards: [{ agreementRef: who.mandateId, behaviour: 'poor' }] });
  await closeThrough('2026-04-10');
  expect((await billsOfCustomer(system.db, who, 1))[0]).toMatchObject({ state: 'revolving', paid: yuan('100.00') });
  expect((await standing(system, terms, contract, today)).contract.overdueSince).toBeNull();
  await closeThrough('2026-05-01');
  // 900.00 from 10 April to 1 May, 21 days at 0.05 %: 9.45; the minimum of the new bill is 90.00 and the interest.
  expect((await billsOfCustomer(system.db, who, 1))[0]).toMatchObject({
    statementOn: '2026-05-01',
    amount: yuan('909.45'),
    minimum: yuan('99.45'),
    state: 'billed',
  });
  await control(system.urls.issuer, 'cards', { cards: [{ agreementRef: who.mandateId, behaviour: 'good' }] });
  await closeThrough('2026-05-10');
  // Nine days more on 900.00: 4.05.
  expect(await moneyOf(system, who)).toEqual({ paid: yuan('1013.50'), refunded: 0n });
  expect((await standing(system, terms, contract, today)).contract.state).toBe('settled');
});

test('a minimum that does not come in leaves the bill overdue, with a late fee by the day and no more credit', async () => {
  // The largest loan is overdue: provisions have lowered net assets below what was borrowed, and nothing is lent before capital comes in.
  const who = await openPayer(system, 4, today);
  const order = { amount: yuan('500.00'), periods: 1, orderRef: 'm4' };
  await expect(authorise(system, terms, who, order, today)).rejects.toMatchObject({ code: 'ACTION_BLOCKED' });
  await fund('own-capital', '500000.00', 'more');
  const contract = await authorise(system, terms, who, order, today);
  await system.db.tx((tx) => deliverPurchase(tx, terms, contract, today));
  await control(system.urls.issuer, 'cards', { cards: [{ agreementRef: who.mandateId, behaviour: 'poor' }] });
  await closeThrough('2026-06-12');
  const { contract: late, open } = await standing(system, terms, contract, day('2026-06-13', 0));
  expect(late.overdueSince).toBe('2026-06-10');
  // Three days at 0.05 % of 500.00.
  expect(open).toBe(yuan('500.75'));
  await expect(authorise(system, terms, who, { amount: yuan('1.00'), periods: 1, orderRef: 'm4b' }, today)).rejects.toMatchObject({ code: 'LIMIT_ARREARS' });
});

test('a bill becomes instalments: the fees are those of the plan, and goods that come back come off them', async () => {
  const who = await openPayer(system, 5, today);
  const orders = await Promise.all(
    ['400.00', '200.00'].map((amount, i) => authorise(system, terms, who, { amount: yuan(amount), periods: 1, orderRef: `m5-${i}` }, today)),
  );
  for (const contract of orders) await system.db.tx((tx) => deliverPurchase(tx, terms, contract, today));
  await closeThrough('2026-07-01');
  const [bill] = await billsOfCustomer(system.db, who, 1);
  expect(bill?.amount).toBe(yuan('600.00'));
  const convert = () => system.db.tx((tx) => convertBill(tx, terms, { ...who, billId: bill?.billId ?? '', periods: 3, agreementHash: 'test' }, today));
  const conversion = await convert();
  expect((await convert()).contractId).toBe(conversion.contractId);
  await closeThrough('2026-08-12');
  // The first of three: 200.00 and 0.75 % of 600.00.
  expect(await moneyOf(system, who)).toEqual({ paid: yuan('204.50'), refunded: 0n });
  await system.db.tx((tx) => takeReturn(tx, terms, { ...(orders[1] as (typeof orders)[0]), noteId: 'ret-m5', value: yuan('200.00') }, today));
  // 400.00 in three parts of 133.34, 133.33, 133.33. The fee of the first two periods, which have begun, stays 4.50; the third is 3.00.
  // Of the first 66.66 was paid too much, and pays the second.
  const { parts } = await standing(system, terms, conversion, today);
  expect(parts.map(({ principal, fee }) => [principal, fee])).toEqual([
    [yuan('133.34'), yuan('4.50')],
    [yuan('133.33'), yuan('4.50')],
    [yuan('133.33'), yuan('3.00')],
  ]);
  await closeThrough('2026-10-10');
  expect(await moneyOf(system, who)).toEqual({ paid: yuan('412.00'), refunded: 0n });
  expect((await contractsByKey(system.db, [conversion])).get(conversion.contractId)?.state).toBe('settled');
});

test('goods that come back: what was not paid to the seller is not paid, the rest is set off against its next payment', async () => {
  const who = await openPayer(system, 6, today);
  const order = { amount: yuan('300.00'), periods: 1, orderRef: 'm6-1' };
  const first = await authorise(system, terms, who, order, today);
  await system.db.tx((tx) => deliverPurchase(tx, terms, first, today));
  await system.db.tx((tx) => takeReturn(tx, terms, { ...first, noteId: 'ret-m6-1', value: yuan('50.00') }, today));
  expect(await onBook('seller/payable')).toBe(yuan('250.00'));
  await closeThrough(today);
  await closeThrough(today);
  await system.db.tx((tx) => takeReturn(tx, terms, { ...first, noteId: 'ret-m6-2', value: yuan('100.00') }, today));
  expect([await onBook('seller/payable'), await onBook('seller/claim')]).toEqual([0n, yuan('100.00')]);
  const other = await openPayer(system, 7, today);
  const second = await authorise(system, terms, other, { amount: yuan('120.00'), periods: 1, orderRef: 'm6-3' }, today);
  await system.db.tx((tx) => deliverPurchase(tx, terms, second, today));
  await closeThrough(today);
  await closeThrough(today);
  expect([await onBook('seller/payable'), await onBook('seller/claim')]).toEqual([0n, 0n]);
  const { rows } = await system.db.query<{ amount: bigint }>(`SELECT amount FROM payments.payment_order WHERE subject = $1`, [second.contractId]);
  expect(rows).toEqual([{ amount: yuan('20.00') }]);
});

test('what was written off is billed no more, earns nothing more, and what is paid later is a recovery', async () => {
  await closeThrough('2026-11-03');
  const { contract, parts } = await standing(system, terms, lost, today);
  expect([contract.state, contract.closedOn]).toEqual(['written-off', '2026-10-07']);
  // Seven of twelve fees were billed by then; the rest never is.
  expect(parts.filter(({ feeBilled }) => feeBilled)).toHaveLength(7);
  const recovered = await onBook('income/recovery');
  await control(system.urls.issuer, 'cards', { cards: [{ agreementRef: loser.mandateId, behaviour: 'good' }] });
  const billId = parts[0]?.billId ?? '';
  expect((await pay(system, terms, loser, { purpose: 'bill', target: billId, amount: yuan('10.00'), key: 'late' }, today)).state).toBe('applied');
  expect((await onBook('income/recovery')) - recovered).toBe(yuan('10.00'));
});

test('the whole house proves', async () => {
  expect(await wrongInBooks(system)).toEqual([]);
});
