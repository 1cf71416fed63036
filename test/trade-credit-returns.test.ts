import type { BusinessDate } from '@jinqiao/calendar';
import { CNY, formatAmount, parseAmount } from '@jinqiao/money';
import { type Contract, cancelPurchase, deliverPurchase, type Terms, takeReturn, verifyPayLater } from '@jinqiao/paylater';
import { control, openSandboxPayLater, type System, TRADE_CREDIT } from '@jinqiao/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Installation, openJointLoan, startInstallation, wrongInBooks } from './installation.ts';
import { authorise, day, moneyOf, openPayer, pay, standing, termsNamed } from './pay-later.ts';
import { payer } from './payments.ts';

const FROM = '2026-03-02';
/** 2026-06-30: the end of the month in which the last fee is earned. */
const LAST = 120;

/**
 * One customer a row. Days count from the delivery on 2026-03-02; bills of free purchases are due on day 30, instalments on days
 * 31, 61 and 92, and are debited from the card unless it is empty. `paid` and `refunded` are over the card, `open` with late fees.
 * Every figure is worked out by hand: 0.50 % of what is left of the price for each period, in equal parts, odd fen first.
 */
const CASES = `
what                                                    | price  | n  | events                                             | paid   | refunded | open   | state
nothing comes back                                      | 300.00 | 1  |                                                    | 300.00 | 0.00     | 0.00   | settled
all comes back before the bill                          | 300.00 | 1  | 5 return 300.00                                    | 0.00   | 0.00     | 0.00   | settled
a part comes back before the bill                       | 300.00 | 1  | 5 return 100.00                                    | 200.00 | 0.00     | 0.00   | settled
two parts come back before the bill                     | 300.00 | 1  | 5 return 100.00; 9 return 50.00                    | 150.00 | 0.00     | 0.00   | settled
a part comes back on the day of the bill                | 300.00 | 1  | 23 return 100.00                                   | 200.00 | 0.00     | 0.00   | settled
all comes back after the bill                           | 300.00 | 1  | 25 return 300.00                                   | 0.00   | 0.00     | 0.00   | settled
a part comes back after the bill                        | 300.00 | 1  | 25 return 0.01                                     | 299.99 | 0.00     | 0.00   | settled
a part before and a part after the bill                 | 300.00 | 1  | 5 return 20.00; 25 return 30.00                    | 250.00 | 0.00     | 0.00   | settled
a part comes back on the due day                        | 300.00 | 1  | 30 return 100.00                                   | 200.00 | 0.00     | 0.00   | settled
all comes back after it was paid                        | 300.00 | 1  | 35 return 300.00                                   | 300.00 | 300.00   | 0.00   | settled
a part comes back after it was paid                     | 300.00 | 1  | 35 return 100.00                                   | 300.00 | 100.00   | 0.00   | settled
two parts come back after it was paid                   | 300.00 | 1  | 35 return 100.00; 40 return 199.99                 | 300.00 | 299.99   | 0.00   | settled
paid in part, then less comes back than is open         | 300.00 | 1  | 25 pay 100.00; 26 return 150.00                    | 150.00 | 0.00     | 0.00   | settled
paid in part, then more comes back than is open         | 300.00 | 1  | 25 pay 100.00; 26 return 250.00                    | 100.00 | 50.00    | 0.00   | settled
paid early, then a fen comes back                       | 300.00 | 1  | 25 pay 300.00; 26 return 0.01                      | 300.00 | 0.01     | 0.00   | settled
told twice, taken once                                  | 300.00 | 1  | 25 return 100.00; 26 again 100.00                  | 200.00 | 0.00     | 0.00   | settled
more than the price is refused                          | 300.00 | 1  | 5 return 200.00; 6 refuse 100.01                   | 100.00 | 0.00     | 0.00   | settled
given up before it was shipped                          | 300.00 | 1  | 0 cancel                                           | 0.00   | 0.00     | 0.00   | cancelled
a part given up before it was shipped                   | 300.00 | 1  | 0 shrink 120.00                                    | 180.00 | 0.00     | 0.00   | settled
the merchant refunds a part without goods               | 300.00 | 1  | 24 return 20.00                                    | 280.00 | 0.00     | 0.00   | settled
the card is empty: late fee of ten days on 300.00       | 300.00 | 1  | 0 empty; 40 pay 300.90                             | 300.90 | 0.00     | 0.00   | settled
late, then a part comes back: the fee falls with it     | 300.00 | 1  | 0 empty; 40 return 100.00; 50 pay 201.50           | 201.50 | 0.00     | 0.00   | settled
late, then all comes back: the late fee stays           | 300.00 | 1  | 0 empty; 40 return 300.00                          | 0.00   | 0.00     | 0.90   | active
three instalments                                       | 300.00 | 3  |                                                    | 304.50 | 0.00     | 0.00   | settled
three, all comes back before the first bill             | 300.00 | 3  | 5 return 300.00                                    | 0.00   | 0.00     | 0.00   | settled
three, a part comes back before the first bill          | 300.00 | 3  | 5 return 90.00                                     | 213.15 | 0.00     | 0.00   | settled
three, a part comes back between bill and due day       | 300.00 | 3  | 27 return 90.00                                    | 213.15 | 0.00     | 0.00   | settled
three, a part comes back after the first is paid        | 300.00 | 3  | 40 return 90.00                                    | 213.15 | 0.00     | 0.00   | settled
three, all comes back after the first is paid           | 300.00 | 3  | 40 return 300.00                                   | 101.50 | 101.50   | 0.00   | settled
three, most comes back after the second is paid         | 300.00 | 3  | 70 return 240.00                                   | 203.00 | 142.10   | 0.00   | settled
three, half comes back after all is paid                | 300.00 | 3  | 95 return 150.00                                   | 304.50 | 152.25   | 0.00   | settled
three uneven                                            | 100.00 | 3  |                                                    | 101.50 | 0.00     | 0.00   | settled
three uneven, a third comes back before the bill        | 100.00 | 3  | 5 return 33.33                                     | 67.66  | 0.00     | 0.00   | settled
three, settled early in the first period                | 300.00 | 3  | 10 settle 301.50                                   | 301.50 | 0.00     | 0.00   | settled
three, settled early, then a part comes back            | 300.00 | 3  | 10 settle 301.50; 20 return 90.00                  | 301.50 | 90.45    | 0.00   | settled
`;

