import type { CustomerStanding, MyIdentity } from '@jinqiao/api';
import { addDays } from '@jinqiao/calendar';
import { CONSENT_TEXTS, idCheckDigit } from '@jinqiao/parties';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drawFor, enrolBorrowers } from '../../../test/installation.ts';
import { ON, type People, startPeople } from './people.ts';

let people: People;

beforeAll(async () => {
  people = await startPeople();
}, 120_000);

afterAll(() => people.installation.stop());

test('an account closes when nothing is owed; number and ID number are free again', async () => {
  const person = people.somebody();
  const cookie = await people.named(person);
  const id = await people.customerIdOf(cookie);
  const confirm = await people.code(cookie, person.mobile, { purpose: 'confirm' });
  expect((await people.send('POST', '/me/closure', cookie, { code: confirm })).status).toBe(204);
  expect((await people.send('GET', '/me', cookie)).status).toBe(401);
  const risk = await people.staff('risk');
  expect(await people.get<CustomerStanding>(`/customers/${id}/standing`, risk)).toMatchObject({ state: 'closed', closedOn: ON });
  const { items } = await people.get<{ items: { withdrawnVia: string | null }[] }>(`/customers/${id}/consents`, risk);
  expect(items.map(({ withdrawnVia }) => withdrawnVia)).toEqual(['closure']);
  people.later(60_000);
  const again = await people.named(person);
  expect(await people.customerIdOf(again)).not.toBe(id);
});

test('an account with a loan does not close, for the customer nor for staff', async () => {
  const borrowers = await enrolBorrowers(people.installation.system, people.programme, [people.nextIndex()]);
  const [loan] = await drawFor(people.installation.system, people.programme, borrowers, { amount: 100_000n, periods: 6, method: 'equal-principal' });
  const id = borrowers[0]?.enrolled.customerId ?? '';
  const [operator, risk] = [await people.staff('operator'), await people.staff('risk')];
  const { body } = await people.send<CustomerStanding>('POST', `/customers/${id}/closure`, operator, { reason: 'asked by letter' });
  expect(body.holdings.map(({ reference }) => reference)).toContain(loan?.loanId);
  const request = body.requests.find(({ action }) => action === 'close-customer')?.id;
  expect(await people.send('POST', `/staff-requests/${request}/check`, risk, { outcome: 'approved' })).toMatchObject({ status: 409, code: 'CUSTOMER_HOLDS' });
  const standing = await people.get<CustomerStanding>(`/customers/${id}/standing`, risk);
  expect([standing.state, standing.requests[0]?.outcome]).toEqual(['active', 'open']);
});

test('a restriction stops new business at once; to lift it takes two, in the database too', async () => {
  const person = people.somebody();
  const cookie = await people.named(person);
  const id = await people.customerIdOf(cookie);
  const [operator, risk] = [await people.staff('operator'), await people.staff('risk')];
  const placed = await people.send<CustomerStanding>('POST', `/customers/${id}/restrictions`, risk, {
    scope: 'new-business',
    cause: 'risk',
    reason: 'device shared by many',
  });
  const restriction = placed.body.restrictions[0]?.id;
  const open = () =>
    people.send('POST', '/me/account', cookie, {
      cardNumber: person.cardNumber,
      mobile: person.mobile,
      bureauConsent: { accepted: true, textVersion: CONSENT_TEXTS['bureau-report'].version },
      dataConsent: { accepted: true, textVersion: CONSENT_TEXTS['data-to-bank'].version },
    });
  expect(await open()).toMatchObject({ status: 403, code: 'CUSTOMER_RESTRICTED' });
  const asked = await people.send<CustomerStanding>('POST', `/customers/${id}/restrictions/${restriction}/lift`, risk, { reason: 'explained by family' });
  const request = asked.body.requests[0]?.id;
  expect(await people.send('POST', `/staff-requests/${request}/check`, risk, { outcome: 'approved' })).toMatchObject({ status: 403, code: 'CHECKER_IS_MAKER' });
  await expect(
    people.installation.system.db.query("UPDATE parties.staff_request SET outcome = 'approved', checked_by = made_by WHERE request_id = $1", [request]),
  ).rejects.toMatchObject({ code: '23514' });
  expect((await people.get<{ items: { id: string }[] }>('/staff-requests', operator)).items.map((item) => item.id)).toContain(request);
  expect((await people.send('POST', `/staff-requests/${request}/check`, operator, { outcome: 'approved' })).status).toBe(200);
  const standing = await people.get<CustomerStanding>(`/customers/${id}/standing`, risk);
  expect(standing.restrictions[0]).toMatchObject({ placedBy: 'risk', liftedOn: ON });
  expect((await open()).code).not.toBe('CUSTOMER_RESTRICTED');
});

