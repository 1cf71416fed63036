import type {
  Account,
  AccountPage,
  AccountTreeLine,
  BookProof,
  BookSummary,
  BookVerification,
  Journal,
  JournalDetail,
  Page,
  StatementLine,
  TrialBalanceRow,
} from '@jinqiao/api';
import { followDays, journal, keepDays, loadJournal, pendingJournal, post, reversal, settlement, verifyDays } from '@jinqiao/ledger';
import type { Programme } from '@jinqiao/partnership';
import type { HttpServer } from '@jinqiao/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drawFor, enrolBorrowers, type Installation, openJointLoan, STAFF_PASSWORD, startInstallation } from '../../../test/installation.ts';

const BOOK = 'bank:JL';
const DAYS = ['2026-05-05', '2026-05-06', '2026-05-20', '2026-06-05', '2026-06-06', '2026-06-10', '2026-12-31'] as const;

let installation: Installation;
let http: HttpServer;
let programme: Programme;
let loanId = '';
const cookies: Record<string, string> = {};
let sent = 0;

beforeAll(async () => {
  installation = await startInstallation();
  const { system } = installation;
  programme = await openJointLoan(system, '2026-05-06');
  const borrowers = await enrolBorrowers(system, programme, [1, 2, 3, 4, 5]);
  const loans = await drawFor(system, programme, borrowers, { amount: 6_000_000n, periods: 12, method: 'equal-principal' });
  loanId = loans[0]?.loanId ?? '';
  await system.close('2026-06-10');
  http = await installation.serve();
  for (const role of ['operator', 'auditor']) {
    const response = await send('POST', '/sessions', role, { login: role, password: STAFF_PASSWORD });
    cookies[role] = response.headers.get('set-cookie')?.split(';')[0] ?? '';
  }
}, 120_000);

afterAll(() => installation.stop());

