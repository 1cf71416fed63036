import { businessDate, CN_BANK } from '@jinqiao/calendar';
import { loadRulebook } from '@jinqiao/compliance';
import type { Database } from '@jinqiao/database';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  type Application,
  applicationById,
  applicationOf,
  askForReview,
  type CreditAct,
  type CreditPolicy,
  checkReview,
  claimReview,
  concludeReviewed,
  decideReview,
  explain,
  invite,
  lineOf,
  listReviews,
  type ReviewVerdict,
  screenApplications,
} from '../src/index.ts';
import { openReviews } from '../src/reviews/commands.ts';
import { answerApplications } from '../src/store.ts';
import { AT, creditDatabase, FACTS, ON } from './store.ts';

let db: Database;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ db, stop } = await creditDatabase());
});
afterAll(() => stop());

const BUCKET = 7;
const now = { on: businessDate(ON), at: AT };
const policy: CreditPolicy = {
  programmeId: 'JL',
  profile: 'CN_2017',
  flow: 'joint-loan-guarded',
  digits: 2,
  calendar: CN_BANK,
  facts: {},
  cap: 10_000_000n,
  platformAge: { from: 21, to: 49 },
  whitelist: 'list',
  limitModel: 'scorecard',
  lineMonths: 36,
  reviewMonths: 12,
};
const act = (by: string): CreditAct => ({ by, at: AT, on: ON });
let people = 0;
let who = '';
beforeEach(() => {
  people += 1;
  who = `cus_${people}`;
});

/** Somebody applies: 60 months and 50 orders are worth 100,000 yuan at 40 years. */
async function apply(
  change: { tenureMonths?: number; ordersPerYear?: number; card?: string; invited?: boolean; birthDate?: string } = {},
): Promise<Application> {
  const { tenureMonths = 60, ordersPerYear = 50, card = `card of ${who}`, invited = true, birthDate = '1986-01-01' } = change;
  const key = { bucket: BUCKET, customerId: who };
  if (invited) await invite(db, [{ ...key, programmeId: 'JL', validThrough: '2099-12-31', tenureMonths, ordersPerYear, suggestedLimit: null }]);
  const applicant = { ...key, birthDate: businessDate(birthDate), registeredOn: businessDate('2026-01-01'), seenWith: { card } };
  await db.tx((tx) => screenApplications(tx, policy, now, [applicant], () => FACTS));
  return (await applicationOf(db, BUCKET, who, 'JL')) as Application;
}

/** Worth 430 points, for which there is no limit. */
const POOR = { tenureMonths: 0, ordersPerYear: 0, birthDate: '2003-01-01' };

const reviewOf = async () => (await listReviews(db, { state: 'waiting', after: null, limit: 200 })).find(({ customerId }) => customerId === who);
const resume = async () => {
  throw new Error('nothing of a bank here');
};
const claim = async (by = 'reviewer') => db.tx(async (tx) => claimReview(tx, act(by), (await reviewOf())?.reviewId ?? ''));
const decide = async (verdict: Partial<ReviewVerdict>, by = 'reviewer', then: Parameters<typeof decideReview>[5] = resume) => {
  const reviewId = (await reviewOf())?.reviewId ?? '';
  return db.tx((tx) => decideReview(tx, act(by), reviewId, { approve: true, limit: null, reason: 'spoke with the customer', ...verdict }, 2, then));
};
const state = async () => (await applicationOf(db, BUCKET, who, 'JL'))?.state;

/** A second person on the same card: the guarded flow sends them to review. */
async function applyForReview(): Promise<Application> {
  const first = who;
  await apply({ card: `shared ${first}` });
  who = `${first} and another`;
  return apply({ card: `shared ${first}` });
}

test('what the flow says a person must see waits in the queue, due by the working hours of its flow', async () => {
  const application = await applyForReview();
  expect(application).toMatchObject({ state: 'manual', refusalCode: 'CARD_SHARED', platformLimit: 10_000_000n });
  // Opened on Monday at 10:00 in Shanghai: eight hours of that day, and eight of Tuesday.
  expect(await reviewOf()).toMatchObject({ origin: 'flow', state: 'open', code: 'CARD_SHARED', openedOn: ON, dueOn: '2026-03-03', dueTime: '17:00' });
  // Asked again, it is the same case.
  await apply({ card: `shared again` });
  expect((await listReviews(db, { state: 'waiting', after: null, limit: 200 })).filter(({ customerId }) => customerId === who)).toHaveLength(1);
});

