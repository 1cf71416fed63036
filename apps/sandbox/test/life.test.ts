import { encodeFile, parseFile } from '@jinqiao/gateway';
import { bank, files, payment } from '@jinqiao/wire';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { agree, CREDIT_CARD, DEBIT_CARD, disburse, enrol, ID_NUMBER, notice, type Platform, PROGRAMME, refOf, startPlatform } from './platform.ts';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
  await agree(platform, OPENING);
});
afterAll(() => platform.stop());

const OPENING = '2026-08-24';
/** A Thursday; Friday to Sunday are holidays, so its money arrives on Monday the 28th. */
const DUE = '2026-09-24';
const ARRIVAL = '2026-09-28';

const balances = () => platform.ask(bank.bankBalances, OPENING, { programme: PROGRAMME });

async function bankFile(kind: 'loan-day' | 'advance-day' | 'account-balance' | 'loan-balance', date: string) {
  const layout = {
    'loan-day': files.loanDayFile,
    'advance-day': files.advanceDayFile,
    'account-balance': files.accountBalanceFile,
    'loan-balance': files.loanBalanceFile,
  }[kind];
  const file = await platform.ask(bank.bankFile, date, { programme: PROGRAMME, kind, date });
  return parseFile(layout, file.content, file.digest);
}

/** The bank's accounts add up to zero and are what their entries say; the payment institution owes what it has not paid on. */
async function expectBooksHold(): Promise<void> {
  expect(await platform.control('bank', 'state')).toMatchObject({ sum: '0', wrong: 0 });
  const { reserve, unsettled } = await platform.control('payment', 'state');
  expect(reserve).toBe(unsettled);
}

test('the first agreement opens the books with the deposit of the platform, once', async () => {
  await agree(platform, OPENING);
  await agree(platform, OPENING, { ageTo: 55 });
  await agree(platform, OPENING);
  expect(await balances()).toEqual({
    classII: '0',
    loanPrincipal: '0',
    advances: '0',
    margin: '0',
    platformSettlement: '10000000000',
    advanceFees: '0',
    unallocated: '0',
  });
  await expectBooksHold();
});

test('an account opens where the five elements match, on a class-I or credit card', async () => {
  const seal = (text: string) => platform.seal('bank', text);
  const person = (accountRef: string, cardNumber: string, mobile = '13800001234') => ({
    accountRef,
    programme: PROGRAMME,
    name: seal('王小明'),
    idNumber: seal(ID_NUMBER),
    mobile: seal(mobile),
    cardNumber: seal(cardNumber),
  });
  const { items } = await platform.ask(bank.openAccounts, OPENING, {
    items: [person('a', DEBIT_CARD), person('b', CREDIT_CARD), person('c', '6228480030212345678'), person('d', DEBIT_CARD, '17090000000')],
  });
  expect(items.map(({ accountRef, status, code }) => [accountRef, status, code])).toEqual([
    ['a', 'ACTIVE', 'OK'],
    ['b', 'ACTIVE', 'OK'],
    ['c', 'REJECTED', 'ELEMENTS_MISMATCH'],
    ['d', 'REJECTED', 'ELEMENTS_MISMATCH'],
  ]);
  const again = await platform.ask(bank.openAccounts, OPENING, { items: [person('a', DEBIT_CARD)] });
  expect(again.items[0]).toEqual(items[0]);
});

test('neither institution keeps a number in clear', async () => {
  await enrol(platform, OPENING, 90);
  for (const table of [
    'sandbox_bank.account',
    'sandbox_payment.card',
    'sandbox_bureau.pull',
    'sandbox_bank.inbox',
    'sandbox_payment.inbox',
    'gateway.outbox',
  ]) {
    const { rows } = await platform.db.query<{ text: string }>(`SELECT t::text AS text FROM ${table} t`);
    for (const { text } of rows) {
      expect(text).not.toContain(DEBIT_CARD);
      expect(text).not.toContain(ID_NUMBER);
    }
  }
});

const BORN = '1990-03-07';

