import type { CreditReview, DecisionRun, DecisionRunDetail, DecisionStep, KnownFeatureView } from '@jinqiao/api';
import {
  effectiveRuns,
  FEATURES,
  type FeatureName,
  type KnownFeatures,
  type PartnerAnswer,
  partnerAnswerOf,
  type Review,
  type Run,
  type RunSummary,
  reviewsOf,
  runsOfSubject,
  type StepResult,
} from '@jinqiao/credit';
import { bucketOfId, type Db } from '@jinqiao/database';
import { type Asset, asset, formatAmount } from '@jinqiao/money';
import { customersById } from '@jinqiao/parties';
import { shanghaiTimeOfDay } from '../time-of-day.ts';
import type { HttpContext } from './context.ts';
import { currentDay } from './programmes.ts';

type Customers = ReadonlyMap<string, { readonly nameMasked: string | null; readonly mobileMasked: string }>;

const CNY = asset('CNY');

/** How amounts of programmes are written; a product that is no programme is in yuan. */
export async function assetsOf(context: HttpContext): Promise<(programmeId: string) => Asset> {
  const { programmes } = await context.system.joint();
  const known = new Map(programmes.map((programme) => [programme.id, programme.asset]));
  return (programmeId) => known.get(programmeId) ?? CNY;
}

export function namesOf(db: Db, ids: readonly string[]): Promise<Customers> {
  return customersById(
    db,
    [...new Set(ids)].map((customerId) => ({ customerId, bucket: bucketOfId(customerId) ?? -1 })),
  );
}

export function nameIn(customers: Customers, customerId: string): string {
  const customer = customers.get(customerId);
  return customer?.nameMasked ?? customer?.mobileMasked ?? customerId;
}

export function runSummaryView(run: RunSummary, customers: Customers, of: Asset): DecisionRun {
  const { runId, bucket: _, creditLimit, customerId, ...rest } = run;
  return { id: runId, customerId, customerName: nameIn(customers, customerId), ...rest, limit: formatAmount(creditLimit, of) };
}

function summaryOf(run: Run, customers: Customers, of: Asset): DecisionRun {
  const { result, inputs: _, cards: _cards, rulebook: _rulebook, ...rest } = run;
  const { outcome, code, limit, score } = result;
  return runSummaryView({ ...rest, outcome, code, creditLimit: BigInt(limit), score }, customers, of);
}

/** A run whole: what went in, each step, the other arm, the bank's answer beside it, and what people made of it. */
export async function runDetail(context: HttpContext, run: Run): Promise<DecisionRunDetail> {
  const { db } = context.system;
  const of = (await assetsOf(context))(run.programmeId);
  const customers = await namesOf(db, [run.customerId]);
  const other = (await runsOfSubject(db, run.bucket, run.subject)).find(({ runId }) => runId !== run.runId);
  const answer = await partnerAnswerOf(db, run.bucket, run.subject);
  const reviews = await reviewsOf(db, run.bucket, run.subject);
  return {
    ...summaryOf(run, customers, of),
    profile: run.inputs.profile,
    rulebook: run.rulebook,
    cards: { ...run.cards },
    features: featureViews(run.inputs.features),
    facts: { ...run.inputs.facts },
    steps: run.result.steps.map((step) => stepView(step, of)),
    scoreReasons: [...run.result.scoreReasons],
    other: other ? summaryOf(other, customers, of) : null,
    bank: answer ? bankView(answer, of) : null,
    reviews: await reviewViews(context, reviews),
  };
}

function stepView({ limit, score, checks, ...step }: StepResult, of: Asset): DecisionStep {
  return {
    ...step,
    checks: [...checks],
    ...(score && { score: { ...score, points: { ...score.points }, reasons: [...score.reasons] } }),
    ...(limit && { limit: { found: formatAmount(BigInt(limit.found), of), limit: formatAmount(BigInt(limit.limit), of) } }),
  };
}

function bankView({ status, code, bankLimit, answeredOn, rules }: PartnerAnswer, of: Asset) {
  return { status, code, bankLimit: bankLimit === null ? null : formatAmount(bankLimit, of), answeredOn, rules: [...rules] };
}

export function featureViews(known: KnownFeatures): KnownFeatureView[] {
  return Object.entries(known).map(([name, feature]) => {
    const { kept: _, ...spec } = FEATURES[name as FeatureName];
    return { name, ...spec, ...feature };
  });
}

/** Reviews with the applications that they are about, and whether their time is over. */
export async function reviewViews(context: HttpContext, reviews: readonly Review[]): Promise<CreditReview[]> {
  const { db, clock } = context.system;
  const assets = await assetsOf(context);
  const [on, time] = [await currentDay(db), shanghaiTimeOfDay(clock)];
  const customers = await namesOf(
    db,
    reviews.map(({ customerId }) => customerId),
  );
  const found = await limitsAndRuns(db, reviews);
  return reviews.map((review) => {
    const of = assets(review.programmeId);
    const { bucket: _, reviewId, creditLimit, decidedAt: _at, flow: _flow, ...rest } = review;
    const { runId, ownLimit } = found(review.applicationId);
    const late = review.dueOn < on || (review.dueOn === on && review.dueTime < time);
    return {
      id: reviewId,
      ...rest,
      customerName: nameIn(customers, review.customerId),
      runId,
      overdue: review.state !== 'decided' && late,
      ownLimit: formatAmount(ownLimit, of),
      limit: creditLimit === null ? null : formatAmount(creditLimit, of),
    };
  });
}

/** What the flow found for each application, and the run that says so: one query for any number. */
async function limitsAndRuns(db: Db, reviews: readonly Review[]): Promise<(applicationId: string) => { runId: string | null; ownLimit: bigint }> {
  const runs = await effectiveRuns(
    db,
    reviews.map(({ bucket, applicationId }) => ({ bucket, subject: applicationId })),
  );
  return (applicationId) => {
    const run = runs.get(applicationId);
    return { runId: run?.runId ?? null, ownLimit: run?.creditLimit ?? 0n };
  };
}
