import { businessDate } from '@jinqiao/calendar';
import type { Profile } from '@jinqiao/compliance';
import { expect, test } from 'vitest';
import { balanceCap, type Factor, forbiddenBy, limitsOn, type MovementKind, strengthOf } from '../src/accounts/index.ts';
import { elementsNeeded, heldLimit } from '../src/accounts/limits.ts';

const account = (kind: 'bank' | 'payment', cls: 'I' | 'II' | 'III', change = {}) => ({
  bucket: 1,
  accountId: 'acc_1',
  customerId: 'cus_1',
  institution: 'bank',
  kind,
  class: cls,
  faceToFace: false,
  activatedOn: null,
  agreedDay: null,
  ...change,
});

/** What counts in what: class, kind of movement, date, profile, and the caps in yuan by counter, as the notices have them. */
const YUAN: readonly [
  kind: 'bank' | 'payment',
  cls: 'I' | 'II' | 'III',
  movement: MovementKind,
  on: string,
  profile: Profile,
  caps: Record<string, number | null>,
][] = [
  ['bank', 'I', 'spend', '2026-03-02', 'CN_CURRENT', {}],
  ['bank', 'I', 'cash-out', '2026-03-02', 'CN_CURRENT', {}],
  ['bank', 'II', 'spend', '2026-03-02', 'CN_CURRENT', { 'out-day': 10_000, 'out-year': 200_000 }],
  ['bank', 'II', 'bill', '2026-03-02', 'CN_CURRENT', { 'out-day': 10_000, 'out-year': 200_000 }],
  ['bank', 'II', 'transfer-out', '2017-05-04', 'CN_2017', { 'out-day': 10_000, 'out-year': 200_000 }],
  ['bank', 'II', 'cash-out', '2026-03-02', 'CN_CURRENT', { 'out-day': 10_000, 'out-year': 200_000 }],
  ['bank', 'II', 'transfer-in', '2026-03-02', 'CN_CURRENT', { 'in-day': 10_000, 'in-year': 200_000 }],
  ['bank', 'II', 'cash-in', '2026-03-02', 'CN_CURRENT', { 'in-day': 10_000, 'in-year': 200_000 }],
  ['bank', 'II', 'bound-transfer-out', '2026-03-02', 'CN_CURRENT', {}],
  ['bank', 'II', 'bound-transfer-in', '2026-03-02', 'CN_CURRENT', {}],
  ['bank', 'II', 'wealth-purchase', '2026-03-02', 'CN_CURRENT', {}],
  ['bank', 'II', 'wealth-redemption', '2026-03-02', 'CN_CURRENT', {}],
  ['bank', 'II', 'loan-disbursement', '2026-03-02', 'CN_CURRENT', {}],
  ['bank', 'II', 'loan-repayment', '2026-03-02', 'CN_CURRENT', {}],
  ['bank', 'III', 'spend', '2018-01-11', 'CN_CURRENT', { 'out-day': 5_000, 'out-year': 100_000 }],
  ['bank', 'III', 'spend', '2018-01-12', 'CN_CURRENT', { 'out-day': 2_000, 'out-year': 50_000 }],
  ['bank', 'III', 'transfer-out', '2026-03-02', 'CN_CURRENT', { 'out-day': 2_000, 'out-year': 50_000 }],
  ['bank', 'III', 'bill', '2026-03-02', 'CN_2017', { 'out-day': 5_000, 'out-year': 100_000 }],
  ['bank', 'III', 'transfer-in', '2026-03-02', 'CN_CURRENT', { 'in-day': 5_000, 'in-year': 100_000 }],
  ['bank', 'III', 'bound-transfer-in', '2026-03-02', 'CN_CURRENT', {}],
  ['bank', 'III', 'loan-repayment', '2026-03-02', 'CN_CURRENT', {}],
  ['bank', 'III', 'loan-disbursement', '2026-03-02', 'CN_CURRENT', {}],
  ['bank', 'II', 'spend', '2026-03-02', 'CUSTOM', { 'out-day': null, 'out-year': null }],
  ['bank', 'II', 'spend', '2026-03-02', 'P2P_RUNOFF', { 'out-day': 10_000, 'out-year': 200_000 }],
  ['payment', 'I', 'spend', '2026-03-02', 'CN_CURRENT', { 'paid-ever': 1_000, 'paid-day-one-factor': 1_000 }],
  ['payment', 'II', 'spend', '2026-03-02', 'CN_CURRENT', { 'paid-year': 100_000, 'paid-day-one-factor': 1_000 }],
  ['payment', 'III', 'transfer-out', '2026-03-02', 'CN_CURRENT', { 'paid-year': 200_000, 'paid-day-one-factor': 1_000 }],
  ['payment', 'III', 'wealth-purchase', '2026-03-02', 'CN_CURRENT', { 'paid-year': 200_000, 'paid-day-one-factor': 1_000 }],
  ['payment', 'II', 'bound-transfer-out', '2026-03-02', 'CN_CURRENT', {}],
  ['payment', 'I', 'bound-transfer-out', '2026-03-02', 'CN_CURRENT', {}],
  ['payment', 'II', 'bound-transfer-in', '2026-03-02', 'CN_CURRENT', {}],
];