test('an approval within the limit of the flow takes one person, and the application goes on', async () => {
  await applyForReview();
  await expect(decide({})).rejects.toMatchObject({ code: 'REVIEW_STATE' });
  await claim('other');
  await claim();
  await expect(decide({}, 'other')).rejects.toMatchObject({ code: 'REVIEW_HELD' });
  expect(await decide({ limit: 3_000_000n })).toMatchObject({ state: 'decided', verdict: 'approve', creditLimit: 3_000_000n, decidedBy: 'reviewer' });
  expect(await applicationOf(db, BUCKET, who, 'JL')).toMatchObject({ state: 'cleared', platformLimit: 3_000_000n, refusalCode: null });
  // The customer comes again, on the same day or later: the flow is not asked again, the rules in force are.
  const applicant = { bucket: BUCKET, customerId: who, birthDate: businessDate('1986-01-01'), registeredOn: businessDate('2026-01-01') };
  const again = (facts: object) =>
    db.tx((tx) => screenApplications(tx, policy, { ...now, on: businessDate('2026-03-05') }, [applicant], () => ({ ...FACTS, ...facts })));
  expect((await again({})).map(({ application }) => application)).toMatchObject([{ state: 'sent', platformLimit: 3_000_000n }]);
  expect((await again({ bureauConsent: false })).map(({ application }) => application)).toMatchObject([
    { state: 'platform-refused', refusalCode: 'BUREAU_CONSENT' },
  ]);
});

test('a refusal ends it, and the customer is told that a person decided', async () => {
  await applyForReview();
  await claim();
  expect(await decide({ approve: false })).toMatchObject({ state: 'decided', verdict: 'refuse', creditLimit: null });
  const application = (await applicationOf(db, BUCKET, who, 'JL')) as Application;
  expect(application).toMatchObject({ state: 'platform-refused', refusalCode: 'MANUAL_REVIEW' });
  expect(await explain(db, application)).toMatchObject({
    decidedBy: 'person',
    reasons: [{ code: 'MANUAL_REVIEW' }],
    reviewPossible: false,
    review: { verdict: 'refuse' },
  });
});

test('a customer has a person look at a refusal, once; giving more than 10,000 takes a second person', async () => {
  const refused = await apply(POOR);
  expect(refused).toMatchObject({ state: 'platform-refused', refusalCode: 'PLATFORM_SCORE', platformLimit: 0n });
  const ask = () => db.tx((tx) => askForReview(tx, now, policy, refused, 'I moved my account here'));
  await ask();
  await expect(ask()).rejects.toMatchObject({ code: 'REVIEW_EXISTS' });
  expect(await claim()).toMatchObject({ origin: 'customer', note: 'I moved my account here' });
  await expect(decide({})).rejects.toMatchObject({ code: 'OVERRIDE_LIMIT', path: '$.limit' });
  await expect(decide({ limit: 5_000_001n })).rejects.toMatchObject({ code: 'OVERRIDE_LIMIT' });
  expect(await decide({ limit: 1_000_001n })).toMatchObject({ state: 'proposed', creditLimit: 1_000_001n });
  expect(await state()).toBe('platform-refused');
  const reviewId = (await reviewOf())?.reviewId ?? '';
  const check = (by: string, agree: boolean) => db.tx((tx) => checkReview(tx, act(by), reviewId, agree, resume));
  await expect(check('reviewer', true)).rejects.toMatchObject({ code: 'CHECKER_IS_MAKER' });
  expect(await check('second', false)).toMatchObject({ state: 'claimed', claimedBy: 'reviewer', creditLimit: null });
  await decide({ limit: 1_200_000n });
  expect(await check('second', true)).toMatchObject({ state: 'decided', decidedBy: 'reviewer', checkedBy: 'second' });
  expect(await applicationById(db, BUCKET, refused.applicationId)).toMatchObject({ state: 'cleared', platformLimit: 1_200_000n });
});

