import type { CustomerIdentity, CustomerStanding, MyIdentity } from '@jinqiao/api';
import { CONSENT_TEXTS, type Evidence, evidenceOf } from '@jinqiao/parties';
import { control } from '@jinqiao/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codeSentTo, enrolBorrowers, signUpOverHttp } from '../../../test/installation.ts';
import { type People, startPeople } from './people.ts';

let people: People;

beforeAll(async () => {
  people = await startPeople();
}, 120_000);

afterAll(() => people.installation.stop());

const shown = (rows: readonly Pick<Evidence, 'factor' | 'provider' | 'result' | 'code'>[]) =>
  rows.map((row) => [row.factor, row.provider, row.result, row.code]);

test('the ladder is climbed by evidence: register, card by three, four and five elements, face', async () => {
  const person = people.somebody();
  const cookie = await people.signedUp(person);
  expect((await people.get<MyIdentity>('/me/identity', cookie)).level).toBe('none');
  await people.send('POST', '/me/real-name', cookie, { name: person.name, idNumber: person.idNumber, idValidThrough: '2036-05-05' });
  expect((await people.get<MyIdentity>('/me/identity', cookie)).level).toBe('two-element');
  const check = async (body: object) => (await people.send<MyIdentity>('POST', '/me/card-check', cookie, body)).body.level;
  expect(await check({ cardNumber: person.cardNumber })).toBe('three-element');
  expect(await check({ cardNumber: person.cardNumber, mobile: person.mobile })).toBe('five-element');
  expect(await people.passLiveness(cookie)).toBe('match');
  const identity = await people.get<MyIdentity>('/me/identity', cookie);
  expect(identity.level).toBe('liveness');
  expect(shown(identity.evidence)).toEqual([
    ['two-element', 'identity', 'match', 'OK'],
    ['three-element', 'payment', 'match', 'OK'],
    ['five-element', 'payment', 'match', 'OK'],
    ['liveness', 'identity', 'match', 'OK'],
  ]);
  // The register's word counts through the document's grace of 90 days: 5 May 2036 + 90 = 3 August 2036.
  expect(identity.evidence.map(({ expiresOn }) => expiresOn)).toEqual(['2036-08-03', null, null, '2027-05-06']);
  expect(identity.evidence[1]?.card).toMatch(/^622848\*+\d{4}$/);
});

test('a name that the register does not know with the number changes nothing, five times a day', async () => {
  const person = people.somebody();
  await control(people.installation.sandbox.urls.identity, 'persons', { [person.idNumber]: { name: person.name } });
  const cookie = await people.signedUp(person);
  for (const name of ['张一', '张二', '张三', '张四', '张五'])
    expect(await people.send('POST', '/me/real-name', cookie, { name, idNumber: person.idNumber })).toMatchObject({ status: 422, code: 'REAL_NAME_MISMATCH' });
  expect(await people.send('POST', '/me/real-name', cookie, { name: person.name, idNumber: person.idNumber })).toMatchObject({
    status: 429,
    code: 'IDENTITY_TRIES_EXHAUSTED',
  });
  const identity = await people.get<MyIdentity>('/me/identity', cookie);
  expect([identity.level, identity.document.number]).toEqual(['none', null]);
  expect(shown(identity.evidence)).toEqual(Array(5).fill(['two-element', 'identity', 'mismatch', 'NAME_DIFFERS']));
});

test('twenty guesses at once ask the register five times; a bank that is asked with five wrong numbers is not asked a sixth time', async () => {
  const person = people.somebody();
  await control(people.installation.sandbox.urls.identity, 'persons', { [person.idNumber]: { name: person.name } });
  const cookie = await people.signedUp(person);
  const names = Array.from({ length: 20 }, (_, n) => `张${'一二三四五六七八九十甲乙丙丁戊己庚辛壬癸'[n]}`);
  const told = await Promise.all(names.map((name) => people.send('POST', '/me/real-name', cookie, { name, idNumber: person.idNumber })));
  expect(Object.fromEntries([...Map.groupBy(told, ({ code }) => code)].map(([code, of]) => [code, of.length]))).toEqual({
    REAL_NAME_MISMATCH: 5,
    IDENTITY_TRIES_EXHAUSTED: 15,
  });
  expect((await people.get<MyIdentity>('/me/identity', cookie)).evidence).toHaveLength(5);
  const other = people.somebody();
  const named = await people.named(other);
  const { version } = CONSENT_TEXTS['data-to-bank'];
  const open = (mobile: string) =>
    people.send('POST', '/me/accounts', named, { class: 'III', cardNumber: other.cardNumber, mobile, dataConsent: { accepted: true, textVersion: version } });
  for (let n = 0; n < 5; n += 1) expect((await open(`1709000000${n}`)).code).toBe('BOUND_ACCOUNT_REFUSED');
  expect(await open(other.mobile)).toMatchObject({ status: 429, code: 'IDENTITY_TRIES_EXHAUSTED' });
});

