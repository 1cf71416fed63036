import type { Action, Profile, RuleResult } from '@jinqiao/compliance';
import type { Scorecard } from '@jinqiao/scorecard';
import type { FeatureName } from '../features/catalogue.ts';
import type { KnownFeature } from '../features/store.ts';
import type { Detector } from '../fraud/model.ts';
import type { FeatureCondition } from './conditions.ts';

/** What a check that does not pass does: refuses, sends to a person, or is only shown. */
export type Effect = 'refuse' | 'review' | 'note';

/** One question of a flow. Its code is the reason that a customer is told by. */
export type FlowRule = {
  readonly code: string;
  /** Asked only where all of these hold. */
  readonly when?: readonly FeatureCondition[];
  readonly check: FeatureCondition;
  readonly effect: Effect;
  /** Whether an unknown feature passes; unless said, it does not. */
  readonly missing?: 'pass' | 'fail';
};

export type CutOff = { readonly below: number | null; readonly outcome: Outcome; readonly code?: string };

/** A card of the registry; without a version, the one that is deployed on the day. */
export type CardReference = { readonly name: string; readonly version?: string };

/** The steps that there are. All are asked in order, whatever came before: nothing is left out of a run. */
export type Step = { readonly id: string } & (
  | { readonly kind: 'rules'; readonly rules: readonly FlowRule[] }
  /** The rules in force for actions, asked with the limit found so far. */
  | { readonly kind: 'compliance'; readonly actions: readonly Action[] }
  | { readonly kind: 'scorecard'; readonly card: Scorecard | CardReference }
  | { readonly kind: 'cut-offs'; readonly bands: readonly CutOff[] }
  | LimitStep
  | { readonly kind: 'fraud'; readonly detectors: readonly Detector[] }
);

/** A limit by score, the highest band first, in whole units of the asset; nothing below the last. */
export type LimitStep = {
  readonly kind: 'limit';
  readonly bands: readonly { readonly from: number; readonly units: string }[];
  /** A limit that comes from elsewhere, where the condition holds. */
  readonly instead?: { readonly when: FeatureCondition; readonly feature: FeatureName };
  /** It is at most each of these, and none of them at all where one is unknown. */
  readonly caps: readonly { readonly feature: FeatureName; readonly code: string }[];
  /** Why there is no limit. */
  readonly code: string;
};

/** What a person may decide otherwise than the flow. */
export type Overrides = {
  readonly codes: readonly string[];
  /** The highest limit that may be given, in whole units. */
  readonly maxUnits: string;
  /** Above it, a second person confirms. */
  readonly fourEyesAboveUnits: string;
};

export type ServiceLevel = { readonly unit: 'working-hours' | 'working-days'; readonly value: number };

export type Challenger = {
  readonly flow: string;
  readonly version: number;
  /** Of 10,000 customers, how many meet it. */
  readonly share: number;
  /** `shadow`: its answer is kept and changes nothing; `test`: it decides. */
  readonly mode: 'shadow' | 'test';
};

export type ReasonText = { readonly zh: string; readonly en: string; readonly adviceZh: string; readonly adviceEn: string };

export type Flow = {
  readonly name: string;
  readonly zh: string;
  readonly en: string;
  readonly steps: readonly Step[];
  readonly overrides: Overrides;
  readonly review: ServiceLevel;
  readonly challenger?: Challenger;
  /** What customers are told by codes that are the flow's own. */
  readonly reasons?: Readonly<Record<string, ReasonText>>;
};

export type FlowVersion = {
  readonly name: string;
  readonly version: number;
  readonly body: Flow;
  readonly digest: string;
  readonly madeBy: string;
  readonly checkedBy: string;
  readonly recordedOn: string;
};

/** Everything that a run rests on besides the versions it names. */
export type Inputs = {
  readonly on: string;
  readonly profile: Profile;
  /** Decimal digits of the asset. */
  readonly digits: number;
  readonly features: { readonly [N in FeatureName]?: KnownFeature };
  /** What compliance rules may know, numbers as text. */
  readonly facts: Readonly<Record<string, string | boolean>>;
  /** What each detector of fraud counted, by its code. */
  readonly signals: Readonly<Record<string, number>>;
};

export type Outcome = 'approve' | 'review' | 'refuse';

export type Check = RuleResult & { readonly effect: Effect };

export type StepResult = {
  readonly id: string;
  readonly kind: Step['kind'];
  readonly outcome: Outcome;
  readonly checks: readonly Check[];
  readonly score?: { readonly card: string; readonly score: number; readonly points: Readonly<Record<string, number>>; readonly reasons: readonly string[] };
  readonly limit?: { readonly found: string; readonly limit: string };
};

export type RunResult = {
  readonly outcome: Outcome;
  /** The first check that decided, none where the flow approves. */
  readonly code: string | null;
  /** Every check that stood against it, in the order of the flow. */
  readonly codes: readonly string[];
  /** Minor units. */
  readonly limit: string;
  readonly score: number | null;
  /** Why points were lost, most first, by the card's codes. */
  readonly scoreReasons: readonly string[];
  readonly steps: readonly StepResult[];
};
