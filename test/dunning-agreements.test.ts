import { addDays, addMonths, businessDate } from '@jinqiao/calendar';
import {
  askHardship,
  bureauNoticeOf,
  casesOfCustomer,
  decidePlan,
  decideSettlement,
  endHardship,
  extendPlan,
  holdOwnCase,
  instalmentsOfPlans,
  makePlan,
  makePromise,
  offerSettlement,
  plansOfCase,
  promisesOfCase,
  sendWaiting,
  settlementsOfCase,
} from '@jinqiao/dunning';
import { balance } from '@jinqiao/ledger';
import { loansByKey } from '@jinqiao/lending';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { actOf, caseInHand, fund, overdueScene, type Scene } from './dunning-scene.ts';
import { wrongInBooks } from './installation.ts';

// Compensated six days past due, so that claims are the platform's own soon: due on 24 September, 30 September is the day.
const COMPENSATED = '2026-09-30';
/**
 * 12,000.00 principal; interest 69.60 billed and six days on 11,000.00: 12.76; penalty at 10.44 % for six days: 1.74 on principal,
 * 0.12 on interest.
 */
const CLAIM = 1_200_000n + 6_960n + 1_276n + 174n + 12n;

let scene: Scene;
beforeAll(async () => {
  scene = await overdueScene(6, { compensationDpd: 6, writeOffDpd: 60 });
  await scene.system.close(COMPENSATED);
}, 240_000);
afterAll(() => scene.stop());

const borrower = (n: number) => {
  const found = scene.borrowers[n];
  if (!found) throw new Error('no such borrower');
  return found;
};
const loanOf = (n: number) => scene.loans[n] as NonNullable<(typeof scene.loans)[number]>;
const loanNow = async (n: number) => (await loansByKey(scene.system.db, [loanOf(n)])).get(loanOf(n).loanId);
const claimBalance = (n: number) => balance(scene.system.db, [scene.programme.platform.of('recourse/claim', loanOf(n).loanId, loanOf(n).bucket)]);
const house = (path: 'loss/write-off' | 'income/recovery') => balance(scene.system.db, scene.programme.platform.stripes(path));

async function hand(n: number) {
  const key = await caseInHand(scene, borrower(n), 'lin');
  const act = await actOf(scene, 'lin');
  return { key, act, held: (tx: Parameters<typeof holdOwnCase>[0]) => holdOwnCase(tx, act, key) };
}

test('a compensated loan leaves the case of the bank and opens one of the guarantor, over the whole claim', async () => {
  const cases = await casesOfCustomer(scene.system.db, borrower(0).enrolled);
  expect(cases).toMatchObject([
    { state: 'open', creditor: 'platform', openedOn: COMPENSATED, daysPastDue: 6, owed: CLAIM },
    { state: 'closed', creditor: 'bank', ending: 'compensated', closedOn: COMPENSATED },
  ]);
  expect(await claimBalance(0)).toBe(CLAIM);
});

test('a plan above the limit waits for another person; its instalments are collected and pay the claim to the fen', async () => {
  const { db, dunning } = scene.system;
  const { key, act, held } = await hand(0);
  const first = businessDate('2026-10-05');
  const request = { contractId: loanOf(0).loanId, periods: 3, firstOn: first, reason: '收入下降,申请分期', key: 'plan' };
  const plan = await db.tx(async (tx) => makePlan(tx, dunning, act, await held(tx), request));
  expect(plan).toMatchObject({ state: 'proposed', total: CLAIM });
  await expect(db.tx((tx) => decidePlan(tx, dunning, act, plan.planId, true))).rejects.toMatchObject({ code: 'CHECKER_IS_MAKER' });
  const checker = await actOf(scene, 'chief');
  expect(await db.tx((tx) => decidePlan(tx, dunning, checker, plan.planId, true))).toMatchObject({ state: 'active', checkedBy: 'chief' });
  await expect(db.tx(async (tx) => makePlan(tx, dunning, act, await held(tx), { ...request, key: 'again' }))).rejects.toMatchObject({ code: 'PLAN_OPEN' });
  await fund(scene, [borrower(0)], true);
  await scene.system.close(first);
  // 12,084.22 in three: 4,028.08, 4,028.07, 4,028.07.
  const rows = (await instalmentsOfPlans(db, [plan])).get(plan.planId) ?? [];
  expect(rows.map(({ dueOn, amount, paidOn }) => [dueOn, amount, paidOn])).toEqual([
    ['2026-10-05', 402_808n, '2026-10-05'],
    ['2026-11-05', 402_807n, null],
    ['2026-12-05', 402_807n, null],
  ]);
  expect(await claimBalance(0)).toBe(CLAIM - 402_808n);
  expect((await plansOfCase(db, key))[0]).toMatchObject({ state: 'active', received: 402_808n });
  expect(await wrongInBooks(scene.system)).toEqual([]);
}, 60_000);

