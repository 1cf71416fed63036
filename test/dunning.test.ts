import { addDays, businessDate } from '@jinqiao/calendar';
import {
  casesOfCustomer,
  claimNext,
  complaintsOf,
  contactsOfCase,
  debtsOfCases,
  endComplaint,
  eventsOfCase,
  makePromise,
  messagesOfCase,
  openComplaint,
  orderMessage,
  promisesOfCase,
  recordContact,
  releaseCase,
  sendMessage,
  sendWaiting,
  takeCase,
  totalOwed,
} from '@jinqiao/dunning';
import { control } from '@jinqiao/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { actOf, caseInHand, fund, overdueScene, type Scene } from './dunning-scene.ts';
import { wrongInBooks } from './installation.ts';

const CALL = { channel: 'call', with: 'debtor', outcome: 'reached', note: 'asked when they can pay' } as const;

let scene: Scene;
beforeAll(async () => {
  scene = await overdueScene(8);
  await scene.system.close('2026-09-25');
}, 240_000);
afterAll(() => scene.stop());

const borrower = (n: number) => {
  const found = scene.borrowers[n];
  if (!found) throw new Error('no such borrower');
  return found;
};
const caseOf = async (n: number) => (await casesOfCustomer(scene.system.db, borrower(n).enrolled))[0];
const code = (error: unknown) => (error as { code?: string }).code;

test('a case opens at the close of the first day past due, with what is owed to the fen', async () => {
  const { db } = scene.system;
  const one = await caseOf(0);
  // 1,000.00 principal, 12,000.00 x 6.96 % / 12 = 69.60 interest, one day of penalty at 10.44 % / 360: 0.29 on principal, 0.02 on interest.
  expect(one).toMatchObject({
    state: 'open',
    creditor: 'bank',
    queue: 'early',
    assignee: null,
    openedOn: '2026-09-25',
    openedIn: 'M1',
    daysPastDue: 1,
    owed: 106_991n,
  });
  const [debt] = (await debtsOfCases(db, [one as NonNullable<typeof one>])).get(one?.caseId ?? '') ?? [];
  expect(debt).toMatchObject({ kind: 'loan', contractId: scene.loans[0]?.loanId, since: '2026-09-24' });
  expect(debt?.owed).toEqual({ fees: 0n, penalty: 31n, interest: 6_960n, principal: 100_000n });
  expect((await eventsOfCase(db, one as NonNullable<typeof one>, 10)).map(({ event }) => event).sort()).toEqual(['debt-entered', 'opened', 'queued']);
});

test('eight people who ask at once get eight cases, the ninth none', async () => {
  const { db } = scene.system;
  const acts = await Promise.all(Array.from({ length: 9 }, (_, i) => actOf(scene, `agent-${i}`)));
  const results = await Promise.allSettled(acts.map((act) => db.tx((tx) => claimNext(tx, act, 'early'))));
  const taken = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value.caseId] : []));
  expect([taken.length, new Set(taken).size]).toEqual([8, 8]);
  expect(results.flatMap((result) => (result.status === 'rejected' ? [code(result.reason)] : []))).toEqual(['QUEUE_EMPTY']);
  for (const act of acts)
    for (const n of scene.borrowers.keys()) {
      const held = await caseOf(n);
      if (held?.assignee === act.by) await db.tx((tx) => releaseCase(tx, act, held, 'not mine'));
    }
  expect((await Promise.all([...scene.borrowers.keys()].map(caseOf))).every((one) => one?.assignee === null)).toBe(true);
});

test('who does not hold a case does not contact its customer; who takes it keeps others out', async () => {
  const { db, clock } = scene.system;
  const [lin, wu] = [await actOf(scene, 'lin'), await actOf(scene, 'wu')];
  const held = await caseInHand(scene, borrower(0), 'lin');
  await expect(db.tx((tx) => recordContact(tx, clock, wu, held, { ...CALL, key: 'a' }))).rejects.toMatchObject({ code: 'CASE_NOT_YOURS' });
  await expect(db.tx((tx) => takeCase(tx, wu, held))).rejects.toMatchObject({ code: 'CASE_TAKEN' });
  expect((await db.tx((tx) => takeCase(tx, lin, held))).assignee).toBe('lin');
});

