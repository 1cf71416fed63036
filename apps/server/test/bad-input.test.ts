import { createHash } from 'node:crypto';
import { addDays, businessDate } from '@jinqiao/calendar';
import { invite } from '@jinqiao/credit';
import { books, exportLedger } from '@jinqiao/ledger';
import { CONSENT_TEXTS, customerIdOf } from '@jinqiao/parties';
import { control, type HttpServer, openSandboxFunders } from '@jinqiao/server';
import { payment } from '@jinqiao/wire';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Installation, openJointLoan, STAFF_PASSWORD, signUpOverHttp, startInstallation, wrongInBooks } from '../../../test/installation.ts';
import { syntheticPerson } from '../src/synthetic.ts';
import { creditCases } from './bad-credit.ts';
import { NOTICE, UNSIGNED } from './bad-messages.ts';
import { idOf, partyCases } from './bad-parties.ts';
import { cursor } from './bad-pay-offs.ts';
import { BAD_TERMS } from './bad-terms.ts';

type Expected = readonly [status: number, code: string, says?: string];
/** A request that must be refused. `<name>` in a path or body stands for what the scene calls so. */
type Bad = {
  readonly name: string;
  readonly request: string;
  readonly as?: string;
  readonly body?: unknown;
  /** Sent as it is, where the point is that it is not JSON. */
  readonly raw?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly expected: Expected;
};

const OPEN = '2026-03-03';
const ON = businessDate('2026-03-02');
const PASSWORD = 'customer-password';
const person = (n: number) => syntheticPerson(n, ON, 30);
const people = { ann: person(701), ben: person(702), cal: person(703), dee: person(704), eve: person(705), new: person(706) };
const CONSENTS = {
  bureauConsent: { accepted: true, textVersion: CONSENT_TEXTS['bureau-report'].version },
  dataConsent: { accepted: true, textVersion: CONSENT_TEXTS['data-to-bank'].version },
};
const QUOTE = { amount: '1000.00', periods: 6, method: 'equal-principal' };
const DRAW = { agreementAccepted: true, readingSeconds: 5 };
const NOWHERE = '00'.repeat(13);
const NO_LOAN = `loa_${NOWHERE}`;

let installation: Installation;
let http: HttpServer;
let before: string;
const scene: Record<string, string> = {};
const cookies: Record<string, string> = {};
let sent = 0;

type Sending = { as?: string | undefined; body?: unknown; raw?: string | undefined; headers?: Readonly<Record<string, string>> | undefined };

async function send(request: string, { as, body, raw, headers = {} }: Sending): Promise<Response> {
  const [method = '', path = ''] = fill(request).split(' ');
  sent += 1;
  const content = raw ?? (body === undefined ? undefined : fill(JSON.stringify(body)));
  const all: Record<string, string> = {
    'idempotency-key': `request-${sent}`,
    ...(content === undefined ? {} : { 'content-type': 'application/json' }),
    ...(as ? { cookie: cookies[as] ?? '' } : {}),
    ...headers,
  };
  return fetch(`${http.url}${path.startsWith('/api') || path.startsWith('/gateway') ? '' : '/api/v1'}${path}`, {
    method,
    headers: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== '')),
    ...(content === undefined ? {} : { body: content }),
  });
}

function fill(text: string): string {
  return text.replaceAll(/<(\w+)>/g, (whole, name: string) => scene[name] ?? whole);
}

