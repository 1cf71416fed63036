import { businessDate } from '@jinqiao/calendar';
import { loansOfCustomer } from '@jinqiao/lending';
import { fundingChoices } from '@jinqiao/partnership';
import { control, type HttpServer, openSandboxFunders } from '@jinqiao/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accept, addCard, applyFor, cardHolder, type PayOffAnswer, personOf } from './card-holder.ts';
import { type Installation, openJointLoan, startInstallation, wrongInBooks } from './installation.ts';

const ON = businessDate('2026-09-02');
const BALANCE = 1_500_000n;

let installation: Installation;
let http: HttpServer;

beforeAll(async () => {
  installation = await startInstallation();
  const { system } = installation;
  await openJointLoan(system, ON);
  await openSandboxFunders(system, ON);
  http = await installation.serve();
}, 120_000);
afterAll(() => installation.stop());

const rows = async <T>(sql: string, values: unknown[] = []): Promise<T[]> =>
  (await installation.system.db.query<T & Record<string, unknown>>(sql, values)).rows;
const holderOf = (n: number, balance = BALANCE, area?: string) => cardHolder(installation, http.url, personOf(n, ON, area), balance);

/** Balances of a programme's loan book by path, those of zero left out. */
async function balances(programmeId: string): Promise<Record<string, string>> {
  const found = await rows<{ path: string; balance: string }>(
    `SELECT path, sum(CASE side WHEN 'debit' THEN debits - credits ELSE credits - debits END)::text AS balance FROM ledger.account WHERE book = $1 GROUP BY path`,
    [`bank:${programmeId}`],
  );
  return Object.fromEntries(found.filter(({ balance }) => balance !== '0').map(({ path, balance }) => [path, balance]));
}

test('a bill is paid off: statement, prices side by side, offer, booked by the cheapest bank, paid at the issuer and seen there', async () => {
  const { system, sandbox } = installation;
  const ann = await holderOf(1);
  const { statementId } = await addCard(ann);

  const compared = await ann.call('POST', '/me/pay-off-comparisons', { statementId, amount: '12000.00', periods: 12, method: 'equal-principal' });
  // By hand: 72.00 a month of fee on 12,000.00 is 864.00; 0.58 % a month on 12,000.00, 11,000.00 … 1,000.00 is 0.0058 × 78,000.00 = 452.40.
  expect(compared.body).toMatchObject({
    bankZh: '云州银行',
    card: { annualNominal: '0.1303', annualEffective: '0.1384', charges: '864.00', total: '12864.00', first: '1072.00' },
    loan: { annualNominal: '0.0696', charges: '452.40', total: '12452.40', first: '1069.60' },
    saving: '411.60',
    dearer: false,
  });

  const applied = await applyFor(ann, statementId);
  expect(applied).toMatchObject({ status: 201, body: { state: 'offered', bankZh: '云州银行', code: '', offer: { rate: '0.0696' } } });
  expect(applied.body.offer?.agreementText).toContain('受托支付');
  expect(await applyFor(ann, statementId)).toMatchObject({ status: 409, body: { code: 'PAY_OFF_UNDER_WAY' } });
  const unread = { agreementHash: applied.body.offer?.agreementHash, agreementAccepted: true, readingSeconds: 60 };
  expect(await ann.call('POST', `/me/card-pay-offs/${applied.body.id}/confirmation`, unread)).toMatchObject({
    status: 422,
    body: { code: 'COST_TABLE_NOT_READ' },
  });

  const done = await accept(installation, ann, applied.body);
  expect(done).toMatchObject({ status: 200, body: { state: 'confirmed', offer: null } });
  expect(done.body.timeline.map(({ event }) => event)).toEqual(['applied', 'routing', 'offered', 'booking', 'paying', 'paid', 'confirmed']);

  expect(await balances('PO-YUNZHOU')).toEqual({
    'loan/principal': '1200000',
    'interbank/payable': '1200000',
    'platform/settlement': '10000000000',
    'settlement/clearing': '10000000000',
  });
  const journals = await rows<{ kind: string; amount: string }>(`SELECT kind, amount::text FROM ledger.transfer WHERE subject = $1 ORDER BY kind COLLATE "C"`, [
    done.body.loanId,
  ]);
  expect(journals).toEqual([
    { kind: 'disbursement', amount: '1200000' },
    { kind: 'payout', amount: '1200000' },
  ]);
  // The issuer has the money on the card, through the clearing house, from the lender's account.
  const credits = await rows<{ side: string; account: string; amount: bigint; via: string }>(
    `SELECT side, split_part(account, ':', 1) AS account, amount, via FROM sandbox_issuer.transfer WHERE transfer_ref LIKE 'att_%' ORDER BY side`,
  );
  expect(credits).toEqual([
    { side: 'credit', account: 'agreement', amount: 1_200_000n, via: 'clearing' },
    { side: 'debit', account: 'merchant', amount: 1_200_000n, via: 'clearing' },
  ]);
  expect((await control(sandbox.urls.yunzhou, 'state', {})) as object).toMatchObject({ sum: '0', wrong: 0 });
  expect(await wrongInBooks(system)).toEqual([]);

  // What is left of the statement can still be paid off, and no more than that.
  const { body } = await ann.call<{ items: { id: string; statement: { open: string } }[] }>('GET', '/me/pay-off-cards');
  const fetched = await ann.call<typeof body>('POST', `/me/pay-off-cards/${body.items[0]?.id}/statement`);
  expect(fetched.body.items[0]?.statement.open).toBe('3000.00');
  expect(await applyFor(ann, statementId, { amount: '3000.01' })).toMatchObject({ status: 422, body: { code: 'STATEMENT_SETTLED' } });
  const numbers = await rows<{ found: number }>(
    `SELECT count(*)::int AS found FROM partnership.card_pay_off p JOIN partnership.pay_off_card c USING (bucket, card_id) WHERE p::text LIKE '%' || $1 || '%' OR c::text LIKE '%' || $1 || '%' OR p.elements_sealed IS NOT NULL`,
    [ann.creditCard],
  );
  expect(numbers[0]?.found).toBe(0);
});