test('a register that is silent has said nothing: the row is unknown, and the same command takes the answer later', async () => {
  const person = people.somebody();
  const cookie = await people.signedUp(person);
  const key = crypto.randomUUID();
  const body = { name: person.name, idNumber: person.idNumber };
  await control(people.installation.sandbox.urls.identity, 'faults', { kind: 'down', times: 4 });
  expect(await people.send('POST', '/me/real-name', cookie, body, key)).toMatchObject({ status: 503, code: 'IDENTITY_CHECK_UNAVAILABLE' });
  expect(shown((await people.get<MyIdentity>('/me/identity', cookie)).evidence)).toEqual([['two-element', 'identity', 'unknown', 'NO_ANSWER']]);
  people.later(5_000);
  expect((await people.send('POST', '/me/real-name', cookie, body, key)).status).toBe(200);
  const identity = await people.get<MyIdentity>('/me/identity', cookie);
  expect([identity.level, shown(identity.evidence)]).toEqual(['two-element', [['two-element', 'identity', 'match', 'OK']]]);
});

test('a card of somebody else is evidence too, and a face that differs opens nothing', async () => {
  const person = people.somebody();
  const cookie = await people.named(person);
  const refused = await people.send('POST', '/me/card-check', cookie, { cardNumber: person.cardNumber, mobile: '17090000001' });
  expect(refused).toMatchObject({ status: 422, code: 'CARD_ELEMENTS_MISMATCH' });
  expect(await people.passLiveness(cookie, false)).toBe('mismatch');
  const identity = await people.get<MyIdentity>('/me/identity', cookie);
  expect([identity.level, shown(identity.evidence).slice(1)]).toEqual([
    'two-element',
    [
      ['four-element', 'payment', 'mismatch', 'ELEMENTS_MISMATCH'],
      ['liveness', 'identity', 'mismatch', 'FACE_DIFFERS'],
    ],
  ]);
});

test('the account that the bank opens is evidence of five elements', async () => {
  const [borrower] = await enrolBorrowers(people.installation.system, people.programme, [people.nextIndex()]);
  const evidence = await evidenceOf(people.installation.system.db, borrower?.enrolled ?? { bucket: 0, customerId: '' });
  expect(shown(evidence)).toEqual([
    ['two-element', 'identity', 'match', 'OK'],
    ['five-element', 'bank', 'match', 'OK'],
  ]);
});

test('one ID number, two mobile numbers: refused with a trace, then joined by a code to the first', async () => {
  const person = people.somebody();
  const first = await people.named(person);
  const second = { ...people.somebody(), name: person.name, idNumber: person.idNumber };
  const cookie = await people.signedUp(second);
  const [existing, newcomer] = [await people.customerIdOf(first), await people.customerIdOf(cookie)];
  expect(await people.send('POST', '/me/real-name', cookie, { name: person.name, idNumber: person.idNumber })).toMatchObject({
    status: 409,
    code: 'ID_NUMBER_TAKEN',
  });
  const found = await people.get<MyIdentity>('/me/identity', cookie);
  expect([found.level, found.samePerson?.mobile]).toEqual(['none', `138****${person.mobile.slice(-4)}`]);
  const toFirst = await people.code(cookie, person.mobile, { purpose: 'join' });
  expect(await people.send('POST', '/me/join', cookie, { proof: { kind: 'liveness' } })).toMatchObject({ status: 409, code: 'LIVENESS_MISSING' });
  const joined = await people.send<{ customerId: string }>('POST', '/me/join', cookie, { proof: { kind: 'code', code: toFirst } });
  expect([joined.status, joined.body.customerId]).toEqual([200, existing]);
  // The old session is gone, the new one is that of the account; both numbers lead there.
  expect((await people.send('GET', '/me', cookie)).status).toBe(401);
  expect(await people.customerIdOf(joined.cookie)).toBe(existing);
  expect((await people.get<MyIdentity>('/me/identity', joined.cookie)).numbers).toHaveLength(2);
  const risk = await people.staff('risk');
  const trace = (await people.get<CustomerIdentity>(`/customers/${existing}/identity`, risk)).samePerson;
  expect(trace).toEqual([expect.objectContaining({ customerId: newcomer, existingCustomerId: existing, outcome: 'joined', proof: 'existing-number' })]);
  expect(await people.get<CustomerStanding>(`/customers/${newcomer}/standing`, risk)).toMatchObject({ state: 'joined', joinedInto: existing });
});