type Row = { what: string; price: bigint; n: number; events: { on: number; what: string; amount: bigint }[]; expected: string };
const yuan = (text: string) => parseAmount(text, CNY);
const rows: Row[] = CASES.trim()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [what = '', price = '', n = '', events = '', ...expected] = line.split('|').map((cell) => cell.trim());
    return {
      what,
      price: yuan(price),
      n: Number(n),
      events: events
        .split(';')
        .filter(Boolean)
        .map((event) => {
          const [on, name = '', amount = '0'] = event.trim().split(' ');
          return { on: Number(on), what: name, amount: yuan(amount) };
        }),
      expected: expected.join(' | '),
    };
  });

let installation: Installation;
let system: System;
let terms: Terms;
const contracts: Contract[] = [];
const mandates: string[] = [];

async function act(i: number, row: Row, event: Row['events'][number], on: BusinessDate): Promise<void> {
  const contract = contracts[i] as Contract;
  const who = payer(i);
  const back = (noteId: string) => system.db.tx((tx) => takeReturn(tx, terms, { ...contract, noteId, value: event.amount }, on));
  const deeds: Record<string, () => Promise<unknown>> = {
    return: () => back(`ret-${i}-${event.on}`),
    shrink: () => back(`ret-${i}-${event.on}`),
    again: () => back(`ret-${i}-${row.events[0]?.on}`),
    refuse: () => expect(back(`ret-${i}-${event.on}`)).rejects.toMatchObject({ code: 'CREDIT_EXCEEDS_PURCHASE' }),
    cancel: () => system.db.tx((tx) => cancelPurchase(tx, contract, on)),
    empty: () => cardOf(i, 'poor'),
    pay: async () => {
      await cardOf(i, 'good');
      const paid = await pay(system, terms, who, { purpose: 'bill', target: contract.contractId, amount: event.amount, key: `pay ${event.on}` }, on);
      expect(paid.state).toBe('applied');
    },
    settle: async () => {
      const paid = await pay(system, terms, who, { purpose: 'settlement', target: contract.contractId, amount: event.amount, key: `pay ${event.on}` }, on);
      expect(paid.state).toBe('applied');
    },
  };
  await deeds[event.what]?.();
}