test('ten calls at once: three are made, seven are refused with the next morning, and nothing of them is recorded', async () => {
  const { db, clock } = scene.system;
  scene.clock.set('2026-09-26T14:00:00');
  const act = await actOf(scene, 'lin');
  const held = await caseInHand(scene, borrower(0), 'lin');
  const results = await Promise.allSettled(
    Array.from({ length: 10 }, (_, i) => db.tx((tx) => recordContact(tx, clock, act, held, { ...CALL, key: `call ${i}` }))),
  );
  expect(results.filter(({ status }) => status === 'fulfilled').length).toBe(3);
  for (const result of results)
    if (result.status === 'rejected')
      expect(result.reason).toMatchObject({
        code: 'CONTACT_FORBIDDEN',
        params: { rule: 'DUNNING_CONTACTS_PER_DAY_MAX', earliestAt: '2026-09-27T00:00:00.000Z', earliest: '2026-09-27 08:00 Asia/Shanghai' },
      });
  expect((await contactsOfCase(db, held, 50)).length).toBe(3);
  // A message is a contact too: the cap is over all channels.
  await expect(db.tx((tx) => orderMessage(tx, scene.system.dunning, act, held, { template: 'reminder', added: '', key: 'm' }))).rejects.toMatchObject({
    code: 'CONTACT_FORBIDDEN',
  });
  // Midnight ends the day, eight ends the quiet.
  scene.clock.set('2026-09-27T00:00:00');
  await expect(db.tx((tx) => recordContact(tx, clock, act, held, { ...CALL, key: 'night' }))).rejects.toMatchObject({ params: { rule: 'DUNNING_QUIET_FROM' } });
  scene.clock.set('2026-09-27T08:00:00');
  const made = await db.tx((tx) => recordContact(tx, clock, act, held, { ...CALL, key: 'morning' }));
  expect(made).toMatchObject({ localDay: '2026-09-27', retainUntil: '2031-09-27' });
  // The same command again is the same contact.
  expect(await db.tx((tx) => recordContact(tx, clock, act, held, { ...CALL, key: 'morning' }))).toEqual(made);
  expect((await contactsOfCase(db, held, 50)).length).toBe(4);
});

test('a message says nothing of the debt but that there is one, and threats are refused', async () => {
  const { db, dunning } = scene.system;
  const act = await actOf(scene, 'lin');
  const held = await caseInHand(scene, borrower(1), 'lin');
  const order = (added: string, key: string) => db.tx((tx) => orderMessage(tx, dunning, act, held, { template: 'reminder', added, key }));
  await expect(order('再不还款后 果*自负', 'threat')).rejects.toMatchObject({ code: 'WORDING_FORBIDDEN', params: { word: '后果自负' } });
  expect(await messagesOfCase(db, held)).toEqual([]);
  const message = await sendMessage(db, dunning, await order('', 'polite'));
  expect(message?.state).toBe('sent');
  const { mobile, name } = borrower(1).person;
  const sent = (await control(scene.sandbox.urls.messages, 'sent', { mobile })) as { text: string }[];
  expect(sent.length).toBe(1);
  expect(sent[0]?.text).toContain('待还款项');
  expect([sent[0]?.text.includes(name), /\d{3,}\.\d\d/.test(sent[0]?.text ?? ''), sent[0]?.text.includes('loa_')]).toEqual([false, false, false]);
  expect(await contactsOfCase(db, held, 10)).toMatchObject([{ channel: 'sms', outcome: 'sent' }]);
});

test('a message of unknown outcome counts once and is asked for again, not in the night', async () => {
  const { db, dunning } = scene.system;
  scene.clock.set('2026-09-27T21:30:00');
  const act = await actOf(scene, 'lin');
  const held = await caseInHand(scene, borrower(2), 'lin');
  await control(scene.sandbox.urls.messages, 'faults', { kind: 'timeout-after-effect', times: 4 });
  const key = await db.tx((tx) => orderMessage(tx, dunning, act, held, { template: 'reminder', added: '', key: 'unknown' }));
  expect((await sendMessage(db, dunning, key))?.state).toBe('unknown');
  const { faults } = scene.sandbox.institutions.messages;
  while (faults.take('timeout-after-effect'));
  scene.clock.set('2026-09-27T22:30:00');
  expect(await sendMessage(db, dunning, key)).toBeUndefined();
  scene.clock.set('2026-09-28T09:00:00');
  expect((await sendMessage(db, dunning, key))?.state).toBe('sent');
  expect(await contactsOfCase(db, held, 10)).toMatchObject([{ channel: 'sms', outcome: 'sent', localDay: '2026-09-27' }]);
});