test('with the first number lost, a face joins, and the new number takes its place', async () => {
  const person = people.somebody();
  const first = await people.named(person);
  const existing = await people.customerIdOf(first);
  const second = people.somebody();
  const cookie = await people.signedUp(second);
  await people.send('POST', '/me/real-name', cookie, { name: person.name, idNumber: person.idNumber });
  expect(await people.passLiveness(cookie)).toBe('match');
  const joined = await people.send<{ customerId: string }>('POST', '/me/join', cookie, { proof: { kind: 'liveness' } });
  expect([joined.status, joined.body.customerId]).toEqual([200, existing]);
  // Whoever has the lost number has no session with it.
  expect((await people.send('GET', '/me', first)).status).toBe(401);
  const identity = await people.get<MyIdentity>('/me/identity', joined.cookie);
  expect([identity.mobile, identity.numbers.map(({ mobile }) => mobile)]).toEqual([`138****${second.mobile.slice(-4)}`, [`138****${second.mobile.slice(-4)}`]]);
  // The lost number is free: whoever gets it from the operator is a newcomer, with an id of their own.
  people.later(60_000);
  const stranger = await signUpOverHttp(people.installation, people.http.url, person.mobile);
  expect(await people.customerIdOf(stranger)).not.toBe(existing);
});

test('a face that was compared an hour before its result was fetched proves nothing any more', async () => {
  const person = people.somebody();
  await people.named(person);
  const cookie = await people.signedUp(people.somebody());
  await people.send('POST', '/me/real-name', cookie, { name: person.name, idNumber: person.idNumber });
  const { version: textVersion } = CONSENT_TEXTS['face-recognition'];
  await people.send('POST', '/me/consents', cookie, { purpose: 'face-recognition', accepted: true, textVersion });
  const { body } = await people.send<{ id: string; url: string }>('POST', '/me/liveness', cookie);
  await control(people.installation.sandbox.urls.identity, 'liveness', { sessionRef: new URL(body.url).searchParams.get('session'), pass: true });
  for (let minutes = 0; minutes < 60; minutes += 20) {
    people.later(20 * 60_000);
    await people.send('GET', '/me', cookie);
  }
  expect((await people.send<{ result: string }>('POST', `/me/liveness/${body.id}/result`, cookie)).body.result).toBe('match');
  expect(await people.send('POST', '/me/join', cookie, { proof: { kind: 'liveness' } })).toMatchObject({ status: 409, code: 'LIVENESS_MISSING' });
});

test('whoever knows a name and an ID number gets into no account with a face of their own', async () => {
  const victim = people.somebody();
  const target = await people.customerIdOf(await people.named(victim));
  const intruder = people.somebody();
  const cookie = await people.signedUp(intruder);
  const claim = (person: { name: string; idNumber: string }) => people.send('POST', '/me/real-name', cookie, { name: person.name, idNumber: person.idNumber });
  const join = () => people.send('POST', '/me/join', cookie, { proof: { kind: 'liveness' } });
  // Two accounts: an own one first, to be compared with one's own photograph, then the victim's.
  const own = people.somebody();
  await people.named(own);
  expect((await claim(own)).code).toBe('ID_NUMBER_TAKEN');
  expect(await people.passLiveness(cookie)).toBe('match');
  expect((await claim(victim)).code).toBe('ID_NUMBER_TAKEN');
  expect(await join()).toMatchObject({ status: 409, code: 'LIVENESS_MISSING' });
  // Known by an own number, there is nobody left to join.
  expect((await claim(intruder)).status).toBe(200);
  expect(await people.passLiveness(cookie)).toBe('match');
  expect(await join()).toMatchObject({ status: 404, code: 'SAME_PERSON_UNKNOWN' });
  expect((await people.get<MyIdentity>('/me/identity', cookie)).samePerson).toBeNull();
  expect((await people.get<CustomerStanding>(`/customers/${target}/standing`, await people.staff('risk'))).state).toBe('active');
});