const cardOf = (i: number, behaviour: 'good' | 'poor') => control(system.urls.issuer, 'cards', { cards: [{ agreementRef: mandates[i], behaviour }] });

beforeAll(async () => {
  installation = await startInstallation();
  ({ system } = installation);
  await openJointLoan(system, FROM);
  await system.db.tx((tx) => openSandboxPayLater(tx));
  terms = await termsNamed(system, TRADE_CREDIT);
  for (const [i, row] of rows.entries()) {
    const who = await openPayer(system, i, FROM);
    mandates.push(who.mandateId);
    contracts.push(await authorise(system, terms, who, { amount: row.price, periods: row.n, orderRef: `order-${i}` }, day(FROM, 0)));
  }
  const BEFORE = ['cancel', 'shrink', 'empty'];
  for (let on = 0; on <= LAST; on += 1) {
    const today = day(FROM, on);
    for (const [i, row] of rows.entries()) {
      const due = row.events.filter((event) => event.on === on);
      for (const event of due.filter(({ what }) => BEFORE.includes(what))) await act(i, row, event, today);
      if (on === 0 && !due.some(({ what }) => what === 'cancel')) await system.db.tx((tx) => deliverPurchase(tx, terms, contracts[i] as Contract, today));
      for (const event of due.filter(({ what }) => !BEFORE.includes(what))) await act(i, row, event, today);
    }
    await system.close(today);
    expect((await verifyPayLater(system.db)).flatMap(({ wrong }) => wrong)).toEqual([]);
  }
}, 600_000);
afterAll(() => installation.stop());

test.each(rows.map((row, i) => [row.what, i] as const))('%s', async (_, i) => {
  const shown = (amount: bigint) => formatAmount(amount, CNY);
  const { paid, refunded } = await moneyOf(system, payer(i));
  const { contract } = await standing(system, terms, contracts[i] as Contract, day(FROM, 0));
  const { open } = await standing(system, terms, contracts[i] as Contract, day(FROM, LAST));
  const cells = (rows[i] as Row).expected.split(' | ').map((cell) => cell.trim());
  expect([shown(paid), shown(refunded), shown(open), contract.state]).toEqual(cells);
});

test('sales less returns are what customers kept, and all fees are earned: to the fen', async () => {
  const { rows: lines } = await system.db.query<{ path: string; amount: bigint }>(
    `SELECT path, sum(credits - debits)::bigint AS amount FROM ledger.account WHERE book = 'pay-later:${TRADE_CREDIT}' GROUP BY path`,
  );
  const on = new Map(lines.map(({ path, amount }) => [path, amount]));
  const kept = rows.reduce((sum, row) => {
    const back = row.events.filter(({ what }) => what === 'return' || what === 'shrink').reduce((total, { amount }) => total + amount, 0n);
    return sum + (row.events.some(({ what }) => what === 'cancel') ? 0n : row.price - back);
  }, 0n);
  expect((on.get('revenue/goods') ?? 0n) + (on.get('returns/goods') ?? 0n)).toBe(kept);
  expect(on.get('fee/deferral')).toBe(0n);
  expect(on.get('customer/credit') ?? 0n).toBe(0n);
});

test('the whole house proves', async () => {
  expect(await wrongInBooks(system)).toEqual([]);
});