test('a complaint stops calls and messages that wait already, until it is answered', async () => {
  const { db, dunning, clock } = scene.system;
  const act = await actOf(scene, 'lin');
  const who = borrower(3).enrolled;
  const held = await caseInHand(scene, borrower(3), 'lin');
  const waiting = await db.tx((tx) => orderMessage(tx, dunning, act, held, { template: 'reminder', added: '', key: 'waits' }));
  const complaint = await db.tx((tx) => openComplaint(tx, clock, act, who, '催收电话打到单位 13812345678', 'c'));
  expect(complaint).toMatchObject({
    state: 'open',
    openedOn: '2026-09-26',
    dueOn: '2026-10-11',
    retainUntil: '2031-09-28',
    reason: '催收电话打到单位 138****5678',
  });
  expect(await sendMessage(db, dunning, waiting)).toMatchObject({ state: 'stopped', code: 'COMPLAINT_OPEN' });
  await expect(db.tx((tx) => recordContact(tx, clock, act, held, { ...CALL, key: 'x' }))).rejects.toMatchObject({ params: { rule: 'COMPLAINT_OPEN' } });
  expect(await contactsOfCase(db, held, 10)).toEqual([]);
  // On the third day past due reminders go out by themselves; not to who complains.
  await scene.system.close('2026-09-27');
  scene.clock.set('2026-09-29T09:00:00');
  expect(await sendWaiting(db, dunning)).toBe(7);
  expect((await messagesOfCase(db, held)).map(({ state }) => state)).toEqual(['stopped']);
  const officer = await actOf(scene, 'officer');
  await db.tx((tx) => endComplaint(tx, clock, officer, complaint.complaintId, { state: 'answered', answer: '已核实并停止拨打单位电话' }));
  await expect(db.tx((tx) => endComplaint(tx, clock, act, complaint.complaintId, { state: 'lifted', answer: 'again' }))).rejects.toMatchObject({
    code: 'COMPLAINT_CLOSED',
  });
  expect(await complaintsOf(db, who)).toMatchObject([{ state: 'answered', closedBy: 'officer', closedOn: '2026-09-28' }]);
  expect((await db.tx((tx) => recordContact(tx, clock, act, held, { ...CALL, key: 'y' }))).outcome).toBe('reached');
});

test('a contact and a complaint at once: the contact is before it or refused', async () => {
  const { db, clock } = scene.system;
  const act = await actOf(scene, 'lin');
  const held = await caseInHand(scene, borrower(4), 'lin');
  const [complaint, ...calls] = await Promise.allSettled([
    db.tx((tx) => openComplaint(tx, clock, act, borrower(4).enrolled, '要求停止催收', 'now')),
    ...Array.from({ length: 6 }, (_, i) => db.tx((tx) => recordContact(tx, clock, act, held, { ...CALL, key: `race ${i}` }))),
  ]);
  expect(complaint?.status).toBe('fulfilled');
  const made = calls.filter(({ status }) => status === 'fulfilled').length;
  // The reminder of the morning was one contact of this day.
  expect(made).toBeLessThanOrEqual(2);
  expect((await contactsOfCase(db, held, 20)).length).toBe(made + 1);
});

test('promises are kept, partly kept and broken by the money that arrived, and a broken one moves the queue', async () => {
  const { db, dunning } = scene.system;
  const act = await actOf(scene, 'lin');
  const on = businessDate(act.on);
  const promise = async (n: number, amount: bigint, days: number, again = '') => {
    const key = await caseInHand(scene, borrower(n), 'lin');
    const held = await caseOf(n);
    if (!held) throw new Error('no case');
    await db.tx((tx) => makePromise(tx, dunning, act, held, { amount, dueOn: addDays(on, days), key: `${n}${again}` }));
    return key;
  };
  const owed = (await caseOf(5))?.owed ?? 0n;
  await expect(promise(5, owed + 100_000n, 2)).rejects.toMatchObject({ code: 'PROMISE_AMOUNT' });
  await expect(promise(5, 50_000n, 15)).rejects.toMatchObject({ code: 'PROMISE_DATE' });
  const [kept, broken] = [await promise(5, 100_000n, 3), await promise(6, 100_000n, 3)];
  await expect(promise(5, 50_000n, 3, ' again')).rejects.toMatchObject({ code: 'PROMISE_OPEN' });
  // The card of the first is full from now on: the try of the seventh day past due, 1 October, collects everything.
  await fund(scene, [borrower(5)], true);
  await scene.system.close('2026-09-30');
  expect((await promisesOfCase(db, kept))[0]?.state).toBe('open');
  await scene.system.close('2026-10-01');
  expect((await promisesOfCase(db, kept))[0]).toMatchObject({ state: 'kept', judgedOn: '2026-10-01' });
  expect((await promisesOfCase(db, broken))[0]).toMatchObject({ state: 'broken', received: 0n, judgedOn: '2026-10-01' });
  expect(await caseOf(5)).toMatchObject({ state: 'closed', ending: 'cured', closedOn: '2026-10-01', owed: 0n });
  expect(await caseOf(6)).toMatchObject({ state: 'open', queue: 'broken-promise', brokenPromises: 1 });
  expect(await wrongInBooks(scene.system)).toEqual([]);
});

test('a case that was cured opens anew when the contract is overdue again', async () => {
  await fund(scene, [borrower(5)], false);
  await scene.system.close('2026-10-25');
  const cases = await casesOfCustomer(scene.system.db, borrower(5).enrolled);
  expect(cases.map(({ state, openedOn }) => [state, openedOn])).toEqual([
    ['open', '2026-10-25'],
    ['closed', '2026-09-25'],
  ]);
  const debts = (await debtsOfCases(scene.system.db, cases)).get(cases[0]?.caseId ?? '') ?? [];
  expect(debts.map(({ owed }) => totalOwed(owed))).toEqual([cases[0]?.owed]);
}, 60_000);