/** An ID number of somebody of a kind: the birth date in its place, the kind before it. */
const idOf = (kind: string, born = BORN) => `${kind.padEnd(6, '_').slice(0, 6)}${born.replaceAll('-', '')}0010`;

function application(ref: string, kind: string, { born, ...change }: { born?: string; consentOn?: string; consentRef?: string } = {}) {
  return {
    applicationRef: ref,
    programme: PROGRAMME,
    customerRef: ref,
    accountNo: '',
    name: platform.seal('bank', '王小明'),
    idNumber: platform.seal('bank', idOf(kind, born)),
    platformLimit: '5000000',
    consentRef: 'consent',
    consentOn: OPENING,
    ...change,
  };
}

test('an application meets age, consent, bureau, black list and judicial freeze, and the vector says what failed', async () => {
  const clean = { currentOverdue: 0, maxDpd24m: 0, enquiries6m: 0, score: 800 };
  await platform.control('bureau', 'reports', {
    ...Object.fromEntries([BORN, '2006-08-25', '2006-08-24', '1975-08-25', '1975-08-24'].map((born) => [idOf('good', born), clean])),
    [idOf('late')]: { ...clean, currentOverdue: 1 },
    [idOf('asking')]: { ...clean, enquiries6m: 11 },
    ...Object.fromEntries(['black', 'frozen', 'grey'].map((kind) => [idOf(kind), clean])),
    [idOf('weak')]: { ...clean, score: 600 },
  });
  await platform.control('bank', 'lists', { black: [idOf('black')], frozen: [idOf('frozen')], grey: [idOf('grey')] });
  const { items } = await platform.ask(bank.applyForCredit, OPENING, {
    items: [
      application('good', 'good'),
      application('young', 'good', { born: '2006-08-25' }),
      application('twenty', 'good', { born: '2006-08-24' }),
      application('fifty', 'good', { born: '1975-08-25' }),
      application('old', 'good', { born: '1975-08-24' }),
      application('late', 'late'),
      application('asking', 'asking'),
      application('black', 'black'),
      application('frozen', 'frozen'),
      application('grey', 'grey'),
      application('stale', 'good', { consentOn: '2026-05-25' }),
      application('early', 'good', { consentOn: '2026-08-25' }),
    ],
  });
  expect(items.map(({ applicationRef, status, code, bankLimit }) => [applicationRef, status, code, bankLimit])).toEqual([
    ['good', 'APPROVED', 'OK', null],
    ['young', 'REJECTED', 'BANK_AGE', null],
    ['twenty', 'APPROVED', 'OK', null],
    ['fifty', 'APPROVED', 'OK', null],
    ['old', 'REJECTED', 'BANK_AGE', null],
    ['late', 'REJECTED', 'BUREAU_NO_CURRENT_OVERDUE', null],
    ['asking', 'REJECTED', 'BUREAU_ENQUIRIES_6M', null],
    ['black', 'REJECTED', 'BLACK_LIST', null],
    ['frozen', 'REJECTED', 'JUDICIAL_FREEZE', null],
    ['grey', 'MANUAL', 'GREY_LIST', null],
    ['stale', 'REJECTED', 'BUREAU_CONSENT_DAYS', null],
    ['early', 'REJECTED', 'BUREAU_CONSENT_DAYS', null],
  ]);
  expect(items[0]?.rules.map((rule) => [rule.ruleId, rule.pass])).toEqual([
    ['BANK_AGE', true],
    ['BUREAU_CONSENT_DAYS', true],
    ['BUREAU_NO_CURRENT_OVERDUE', true],
    ['BUREAU_MAX_DPD_24M', true],
    ['BUREAU_ENQUIRIES_6M', true],
    ['BLACK_LIST', true],
    ['JUDICIAL_FREEZE', true],
  ]);
  // Without a consent in force nothing was pulled, and every pull is logged with its consent.
  expect(items.at(-1)).toMatchObject({
    bureauReportRef: '',
    rules: expect.arrayContaining([expect.objectContaining({ ruleId: 'BUREAU_MAX_DPD_24M', actual: 'no report', pass: false })]),
  });
  const { rows } = await platform.db.query<{ n: bigint; consents: bigint }>(
    `SELECT count(*) AS n, count(*) FILTER (WHERE consent_ref = 'consent') AS consents FROM sandbox_bureau.pull`,
  );
  expect(rows[0]).toEqual({ n: 10n, consents: 10n });
});