test('a settlement paid in time writes the rest off; one that is not is void and the claim stands', async () => {
  const { db, dunning } = scene.system;
  const offer = async (n: number, amount: bigint) => {
    const { act, held } = await hand(n);
    const until = addDays(businessDate(act.on), 4);
    return db.tx(async (tx) =>
      offerSettlement(tx, dunning, act, await held(tx), {
        contractId: loanOf(n).loanId,
        amount,
        validUntil: until,
        reason: '一次性结清',
        key: `offer ${amount}`,
      }),
    );
  };
  // Sixty per cent may be waived at most: 4,833.69 is the least of 12,084.22.
  await expect(offer(1, 483_368n)).rejects.toMatchObject({ code: 'SETTLEMENT_AMOUNT', params: { min: '4833.69', max: '12084.21' } });
  const [deep, light] = [await offer(1, 483_369n), await offer(2, 1_100_000n)];
  expect([deep.state, light.state]).toEqual(['proposed', 'offered']);
  const checker = await actOf(scene, 'chief');
  await db.tx((tx) => decideSettlement(tx, dunning, checker, deep.settlementId, true));
  const claims = dunning.sources[0]?.claims;
  await db.tx((tx) => claims?.collect(tx, [{ ...deep, amount: 483_369n }], checker.on, 'link') ?? Promise.resolve());
  await fund(scene, [borrower(1)], true);
  const lost = await house('loss/write-off');
  await scene.system.close(checker.on);
  expect(await settlementsOfCase(db, deep)).toMatchObject([{ state: 'paid', received: 483_369n, endedOn: checker.on }]);
  expect(await loanNow(1)).toMatchObject({ state: 'written-off', recourseClaim: 0n, recourseRecovered: 483_369n });
  expect([await claimBalance(1), (await house('loss/write-off')) - lost]).toEqual([0n, CLAIM - 483_369n]);
  expect((await casesOfCustomer(db, borrower(1).enrolled))[0]).toMatchObject({ state: 'closed', ending: 'settled' });
  await scene.system.close(light.validUntil);
  expect(await settlementsOfCase(db, light)).toMatchObject([{ state: 'void', received: 0n, endedOn: light.validUntil }]);
  expect(await claimBalance(2)).toBe(CLAIM);
  expect(await wrongInBooks(scene.system)).toEqual([]);
}, 60_000);

test('a promise that brings in a part is partly kept', async () => {
  const { db, dunning } = scene.system;
  const { key, act, held } = await hand(3);
  const due = addDays(businessDate(act.on), 1);
  await db.tx(async (tx) => makePromise(tx, dunning, act, await held(tx), { amount: 300_000n, dueOn: due, key: 'part' }));
  await db.tx(
    (tx) =>
      dunning.sources[0]?.claims?.collect(tx, [{ ...loanOf(3), kind: 'recourse', contractId: loanOf(3).loanId, amount: 120_000n }], due, 'part') ??
      Promise.resolve(),
  );
  await fund(scene, [borrower(3)], true);
  await scene.system.close(due);
  expect(await promisesOfCase(db, key)).toMatchObject([{ state: 'partly-kept', received: 120_000n, judgedOn: due }]);
  expect((await casesOfCustomer(db, borrower(3).enrolled))[0]).toMatchObject({ brokenPromises: 0, owed: CLAIM - 120_000n });
});

test('what a bank is owed is only noted and passed on; of our own claim a plan is the answer', async () => {
  const { db, dunning } = scene.system;
  const { act, held } = await hand(4);
  const request = await db.tx(async (tx) => askHardship(tx, act, await held(tx), { contractId: loanOf(4).loanId, reason: '失业', monthly: 50_000n, key: 'h' }));
  await expect(db.tx((tx) => endHardship(tx, dunning, act, request.requestId, { state: 'planned', answer: '已制定方案' }))).rejects.toMatchObject({
    code: 'HARDSHIP_PLAN_MISSING',
  });
  const firstOn = addDays(businessDate(act.on), 2);
  await db.tx(async (tx) => makePlan(tx, dunning, act, await held(tx), { contractId: loanOf(4).loanId, periods: 24, firstOn, reason: '困难分期', key: 'p' }));
  expect(await db.tx((tx) => endHardship(tx, dunning, act, request.requestId, { state: 'planned', answer: '已制定方案' }))).toMatchObject({ state: 'planned' });
});