test('an ID document that expired more than ninety days ago stops new business until it is renewed', async () => {
  const person = people.somebody();
  const cookie = await people.signedUp(person);
  await people.send('POST', '/me/real-name', cookie, { name: person.name, idNumber: person.idNumber, idValidThrough: ON });
  const id = await people.customerIdOf(cookie);
  const validThrough = (date: string) =>
    people.installation.system.db.query('UPDATE parties.customer SET id_valid_through = $1 WHERE customer_id = $2', [date, id]);
  const open = async () =>
    (
      await people.send('POST', '/me/account', cookie, {
        cardNumber: person.cardNumber,
        mobile: person.mobile,
        bureauConsent: { accepted: true, textVersion: CONSENT_TEXTS['bureau-report'].version },
        dataConsent: { accepted: true, textVersion: CONSENT_TEXTS['data-to-bank'].version },
      })
    ).code;
  await validThrough(addDays(ON, -91));
  expect((await people.get<MyIdentity>('/me/identity', cookie)).document).toMatchObject({ state: 'expired', restrictedFrom: ON });
  expect(await open()).toBe('ID_DOCUMENT_EXPIRED');
  await validThrough(addDays(ON, -90));
  expect((await people.get<MyIdentity>('/me/identity', cookie)).document).toMatchObject({ state: 'grace', restrictedFrom: addDays(ON, 1) });
  expect(await open()).not.toBe('ID_DOCUMENT_EXPIRED');
  await validThrough(addDays(ON, -91));
  expect((await people.send<MyIdentity>('POST', '/me/id-document', cookie, { idValidThrough: '9999-12-31' })).body).toMatchObject({
    level: 'two-element',
    document: { state: 'valid' },
  });
  expect(await open()).not.toBe('ID_DOCUMENT_EXPIRED');
});

test('consents are given, withdrawn and given again; the ledger keeps every one with its text', async () => {
  const cookie = await people.signedUp(people.somebody());
  const marketing = { purpose: 'marketing', accepted: true, textVersion: CONSENT_TEXTS.marketing.version };
  type Page = { items: { id: string; purpose: string; withdrawnAt: string | null; text: { zh: string } | null }[] };
  const first = (await people.send<Page>('POST', '/me/consents', cookie, marketing)).body.items.find(({ purpose }) => purpose === 'marketing');
  expect((await people.send<Page>('POST', '/me/consents', cookie, marketing)).body.items.filter(({ purpose }) => purpose === 'marketing')).toHaveLength(1);
  expect((await people.send('DELETE', `/me/consents/${first?.id}`, cookie)).status).toBe(204);
  people.later(1_000);
  const { items } = (await people.send<Page>('POST', '/me/consents', cookie, marketing)).body;
  const given = items.filter(({ purpose }) => purpose === 'marketing');
  expect(given.map(({ withdrawnAt }) => withdrawnAt !== null)).toEqual([true, false]);
  expect(given[1]?.text?.zh).toBe(CONSENT_TEXTS.marketing.zh);
  const terms = items.find(({ purpose }) => purpose === 'service-terms');
  expect(await people.send('DELETE', `/me/consents/${terms?.id}`, cookie)).toMatchObject({ status: 409, code: 'CONSENT_ENDS_WITH_ACCOUNT' });
});

test('an organisation with its representative, owner and staff: a customer is related to it in two steps, and it is said how', async () => {
  const person = people.somebody();
  const cookie = await people.named(person);
  const id = await people.customerIdOf(cookie);
  const operator = await people.staff('operator');
  const organisation = (uscc: string, name: string, legalRepresentative: object | null) =>
    people.send<{ id: string; legalRepresentative: { id: string; name: string } | null }>('POST', '/organisations', operator, {
      uscc,
      name,
      kind: 'company',
      legalRepresentative,
      licenceValidThrough: null,
    });
  const first17 = '11010119900307899';
  const boss = { name: '陈思远', idNumber: `${first17}${idCheckDigit(first17)}` };
  const shop = await organisation('91350100M000100Y43', '福州东街小店', boss);
  expect([shop.status, shop.body.legalRepresentative?.name]).toEqual([201, '*思远']);
  expect(JSON.stringify(shop.body)).not.toContain('陈思远');
  expect((await organisation('91350100M000100Y43', '另一家', null)).code).toBe('ORGANISATION_EXISTS');
  expect((await organisation('91350100M000100Y43', '福州东街小店', null)).code).toBe('ORGANISATION_EXISTS');
  expect((await organisation('91350100M000100Y43', '福州东街小店', boss)).body.id).toBe(shop.body.id);
  const relation = (body: object) =>
    people.send('POST', '/relations', operator, { share: null, validFrom: '2026-01-01', validTo: null, source: 'licence', ...body });
  expect((await relation({ from: id, to: shop.body.id, kind: 'owner', share: '0.25' })).status).toBe(201);
  expect((await relation({ from: id, to: shop.body.id, kind: 'owner', share: '0.25' })).status).toBe(201);
  expect((await relation({ from: id, to: shop.body.id, kind: 'owner', share: '0.30' })).code).toBe('RELATION_INVALID');
  type Found = { related: boolean; way: { kind: string; side: string; share: string | null; other: { name: string; customerId: string | null } }[] };
  const between = await people.get<Found>(`/related?from=${id}&to=${shop.body.legalRepresentative?.id}&steps=2`, operator);
  expect(between.way.map(({ kind, side, share }) => [kind, side, share])).toEqual([
    ['owner', 'from', '0.25'],
    ['legal-representative', 'to', null],
  ]);
  expect((await people.get<Found>(`/related?from=${id}&to=${shop.body.legalRepresentative?.id}&steps=1`, operator)).related).toBe(false);
  // The representative becomes a customer later: the same node.
  const cookieOfBoss = await people.named({ ...people.somebody(), ...boss });
  const related = await people.get<Found>(`/related?from=${await people.customerIdOf(cookieOfBoss)}&to=${id}&steps=2`, operator);
  expect(related.related).toBe(true);
  expect(related.way.at(-1)?.other).toMatchObject({ customerId: id });
});