test('a bank that decides a limit of its own reads it from the score', async () => {
  await agree(platform, OPENING, { programme: 'OWN', ownLimit: true });
  const of = (ref: string, id: string) => ({ ...application(ref, id), programme: 'OWN' });
  const { items } = await platform.ask(bank.applyForCredit, OPENING, { items: [of('own-good', 'good'), of('own-weak', 'weak'), of('own-black', 'black')] });
  expect(items.map((item) => item.bankLimit)).toEqual(['10000000', '800000', null]);
});

test('an application in a programme without agreement is refused', async () => {
  await expect(platform.ask(bank.applyForCredit, OPENING, { items: [{ ...application('none', 'good'), programme: 'NONE' }] })).rejects.toThrow(
    'PROGRAMME_UNKNOWN',
  );
});

test('a loan lives from disbursement to settlement, to the fen', async () => {
  const one = await enrol(platform, OPENING, 1);
  const two = await enrol(platform, OPENING, 2);
  const [loan, other] = [refOf('ln', 1), refOf('ln', 2)];
  for (const round of ['first', 'again'])
    expect((await disburse(platform, OPENING, loan, one.accountNo, '10000000')).items[0], round).toMatchObject({
      loanRef: loan,
      status: 'DISBURSED',
      code: 'OK',
    });
  await disburse(platform, OPENING, other, two.accountNo, '600000');
  expect((await disburse(platform, OPENING, refOf('ln', 'x'), '62880010000000000', '1')).items[0]).toMatchObject({
    status: 'REJECTED',
    code: 'ACCOUNT_UNKNOWN',
  });
  expect(await balances()).toMatchObject({ classII: '10600000', loanPrincipal: '10600000' });

  const payouts = (...items: [string, string, string][]) =>
    platform.ask(bank.payOut, OPENING, { items: items.map(([payoutRef, accountNo, amount]) => ({ payoutRef, accountNo, amount })) });
  expect(
    (await payouts([loan, one.accountNo, '10000000'], [loan, one.accountNo, '10000000'], [other, two.accountNo, '600001'])).items.map((i) => i.code),
  ).toEqual(['OK', 'OK', 'INSUFFICIENT_BALANCE']);
  expect((await payouts([loan, one.accountNo, '10000000'], [other, two.accountNo, '600000'])).items.map((i) => i.status)).toEqual(['PAID', 'PAID']);
  expect(await balances()).toMatchObject({ classII: '0', loanPrincipal: '10600000' });

  // The first instalment of 100,000.00 in 12 at 6.96 %: 8,333.33 and 580.00; collected by a file, with one single beside it.
  const [first, single] = [refOf('col', 1), refOf('col', 2)];
  const orders = encodeFile({
    layout: files.collectOrderFile,
    institution: 'platform',
    date: DUE,
    rows: [
      { collectionRef: first, token: one.token, amount: '891333' },
      { collectionRef: refOf('col', 3), token: 'tok_nobody', amount: '5' },
    ],
  });
  for (const serial of ['file-1', 'file-1-again']) {
    expect(
      await platform.ask(payment.submitCollectFile, DUE, { fileRef: 'F1', programme: PROGRAMME, link: 'direct', date: DUE, content: orders.content }, serial),
    ).toEqual({
      status: 'ACCEPTED',
      accepted: 2,
      code: 'OK',
    });
  }
  const result = await platform.ask(payment.paymentFile, DUE, { programme: PROGRAMME, kind: 'collect-result', date: DUE, fileRef: 'F1' });
  const lines = parseFile(files.collectResultFile, result.content, result.digest);
  expect(lines.map(({ collectionRef, status, code, amount }) => [collectionRef, status, code, amount]).sort()).toEqual(
    [
      [first, 'SUCCESS', 'OK', '891333'],
      [refOf('col', 3), 'FAILED', 'MANDATE_UNKNOWN', '5'],
    ].sort(),
  );
  const collected = await platform.ask(payment.collect, DUE, {
    items: [{ collectionRef: single, programme: PROGRAMME, link: 'direct', token: two.token, amount: '53480' }],
  });
  expect(collected.items[0]).toMatchObject({ collectionRef: single, status: 'SUCCESS', code: 'OK' });
  const asked = await platform.ask(payment.queryCollections, DUE, { collectionRefs: [single, first, 'never'] });
  expect(asked.items.map((item) => [item.status, item.amount])).toEqual([
    ['SUCCESS', '53480'],
    ['SUCCESS', '891333'],
    ['NOT_FOUND', '0'],
  ]);
  expect(await platform.control('payment', 'state')).toMatchObject({ reserve: '944813', unsettled: '944813' });

  // The bank advances at once, and debits the account in its batch.
  const notices = { items: [notice(first, loan, one.accountNo, 833_333n, 58_000n), notice(single, other, two.accountNo, 50_000n, 3_480n)] };
  expect((await platform.ask(bank.noticeCollections, DUE, notices)).items.map((i) => i.status)).toEqual(['ADVANCED', 'ADVANCED']);
  expect((await platform.ask(bank.noticeCollections, DUE, { items: [...notices.items, ...notices.items] })).items.map((i) => i.status)).toEqual([
    'ALREADY',
    'ALREADY',
    'ALREADY',
    'ALREADY',
  ]);
  expect(await balances()).toMatchObject({ classII: '944813', loanPrincipal: '10600000', advances: '944813' });
  for (const debited of [2, 0]) expect(await platform.control('bank', 'day', { date: DUE, workingDay: true, phase: 'end' })).toEqual({ debited });
  expect(await balances()).toMatchObject({ classII: '0', loanPrincipal: '9716667', advances: '944813', advanceFees: '0' });
  expect((await bankFile('loan-day', DUE)).find((row) => row.collectionRef === first)).toEqual({
    collectionRef: first,
    loanRef: loan,
    accountNo: one.accountNo,
    amount: '891333',
    principal: '833333',
    interest: '58000',
    penalty: '0',
    fees: '0',
  });
  expect(await bankFile('account-balance', DUE)).toEqual([]);
  expect((await bankFile('loan-balance', DUE)).map((row) => row.principal).sort()).toEqual(['550000', '9166667']);
  await expectBooksHold();

  // Four days later the money is there: 8,913.33 x 0.02 % x 4 = 7.13 and 534.80 x 0.02 % x 4 = 0.43.
  for (const settled of [2, 0]) expect(await platform.control('payment', 'day', { date: ARRIVAL, workingDay: true, phase: 'open' })).toEqual({ settled });
  const repaid = new Map((await bankFile('advance-day', ARRIVAL)).map((row) => [row.collectionRef, row]));
  expect(repaid.get(first)).toEqual({ collectionRef: first, advancedOn: DUE, repaidOn: ARRIVAL, amount: '891333', days: '4', fee: '713' });
  expect(repaid.get(single)).toMatchObject({ days: '4', fee: '43' });
  expect(await balances()).toMatchObject({ advances: '0', advanceFees: '756', platformSettlement: '10000000000' });
  const settlement = await platform.ask(payment.paymentFile, ARRIVAL, { programme: PROGRAMME, kind: 'settlement', date: DUE, fileRef: '' });
  expect(
    parseFile(files.settlementFile, settlement.content, settlement.digest)
      .map((row) => [row.amount, row.arrivesOn])
      .sort(),
  ).toEqual([
    ['53480', ARRIVAL],
    ['891333', ARRIVAL],
  ]);
  expect(await platform.control('payment', 'state')).toMatchObject({ reserve: '0', unsettled: '0' });
  await expectBooksHold();
});