test("another's card, a debit card and a card that is none are refused, and nothing is kept", async () => {
  const [ben, cal] = [await holderOf(2), await holderOf(3)];
  const add = (cardNumber: string) => cal.call('POST', '/me/pay-off-cards', { cardNumber, consent: { accepted: true, textVersion: 'statement-2026-01' } });
  expect(await add(ben.creditCard)).toMatchObject({ status: 422, body: { code: 'CARD_ELEMENTS_MISMATCH' } });
  expect(await add(cal.person.cardNumber)).toMatchObject({ status: 422, body: { code: 'CARD_NOT_CREDIT' } });
  expect(await add('4367180000000001')).toMatchObject({ status: 422, body: { code: 'CARD_INVALID' } });
  const refused = await cal.call('POST', '/me/pay-off-cards', { cardNumber: cal.creditCard, consent: { accepted: false, textVersion: 'statement-2026-01' } });
  expect(refused).toMatchObject({ status: 422, body: { code: 'CONSENT_MISSING' } });
  expect(await rows('SELECT 1 FROM partnership.pay_off_card WHERE customer_id = $1', [cal.customerId])).toEqual([]);
});

test('a bank that is down or refuses is followed by the next before anything is booked, and the choice says so', async () => {
  const { sandbox, system } = installation;
  const dee = await holderOf(4);
  const { statementId } = await addCard(dee);
  await control(sandbox.urls.xihe, 'lists', { black: [dee.person.idNumber] });
  sandbox.institutions.yunzhou.faults.inject('down', 4, 'bank.account.open');
  const applied = await applyFor(dee, statementId);
  expect(applied).toMatchObject({ status: 201, body: { state: 'offered', bankZh: '澜海银行' } });
  const choices = await fundingChoices(system.db, { bucket: dee.bucket, subject: applied.body.id });
  expect(choices.map(({ programmeId, outcome, code }) => [programmeId, outcome, code])).toEqual([
    ['PO-YUNZHOU', 'silent', 'PARTNER_UNAVAILABLE'],
    ['PO-XIHE', 'refused', 'BLACK_LIST'],
    ['PO-LANHAI', 'approved', ''],
  ]);
  expect(choices[2]?.options.map(({ programmeId, reasons }) => [programmeId, reasons])).toEqual([
    ['PO-LANHAI', []],
    ['PO-YUNZHOU', ['ASKED_BEFORE']],
    ['PO-XIHE', ['ASKED_BEFORE']],
  ]);
  // Of the three reservations only the first bank's stands.
  const held = await rows<{ subject: string }>(`SELECT subject FROM partnership.quota WHERE period = 'open' AND used > 0 ORDER BY subject COLLATE "C"`);
  expect(held.map(({ subject }) => subject)).toEqual([`customer:${dee.customerId}`, 'funder:PO-LANHAI']);
  expect(await dee.call('POST', `/me/card-pay-offs/${applied.body.id}/cancellation`)).toMatchObject({ status: 200, body: { state: 'cancelled' } });
  expect(await rows(`SELECT 1 FROM partnership.quota WHERE period = 'open' AND used > 0`)).toEqual([]);
  expect(await wrongInBooks(system)).toEqual([]);
});