test.each(YUAN)('%s class %s: %s on %s under %s counts in %o', (kind, cls, movement, on, profile, caps) => {
  const limits = limitsOn(account(kind, cls), movement, profile, businessDate(on), { factors: ['password'] });
  expect(Object.fromEntries(limits.map(({ counter, cap }) => [counter, cap === null ? null : Number(cap) / 100]))).toEqual(caps);
});

test.each<[string, readonly Factor[], 'A' | null, string, number | null]>([
  ['a password', ['password'], null, 'paid-day-one-factor', 1_000],
  ['nothing', [], null, 'paid-day-one-factor', 1_000],
  ['two things only held', ['certificate', 'one-time-code'], null, 'paid-day-one-factor', 1_000],
  ['password and code', ['password', 'one-time-code'], null, 'paid-day-two-factors', 5_000],
  ['password and face', ['password', 'biometric'], null, 'paid-day-two-factors', 5_000],
  ['password and code at an institution rated A', ['password', 'one-time-code'], 'A', 'paid-day-two-factors', 10_000],
  ['password and certificate', ['password', 'certificate'], null, 'paid-day-agreed', 20_000],
  ['face and signature', ['biometric', 'signature'], null, 'paid-day-agreed', 20_000],
])('a payment authenticated by %s is capped a day as %s', (_, factors, rating, counter, yuan) => {
  const limits = limitsOn(account('payment', 'II', { agreedDay: 2_000_000n }), 'spend', 'CN_CURRENT', businessDate('2026-03-02'), { factors, rating });
  expect(limits.filter((limit) => limit.counter.startsWith('paid-day')).map(({ counter: name, cap }) => [name, Number(cap) / 100])).toEqual([[counter, yuan]]);
});

test('day and year are those of the business date, and limits over all accounts of a person bear the name of the person', () => {
  const [day, year] = limitsOn(account('bank', 'II'), 'spend', 'CN_CURRENT', businessDate('2026-12-31'));
  expect([day?.period, day?.subject, year?.period]).toEqual(['2026-12-31', 'acc_1', '2026']);
  const [paid, strength] = limitsOn(account('payment', 'II'), 'spend', 'CN_CURRENT', businessDate('2027-01-01'), { factors: [] });
  expect([paid?.period, paid?.subject, strength?.period, strength?.subject]).toEqual(['2027', 'cus_1@bank', '2027-01-01', 'cus_1@bank']);
  const [ever] = limitsOn(account('payment', 'I'), 'spend', 'CN_CURRENT', businessDate('2027-01-01'), { factors: [] });
  expect([ever?.period, ever?.subject]).toEqual(['ever', 'acc_1']);
});

test.each([
  ['III', '2018-01-11', 'CN_CURRENT', 1_000],
  ['III', '2018-01-12', 'CN_CURRENT', 2_000],
  ['III', '2026-03-02', 'CN_2017', 1_000],
] as const)('class %s on %s under %s holds %d yuan at most', (cls, on, profile, yuan) => {
  expect(Number(balanceCap(account('bank', cls), profile, businessDate(on))) / 100).toBe(yuan);
});

