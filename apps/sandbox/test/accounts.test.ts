import { accounts } from '@jinqiao/wire';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CREDIT_CARD, DEBIT_CARD, ID_NUMBER, type Platform, refOf, startPlatform } from './platform.ts';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

const ON = '2026-08-24';

const elements = (cardNumber = DEBIT_CARD, mobile = '13800001234') => ({
  name: platform.seal('bank', '王小明'),
  idNumber: platform.seal('bank', ID_NUMBER),
  mobile: platform.seal('bank', mobile),
  cardNumber: platform.seal('bank', cardNumber),
});

async function open(n: number, cls: 'II' | 'III') {
  const accountRef = refOf('acc', n);
  const boundRef = refOf('bnd', n);
  const { items } = await platform.ask(accounts.openAccounts, ON, { items: [{ accountRef, class: cls, boundRef, ...elements() }] });
  return { accountNo: items[0]?.accountNo ?? '', boundRef };
}

let moves = 0;
async function move(accountNo: string, kind: string, amount: string, boundRef = '', ref = '') {
  moves += 1;
  const direction = kind.endsWith('in') ? ('in' as const) : ('out' as const);
  const item = { movementRef: ref || refOf('mov', moves), accountNo, direction, kind, amount, boundRef };
  const { items } = await platform.ask(accounts.moveMoney, ON, { items: [item] });
  return items[0]?.code;
}

const expectBooksHold = async () => expect(await platform.control('bank', 'state')).toMatchObject({ sum: '0', wrong: 0 });

test('class II asks for the class of the bound card, class III does not ask', async () => {
  const ask = (n: number, cls: 'II' | 'III', cardNumber: string, mobile?: string) => ({
    accountRef: refOf('acc', `open ${n}`),
    class: cls,
    boundRef: refOf('bnd', `open ${n}`),
    ...elements(cardNumber, mobile),
  });
  const { items } = await platform.ask(accounts.openAccounts, ON, {
    items: [
      ask(1, 'II', DEBIT_CARD),
      ask(2, 'II', CREDIT_CARD),
      ask(3, 'III', DEBIT_CARD),
      ask(4, 'II', DEBIT_CARD, '17090000000'),
      ask(5, 'III', '6228480030212345678'),
    ],
  });
  expect(items.map(({ status, cardClass, code }) => [status, cardClass, code])).toEqual([
    ['ACTIVE', 'I', 'OK'],
    ['ACTIVE', 'credit', 'OK'],
    ['ACTIVE', 'I', 'OK'],
    ['REJECTED', 'unknown', 'ELEMENTS_MISMATCH'],
    ['REJECTED', 'unknown', 'ELEMENTS_MISMATCH'],
  ]);
  expect(new Set(items.slice(0, 3).map(({ accountNo }) => accountNo)).size).toBe(3);
});

test('money moves once, and never more than there is', async () => {
  const { accountNo, boundRef } = await open(10, 'II');
  expect(await move(accountNo, 'bound-transfer-in', '100000', boundRef, refOf('mov', 'once'))).toBe('OK');
  expect(await move(accountNo, 'bound-transfer-in', '100000', boundRef, refOf('mov', 'once'))).toBe('OK');
  expect(await move(accountNo, 'spend', '100001')).toBe('INSUFFICIENT_BALANCE');
  expect(await move(accountNo, 'bound-transfer-out', '1', 'bnd_of_another')).toBe('CARD_NOT_BOUND');
  expect(await move(accountNo, 'spend', '100000')).toBe('OK');
  expect(await move(accountNo, 'spend', '1')).toBe('INSUFFICIENT_BALANCE');
  await expectBooksHold();
});

test('a freeze binds the balance, a deduction takes from it, a release frees the rest', async () => {
  const { accountNo, boundRef } = await open(20, 'II');
  await move(accountNo, 'bound-transfer-in', '100000', boundRef);
  const freeze = (freezeRef: string, action: 'freeze' | 'release', amount: string | null) =>
    platform.ask(accounts.freezeAccount, ON, { freezeRef: refOf('frz', freezeRef), accountNo, action, amount });
  const deduct = (ref: string, amount: string) =>
    platform.ask(accounts.deductAccount, ON, { deductionRef: refOf('ord', ref), freezeRef: refOf('frz', 'a'), accountNo, amount });
  await freeze('a', 'freeze', '60000');
  expect(await move(accountNo, 'spend', '40001')).toBe('INSUFFICIENT_BALANCE');
  expect((await deduct('1', '60001')).code).toBe('AMOUNT_INVALID');
  expect((await deduct('1 again', '25000')).status).toBe('DONE');
  expect((await deduct('1 again', '25000')).status).toBe('DONE');
  expect(await move(accountNo, 'spend', '40001')).toBe('INSUFFICIENT_BALANCE');
  expect(await move(accountNo, 'spend', '40000')).toBe('OK');
  await freeze('b', 'freeze', null);
  await freeze('a', 'release', null);
  expect(await move(accountNo, 'spend', '1')).toBe('INSUFFICIENT_BALANCE');
  await freeze('b', 'release', null);
  expect(await move(accountNo, 'spend', '35000')).toBe('OK');
  await expectBooksHold();
});

test('a balance is carried over with its freezes, the empty account closes, later orders find the new one', async () => {
  const [iii, ii] = [await open(30, 'III'), await open(31, 'II')];
  await move(iii.accountNo, 'bound-transfer-in', '150000', iii.boundRef);
  const freezeRef = refOf('frz', 'carried');
  await platform.ask(accounts.freezeAccount, ON, { freezeRef, accountNo: iii.accountNo, action: 'freeze', amount: '50000' });
  expect((await platform.ask(accounts.closeAccount, ON, { accountNo: iii.accountNo, linkedTo: ii.accountNo })).code).toBe('BALANCE_NOT_ZERO');
  const carried = await platform.ask(accounts.carryBalance, ON, { carryRef: refOf('upg', 1), from: iii.accountNo, to: ii.accountNo });
  expect(carried).toEqual({ status: 'DONE', code: 'OK', amount: '150000' });
  expect((await platform.ask(accounts.closeAccount, ON, { accountNo: iii.accountNo, linkedTo: ii.accountNo })).status).toBe('CLOSED');
  expect(await move(iii.accountNo, 'bound-transfer-in', '1', iii.boundRef)).toBe('ACCOUNT_UNKNOWN');
  expect(await move(ii.accountNo, 'spend', '100001')).toBe('INSUFFICIENT_BALANCE');
  const later = await platform.ask(accounts.freezeAccount, ON, { freezeRef, accountNo: iii.accountNo, action: 'release', amount: null });
  expect(later.status).toBe('DONE');
  expect(await move(ii.accountNo, 'spend', '150000')).toBe('OK');
  await expectBooksHold();
});