test('a notice of a negative report is recorded when its message has arrived, with the day from which it may be made', async () => {
  const { db, dunning } = scene.system;
  const cases = await casesOfCustomer(db, borrower(5).enrolled);
  const [guarantor] = cases;
  if (!guarantor) throw new Error('no case');
  expect(await bureauNoticeOf(db, guarantor)).toBeUndefined();
  await scene.system.close('2026-10-19');
  scene.clock.set('2026-10-20T10:00:00');
  await sendWaiting(db, dunning);
  // Queued by itself at 25 days past due, sent the next morning; five days must pass.
  expect(await bureauNoticeOf(db, guarantor)).toMatchObject({ givenOn: '2026-10-20', reportFrom: '2026-10-25', givenBy: 'close' });
});

test('two failed instalments break a plan; it was not written off while it held, and is at the next close', async () => {
  const { db, dunning } = scene.system;
  const [plan] = await plansOfCase(db, (await hand(4)).key);
  if (!plan) throw new Error('no plan');
  const chief = await actOf(scene, 'chief');
  await db.tx((tx) => decidePlan(tx, dunning, chief, plan.planId, true));
  const extended = await db.tx((tx) => extendPlan(tx, dunning, chief, plan.planId, '再宽限一个月'));
  expect(extended.extensions).toBe(1);
  await db.tx((tx) => extendPlan(tx, dunning, chief, plan.planId, '再宽限一个月'));
  await expect(db.tx((tx) => extendPlan(tx, dunning, chief, plan.planId, '第三次'))).rejects.toMatchObject({ code: 'PLAN_EXTENSIONS' });
  const rows = (await instalmentsOfPlans(db, [plan])).get(plan.planId) ?? [];
  const second = businessDate(rows[1]?.dueOn ?? '');
  expect(second).toBe(addMonths(businessDate(rows[0]?.dueOn ?? ''), 1));
  await scene.system.close(addDays(second, 3));
  // The claim of the void offer went at sixty days past due, 23 November; this one stands.
  expect([(await loanNow(2))?.state, (await loanNow(4))?.state]).toEqual(['written-off', 'compensated']);
  expect((await plansOfCase(db, plan))[0]).toMatchObject({ state: 'active' });
  await scene.system.close(addDays(second, 4));
  expect((await plansOfCase(db, plan))[0]).toMatchObject({ state: 'broken', endedOn: addDays(second, 4) });
  await scene.system.close(addDays(second, 5));
  expect(await loanNow(4)).toMatchObject({ state: 'written-off', recourseClaim: 0n });
  expect((await casesOfCustomer(db, borrower(4).enrolled))[0]).toMatchObject({ state: 'closed', ending: 'written-off' });
  // The first plan ran to its end meanwhile: everything paid, nothing lost.
  expect((await plansOfCase(db, (await casesOfCustomer(db, borrower(0).enrolled))[0] as never))[0]).toMatchObject({ state: 'kept', received: CLAIM });
  expect(await loanNow(0)).toMatchObject({ recourseClaim: 0n, recourseRecovered: CLAIM });
  expect(await wrongInBooks(scene.system)).toEqual([]);
}, 120_000);

test('what is paid after the write-off is income, up to what is owed', async () => {
  const { db, dunning } = scene.system;
  const { on } = await actOf(scene, 'lin');
  const key = { bucket: loanOf(2).bucket, kind: 'recourse' as const, contractId: loanOf(2).loanId };
  const claims = dunning.sources[0]?.claims;
  expect(await db.tx((tx) => claims?.hold(tx, key) ?? Promise.resolve(undefined))).toMatchObject({ owed: CLAIM });
  await db.tx((tx) => claims?.collect(tx, [{ ...key, amount: 500_000n }], on, 'later') ?? Promise.resolve());
  await fund(scene, [borrower(2)], true);
  const income = await house('income/recovery');
  await scene.system.close(on);
  expect((await house('income/recovery')) - income).toBe(500_000n);
  expect(await db.tx((tx) => claims?.hold(tx, key) ?? Promise.resolve(undefined))).toMatchObject({ owed: CLAIM - 500_000n });
  // Of a settlement that was paid nothing is owed any more.
  const settled = { ...key, bucket: loanOf(1).bucket, contractId: loanOf(1).loanId };
  expect(await db.tx((tx) => claims?.hold(tx, settled) ?? Promise.resolve(undefined))).toBeUndefined();
  expect(await wrongInBooks(scene.system)).toEqual([]);
});