test('classes I and II hold what they like, and so does class III outside of mainland rules', () => {
  const on = businessDate('2026-03-02');
  expect([
    balanceCap(account('bank', 'I'), 'CN_CURRENT', on),
    balanceCap(account('bank', 'II'), 'CN_CURRENT', on),
    balanceCap(account('bank', 'III'), 'CUSTOM', on),
  ]).toEqual([null, null, null]);
});

test.each<['bank' | 'payment', 'I' | 'II' | 'III', MovementKind, object, string | undefined]>([
  ['bank', 'I', 'cash-out', {}, undefined],
  ['bank', 'II', 'cash-out', {}, 'BANK_II_FACE_TO_FACE'],
  ['bank', 'II', 'cash-in', {}, 'BANK_II_FACE_TO_FACE'],
  ['bank', 'II', 'transfer-in', {}, 'BANK_II_FACE_TO_FACE'],
  ['bank', 'II', 'transfer-in', { faceToFace: true }, undefined],
  ['bank', 'II', 'transfer-out', {}, undefined],
  ['bank', 'II', 'wealth-purchase', {}, undefined],
  ['bank', 'III', 'cash-out', { faceToFace: true }, 'BANK_III_NO_CASH'],
  ['bank', 'III', 'wealth-purchase', {}, 'BANK_III_NO_WEALTH'],
  ['bank', 'III', 'transfer-in', {}, 'BANK_III_ACTIVATION'],
  ['bank', 'III', 'transfer-in', { activatedOn: '2026-03-01' }, undefined],
  ['bank', 'III', 'bound-transfer-in', {}, undefined],
  ['payment', 'I', 'wealth-purchase', {}, 'PAY_I_NO_WEALTH'],
  ['payment', 'II', 'wealth-purchase', {}, 'PAY_II_NO_WEALTH'],
  ['payment', 'III', 'wealth-purchase', {}, undefined],
  ['payment', 'III', 'cash-out', {}, 'PAY_FUNCTIONS'],
])('%s class %s: %s %o is forbidden by %s', (kind, cls, movement, change, rule) => {
  expect(forbiddenBy(account(kind, cls, change), movement, 'CN_CURRENT', businessDate('2026-03-02'))).toBe(rule);
});

test('before 2018 money from accounts not bound came to class III only after a look at the face', () => {
  const on = businessDate('2017-05-04');
  expect(forbiddenBy(account('bank', 'III'), 'transfer-in', 'CN_2017', on)).toBe('BANK_III_FACE_TO_FACE');
  expect(forbiddenBy(account('bank', 'III', { faceToFace: true }), 'transfer-in', 'CN_2017', on)).toBeUndefined();
});

test.each<['bank' | 'payment', 'I' | 'II' | 'III', string, number | null, number]>([
  ['bank', 'I', '2016-11-30', null, 0],
  ['bank', 'I', '2016-12-01', 1, 0],
  ['bank', 'II', '2026-03-02', 5, 5],
  ['bank', 'III', '2026-03-02', 5, 4],
  ['payment', 'I', '2026-03-02', null, 1],
  ['payment', 'II', '2026-03-02', null, 3],
  ['payment', 'III', '2026-03-02', 1, 5],
])('%s class %s on %s: %s a person, %s elements or sources', (kind, cls, on, held, elements) => {
  const cap = heldLimit(account(kind, cls), 'CN_CURRENT', businessDate(on)).cap;
  expect([cap === null ? null : Number(cap), elementsNeeded(kind, cls, 'CN_CURRENT', businessDate(on))]).toEqual([held, elements]);
});

test('factors are counted by kind, and only a second kind makes two', () => {
  expect([strengthOf(['password', 'password']), strengthOf(['signature']), strengthOf(['one-time-code', 'biometric'])]).toEqual([
    'one-factor',
    'one-factor',
    'two-factors',
  ]);
});