test('margin moves between the accounts of the platform, and neither goes below zero', async () => {
  const move = (marginRef: string, direction: 'in' | 'out', amount: string) =>
    platform.ask(bank.moveMargin, ARRIVAL, { marginRef, programme: PROGRAMME, direction, amount });
  expect(await move('m1', 'in', '500000')).toEqual({ status: 'DONE', code: 'OK', balance: '500000' });
  expect(await move('m2', 'out', '500001')).toEqual({ status: 'REFUSED', code: 'INSUFFICIENT_BALANCE', balance: '500000' });
  expect(await move('m3', 'in', '10000000000')).toMatchObject({ status: 'REFUSED', code: 'INSUFFICIENT_BALANCE' });
  expect(await move('m4', 'in', '-1')).toMatchObject({ status: 'REFUSED', code: 'AMOUNT_INVALID' });
  expect(await balances()).toMatchObject({ margin: '500000', platformSettlement: '9999500000' });
});

test('compensation takes margin first, then the settlement account, whole or not at all', async () => {
  const [loan, other] = [refOf('ln', 1), refOf('ln', 2)];
  const pay = (ref: string, ...items: [string, string, string][]) =>
    platform.ask(bank.compensate, ARRIVAL, {
      compensationRef: ref,
      programme: PROGRAMME,
      items: items.map(([loanRef, principal, interest]) => ({ loanRef, principal, interest })),
    });
  const before = await balances();
  expect(await pay('c1', [other, '550000', '3190'], [loan, '9166668', '0'])).toEqual({
    status: 'REFUSED',
    code: 'LOAN_NOT_OPEN',
    fromMargin: '0',
    fromSettlement: '0',
  });
  expect(await pay('c2', [other, '1', '0'], [other, '1', '0'])).toMatchObject({ status: 'REFUSED' });
  expect(await balances()).toEqual(before);
  expect(await pay('c3', [other, '550000', '3190'])).toEqual({ status: 'DONE', code: 'OK', fromMargin: '500000', fromSettlement: '53190' });
  expect(await balances()).toMatchObject({ margin: '0', platformSettlement: '9999446810', loanPrincipal: '9166667' });
  expect(await pay('c4', [other, '550000', '3190'])).toMatchObject({ status: 'REFUSED', code: 'LOAN_NOT_OPEN' });
  await expectBooksHold();
});