/** A command of the scene that must succeed. */
async function ok<T>(request: string, sending: Sending): Promise<T> {
  const response = await send(request, sending);
  const text = await response.text();
  if (!response.ok) throw new Error(`${request}: ${response.status} ${text}`);
  cookies[sending.as ?? ''] = response.headers.get('set-cookie')?.split(';')[0] ?? cookies[sending.as ?? ''] ?? '';
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

async function signUp(name: keyof typeof people, upTo: 'registered' | 'real-name' | 'line'): Promise<void> {
  const { mobile, name: realName, idNumber, cardNumber } = people[name];
  cookies[name] = await signUpOverHttp(installation, http.url, mobile, PASSWORD);
  if (upTo === 'registered') return;
  await ok('POST /me/real-name', { as: name, body: { name: realName, idNumber } });
  if (upTo === 'real-name') return;
  expect(await ok('POST /me/account', { as: name, body: { cardNumber, mobile, ...CONSENTS } })).toMatchObject({ line: { available: '100000.00' } });
}

async function quoteOf(name: string, headers?: Record<string, string>, amount = QUOTE.amount): Promise<string> {
  const { quoteId } = await ok<{ quoteId: string }>('POST /me/quotes', { as: name, body: { ...QUOTE, amount }, headers });
  return (await installation.system.db.query("UPDATE server.quote SET quoted_at = quoted_at - interval '1 minute'")) && quoteId;
}

async function draw(name: string, quoteId: string): Promise<string> {
  return (await ok<{ id: string }>('POST /me/draws', { as: name, body: { quoteId, ...DRAW } })).id;
}

/** The heads of all books, and a digest of every account and journal there is. */
async function ledgerHash(): Promise<string> {
  const { db } = installation.system;
  const hash = createHash('sha256').update((await books(db)).map(({ book, sequence, head }) => `${book} ${sequence} ${head}`).join('\n'));
  for await (const line of exportLedger(db)) hash.update(line);
  return hash.digest('hex');
}

beforeAll(async () => {
  installation = await startInstallation();
  const { system } = installation;
  const programme = await openJointLoan(system, ON);
  await openSandboxFunders(system, ON);
  const invitation = { programmeId: programme.id, validThrough: '2099-12-31', tenureMonths: 40, ordersPerYear: 36, suggestedLimit: null };
  await invite(
    system.db,
    Object.values(people).map(({ mobile }) => ({ ...customerIdOf(system.vault, mobile), ...invitation })),
  );
  http = await installation.serve();
  for (const login of ['operator', 'finance', 'risk', 'auditor']) await ok('POST /sessions', { as: login, body: { login, password: STAFF_PASSWORD } });
  for (const name of ['ann', 'ben', 'cal'] as const) await signUp(name, 'line');
  await signUp('dee', 'registered');
  await signUp('eve', 'real-name');
  scene.annsLoan = await draw('ann', await quoteOf('ann'));
  scene.bensLoan = await draw('ben', await quoteOf('ben'));
  scene.yesterdaysQuote = await quoteOf('ann');
  await system.close(ON);
  scene.annsQuote = await quoteOf('ann', { 'idempotency-key': 'used-for-a-quote' });
  scene.bensQuote = await quoteOf('ben');
  scene.bensSecondQuote = await quoteOf('ben', {}, '60000.00');
  await draw('ben', await quoteOf('ben', {}, '60000.00'));
  scene.calsQuote = await quoteOf('cal');
  for (const as of ['cal', 'ben']) {
    const { items } = await ok<{ items: { id: string; purpose: string }[] }>('GET /me/consents', { as });
    scene[`${as}sConsent`] = items.find(({ purpose }) => purpose === 'data-to-bank')?.id ?? '';
  }
  await ok('DELETE /me/consents/<calsConsent>', { as: 'cal' });
  await control(system.urls.shop, 'goods', { goods: [{ sku: 'BH-1003', stock: 3 }] });
  before = await ledgerHash();
}, 120_000);

afterAll(() => installation.stop());
const invalid = (says = 'The request is not valid'): Expected => [400, 'REQUEST_INVALID', says];
const NO_KEY: Expected = [400, 'IDEMPOTENCY_KEY_MISSING', 'Idempotency-Key of 8 to 128'];
const NOT_JSON: Expected = [415, 'MEDIA_TYPE_UNSUPPORTED', 'application/json'];
const NO_INSTITUTION: Expected = [404, 'INSTITUTION_UNKNOWN', 'no institution'];
const NOBODY = '';
const RESOLUTION = `/reconciliation/breaks/brk_${NOWHERE}/resolution`;
const CLAIM = { resolution: 'claim', reason: 'a good reason' };
const TERMS = { accepted: true, textVersion: CONSENT_TEXTS['service-terms'].version };
const ANNS_DRAW = { quoteId: '<annsQuote>', ...DRAW };
const REAL_NAME = { name: people.dee.name, idNumber: people.dee.idNumber };
const ACCOUNT = { cardNumber: people.eve.cardNumber, mobile: people.eve.mobile, ...CONSENTS };
const CURRENT_TEXT = CONSENTS.bureauConsent.textVersion;

type Change = Readonly<Record<string, unknown>>;
const asked = (name: string, as: string, request: string, expected: Expected): Bad => ({ name, as, request, expected });
const reading = (name: string, path: string, expected: Expected, as = 'auditor') => asked(name, as, `GET ${path}`, expected);
const post = (name: string, as: string, path: string, body: unknown, expected: Expected): Bad => ({ ...asked(name, as, `POST ${path}`, expected), body });
const close = (name: string, through: unknown, expected: Expected) => post(name, 'operator', '/closes', { through }, expected);
const quote = (name: string, change: Change, expected: Expected) => post(name, 'ann', '/me/quotes', { ...QUOTE, ...change }, expected);
const drawing = (name: string, change: Change, expected: Expected, as = 'ann') => post(name, as, '/me/draws', { ...ANNS_DRAW, ...change }, expected);
const naming = (name: string, change: Change, expected: Expected, as = 'dee') => post(name, as, '/me/real-name', { ...REAL_NAME, ...change }, expected);
const opening = (name: string, change: Change, expected: Expected, as = 'eve') => post(name, as, '/me/account', { ...ACCOUNT, ...change }, expected);
const signing = (name: string, change: Change, expected: Expected) =>
  post(name, NOBODY, '/customers', { mobile: people.new.mobile, code: '<newCode>', terms: TERMS, password: PASSWORD, ...change }, expected);
const signIn = (name: string, body: Change, expected: Expected) => post(name, NOBODY, '/sessions', body, expected);
const repaying = (name: string, amount: unknown, expected: Expected, loan = '<annsLoan>') =>
  post(name, 'ann', `/me/loans/${loan}/early-repayments`, { amount }, expected);
const misbehaving = (name: string, id: string, body: Change, expected: Expected, as = 'operator') =>
  post(name, as, `/institutions/${id}/faults`, body, expected);
const keyed = (name: string, key: string, as: string, path: string, body: unknown, expected: Expected): Bad => ({
  ...post(name, as, path, body, expected),
  headers: { 'idempotency-key': key },
});
const posting = (name: string, raw: string, expected: Expected, type = 'application/json'): Bad => ({
  ...asked(name, 'operator', 'POST /closes', expected),
  raw,
  headers: { 'content-type': type },
});

const CASES: readonly Bad[] = [
  // Dates.
  close('close a day that does not exist', '2026-02-30', [422, 'DATE_INVALID', '2026-02-30']),
  close('close 29 February of a common year', '2027-02-29', [422, 'DATE_INVALID', '2027-02-29']),
  close('close the year zero', '0000-01-01', [422, 'DATE_INVALID']),
  close('close a day that is closed', ON, [422, 'CLOSE_IN_PAST', OPEN]),
  close('close more days than one command may', addDays(businessDate(OPEN), 401), [422, 'CLOSE_TOO_FAR', addDays(businessDate(OPEN), 400)]),
  close('close with a date in another notation', '2/3/2026', invalid('through')),
  close('close with a time in the date', '2026-03-03T00:00:00Z', invalid('through')),
  close('close with a number for a date', 20260303, invalid('through')),
  post('close without a date', 'operator', '/closes', {}, invalid('through')),
  post('close with a field too many', 'operator', '/closes', { through: OPEN, force: true }, invalid('force')),
  reading('journals of a day that does not exist', '/books/journals?date=2026-02-30', [422, 'DATE_INVALID', '2026-02-30']),
  // Amounts.
  quote('a negative amount', { amount: '-1000.00' }, [422, 'AMOUNT_NOT_POSITIVE']),
  quote('an amount of zero', { amount: '0.00' }, [422, 'AMOUNT_NOT_POSITIVE']),
  quote('a third decimal', { amount: '1.001' }, [422, 'AMOUNT_TOO_PRECISE', '2 decimals']),
  quote('an amount larger than any that is kept', { amount: '999999999999999999999' }, [422, 'AMOUNT_TOO_LARGE']),
  quote('an amount of forty digits', { amount: '9'.repeat(40) }, invalid('amount')),
  quote('not a number', { amount: 'NaN' }, [422, 'AMOUNT_INVALID', 'NaN']),
  quote('an exponent', { amount: '1e3' }, [422, 'AMOUNT_INVALID', '1e3']),
  quote('separators of thousands', { amount: '1,000.00' }, [422, 'AMOUNT_INVALID']),
  quote('full-width digits', { amount: '１０００' }, [422, 'AMOUNT_INVALID']),
  quote('only spaces', { amount: '   ' }, [422, 'AMOUNT_INVALID']),
  quote('an empty amount', { amount: '' }, invalid('amount')),
  quote('a null byte in the amount', { amount: '1000\u0000' }, [422, 'AMOUNT_INVALID']),
  quote('a number for an amount', { amount: 1000 }, invalid('amount')),
  quote('less than the smallest draw', { amount: '499.99' }, [422, 'LOAN_AMOUNT_TOO_SMALL']),
  quote('a fen more than the limit leaves', { amount: '99000.01' }, [409, 'LINE_LIMIT_EXCEEDED', '99000.00']),
  // Terms of a draw.
  quote('no instalments', { periods: 0 }, invalid('periods')),
  quote('13 instalments', { periods: 13 }, invalid('periods')),
  quote('a broken number of instalments', { periods: 1.5 }, invalid('periods')),
  quote('instalments as text', { periods: '6' }, invalid('periods')),
  quote('a method that is not offered', { method: 'balloon' }, invalid('method')),
  quote('a rate of the customer’s own', { rate: '0.0001' }, invalid('rate')),
  post('a quote without an amount', 'ann', '/me/quotes', { periods: 6, method: 'equal-principal' }, invalid('amount')),
  post('a quote without a credit line', 'eve', '/me/quotes', QUOTE, [404, 'LINE_UNKNOWN']),
  drawing('the agreement is not accepted', { agreementAccepted: false }, [422, 'AGREEMENT_NOT_ACCEPTED']),
  drawing('the agreement is accepted in words', { agreementAccepted: 'yes' }, invalid('agreementAccepted')),
  drawing('the cost table was shown too shortly', { readingSeconds: 4 }, [422, 'COST_TABLE_NOT_READ', '5 seconds']),
  drawing('an unknown quote', { quoteId: `quo_${NOWHERE}` }, [404, 'QUOTE_UNKNOWN', NOWHERE]),
  drawing('a quote of another customer', { quoteId: '<bensQuote>' }, [404, 'QUOTE_UNKNOWN', 'ask for a new one']),
  drawing('a quote of yesterday', { quoteId: '<yesterdaysQuote>' }, [409, 'QUOTE_EXPIRED', ON]),
  drawing('a null byte in the quote', { quoteId: 'quo\u0000' }, invalid('characters')),
  drawing('a second draw on a limit that the first has used', { quoteId: '<bensSecondQuote>' }, [409, 'LINE_LIMIT_EXCEEDED'], 'ben'),
  drawing('a draw after the consent was withdrawn', { quoteId: '<calsQuote>' }, [422, 'CONSENT_MISSING', 'data-to-bank'], 'cal'),
  // Early repayment.
  repaying('more than is outstanding', '1000.01', [422, 'REPAYMENT_TOO_LARGE']),
  repaying('nothing', '0', [422, 'AMOUNT_NOT_POSITIVE']),
  repaying('less than nothing', '-1', [422, 'AMOUNT_NOT_POSITIVE']),
  repaying('an object', { value: '1' }, invalid('amount')),
  repaying('a loan of another customer', '100', [404, 'LOAN_UNKNOWN'], '<bensLoan>'),
  repaying('a loan that does not exist', '100', [404, 'LOAN_UNKNOWN', NO_LOAN], NO_LOAN),
  reading('a quote to repay more than is outstanding', '/me/loans/<annsLoan>/early-repayment?amount=1000.01', [422, 'REPAYMENT_TOO_LARGE'], 'ann'),
  reading('a quote to repay two amounts', '/me/loans/<annsLoan>/early-repayment?amount=1&amount=2', invalid('amount'), 'ann'),
  reading('a quote to repay a loan of another customer', '/me/loans/<bensLoan>/early-repayment?amount=1', [404, 'LOAN_UNKNOWN'], 'ann'),
  reading('a loan of another customer', '/me/loans/<bensLoan>', [404, 'LOAN_UNKNOWN'], 'ann'),
  // Who somebody is.
  naming('an ID number with a wrong check digit', { idNumber: idOf('19950615', 1) }, [422, 'ID_NUMBER_INVALID', 'check digit']),
  naming('born on a day that does not exist', { idNumber: idOf('19950230') }, [422, 'ID_NUMBER_INVALID', 'birth date does not exist']),
  naming('born tomorrow', { idNumber: idOf('20260304') }, [422, 'ID_NUMBER_INVALID', 'future']),
  naming('an ID number of 15 digits', { idNumber: '110101950615123' }, [422, 'ID_NUMBER_INVALID', '18 characters']),
  naming('an X inside the ID number', { idNumber: '11010119950615X231' }, [422, 'ID_NUMBER_INVALID', '18 characters']),
  naming('an ID number as a number', { idNumber: 110101199506151 }, invalid('idNumber')),
  naming('an ID number that belongs to somebody else', { idNumber: people.ann.idNumber }, [409, 'ID_NUMBER_TAKEN']),
  naming('digits in a name', { name: 'R2D2' }, [422, 'NAME_INVALID']),
  naming('markup in a name', { name: '<b>王</b>' }, [422, 'NAME_INVALID']),
  naming('a null byte in a name', { name: '王\u0000伟' }, [422, 'NAME_INVALID']),
  naming('a name of 41 characters', { name: '王'.repeat(41) }, invalid('name')),
  naming('a real name a second time', { name: people.eve.name, idNumber: people.eve.idNumber }, [409, 'REAL_NAME_DONE'], 'eve'),
  opening('a card number that fails Luhn', { cardNumber: '6228480000000000012' }, [422, 'CARD_INVALID', 'check digit']),
  opening('a card number of 12 digits', { cardNumber: '622848000000' }, [422, 'CARD_INVALID', '13 to 19']),
  opening('a bad mobile number at the bank', { mobile: '23800000001' }, [422, 'MOBILE_INVALID']),
  opening('no consent to the credit report', { bureauConsent: { ...CONSENTS.bureauConsent, accepted: false } }, [422, 'CONSENT_MISSING', 'bureau-report']),
  opening('no consent to hand over the data', { dataConsent: { ...CONSENTS.dataConsent, accepted: false } }, [422, 'CONSENT_MISSING', 'data-to-bank']),
  opening('a consent to last year’s text', { bureauConsent: { accepted: true, textVersion: 'bureau-2025-01' } }, [409, 'CONSENT_TEXT_OLD', CURRENT_TEXT]),
  opening('a consent that is left out', { dataConsent: undefined }, invalid('dataConsent')),
  opening('an account before the real name', {}, [409, 'REAL_NAME_MISSING'], 'dee'),
  opening('a second account', { cardNumber: people.ann.cardNumber, mobile: people.ann.mobile }, [409, 'APPLICATION_EXISTS'], 'ann'),
  signing('a landline number', { mobile: '010-66194114' }, [422, 'MOBILE_INVALID', '11 digits']),
  signing('a mobile number as a list', { mobile: [people.new.mobile] }, invalid('mobile')),
  signing('a password of seven characters', { password: '1234567' }, invalid('password')),
  signing('a password of 129 characters', { password: 'x'.repeat(129) }, invalid('password')),
  signing('a role of one’s own', { role: 'operator' }, invalid('role')),
  ...creditCases({ post, reading, invalid, cursor, on: ON, open: OPEN, nowhere: NOWHERE, debitCard: people.ben }),
  ...partyCases({ post, reading, invalid, nobody: NOBODY, on: ON, open: OPEN, ann: people.ann, newcomer: people.new.mobile, terms: TERMS, nowhere: NOWHERE }),
  // Who may do what.
  signIn('a wrong password of staff', { login: 'operator', password: 'wrong' }, [401, 'SIGN_IN_WRONG']),
  signIn('a wrong password of a customer', { login: people.ann.mobile, password: 'wrong' }, [401, 'SIGN_IN_WRONG']),
  signIn('a mobile number that nobody signed up with', { login: people.new.mobile, password: PASSWORD }, [401, 'SIGN_IN_WRONG']),
  signIn('a null byte in a login', { login: 'operator\u0000', password: STAFF_PASSWORD }, invalid('characters')),
  signIn('a sign-in without a password', { login: 'operator' }, invalid('password')),
  asked('loans, not signed in', NOBODY, 'GET /loans', [401, 'NOT_SIGNED_IN']),
  post('a close, not signed in', NOBODY, '/closes', { through: OPEN }, [401, 'NOT_SIGNED_IN']),
  asked('my own page, not signed in', NOBODY, 'GET /me', [401, 'NOT_SIGNED_IN']),
  { name: 'a made-up session', request: 'GET /loans', headers: { cookie: 'jq_session=AAAAAAAAAAAAAAAA' }, expected: [401, 'NOT_SIGNED_IN'] },
  { name: 'a session of 4,000 characters', request: 'GET /loans', headers: { cookie: `jq_session=${'A'.repeat(4_000)}` }, expected: [401, 'NOT_SIGNED_IN'] },
  reading('a customer among the loans of all', '/loans', [403, 'NOT_ALLOWED', 'customer'], 'ann'),
  reading('a customer reading the loan of another as staff', '/loans/<bensLoan>', [403, 'NOT_ALLOWED', 'customer'], 'ann'),
  reading('staff on a customer’s page', '/me', [403, 'NOT_ALLOWED', 'operator'], 'operator'),
  post('an auditor closing the day', 'auditor', '/closes', { through: OPEN }, [403, 'NOT_ALLOWED', 'auditor']),
  post('a customer closing the day', 'ann', '/closes', { through: OPEN }, [403, 'NOT_ALLOWED', 'customer']),
  post('an operator resolving a break', 'operator', RESOLUTION, CLAIM, [403, 'NOT_ALLOWED', 'operator']),
  misbehaving('finance making an institution misbehave', 'bank', { kind: 'down' }, [403, 'NOT_ALLOWED', 'finance'], 'finance'),
  // What is not there.
  reading('an unknown loan', `/loans/${NO_LOAN}`, [404, 'LOAN_UNKNOWN', NO_LOAN]),
  reading('a loan by an id that is none', "/loans/'%20OR%201=1", [404, 'LOAN_UNKNOWN']),
  reading('a loan by a null byte', '/loans/%00', [404, 'LOAN_UNKNOWN']),
  reading('an unknown customer', `/customers/cus_${NOWHERE}`, [404, 'CUSTOMER_UNKNOWN', NOWHERE]),
  reading('an unknown journal', '/journals/00000000-0000-0000-0000-000000000000', [404, 'JOURNAL_UNKNOWN']),
  reading('an unknown programme', '/programmes/NONE', [404, 'PROGRAMME_UNKNOWN', 'NONE']),
  reading('the margin of an unknown programme', '/programmes/%00/margin', [404, 'PROGRAMME_UNKNOWN']),
  reading('an id longer than ids are', `/loans/${'a'.repeat(65)}`, invalid('id')),
  post('an unknown break', 'finance', RESOLUTION, CLAIM, [404, 'BREAK_UNKNOWN', NOWHERE]),
  post('a break by a null byte', 'finance', '/reconciliation/breaks/%00/resolution', CLAIM, invalid('characters')),
  post('a resolution that is not offered', 'finance', RESOLUTION, { ...CLAIM, resolution: 'forget' }, invalid('resolution')),
  misbehaving('an unknown institution', 'stranger', { kind: 'down' }, NO_INSTITUTION),
  misbehaving('an institution that every object has', 'constructor', { kind: 'down' }, NO_INSTITUTION),
  misbehaving('a fault that nothing has', 'bank', { kind: 'explode' }, invalid('kind')),
  { name: 'a fault without end', request: 'POST /institutions/bank/faults', as: 'operator', raw: '{"kind":"down","times":1e400}', expected: invalid('times') },
  asked('an unknown consent', 'ann', `DELETE /me/consents/cns_${NOWHERE}`, [404, 'CONSENT_UNKNOWN', NOWHERE]),
  asked('a consent of another customer', 'ann', 'DELETE /me/consents/<bensConsent>', [404, 'CONSENT_UNKNOWN']),
  asked('a consent while a loan rests on it', 'ben', 'DELETE /me/consents/<bensConsent>', [409, 'CONSENT_IN_USE']),
  ...BAD_TERMS.map(([name, terms, expected]) => post(name, 'auditor', '/calculations/schedule', terms, expected)),
  // Pages and filters.
  reading('a cursor that no page gave', '/loans?cursor=nonsense', [400, 'CURSOR_INVALID', 'start without one']),
  reading('a cursor with a statement in it', `/customers?cursor=${cursor("2026-03-02'; DROP TABLE")}`, [400, 'CURSOR_INVALID']),
  reading('a cursor of loans at a day that does not exist', `/loans?cursor=${cursor(`2026-02-30 ${NO_LOAN}`)}`, [400, 'CURSOR_INVALID']),
  reading('a cursor of customers at a day that does not exist', `/customers?cursor=${cursor(`2026-99-99cus_${NOWHERE}`)}`, [400, 'CURSOR_INVALID']),
  reading('a cursor of breaks at a day that does not exist', `/reconciliation/breaks?cursor=${cursor(`0000-00-00 brk_${NOWHERE}`)}`, [400, 'CURSOR_INVALID']),
  reading('a cursor of days at one that does not exist', `/reconciliation/days?cursor=${cursor('2026-02-30')}`, [400, 'CURSOR_INVALID']),
  reading('a cursor of margin days at one that does not exist', `/programmes/JL/margin?cursor=${cursor('2026-13-01')}`, [400, 'CURSOR_INVALID']),
  reading('a cursor of journals with a word in it', `/books/journals?cursor=${cursor('first')}`, [400, 'CURSOR_INVALID']),
  reading('a cursor longer than any', `/loans?cursor=${'A'.repeat(401)}`, invalid('cursor')),
  reading('a page of nothing', '/loans?limit=0', invalid('limit')),
  reading('a page of 201', '/loans?limit=201', invalid('limit')),
  reading('loans in a state that none has', '/loans?state=lost', invalid('state')),
  reading('loans in a bucket that none has', '/loans?bucket=M8', invalid('bucket')),
  reading('customers by a null byte', '/customers?q=%00', invalid('characters')),
  reading('journals of a book with a null byte', '/books/journals?book=%00', invalid('characters')),
  reading('breaks in a state that none has', '/reconciliation/breaks?state=closed', invalid('state')),
  reading('a search for one letter', '/search?q=a', invalid('q')),
  reading('a search for a null byte', '/search?q=ab%00', invalid('characters')),
  // The key of a command.
  keyed('a command without a key', '', 'ann', '/me/quotes', QUOTE, NO_KEY),
  keyed('a key of seven letters', 'sevenxx', 'ann', '/me/quotes', QUOTE, NO_KEY),
  keyed('a key of 129 letters', 'k'.repeat(129), 'ann', '/me/quotes', QUOTE, NO_KEY),
  keyed('a key with a blank in it', 'close the day', 'operator', '/closes', { through: OPEN }, NO_KEY),
  keyed('a draw without a key', '', 'ann', '/me/draws', ANNS_DRAW, NO_KEY),
  keyed('a key with another body', 'used-for-a-quote', 'ann', '/me/quotes', { ...QUOTE, amount: '2000.00' }, [422, 'IDEMPOTENCY_KEY_REUSED', 'new key']),
  keyed('a key with another command', 'used-for-a-quote', 'ann', '/me/draws', ANNS_DRAW, [422, 'IDEMPOTENCY_KEY_REUSED']),
  // What is not a request at all.
  posting('JSON that ends early', '{"through": "2026-03-0', invalid('JSON')),
  { name: 'NaN in JSON', request: 'POST /me/quotes', as: 'ann', raw: '{"amount": NaN}', expected: invalid('JSON') },
  posting('an empty body', '', invalid()),
  asked('no body', 'operator', 'POST /closes', invalid()),
  post('a list for an object', 'operator', '/closes', [{ through: OPEN }], invalid()),
  post('null for an object', 'operator', '/closes', null, invalid()),
  posting('a prototype in the body', '{"through":"2026-03-03","__proto__":{"role":"operator"}}', invalid()),
  posting('a form', 'through=2026-03-03', NOT_JSON, 'application/x-www-form-urlencoded'),
  posting('plain text', '{"through":"2026-03-03"}', NOT_JSON, 'text/plain'),
  posting('a media type that is none', '{}', NOT_JSON, 'json'),
  posting('a body of more than 256 KiB', JSON.stringify({ through: 'x'.repeat(256 * 1024) }), [413, 'BODY_TOO_LARGE', '262144']),
  reading('an unknown route', '/nothing', [404, 'ROUTE_UNKNOWN', 'GET /api/v1/nothing']),
  reading('an unknown version', '/api/v2/loans', [404, 'ROUTE_UNKNOWN']),
  asked('a method that a route has not', 'operator', 'DELETE /loans', [404, 'ROUTE_UNKNOWN', 'DELETE']),
  asked('a programme put from outside', 'operator', 'PUT /programmes/JL', [404, 'ROUTE_UNKNOWN', 'PUT']),
  reading('an address that cannot be decoded', '/loans/%zz', invalid()),
  reading('an address with an id of 4,000 letters', `/loans/${'a'.repeat(4_000)}`, invalid('too long')),
];

test.each(CASES)('$expected.0 $expected.1: $name', async ({ request, as, body, raw, headers, expected: [status, code, says = ''] }) => {
  const response = await send(request, { as, body, raw, headers });
  const text = await response.text();
  expect(`${response.status} ${text}`).toContain(`"code":"${code}"`);
  expect([response.status, response.headers.get('content-type')]).toEqual([status, expect.stringContaining('application/problem+json')]);
  const document = JSON.parse(text) as Record<string, string>;
  expect(document).toMatchObject({ type: `/api/problems/${code}`, title: code, status, traceId: expect.stringMatching(/./) });
  expect(document.detail).toContain(says);
  // Both languages say something, and no parameter of the message was left out.
  for (const detail of [document.detail, document.detailZh]) expect(detail).toMatch(/^(?!.*\{[a-z]\w*\}).*\S/is);
});

test('the ninth wrong password within a minute is not looked at', async () => {
  const wrong = () => send('POST /sessions', { body: { login: 'nobody', password: 'wrong' } });
  for (let attempt = 1; attempt <= 8; attempt += 1) expect((await wrong()).status).toBe(401);
  const refused = await wrong();
  expect(refused.status).toBe(429);
  expect(await refused.json()).toMatchObject({ code: 'TOO_MANY_ATTEMPTS', detail: expect.stringMatching(/wait/), detailZh: expect.stringMatching(/./) });
});

// The partners' gateway answers in the terms of its protocol, signed, and not with problem documents.
test.each(UNSIGNED)('the gateway refuses %s', async (_name, headers, status, code) => {
  const response = await send(`POST /gateway/v1/${payment.collectionResult.name}`, { raw: NOTICE, headers });
  expect([response.status, await response.json()]).toEqual([status, { code, status, en: expect.stringMatching(/./), zh: expect.stringMatching(/./) }]);
});

test('after all of them the books are what they were, and still hold', async () => {
  expect(CASES.length).toBeGreaterThanOrEqual(60);
  expect(await ledgerHash()).toBe(before);
  expect(await wrongInBooks(installation.system)).toEqual([]);
});