test('a loan whose booking is not known stays with its bank until it is; one that the bank refuses to book goes to the next, whose contract is another', async () => {
  const { sandbox, system } = installation;
  const eve = await holderOf(5);
  const { statementId } = await addCard(eve);
  const applied = await applyFor(eve, statementId);
  sandbox.institutions.yunzhou.faults.inject('timeout-after-effect', 4, 'bank.loan.disburse');
  const unknown = await accept(installation, eve, applied.body);
  expect(unknown.body).toMatchObject({ state: 'booking', bankZh: '云州银行' });
  expect((await fundingChoices(system.db, { bucket: eve.bucket, subject: applied.body.id })).length).toBe(1);
  const known = await eve.call<PayOffAnswer>('POST', `/me/card-pay-offs/${applied.body.id}/confirmation`, {
    agreementHash: applied.body.offer?.agreementHash,
    agreementAccepted: true,
    readingSeconds: 60,
  });
  expect(known.body).toMatchObject({ state: 'confirmed', bankZh: '云州银行' });

  const fay = await holderOf(6);
  const offered = (await applyFor(fay, (await addCard(fay)).statementId)).body;
  await rows(`UPDATE sandbox_yunzhou.account SET kind = 'closed' WHERE owner_ref = $1`, [fay.customerId]);
  const next = await accept(installation, fay, offered);
  expect(next.body).toMatchObject({ state: 'offered', bankZh: '曦和银行' });
  expect(next.body.offer?.agreementHash).not.toBe(offered.offer?.agreementHash);
  const old = { agreementHash: offered.offer?.agreementHash, agreementAccepted: true, readingSeconds: 60 };
  expect(await fay.call('POST', `/me/card-pay-offs/${offered.id}/confirmation`, old)).toMatchObject({ status: 404, body: { code: 'QUOTE_UNKNOWN' } });
  const done = await accept(installation, fay, next.body);
  expect(done.body).toMatchObject({ state: 'confirmed', bankZh: '曦和银行' });
  expect((await loansOfCustomer(system.db, fay.bucket, fay.customerId)).map(({ programmeId, state }) => [programmeId, state])).toEqual([['PO-XIHE', 'active']]);
  expect(await wrongInBooks(system)).toEqual([]);
});

