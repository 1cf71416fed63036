import type { Db } from '@jinqiao/database';
import type { Review } from '../reviews/store.ts';
import { reviewsOf } from '../reviews/store.ts';
import type { Application } from '../store.ts';
import { flowVersion } from './flow-store.ts';
import type { ReasonText } from './model.ts';
import { BANK_REFUSED, isNeutral, NEUTRAL, reasonText } from './reason-texts.ts';
import { runsOfSubject } from './run-store.ts';

/** A reason as its customer is told it. */
export type ToldReason = ReasonText & { readonly code: string };

/** A decision in words: who decided, why, and what can be done. Nothing of a score but what lost points, and no list. */
export type Explanation = {
  readonly applicationId: string;
  readonly state: Application['state'];
  readonly appliedOn: string;
  readonly decidedBy: 'platform' | 'bank' | 'person';
  readonly reasons: readonly ToldReason[];
  /** Whether the customer may ask for a person to look at it. */
  readonly reviewPossible: boolean;
  readonly review: Pick<Review, 'state' | 'dueOn' | 'verdict'> | null;
};

/** Reasons of a score that are told, the most that help. */
const SCORE_REASONS_MAX = 3;
const BY_SCORE = ['PLATFORM_SCORE', 'SCORE_LOW', 'SCORE_BORDERLINE'];
const AUTOMATED = ['whitelist-miss', 'platform-refused'];
const AGAINST = [...AUTOMATED, 'rejected'];

/** Explains the last word on an application to its customer. */
export async function explain(db: Db, application: Application): Promise<Explanation> {
  const { bucket, applicationId, state, appliedOn } = application;
  const run = (await runsOfSubject(db, bucket, applicationId)).find(({ effective }) => effective);
  const flow = run && (await flowVersion(db, run.flow, run.version));
  const reviews = await reviewsOf(db, bucket, applicationId);
  const last = reviews.at(-1);
  const byPerson = last?.state === 'decided';
  return {
    applicationId,
    state,
    appliedOn,
    decidedBy: byPerson ? 'person' : application.refusalSide === 'bank' || application.refusalSide === 'bureau' ? 'bank' : 'platform',
    reasons: AGAINST.includes(state) ? reasonsOf(application, run?.result.codes ?? [], flow?.body.reasons ?? {}) : [],
    reviewPossible: AUTOMATED.includes(state) && reviews.length === 0,
    review: last ? { state: last.state, dueOn: last.dueOn, verdict: last.state === 'decided' ? last.verdict : null } : null,
  };
}

function reasonsOf({ refusalCode, refusalSide, reasons }: Application, codes: readonly string[], own: Readonly<Record<string, ReasonText>>): ToldReason[] {
  const decided = refusalCode ?? '';
  const fallback = refusalSide === 'platform' ? NEUTRAL : BANK_REFUSED;
  const told = (code: string): ToldReason[] => {
    const text = reasonText(code, own);
    return text ? [{ code: isNeutral(code) ? 'UNDER_REVIEW' : code, ...text }] : [];
  };
  const first = told(decided);
  // Beside a suspicion nothing else is said: what is left out would tell it.
  if (isNeutral(decided)) return first;
  const others = refusalSide === 'platform' ? codes.filter((code) => code !== decided && !isNeutral(code)).flatMap(told) : [];
  const scored = BY_SCORE.includes(decided) ? reasons.slice(0, SCORE_REASONS_MAX).flatMap(told) : [];
  return [...(first.length > 0 ? first : [{ code: decided, ...fallback }]), ...others, ...scored];
}
