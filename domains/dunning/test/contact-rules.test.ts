import { businessDate } from '@jinqiao/calendar';
import { expect, test } from 'vitest';
import { forbidding, queueOf, type StrategyBody } from '../src/index.ts';

const DAY = businessDate('2026-11-26');
const minuteOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
const ask = (time: string, more: Partial<Parameters<typeof forbidding>[0]> = {}) =>
  forbidding({ channel: 'call', debtor: true, now: { day: DAY, minute: minuteOf(time) }, made: 0, complaint: false, ...more });

// Quiet from 22:00, inclusive, to 08:00, exclusive: the day on which a contact may be made again, and at which minute.
test.each([
  ['00:00', '2026-11-26'],
  ['07:59', '2026-11-26'],
  ['08:00', null],
  ['12:30', null],
  ['21:59', null],
  ['22:00', '2026-11-27'],
  ['23:59', '2026-11-27'],
])('at %s the earliest day is %s', (time, day) => {
  const forbidden = ask(time);
  expect(forbidden?.earliest ?? null).toEqual(day && { day, minute: 480 });
  if (day) expect([forbidden?.ruleId, forbidden?.basis.includes('GB/T 45251-2025')]).toEqual(['DUNNING_QUIET_FROM', true]);
});

test('the third contact of a day may be made, the fourth waits for the next morning', () => {
  expect(ask('15:00', { made: 2 })).toBeNull();
  expect(ask('15:00', { made: 3 })).toMatchObject({ ruleId: 'DUNNING_CONTACTS_PER_DAY_MAX', earliest: { day: '2026-11-27', minute: 480 } });
  // Before eight with a full count it is the next day, not today at eight.
  expect(ask('07:00', { made: 3 })?.earliest).toEqual({ day: '2026-11-27', minute: 480 });
});

test('third parties, visits and complaints are refused at any hour, and no hour is named', () => {
  expect(ask('10:00', { debtor: false })).toMatchObject({ ruleId: 'DUNNING_THIRD_PARTY_BANNED', earliest: null });
  expect(ask('10:00', { channel: 'visit' })).toMatchObject({ ruleId: 'DUNNING_CHANNEL_VISIT', earliest: null });
  expect(ask('10:00', { complaint: true })).toMatchObject({ ruleId: 'COMPLAINT_OPEN', earliest: null });
});

test('before the standard the house rule has the basis of the draft', () => {
  const forbidden = forbidding({ channel: 'sms', debtor: true, now: { day: businessDate('2025-02-27'), minute: 1320 }, made: 0, complaint: false });
  expect(forbidden?.basis).toContain('2019-12-27');
});

test('the first queue that fits takes a case', () => {
  const body: StrategyBody = {
    queues: [
      { queue: 'broken', zh: '', en: '', brokenPromises: 1 },
      { queue: 'large', zh: '', en: '', owedFrom: '100000' },
      { queue: 'weak', zh: '', en: '', scoreBelow: 500, daysThrough: 30 },
      { queue: 'early', zh: '', en: '', daysThrough: 30 },
      { queue: 'late', zh: '', en: '' },
    ],
    messages: [],
  };
  const facts = { daysPastDue: 30, owed: 99_999n, score: 500, brokenPromises: 0 };
  expect(queueOf(body, facts)).toBe('early');
  expect(queueOf(body, { ...facts, score: 499 })).toBe('weak');
  expect(queueOf(body, { ...facts, score: null, daysPastDue: 31 })).toBe('late');
  expect(queueOf(body, { ...facts, owed: 100_000n })).toBe('large');
  expect(queueOf(body, { ...facts, owed: 100_000n, brokenPromises: 1 })).toBe('broken');
});
