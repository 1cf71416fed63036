import { createHash } from 'node:crypto';
import type { Facts, Profile, RuleResult } from '@jinqiao/compliance';
import type { Tx } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';
import type { Scorecard } from '@jinqiao/scorecard';
import { creditFault } from '../errors.ts';
import { type FeatureName, type Features, fits, isFeatureName, specOf } from '../features/catalogue.ts';
import { type FeatureRow, featuresAt, type KnownFeature, type KnownFeatures, recordFeatures } from '../features/store.ts';
import { detectFraud } from '../fraud/detect.ts';
import type { Detector } from '../fraud/model.ts';
import { digestOf } from '../models/registry.ts';
import { type CardSource, cardsOf } from './cards.ts';
import { featuresOf } from './feature-names.ts';
import { flowsInForce } from './flow-store.ts';
import type { Challenger, Check, Flow, FlowVersion, Inputs, Outcome } from './model.ts';
import { keepRulebook } from './rulebooks.ts';
import { cardKey, runFlow } from './run-flow.ts';
import { insertRuns, type Run, runsByIds } from './run-store.ts';

/** Whom an application concerns, and what the caller knows of it; everything else that the flow asks is read from the store. */
export type DecisionSubject = {
  readonly bucket: number;
  readonly customerId: string;
  /** The application's own id: the same one is decided once. */
  readonly subject: string;
  readonly features: Features;
  /** What compliance rules may know besides what holds for all. */
  readonly facts?: Facts;
};

export type DecisionQuestion = {
  readonly flowName: string;
  /** The open day. */
  readonly on: string;
  /** The instant of the decision: nothing recorded later is seen. */
  readonly at: string;
  /** The programme or product that asks. */
  readonly programmeId: string;
  readonly profile: Profile;
  /** Decimal digits of the product's asset. */
  readonly digits: number;
  readonly subjects: readonly DecisionSubject[];
  /** Where cards are found that flows name; the registry of models if left out. */
  readonly cardOf?: CardSource;
};

export type Decided = {
  readonly customerId: string;
  readonly subject: string;
  readonly runId: string;
  readonly outcome: Outcome;
  /** The check that decided; null where the flow approves. */
  readonly code: string | null;
  /** Minor units. */
  readonly limit: bigint;
  readonly score: number | null;
  /** Codes to tell the customer by, the deciding first: `explain` has the words. */
  readonly reasons: readonly string[];
  /** Why points were lost, most first. */
  readonly scoreReasons: readonly string[];
  /** The whole vector of checks, for `recordDecisions` and partners; only what refuses blocks. */
  readonly rules: readonly RuleResult[];
};

/**
 * Decides applications by a flow, in one go for any number: a fixed number of queries, whatever the number of subjects. What
 * went in and what came out is stored; an application that was decided before has the answer that it had.
 * @returns an answer for each subject, in their order.
 * @throws Fault FLOW_UNKNOWN, CARD_UNKNOWN, FEATURE_INVALID.
 */
export async function decideApplications(tx: Tx, question: DecisionQuestion): Promise<Decided[]> {
  if (question.subjects.length === 0) return [];
  const { champion, challenger } = await flowsInForce(tx, question.flowName);
  const flows = challenger ? [champion, challenger] : [champion];
  const cards = await cardsOf(
    tx,
    flows.map(({ body }) => body),
    question,
  );
  const { digest, rulebook } = await keepRulebook(tx);
  const inputsOf = await gatherInputs(tx, question, flows, cards);
  const runs = question.subjects.flatMap((subject) =>
    armsOf(subject, champion, challenger).map(({ flow, arm, effective }): Run => {
      const inputs = inputsOf(subject);
      return {
        bucket: subject.bucket,
        runId: derivedId('run', subject.bucket, `${question.flowName} ${subject.subject} ${arm}`),
        customerId: subject.customerId,
        subject: subject.subject,
        programmeId: question.programmeId,
        flow: flow.name,
        version: flow.version,
        arm,
        effective,
        rulebook: digest,
        cards: cardDigests(flow.body, cards),
        businessDate: question.on,
        decidedAt: question.at,
        inputs,
        result: runFlow(flow.body, inputs, { cards, rulebook }),
      };
    }),
  );
  return answersOf(question, await storedRuns(tx, runs));
}

/** The digest of each card that a flow asked, by its own name and version. */
export function cardDigests({ steps }: Pick<Flow, 'steps'>, cards: ReadonlyMap<string, Scorecard>): Record<string, string> {
  const asked = steps.flatMap((step) => (step.kind === 'scorecard' ? (cards.get(cardKey(step.card)) ?? []) : []));
  return Object.fromEntries(asked.map((card) => [cardKey(card), digestOf(card, null)]));
}

