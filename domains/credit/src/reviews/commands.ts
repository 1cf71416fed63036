import type { BusinessDate, Calendar } from '@jinqiao/calendar';
import type { Tx } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';
import type { CreditAct } from '../decisions/changes.ts';
import { flowsInForce, flowVersion } from '../decisions/flow-store.ts';
import { runsOfSubject } from '../decisions/run-store.ts';
import { creditFault } from '../errors.ts';
import type { CreditPolicy } from '../policy.ts';
import { type Application, applicationById, setReviewed } from '../store.ts';
import { dueAt, timeOfDay } from './due.ts';
import { claim, insertReviews, type Review, reviewById, reviewsOf, saveCheck, saveVerdict } from './store.ts';

export type NewCase = Pick<Application, 'bucket' | 'applicationId' | 'customerId' | 'programmeId'> & {
  readonly origin: Review['origin'];
  readonly code: string | null;
  readonly note?: string;
};

/**
 * Opens reviews, due by the service level of the flow; the same case again is the one that there is.
 * @returns the ids of those that were new.
 */
export async function openReviews(
  tx: Tx,
  { on, at }: { readonly on: string; readonly at: string },
  { flow, calendar }: { readonly flow: string; readonly calendar: Calendar },
  cases: readonly NewCase[],
): Promise<Set<string>> {
  if (cases.length === 0) return new Set();
  const { champion } = await flowsInForce(tx, flow);
  const due = dueAt({ on: on as BusinessDate, time: timeOfDay(at) }, champion.body.review, calendar);
  const rows = cases.map(({ bucket, applicationId, customerId, programmeId, origin, code, note }) => ({
    bucket,
    reviewId: derivedId('rev', bucket, `${applicationId} ${origin}`),
    customerId,
    applicationId,
    programmeId,
    origin,
    flow,
    code,
    note: note ?? null,
    openedOn: on,
    dueOn: due.on,
    dueTime: due.time,
  }));
  return insertReviews(tx, rows, at);
}

const AUTOMATED: readonly Application['state'][] = ['whitelist-miss', 'platform-refused'];

/**
 * A customer asks for a person to look at a refusal that no person decided (个人信息保护法, article 24).
 * @throws Fault REVIEW_NOT_POSSIBLE, REVIEW_EXISTS.
 */
export async function askForReview(
  tx: Tx,
  now: { readonly on: string; readonly at: string },
  policy: CreditPolicy,
  application: Application,
  note: string,
): Promise<void> {
  const before = await reviewsOf(tx, application.bucket, application.applicationId);
  if (before.length > 0) throw creditFault('REVIEW_EXISTS');
  if (!AUTOMATED.includes(application.state)) throw creditFault('REVIEW_NOT_POSSIBLE');
  const opened = await openReviews(tx, now, policy, [{ ...application, origin: 'customer', code: application.refusalCode, note }]);
  if (opened.size === 0) throw creditFault('REVIEW_EXISTS');
}

/** Takes a review; who takes it last holds it, so that nobody's absence holds it up. @throws Fault REVIEW_UNKNOWN, REVIEW_STATE. */
export async function claimReview(tx: Tx, { by }: CreditAct, reviewId: string): Promise<Review> {
  const review = await reviewById(tx, reviewId, true);
  if (review.state !== 'open' && review.state !== 'claimed') throw creditFault('REVIEW_STATE', { state: review.state });
  await claim(tx, review, by);
  return reviewById(tx, reviewId);
}

export type ReviewVerdict = {
  readonly approve: boolean /** Minor units; the flow's own where none is given. */;
  readonly limit: bigint | null;
  readonly reason: string;
};

/** What goes on once a review is decided: the bank's answer is concluded by whoever knows its programme. */
export type Resume = (tx: Tx, review: Review, application: Application, limit: bigint) => Promise<void>;

/**
 * Decides a review that its holder claimed. What decides otherwise than the flow, with more than its limit for one person,
 * waits for a second one.
 * @throws Fault REVIEW_UNKNOWN, REVIEW_STATE, REVIEW_HELD, OVERRIDE_NOT_ALLOWED, OVERRIDE_LIMIT.
 */
