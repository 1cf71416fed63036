import type { Database } from '@jinqiao/database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { detectFraud } from '../src/fraud/detect.ts';
import type { Attribute, Detector } from '../src/fraud/model.ts';
import { type CreditAct, decideApplications, endListing, enterListing, linksOf, recordSightings } from '../src/index.ts';
import { guarded } from './applicant.ts';
import { AT, creditDatabase, ON, question, subject } from './store.ts';

let db: Database;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ db, stop } = await creditDatabase());
});
afterAll(() => stop());

/** Each customer in a bucket of their own: shared attributes are found across buckets. */
const bucketOf = (who: string) => who.charCodeAt(0) % 16;
const seen = (who: string, attribute: Attribute, digest: string, seenOn = ON, application = `app of ${who}`) => ({
  bucket: bucketOf(who),
  customerId: who,
  attribute,
  digest,
  subject: application,
  seenOn,
});
const person = (who: string) => ({ bucket: bucketOf(who), customerId: who, subject: `app of ${who}` });
const count = async (who: readonly string[], detector: Detector, on = ON) => {
  const signals = await detectFraud(db, who.map(person), [detector], on);
  return who.map((name) => signals.get(name)?.[detector.code]);
};
const component = (depth: number, attributes: readonly Attribute[] = ['card', 'device']): Detector => ({
  code: 'LINKED',
  effect: 'refuse',
  above: 0,
  form: 'component',
  attributes,
  depth,
});

test('persons are linked over shared cards and devices, as far as the depth goes', async () => {
  // a –card– b –device– c –card– d, and e alone on an address that a has too.
  await recordSightings(db, [
    seen('a', 'card', 'card-1'),
    seen('b', 'card', 'card-1'),
    seen('b', 'device', 'device-1'),
    seen('c', 'device', 'device-1'),
    seen('c', 'card', 'card-2'),
    seen('d', 'card', 'card-2'),
    seen('a', 'address', 'address-1'),
    seen('e', 'address', 'address-1'),
  ]);
  const everybody = ['a', 'b', 'c', 'd', 'e', 'nobody'];
  expect(await count(everybody, component(1))).toEqual([1, 2, 2, 1, 0, 0]);
  expect(await count(everybody, component(2))).toEqual([2, 3, 3, 2, 0, 0]);
  expect(await count(everybody, component(3))).toEqual([3, 3, 3, 3, 0, 0]);
  expect(await count(everybody, component(3, ['card']))).toEqual([1, 1, 1, 1, 0, 0]);
  expect(await count(everybody, component(4, ['card', 'device', 'address']))).toEqual([4, 4, 4, 4, 4, 0]);
});

test('others on a device count within the window, once each', async () => {
  await recordSightings(db, [
    seen('f', 'device', 'shared'),
    seen('g', 'device', 'shared', '2026-02-20'),
    seen('g', 'device', 'shared', '2026-02-21'),
    seen('h', 'device', 'shared', '2025-11-01'),
    seen('f', 'device', 'own'),
  ]);
  const shared = (days: number): Detector => ({ code: 'SHARED', effect: 'review', above: 0, form: 'shared', attribute: 'device', days });
  expect(await count(['f', 'g', 'h'], shared(30))).toEqual([1, 1, 0]);
  expect(await count(['f', 'g', 'h'], shared(366))).toEqual([2, 2, 2]);
  expect(await count(['f'], shared(1))).toEqual([0]);
});

test('applications over a device count within the window, sign-ins do not', async () => {
  await recordSightings(db, [
    seen('i', 'device', 'busy', ON, 'app 1'),
    seen('j', 'device', 'busy', ON, 'app 2'),
    seen('j', 'device', 'busy', '2026-02-25', 'app 3'),
    seen('j', 'device', 'busy', '2026-02-20', 'app 4'),
    seen('k', 'device', 'busy', ON, ''),
  ]);
  const velocity = (days: number): Detector => ({ code: 'VELOCITY', effect: 'refuse', above: 0, form: 'velocity', attribute: 'device', days });
  expect(await count(['i', 'k'], velocity(1))).toEqual([2, 2]);
  expect(await count(['i'], velocity(6))).toEqual([3]);
  expect(await count(['i'], velocity(11))).toEqual([4]);
});

const act = (by: string, on = ON): CreditAct => ({ by, at: AT, on });

test('a list names a person or a card, from its day until another person ends it', async () => {
  await recordSightings(db, [seen('l', 'card', 'stolen', '2026-01-01')]);
  const enter = (key: string, entry: object) =>
    db.tx((tx) => enterListing(tx, act('maker'), key, { list: 'black', kind: 'customer', value: 'm', reason: 'forged papers', validTo: null, ...entry }));
  const listing = await enter('key-1', {});
  expect(await enter('key-1', {})).toEqual(listing);
  await enter('key-2', { kind: 'card', value: 'stolen' });
  await enter('key-3', { value: 'n', validTo: '2026-03-05' });
  const listed: Detector = { code: 'LISTED', effect: 'refuse', above: 0, form: 'listed', list: 'black' };
  expect(await count(['l', 'm', 'n', 'o'], listed)).toEqual([1, 1, 1, 0]);
  expect(await count(['l', 'm', 'n'], listed, '2026-03-01')).toEqual([0, 0, 0]);
  expect(await count(['l', 'm', 'n'], listed, '2026-03-05')).toEqual([1, 1, 0]);
  const end = (by: string) => db.tx((tx) => endListing(tx, act(by, '2026-03-04'), listing.listingId, 'the papers were good'));
  await expect(end('maker')).rejects.toMatchObject({ code: 'CHECKER_IS_MAKER' });
  expect(await end('checker')).toMatchObject({ validTo: '2026-03-04', endedBy: 'checker' });
  await expect(end('third')).rejects.toMatchObject({ code: 'LISTING_ENDED' });
  expect(await count(['m'], listed, '2026-03-04')).toEqual([0]);
});

test('in a flow a shared card goes to a person and a linked crowd is refused; the run keeps the counts', async () => {
  await recordSightings(
    db,
    Array.from({ length: 7 }, (_, n) => seen(`p${n}`, 'device', 'farm', ON, `app of p${n}`)),
  );
  await recordSightings(db, [seen('q', 'card', 'both'), seen('r', 'card', 'both')]);
  const subjects = ['q', 'p0', 's'].map((who) => subject(who, {}, bucketOf(who)));
  const decided = await db.tx((tx) => decideApplications(tx, question(subjects, { flowName: guarded.name })));
  expect(decided.map(({ outcome, code, reasons }) => [outcome, code, reasons])).toEqual([
    ['review', 'CARD_SHARED', ['CARD_SHARED']],
    ['refuse', 'DEVICE_VELOCITY', ['DEVICE_VELOCITY', 'DEVICE_SHARED', 'LINKED_PERSONS']],
    ['approve', null, []],
  ]);
  expect(await linksOf(db, bucketOf('q'), 'q')).toEqual([
    { attribute: 'card', digest: 'both', firstOn: ON, lastOn: ON, others: [{ customerId: 'r', lastOn: ON }] },
  ]);
});