/** What each run is now: where it was decided before, by this command or another, that answer stands. */
async function storedRuns(tx: Tx, runs: readonly Run[]): Promise<Run[]> {
  const fresh = await insertRuns(tx, runs);
  const before = runs.filter((run) => !fresh.has(run.runId));
  if (before.length === 0) return [...runs];
  const known = await runsByIds(tx, before);
  return runs.map((run) => known.get(run.runId) ?? run);
}

type Arm = { readonly flow: FlowVersion; readonly arm: Run['arm']; readonly effective: boolean };

function armsOf({ customerId }: DecisionSubject, champion: FlowVersion, challenger: FlowVersion | undefined): Arm[] {
  const against = champion.body.challenger;
  if (!challenger || !against || !meets(against, champion.name, customerId)) return [{ flow: champion, arm: 'champion', effective: true }];
  const test = against.mode === 'test';
  return [
    { flow: champion, arm: 'champion', effective: !test },
    { flow: challenger, arm: 'challenger', effective: test },
  ];
}

const SHARES = 10_000;

/** Whether a customer meets the challenger: by a digest of customer and flow, so that it is the same at every application. */
export function meets({ share }: Challenger, flow: string, customerId: string): boolean {
  return createHash('sha256').update(`${flow} ${customerId}`).digest().readUInt32BE(0) % SHARES < share;
}

/** What every flow of the question asks, read in bulk: given features win over stored ones and are kept for later. */
async function gatherInputs(
  tx: Tx,
  { on, at, profile, digits, subjects }: DecisionQuestion,
  flows: readonly FlowVersion[],
  cards: ReadonlyMap<string, Scorecard>,
): Promise<(subject: DecisionSubject) => Inputs> {
  const given = new Map(subjects.map((subject) => [subject.subject, givenOf(subject, on, at)]));
  await recordFeatures(
    tx,
    subjects.flatMap(({ bucket, customerId, subject }) => keptRows(bucket, customerId, given.get(subject) ?? {})),
  );
  const names = [...new Set(flows.flatMap(({ body }) => featuresOf(body, cards)))];
  const keys = subjects.map(({ bucket, customerId }) => ({ bucket, subject: customerId }));
  const stored = await featuresAt(
    tx,
    keys,
    names.filter((name) => specOf(name).kept),
    { asOf: on, knownAt: at },
  );
  const detectors = flows.flatMap(({ body }) => body.steps.flatMap((step): readonly Detector[] => (step.kind === 'fraud' ? step.detectors : [])));
  const signals = await detectFraud(tx, subjects, detectors, on);
  return ({ customerId, subject, facts = {} }) => ({
    on,
    profile,
    digits,
    features: pick({ ...stored.get(customerId), ...given.get(subject) }, names),
    facts: Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, typeof value === 'bigint' ? value.toString() : value])),
    signals: signals.get(customerId) ?? {},
  });
}

function givenOf({ features }: DecisionSubject, on: string, at: string): KnownFeatures {
  const known: { [N in FeatureName]?: KnownFeature } = {};
  for (const [name, value] of Object.entries(features)) {
    if (!isFeatureName(name) || !fits(name, value)) throw creditFault('FEATURE_INVALID', { feature: name, why: 'no value of its kind', whyZh: '取值类型不符' });
    known[name] = { value, validFrom: on, recordedAt: at };
  }
  return known;
}

function keptRows(bucket: number, subject: string, known: KnownFeatures): FeatureRow[] {
  return Object.entries(known).flatMap(([feature, value]) => {
    const name = feature as FeatureName;
    return specOf(name).kept ? [{ bucket, subject, feature: name, ...value }] : [];
  });
}

function pick(known: KnownFeatures, names: readonly FeatureName[]): KnownFeatures {
  return Object.fromEntries(names.flatMap((name) => (known[name] ? [[name, known[name]]] : [])));
}

function answersOf({ subjects }: DecisionQuestion, runs: readonly Run[]): Decided[] {
  const effective = new Map(runs.filter((run) => run.effective).map((run) => [run.subject, run]));
  return subjects.flatMap(({ subject }) => {
    const run = effective.get(subject);
    return run ? [decidedOf(run)] : [];
  });
}

/** A stored run as its answer. */
export function decidedOf({ customerId, subject, runId, result }: Run): Decided {
  const { outcome, code, codes, score, scoreReasons, steps } = result;
  // A limit that the score did not reach is told by what the score lacked.
  const reasons = code === null ? [] : [...new Set([code, ...codes.filter((other) => other !== code)])];
  return {
    customerId,
    subject,
    runId,
    outcome,
    code,
    limit: BigInt(result.limit),
    score,
    reasons,
    scoreReasons,
    rules: steps.flatMap((step) => step.checks.map(ruleOf)),
  };
}

/** What does not refuse is shown and blocks nothing. */
function ruleOf({ effect, ...rule }: Check): RuleResult {
  return effect === 'refuse' || rule.pass ? rule : { ...rule, onBreach: 'warn' };
}