export async function decideReview(tx: Tx, act: CreditAct, reviewId: string, verdict: ReviewVerdict, digits: number, resume: Resume): Promise<Review> {
  const review = await reviewById(tx, reviewId, true);
  if (review.decidedBy === act.by && review.state !== 'claimed') return review;
  if (review.state !== 'claimed') throw creditFault('REVIEW_STATE', { state: review.state });
  if (review.claimedBy !== act.by) throw creditFault('REVIEW_HELD', { by: review.claimedBy ?? '' });
  const application = await applicationById(tx, review.bucket, review.applicationId);
  const given = verdict.approve ? await requireOverride(tx, review, application, verdict, digits) : { limit: null, second: false };
  const saved = { verdict: verdict.approve ? ('approve' as const) : ('refuse' as const), limit: given.limit, reason: verdict.reason };
  await saveVerdict(tx, review, { ...saved, state: given.second ? 'proposed' : 'decided' }, act.by, act.at);
  if (!given.second) await carryOut(tx, review, application, given.limit, resume);
  return reviewById(tx, reviewId);
}

/** A second person confirms what another decided, or gives it back. @throws Fault REVIEW_UNKNOWN, REVIEW_STATE, CHECKER_IS_MAKER. */
export async function checkReview(tx: Tx, act: CreditAct, reviewId: string, agree: boolean, resume: Resume): Promise<Review> {
  const review = await reviewById(tx, reviewId, true);
  if (review.checkedBy === act.by && (review.state === 'decided') === agree) return review;
  if (review.state !== 'proposed') throw creditFault('REVIEW_STATE', { state: review.state });
  if (review.decidedBy === act.by) throw creditFault('CHECKER_IS_MAKER');
  await saveCheck(tx, review, agree, act.by, act.at);
  if (agree) await carryOut(tx, review, await applicationById(tx, review.bucket, review.applicationId), review.creditLimit, resume);
  return reviewById(tx, reviewId);
}

/** The limit that an approval gives, and whether a second person must confirm it. */
async function requireOverride(
  tx: Tx,
  review: Review,
  application: Application,
  { limit }: ReviewVerdict,
  digits: number,
): Promise<{ limit: bigint; second: boolean }> {
  const run = (await runsOfSubject(tx, review.bucket, review.applicationId)).find(({ effective }) => effective);
  const { overrides } = (run ? await flowVersion(tx, run.flow, run.version) : (await flowsInForce(tx, review.flow)).champion).body;
  const refused = (run?.result.steps ?? []).flatMap(({ checks }) => checks).filter(({ pass, effect }) => !pass && effect === 'refuse');
  const strange = refused.map(({ ruleId }) => ruleId).filter((code) => !overrides.codes.includes(code));
  if (strange.length > 0) throw creditFault('OVERRIDE_NOT_ALLOWED', { codes: strange.join(', ') }, '$.approve');
  const inMinor = (units: string) => BigInt(units) * 10n ** BigInt(digits);
  const own = application.platformLimit;
  const given = limit ?? own;
  const otherwise = review.origin !== 'flow' || given > own;
  // The bank's case keeps within what the platform found; only its own flow can be decided upwards.
  const most = review.origin === 'bank' ? own : otherwise ? inMinor(overrides.maxUnits) : own;
  if (given <= 0n || given > most) throw creditFault('OVERRIDE_LIMIT', { max: (most / 10n ** BigInt(digits)).toString() }, '$.limit');
  return { limit: given, second: otherwise && given > inMinor(overrides.fourEyesAboveUnits) };
}

async function carryOut(tx: Tx, review: Review, application: Application, limit: bigint | null, resume: Resume): Promise<void> {
  if (limit === null) {
    const bank = review.origin === 'bank';
    const state = bank ? ('rejected' as const) : application.state === 'whitelist-miss' ? ('whitelist-miss' as const) : ('platform-refused' as const);
    const code = review.origin === 'flow' ? 'MANUAL_REVIEW' : application.refusalCode;
    return setReviewed(tx, application, { state, platformLimit: application.platformLimit, refusalCode: code, refusalSide: application.refusalSide });
  }
  if (review.origin === 'bank') return resume(tx, review, application, limit);
  return setReviewed(tx, application, { state: 'cleared', platformLimit: limit, refusalCode: null, refusalSide: null });
}