test('a card that is closed gives the money back on the same day: the loan is gone, without interest, and the day can lend it again', async () => {
  const { sandbox, system } = installation;
  const gil = await holderOf(7);
  const { cardId, statementId } = await addCard(gil);
  const before = [await balances('PO-YUNZHOU'), await rows(`SELECT period, used FROM partnership.quota WHERE subject = 'funder:PO-YUNZHOU' ORDER BY period`)];
  await control(sandbox.urls.issuer, 'cards', { cards: [{ agreementRef: cardId, behaviour: 'closed' }] });
  const done = await accept(installation, gil, (await applyFor(gil, statementId)).body);
  expect(done.body).toMatchObject({ state: 'returned', code: 'ACCOUNT_CLOSED' });
  expect(done.body.timeline.map(({ event }) => event)).toEqual(['applied', 'routing', 'offered', 'booking', 'paying', 'returning', 'returned']);
  expect([await balances('PO-YUNZHOU'), await rows(`SELECT period, used FROM partnership.quota WHERE subject = 'funder:PO-YUNZHOU' ORDER BY period`)]).toEqual(
    before,
  );
  const flows = await rows<{ kind: string; amount: bigint }>('SELECT kind, amount FROM lending.cash_flow WHERE loan_id = $1 ORDER BY kind', [done.body.loanId]);
  expect(flows).toEqual([
    { kind: 'disbursement', amount: 1_200_000n },
    { kind: 'withdrawal', amount: 1_200_000n },
  ]);
  expect(await wrongInBooks(system)).toEqual([]);
});

test('a second leg that fails waits with the bank and is tried again by the close, an offer that nobody took ends with its day', async () => {
  const { sandbox, system } = installation;
  const [hal, ida] = [await holderOf(8), await holderOf(9)];
  const offered = (await applyFor(hal, (await addCard(hal)).statementId)).body;
  const left = (await applyFor(ida, (await addCard(ida)).statementId)).body;
  sandbox.institutions.yunzhou.faults.inject('payout-failed', 1, 'bank.account.payout');
  expect((await accept(installation, hal, offered)).body).toMatchObject({ state: 'paying' });
  expect((await balances('PO-YUNZHOU'))['customer/class-ii']).toBe('1200000');
  await system.close(ON);
  const state = async (of: typeof hal, id: string) => (await of.call<PayOffAnswer>('GET', `/me/card-pay-offs/${id}`)).body.state;
  // The bank is asked once a day for a second leg.
  expect(await state(hal, offered.id)).toBe('paying');
  expect(await state(ida, left.id)).toBe('cancelled');
  expect(await wrongInBooks(system)).toEqual([]);
  await system.close('2026-09-03');
  expect(await state(hal, offered.id)).toBe('confirmed');
  expect(await wrongInBooks(system)).toEqual([]);
}, 180_000);

test('three banks close, collect, settle and reconcile their loans', async () => {
  const { system } = installation;
  await system.close('2026-10-09');
  expect(await wrongInBooks(system)).toEqual([]);
  const paid = await rows<{ programme: string; n: number; amount: bigint }>(
    `SELECT programme_id AS programme, count(*)::int AS n, sum(amount)::bigint AS amount FROM payments.collection WHERE state = 'applied' AND business_date = '2026-10-02' GROUP BY 1 ORDER BY 1`,
  );
  // 1,000.00 and 69.60 at Yunzhou (6.96 %), 75.00 at Xihe (7.50 %).
  expect(paid).toEqual([
    { programme: 'PO-XIHE', n: 1, amount: 107_500n },
    { programme: 'PO-YUNZHOU', n: 3, amount: 320_880n },
  ]);
  const days = await rows<{ scope: string; state: string; n: number }>(
    `SELECT scope, state, count(*)::int AS n FROM payments.reconciliation WHERE business_date = '2026-10-02' GROUP BY 1, 2 ORDER BY 1`,
  );
  expect(days).toEqual([
    { scope: 'PO-XIHE', state: 'done', n: 2 },
    { scope: 'PO-YUNZHOU', state: 'done', n: 2 },
  ]);
  expect(
    (await rows<{ programme: string }>(`SELECT DISTINCT programme_id AS programme FROM partnership.settlement ORDER BY 1`)).map((row) => row.programme),
  ).toEqual(['PO-XIHE', 'PO-YUNZHOU']);
}, 180_000);