test('the monthly settlement is paid either way, never beyond what the account holds', async () => {
  const pay = (net: string) =>
    platform.ask(bank.settle, ARRIVAL, { statementRef: `s${net}`, programme: PROGRAMME, month: '2026-09', net, statementHash: 'hash' });
  expect(await pay('920')).toEqual({ status: 'DONE', code: 'OK' });
  expect(await balances()).toMatchObject({ platformSettlement: '9999447730' });
  expect(await pay('-447730')).toEqual({ status: 'DONE', code: 'OK' });
  expect(await pay('-9999000001')).toEqual({ status: 'REFUSED', code: 'INSUFFICIENT_BALANCE' });
  expect(await balances()).toMatchObject({ platformSettlement: '9999000000' });
  await expectBooksHold();
});

test('a notice that does not fit its loan is refused and advances nothing', async () => {
  const { accountNo } = await enrol(platform, OPENING, 1);
  const loan = refOf('ln', 1);
  const good = notice(refOf('col', 'n'), loan, accountNo, 100n, 10n);
  const { items } = await platform.ask(bank.noticeCollections, ARRIVAL, {
    items: [
      { ...good, collectionRef: 'n1', accountNo: '62880010000000000' },
      { ...good, collectionRef: 'n2', loanRef: refOf('ln', 2) },
      { ...good, collectionRef: 'n3', amount: '111' },
      { ...good, collectionRef: 'n4', amount: '-110', principal: '-100', interest: '-10' },
    ],
  });
  expect(items.map((i) => [i.status, i.code])).toEqual([
    ['REFUSED', 'ACCOUNT_UNKNOWN'],
    ['REFUSED', 'LOAN_UNKNOWN'],
    ['REFUSED', 'SPLIT_WRONG'],
    ['REFUSED', 'AMOUNT_INVALID'],
  ]);
  expect(await balances()).toMatchObject({ advances: '0', classII: '0' });
});