function send(method: string, path: string, as: string, body?: unknown): Promise<Response> {
  sent += 1;
  return fetch(`${http.url}/api/v1${path}`, {
    method,
    headers: { 'idempotency-key': `books-test-${sent}`, cookie: cookies[as] ?? '', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

async function read<T>(path: string): Promise<T> {
  const response = await send('GET', path, 'operator');
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
  return JSON.parse(text) as T;
}

async function all<T>(path: string, limit: number): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<T> = await read(`${path}${path.includes('?') ? '&' : '?'}limit=${limit}${cursor ? `&cursor=${cursor}` : ''}`);
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return items;
}

/** `"1234.50"` as fen. */
const fen = (money: string | null) => BigInt((money ?? '0.00').replace('.', ''));
const total = (amounts: readonly (string | null)[]) => amounts.reduce((sum, amount) => sum + fen(amount), 0n);
const db = () => installation.system.db;

type Sums = { path: string; debits: bigint; credits: bigint };

/** What the transfers of a book say, straight from the history. */
async function summed(book: string, through: string | null): Promise<Map<string, Sums>> {
  const { rows } = await db().query<{ path: string; debits: string; credits: string }>(
    `SELECT a.path, sum(CASE WHEN t.debit_account = a.account_id THEN t.amount ELSE 0 END)::text AS debits,
       sum(CASE WHEN t.credit_account = a.account_id THEN t.amount ELSE 0 END)::text AS credits
     FROM ledger.transfer t JOIN ledger.account a ON a.account_id IN (t.debit_account, t.credit_account)
     WHERE t.book = $1 AND ($2::date IS NULL OR t.business_date <= $2) GROUP BY a.path`,
    [book, through],
  );
  return new Map(rows.map((row) => [row.path, { path: row.path, debits: BigInt(row.debits), credits: BigInt(row.credits) }]));
}

async function expectTrialBalance(date: string | null): Promise<void> {
  const { items } = await read<Page<TrialBalanceRow>>(`/books/trial-balance?book=${BOOK}${date ? `&date=${date}` : ''}`);
  const expected = await summed(BOOK, date);
  expect(items.length).toBeGreaterThan(10);
  for (const row of items) {
    const sums = expected.get(row.account) ?? { debits: 0n, credits: 0n };
    expect([row.account, fen(row.debits), fen(row.credits)]).toEqual([row.account, sums.debits, sums.credits]);
    expect(fen(row.debitBalance) - fen(row.creditBalance)).toBe(sums.debits - sums.credits);
    expect(fen(row.balance)).toBe(row.side === 'debit' ? sums.debits - sums.credits : sums.credits - sums.debits);
  }
  expect(total(items.map((row) => row.debits))).toBe(total(items.map((row) => row.credits)));
  expect(total(items.map((row) => row.debitBalance))).toBe(total(items.map((row) => row.creditBalance)));
}

test('the books are listed with where they stand', async () => {
  const { items } = await read<Page<BookSummary>>('/books');
  expect(items.map((row) => row.book)).toEqual([BOOK, 'platform:JL']);
  const { rows } = await db().query<{ n: bigint; batches: bigint; at: Date }>(
    `SELECT max(sequence) AS n, (SELECT count(*) FROM ledger.batch WHERE book = $1) AS batches, (SELECT max(posted_at) FROM ledger.batch WHERE book = $1) AS at FROM ledger.transfer WHERE book = $1`,
    [BOOK],
  );
  expect(items[0]).toMatchObject({
    asset: 'CNY',
    pending: 0,
    sequence: String(rows[0]?.n),
    batch: String(rows[0]?.batches),
    postedAt: rows[0]?.at.toISOString(),
  });
});

test('the trial balance equals the transfers, now and at the end of any date, followed or not', async () => {
  await expectTrialBalance(null);
  for (const date of DAYS) await expectTrialBalance(date);
  // Five loans of 60,000.00 were paid out on 6 May; nothing is due before 6 June.
  const { items } = await read<Page<TrialBalanceRow>>(`/books/trial-balance?book=${BOOK}&date=2026-05-20`);
  expect(items.find((row) => row.account === 'loan/principal')?.debitBalance).toBe('300000.00');
  while ((await followDays(db(), BOOK)) > 0n);
  for (const date of DAYS) await expectTrialBalance(date);
  await keepDays(db(), undefined, 0n);
  const both = await read<Page<TrialBalanceRow>>('/books/trial-balance?date=2026-06-06');
  expect([...new Set(both.items.map((row) => row.book))]).toEqual([BOOK, 'platform:JL']);
});

test('journals of an earlier business date that come late change that date', async () => {
  const head = { businessDate: '2026-05-20', kind: 'correction', reference: 'late-1', subject: programme.id };
  const transfers = [{ debit: programme.book.house('expense/facilitation'), credit: programme.book.house('income/charges'), amount: 123n }];
  await db().tx((tx) => post(tx, programme.book, [journal({ ...head, transfers })]));
  for (const date of DAYS) await expectTrialBalance(date);
  await keepDays(db(), BOOK, 0n);
  for (const date of DAYS) await expectTrialBalance(date);
  const listed = await all<Journal>(`/books/journals?book=${BOOK}&date=2026-05-20`, 7);
  const { rows } = await db().query<{ id: string }>(
    `SELECT journal_id::text AS id FROM ledger.transfer WHERE book = $1 AND business_date = '2026-05-20' AND position = 0 ORDER BY sequence DESC`,
    [BOOK],
  );
  expect(listed.map((row) => row.id)).toEqual(rows.map((row) => row.id));
  expect(listed[0]?.reference).toBe('late-1');
});

test('every path of the tree is the sum of the accounts below it', async () => {
  const { items } = await read<Page<AccountTreeLine>>(`/books/${BOOK}/accounts`);
  const { rows } = await db().query<{ path: string; debits: bigint; credits: bigint }>('SELECT path, debits, credits FROM ledger.account WHERE book = $1', [
    BOOK,
  ]);
  for (const line of items) {
    const below = rows.filter(({ path }) => path === line.path || path.startsWith(`${line.path}/`));
    const sums = below.reduce((sum, row) => ({ debits: sum.debits + row.debits, credits: sum.credits + row.credits }), { debits: 0n, credits: 0n });
    expect([line.path, line.accounts, fen(line.debits), fen(line.credits)]).toEqual([line.path, below.length, sums.debits, sums.credits]);
    expect(fen(line.debitBalance) - fen(line.creditBalance)).toBe(sums.debits - sums.credits);
    expect(line.depth).toBe(line.path.split('/').length - 1);
  }
  expect(items.map((line) => line.path)).toContain('loan');
});

test('a path leads to its accounts page by page, a house account to its stripes', async () => {
  const list = `/books/${BOOK}/accounts/list`;
  const loans = await all<Account>(`${list}?path=loan/principal`, 2);
  expect(loans).toHaveLength(5);
  expect(loans.map((row) => row.balance)).toEqual(Array(5).fill('55000.00'));
  expect(loans.map((row) => row.owner)).toContain(loanId);
  const house = await read<AccountPage>(`${list}?path=income/interest`);
  expect(house.items).toEqual([]);
  const stripes = await all<Account>(`${list}?path=income/interest&stripes=all`, 100);
  const moved = await all<Account>(`${list}?path=income/interest&stripes=moved`, 100);
  expect(moved.map((row) => row.id)).toEqual(stripes.filter((row) => fen(row.debits) + fen(row.credits) > 0n).map((row) => row.id));
  expect([stripes.length, house.house?.stripes]).toEqual([256, 256]);
  expect(new Set(stripes.map((row) => row.bucket)).size).toBe(256);
  expect(total(stripes.map((row) => row.balance))).toBe(fen(house.house?.balance ?? null));
  const sums = (await summed(BOOK, null)).get('income/interest');
  expect(fen(house.house?.balance ?? null)).toBe((sums?.credits ?? 0n) - (sums?.debits ?? 0n));
  const own = await read<AccountPage>(`${list}?owner=${loanId}`);
  expect(own.items.map((row) => row.path)).toEqual(['loan/fees', 'loan/interest', 'loan/penalty', 'loan/principal']);
  expect((await read<AccountPage>(`${list}?owner=${loanId.slice(0, 10)}`)).items.map((row) => row.id)).toEqual(own.items.map((row) => row.id));
  expect((await read<AccountPage>(`${list}?owner=nobody`)).items).toEqual([]);
});

/** The lines of an account from the history, oldest first, each with the balance after it. */
async function linesOf(account: Account): Promise<{ key: string; date: string; balance: bigint }[]> {
  const { rows } = await db().query<{ sequence: bigint; position: number; date: string; debit: boolean; amount: bigint }>(
    `SELECT sequence, position, business_date AS date, debit_account = $1 AS debit, amount FROM ledger.transfer
     WHERE debit_account = $1 OR credit_account = $1 ORDER BY sequence, position`,
    [BigInt(account.id)],
  );
  let balance = 0n;
  return rows.map((row) => {
    balance += row.debit === (account.side === 'debit') ? row.amount : -row.amount;
    return { key: `${row.sequence}.${row.position}`, date: row.date, balance };
  });
}

test.each([
  ['of a loan', `loan/principal`, false],
  ['of a customer', 'customer/class-ii', false],
  ['of the house', 'income/interest', true],
  ['of the house with a late journal', 'income/charges', true],
] as const)('each line of the statement of an account %s shows the balance after it', async (_, path, stripes) => {
  const accounts = (await all<Account>(`/books/${BOOK}/accounts/list?path=${path}${stripes ? '&stripes=moved' : ''}`, 200)).filter(
    (row) => row.debits !== row.credits || fen(row.debits) > 0n,
  );
  const [found] = accounts;
  if (!found) throw new Error('no account that moved');
  const expected = (await linesOf(found)).reverse();
  const shown = (lines: readonly StatementLine[]) =>
    lines.map((line) => ({ key: `${line.sequence}.${line.position}`, date: line.businessDate, balance: fen(line.balance) }));
  const whole = await all<StatementLine>(`/books/accounts/${found.id}/statement`, 2);
  expect(shown(whole)).toEqual(expected);
  expect(whole.length).toBeGreaterThan(0);
  expect(whole[0]?.balance).toBe((await read<Account>(`/books/accounts/${found.id}`)).balance);
  for (const [from, through] of [
    [DAYS[1], DAYS[2]],
    [DAYS[2], DAYS[4]],
    [DAYS[3], DAYS[6]],
  ] as const) {
    const range = expected.filter(({ date }) => date >= from && date <= through);
    expect(shown(await all<StatementLine>(`/books/accounts/${found.id}/statement?from=${from}&through=${through}`, 2))).toEqual(range);
    expect(shown(await all<StatementLine>(`/books/accounts/${found.id}/statement?through=${through}`, 200))).toEqual(
      expected.filter(({ date }) => date <= through),
    );
  }
  expect(await all<StatementLine>(`/books/accounts/${found.id}/statement?through=2020-01-01`, 2)).toEqual([]);
});

test('a journal leads to its loan, its customer, its collection and the partner, and lies in its link of the chain', async () => {
  const journals = await all<Journal>(`/loans/${loanId}/journals`, 50);
  const repayment = journals.find(({ kind }) => kind === 'repayment');
  const detail = await read<JournalDetail>(`/journals/${repayment?.id}`);
  expect(detail.source).toMatchObject({ subject: loanId, kind: 'loan', customer: { id: expect.stringMatching(/^cus_/) } });
  expect(detail.source.collection).toMatchObject({ id: detail.reference, state: 'applied', amount: '5348.00' });
  const { rows } = await db().query<{ batch: bigint; hash: string; at: Date }>(
    `SELECT batch, encode(hash, 'hex') AS hash, posted_at AS at FROM ledger.batch WHERE book = $1 AND first_sequence <= $2 AND last_sequence >= $2`,
    [detail.book, detail.sequence],
  );
  expect(detail.chain).toMatchObject({ batch: String(rows[0]?.batch), hash: rows[0]?.hash, before: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(detail.postedAt).toBe(rows[0]?.at.toISOString());
  expect(total(detail.postings.map((line) => line.debit))).toBe(total(detail.postings.map((line) => line.credit)));
  const disbursed = await read<JournalDetail>(`/journals/${journals.find(({ kind }) => kind === 'disbursement')?.id}`);
  expect(disbursed.source.messages.every(({ businessDate }) => businessDate === disbursed.businessDate)).toBe(true);
});

test('a reversal and its journal name each other, so do a pending journal and what settles it', async () => {
  const { book } = programme;
  const head = { businessDate: '2026-06-10', kind: 'fee-test', reference: 'two-way', subject: programme.id };
  const transfers = [{ debit: book.house('expense/facilitation'), credit: book.house('income/charges'), amount: 500n }];
  const blue = journal({ ...head, transfers });
  const held = pendingJournal({ ...head, kind: 'hold-test', transfers });
  await db().tx((tx) => post(tx, book, [blue, held]));
  const red = reversal(await loadJournal(db(), blue.id), { businessDate: '2026-06-11' });
  expect((await read<Page<BookSummary>>('/books')).items[0]?.pending).toBe(1);
  const settled = settlement(await loadJournal(db(), held.id), { businessDate: '2026-06-11' }, [300n]);
  await db().tx((tx) => post(tx, book, [red, settled]));
  const links = async (of: { id: string }) => {
    const { target, following } = await read<JournalDetail>(`/journals/${of.id}`);
    return [target?.id ?? null, following.map(({ id }) => id)];
  };
  expect(await links(blue)).toEqual([null, [red.id]]);
  expect(await links(red)).toEqual([blue.id, []]);
  expect(await links(held)).toEqual([null, [settled.id]]);
  expect(await links(settled)).toEqual([held.id, []]);
  expect((await read<JournalDetail>(`/journals/${held.id}`)).postings[0]).toMatchObject({ debit: '0.00', held: '5.00' });
});

test('what is read of a past date is proved, and a forged day is found', async () => {
  await keepDays(db(), undefined, 0n);
  const found = await verifyDays(db());
  expect(found).toMatchObject({ ok: true, wrong: [] });
  expect(found.examined).toBeGreaterThan(100);
  const forge = (by: number) =>
    db().query(`UPDATE ledger.day_total SET debits = debits + $1 WHERE book = $2 AND path = 'loan/principal' AND business_date = '2026-06-06'`, [by, BOOK]);
  await forge(1);
  expect((await verifyDays(db())).wrong).toEqual([`day 2026-06-06 of loan/principal in book ${BOOK} is off by 1/0`]);
  await forge(-1);
  const span = (by: number) =>
    db().query(
      'UPDATE ledger.account_span SET credits = credits + $1 WHERE (bucket, account_id, span) = (SELECT bucket, account_id, span FROM ledger.account_span ORDER BY 1, 2, 3 LIMIT 1)',
      [by],
    );
  await span(5);
  expect((await verifyDays(db())).wrong.join()).toMatch(/^span 0 of account \d+ is off by 0\/5$/);
  await span(-5);
  await db().query(`UPDATE ledger.day SET last_sequence = first_sequence WHERE book = $1 AND business_date = '2026-06-06'`, [BOOK]);
  expect((await verifyDays(db())).wrong[0]).toMatch(/day 2026-06-06 of book bank:JL leaves out journal/);
  await db().query(
    `UPDATE ledger.day d SET last_sequence = (SELECT max(sequence) FROM ledger.transfer t WHERE t.book = d.book AND t.business_date = d.business_date)`,
  );
  expect((await verifyDays(db())).ok).toBe(true);
});

async function proved(body: object): Promise<BookVerification> {
  const response = await send('POST', `/books/${BOOK}/verifications`, 'auditor', body);
  let run = (await response.json()) as BookVerification;
  if (!response.ok) throw new Error(JSON.stringify(run));
  while (run.state === 'running') run = await read(`/books/${BOOK}/verifications/${run.id}`);
  return run;
}

test('an auditor proves a book, a stretch of sequences or of dates, and is told where it breaks', async () => {
  const head = (await read<Page<BookSummary>>('/books')).items[0];
  expect(await proved({})).toMatchObject({ state: 'done', ok: true, from: '1', through: head?.sequence, wrong: [], by: 'auditor' });
  const dates = await proved({ from: '2026-05-06', through: '2026-05-08' });
  expect(dates).toMatchObject({ ok: true, from: '1' });
  await db().query(`UPDATE ledger.transfer SET reference = 'forged' WHERE book = $1 AND sequence = 5 AND position = 0`, [BOOK]);
  const broken = await proved({ from: '4', through: '6' });
  expect(broken).toMatchObject({ state: 'done', ok: false });
  expect(broken.wrong.join()).toMatch(/journal 5 \([0-9a-f-]{36}\) is not what its digest says/);
  expect(await proved({ from: String(Number(head?.sequence) - 1) })).toMatchObject({ ok: true });
  const proof = await read<BookProof>(`/books/${BOOK}/proof`);
  expect([proof.head, proof.verifications.length, proof.verifications[1]?.ok]).toEqual([head?.head, 4, false]);
  expect(proof.links[0]).toMatchObject({ batch: proof.batch, last: proof.sequence, hash: proof.head });
});

const BAD: readonly (readonly [name: string, request: string, as: string, body: unknown, status: number, code: string])[] = [
  ['nobody', 'GET /books', 'nobody', undefined, 401, 'NOT_SIGNED_IN'],
  ['a book that is not open', 'GET /books/trial-balance?book=bank:XX', 'operator', undefined, 404, 'BOOK_UNKNOWN'],
  ['a day that does not exist', 'GET /books/trial-balance?date=2026-02-30', 'operator', undefined, 422, 'DATE_INVALID'],
  ['a date in words', 'GET /books/trial-balance?date=today', 'operator', undefined, 400, 'REQUEST_INVALID'],
  ['the tree of no book', 'GET /books/none/accounts', 'operator', undefined, 404, 'BOOK_UNKNOWN'],
  ['accounts of nothing', `GET /books/${BOOK}/accounts/list`, 'operator', undefined, 400, 'ACCOUNTS_UNNAMED'],
  ['a cursor of another list', `GET /books/${BOOK}/accounts/list?path=loan/principal&cursor=MS4yLjM`, 'operator', undefined, 400, 'CURSOR_INVALID'],
  ['201 accounts', `GET /books/${BOOK}/accounts/list?path=loan/principal&limit=201`, 'operator', undefined, 400, 'REQUEST_INVALID'],
  ['an account of letters', 'GET /books/accounts/abc', 'operator', undefined, 404, 'ACCOUNT_UNKNOWN'],
  ['an account beyond 2^63', 'GET /books/accounts/9999999999999999999', 'operator', undefined, 404, 'ACCOUNT_UNKNOWN'],
  ['the statement of no account', 'GET /books/accounts/7/statement', 'operator', undefined, 404, 'ACCOUNT_UNKNOWN'],
  ['a statement backwards', 'GET /books/accounts/<account>/statement?from=2026-06-02&through=2026-06-01', 'operator', undefined, 422, 'DATE_RANGE_INVALID'],
  ['a statement of 31 June', 'GET /books/accounts/<account>/statement?from=2026-06-31', 'operator', undefined, 422, 'DATE_INVALID'],
  ['a statement cursor of letters', 'GET /books/accounts/<account>/statement?cursor=YWJj', 'operator', undefined, 400, 'CURSOR_INVALID'],
  ['a journal of letters', 'GET /journals/abc', 'operator', undefined, 404, 'JOURNAL_UNKNOWN'],
  ['journals of no book', 'GET /books/journals?book=none', 'operator', undefined, 404, 'BOOK_UNKNOWN'],
  ['the proof of no book', 'GET /books/none/proof', 'operator', undefined, 404, 'BOOK_UNKNOWN'],
  ['an operator who verifies', `POST /books/${BOOK}/verifications`, 'operator', {}, 403, 'NOT_ALLOWED'],
  ['a verification backwards', `POST /books/${BOOK}/verifications`, 'auditor', { from: '9', through: '8' }, 422, 'SEQUENCE_RANGE_INVALID'],
  ['a verification from zero', `POST /books/${BOOK}/verifications`, 'auditor', { from: '0' }, 422, 'SEQUENCE_RANGE_INVALID'],
  ['a verification beyond the book', `POST /books/${BOOK}/verifications`, 'auditor', { through: '999999999999999999' }, 422, 'SEQUENCE_RANGE_INVALID'],
  ['a verification of mixed ends', `POST /books/${BOOK}/verifications`, 'auditor', { from: '1', through: '2026-06-01' }, 400, 'REQUEST_INVALID'],
  [
    'a verification of days backwards',
    `POST /books/${BOOK}/verifications`,
    'auditor',
    { from: '2026-06-02', through: '2026-06-01' },
    422,
    'DATE_RANGE_INVALID',
  ],
  ['a verification of days without journals', `POST /books/${BOOK}/verifications`, 'auditor', { through: '2020-01-01' }, 422, 'VERIFICATION_RANGE_EMPTY'],
  ['a verification with a field too many', `POST /books/${BOOK}/verifications`, 'auditor', { all: true }, 400, 'REQUEST_INVALID'],
  ['a verification of no book', 'POST /books/none/verifications', 'auditor', {}, 404, 'BOOK_UNKNOWN'],
  ['a verification that never was', `GET /books/${BOOK}/verifications/ver_0`, 'auditor', undefined, 404, 'VERIFICATION_UNKNOWN'],
];

test.each(BAD)('refuses %s', async (_, request, as, body, status, code) => {
  const [method = '', path = ''] = request.split(' ');
  const account = path.includes('<account>') ? (await read<AccountPage>(`/books/${BOOK}/accounts/list?path=loan/principal`)).items[0]?.id : undefined;
  const response = await send(method, path.replace('<account>', account ?? ''), as, body);
  const document = (await response.json()) as Record<string, string>;
  expect([response.status, document.code]).toEqual([status, code]);
  for (const detail of [document.detail, document.detailZh]) expect(detail).toMatch(/^(?!.*\{[a-z]\w*\}).*\S/is);
});