test('a number is changed with codes to both, and whoever holds the old one is out', async () => {
  const person = people.somebody();
  const cookie = await people.named(person);
  const id = await people.customerIdOf(cookie);
  const next = people.somebody().mobile;
  const toNew = await people.code(cookie, next, { purpose: 'change-mobile', mobile: next });
  const toOld = await people.code(cookie, person.mobile, { purpose: 'confirm' });
  const wrong = await people.send('POST', '/me/mobile', cookie, { mobile: next, code: toNew, proof: { kind: 'code', code: toNew === toOld ? '0' : toNew } });
  expect(wrong).toMatchObject({ status: 422, code: 'CODE_WRONG' });
  const changed = await people.send<MyIdentity>('POST', '/me/mobile', cookie, { mobile: next, code: toNew, proof: { kind: 'code', code: toOld } });
  expect([changed.status, changed.body.mobile]).toEqual([200, `138****${next.slice(-4)}`]);
  expect((await people.send('GET', '/me', cookie)).status).toBe(401);
  expect(await people.customerIdOf(changed.cookie)).toBe(id);
  const taken = people.somebody();
  const other = await people.named(taken);
  const toTaken = await people.code(other, next, { purpose: 'change-mobile', mobile: next });
  const own = await people.code(other, taken.mobile, { purpose: 'confirm' });
  expect(await people.send('POST', '/me/mobile', other, { mobile: next, code: toTaken, proof: { kind: 'code', code: own } })).toMatchObject({
    status: 409,
    code: 'MOBILE_TAKEN',
  });
  const { mobileChanges } = await people.get<CustomerIdentity>(`/customers/${id}/identity`, await people.staff('auditor'));
  expect(mobileChanges).toEqual([expect.objectContaining({ from: `138****${person.mobile.slice(-4)}`, to: `138****${next.slice(-4)}`, proof: 'old-number' })]);
});

test('a customer of before, whose number has no row, signs in, keeps the number from others, and changes it', async () => {
  const person = people.somebody();
  const cookie = await people.named(person);
  const id = await people.customerIdOf(cookie);
  await people.installation.system.db.query('DELETE FROM parties.mobile WHERE customer_id = $1', [id]);
  const taken = people.somebody();
  const other = await people.named(taken);
  const toOld = await people.code(other, person.mobile, { purpose: 'change-mobile', mobile: person.mobile });
  const own = await people.code(other, taken.mobile, { purpose: 'confirm' });
  expect(await people.send('POST', '/me/mobile', other, { mobile: person.mobile, code: toOld, proof: { kind: 'code', code: own } })).toMatchObject({
    status: 409,
    code: 'MOBILE_TAKEN',
  });
  people.later(60_000);
  await people.send('POST', '/codes', '', { mobile: person.mobile });
  const signedIn = await people.send<{ customerId: string }>('POST', '/sessions/code', '', {
    mobile: person.mobile,
    code: await codeSentTo(people.installation, person.mobile),
  });
  expect(signedIn.body.customerId).toBe(id);
  const next = people.somebody().mobile;
  const toNew = await people.code(cookie, next, { purpose: 'change-mobile', mobile: next });
  const confirm = await people.code(cookie, person.mobile, { purpose: 'confirm' });
  expect((await people.send('POST', '/me/mobile', cookie, { mobile: next, code: toNew, proof: { kind: 'code', code: confirm } })).status).toBe(200);
  people.later(60_000);
  expect(await people.customerIdOf(await signUpOverHttp(people.installation, people.http.url, person.mobile))).not.toBe(id);
});