test('up to 10,000 one person may give what the flow refused', async () => {
  const refused = await apply(POOR);
  await db.tx((tx) => askForReview(tx, now, policy, refused, 'please look again'));
  await claim();
  expect(await decide({ limit: 1_000_000n })).toMatchObject({ state: 'decided' });
  expect(await state()).toBe('cleared');
});

test('what the flow does not let anybody decide otherwise stays refused', async () => {
  const refused = await apply({ invited: false });
  expect(refused.state).toBe('whitelist-miss');
  await db.tx((tx) => askForReview(tx, now, policy, refused, 'why not me?'));
  await claim();
  await expect(decide({ limit: 100_000n })).rejects.toMatchObject({
    code: 'OVERRIDE_NOT_ALLOWED',
    path: '$.approve',
    params: { codes: 'WHITELIST' },
  });
  await decide({ approve: false });
  expect(await state()).toBe('whitelist-miss');
});

test('a line opens where the bank left it to a person and a person approves; the rules in force are asked', async () => {
  const sent = await apply();
  expect(sent.state).toBe('sent');
  await db.tx(async (tx) => {
    const answer = { bankLimit: null, finalLimit: null, refusalCode: 'GREY_LIST', refusalSide: 'bank', bureauReportRef: 'rep' };
    await answerApplications(tx, [{ bucket: BUCKET, applicationId: sent.applicationId, state: 'manual', ...answer }]);
    await openReviews(tx, now, policy, [{ ...sent, origin: 'bank', code: 'GREY_LIST' }]);
  });
  await claim();
  await expect(decide({ limit: 10_000_001n })).rejects.toMatchObject({ code: 'OVERRIDE_LIMIT' });
  const conclude = (facts: object) => async (tx: Parameters<Parameters<Database['tx']>[0]>[0], _: unknown, application: Application, limit: bigint) =>
    concludeReviewed(tx, policy, now.on, application, limit, {
      rulebook: await loadRulebook(tx),
      factsOf: () => ({ ...FACTS, purpose: 'consumption', repaymentMethod: 'equal-principal', lineMonths: 12n, ...facts }),
    });
  await decide({ limit: 900_000n }, 'reviewer', conclude({}));
  expect(await state()).toBe('approved');
  expect(await lineOf(db, BUCKET, who, 'JL')).toMatchObject({
    limit: 900_000n,
    state: 'active',
    openedOn: ON,
    validThrough: '2029-03-02',
    reviewOn: '2027-03-02',
  });
});

test('a refusal is told in words, without points; what lost most comes first', async () => {
  const application = await apply(POOR);
  const told = await explain(db, application);
  expect(told).toMatchObject({ decidedBy: 'platform', reviewPossible: true, review: null });
  expect(told.reasons.map(({ code }) => code)).toEqual(['PLATFORM_SCORE', 'SHORT_TENURE', 'FEW_ORDERS', 'AGE_BAND']);
  for (const { zh, en, adviceZh, adviceEn } of told.reasons) expect(`${zh}${en}${adviceZh}${adviceEn}`).not.toMatch(/\d{3}|points|score|分数|分值/);
});

test('a suspicion is told neutrally, and nothing beside it', async () => {
  await db.query(
    `INSERT INTO credit.listing (bucket, listing_id, list, kind, value, reason, valid_from, made_by) VALUES (1, 'lst_x', 'black', 'customer', $1, 'forged papers', '2026-01-01', 'maker')`,
    [who],
  );
  const application = await apply(POOR);
  expect(application.refusalCode).toBe('PLATFORM_SCORE');
  expect((await explain(db, application)).reasons.map(({ code }) => code)).toEqual(['PLATFORM_SCORE', 'SHORT_TENURE', 'FEW_ORDERS', 'AGE_BAND']);
  who = `${who} with a history`;
  await db.query(`UPDATE credit.listing SET value = $1 WHERE listing_id = 'lst_x'`, [who]);
  const listed = await apply({ tenureMonths: 60 });
  expect(listed).toMatchObject({ state: 'platform-refused', refusalCode: 'LISTED_BLACK' });
  const told = await explain(db, listed);
  expect(told.reasons.map(({ code, en }) => [code, en])).toEqual([['UNDER_REVIEW', 'The application cannot be accepted now.']]);
  expect(JSON.stringify(told)).not.toMatch(/list|名单|fraud|欺诈/i);
});
