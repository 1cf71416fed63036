import { z } from 'zod';
import { amountInput, date, id, instant, money, page, pageQuery, reason, ruleResult } from './common.ts';

const code = z.string().min(1).max(60);
const whole = z.string().max(19);
const units = z.string().max(12).meta({ description: 'Whole units of the asset' });
const featureName = z.string().min(1).max(60);
const bound = z.union([whole, z.object({ of: featureName }).strict()]);
const effect = z.enum(['refuse', 'review', 'note']);
const outcome = z.enum(['approve', 'review', 'refuse']);
const profile = z.enum(['CN_2017', 'CN_CURRENT', 'P2P_RUNOFF', 'CUSTOM']);
const words = z.string().min(1).max(300);

/** A condition on a feature, of one of the closed set of forms. */
export const featureCondition = z.discriminatedUnion('form', [
  z.object({ form: z.enum(['at-most', 'at-least']), feature: featureName, value: bound }).strict(),
  z.object({ form: z.literal('between'), feature: featureName, from: bound, to: bound }).strict(),
  z.object({ form: z.enum(['one-of', 'none-of']), feature: featureName, values: z.array(code).min(1).max(50) }).strict(),
  z.object({ form: z.enum(['is-true', 'is-false']), feature: featureName }).strict(),
]);
const rule = z
  .object({ code, when: z.array(featureCondition).max(10).optional(), check: featureCondition, effect, missing: z.enum(['pass', 'fail']).optional() })
  .strict();

const bin = z
  .object({
    below: z.number().nullable().optional(),
    values: z.array(code).max(200).optional(),
    missing: z.literal(true).optional(),
    points: z.number(),
    woe: z.number().optional(),
  })
  .strict();
const card = z
  .object({
    name: code,
    version: code,
    base: z.number(),
    scale: z.object({ at: z.number(), odds: z.number().positive(), pdo: z.number().positive() }).strict(),
    characteristics: z
      .array(z.object({ feature: featureName, kind: z.enum(['numeric', 'category']), reason: code, bins: z.array(bin).min(1).max(100) }).strict())
      .min(1)
      .max(100),
  })
  .strict();
const attribute = z.enum(['device', 'address', 'card']);
const counted = { code, effect, above: z.int().min(0).max(10_000) };
const detector = z.discriminatedUnion('form', [
  z.object({ ...counted, form: z.enum(['shared', 'velocity']), attribute, days: z.int() }).strict(),
  z.object({ ...counted, form: z.literal('component'), attributes: z.array(attribute).min(1).max(3), depth: z.int() }).strict(),
  z.object({ ...counted, form: z.literal('listed'), list: z.enum(['grey', 'black']) }).strict(),
]);
const step = z.discriminatedUnion('kind', [
  z.object({ id: code, kind: z.literal('rules'), rules: z.array(rule).min(1).max(100) }).strict(),
  z.object({ id: code, kind: z.literal('compliance'), actions: z.array(code).min(1).max(10) }).strict(),
  z.object({ id: code, kind: z.literal('scorecard'), card: z.union([card, z.object({ name: code, version: code.optional() }).strict()]) }).strict(),
  z
    .object({
      id: code,
      kind: z.literal('cut-offs'),
      bands: z
        .array(z.object({ below: z.number().nullable(), outcome, code: code.optional() }).strict())
        .min(1)
        .max(20),
    })
    .strict(),
  z
    .object({
      id: code,
      kind: z.literal('limit'),
      bands: z.array(z.object({ from: z.number(), units }).strict()).max(50),
      instead: z.object({ when: featureCondition, feature: featureName }).strict().optional(),
      caps: z.array(z.object({ feature: featureName, code }).strict()).max(10),
      code,
    })
    .strict(),
  z.object({ id: code, kind: z.literal('fraud'), detectors: z.array(detector).min(1).max(30) }).strict(),
]);

/** A decision flow: steps in order, what people may decide otherwise, and how soon they must. */
export const decisionFlow = z
  .object({
    name: code,
    zh: words,
    en: words,
    steps: z.array(step).min(1).max(30),
    overrides: z.object({ codes: z.array(code).max(100), maxUnits: units, fourEyesAboveUnits: units }).strict(),
    review: z.object({ unit: z.enum(['working-hours', 'working-days']), value: z.int() }).strict(),
    challenger: z
      .object({ flow: code, version: z.int().min(1), share: z.int(), mode: z.enum(['shadow', 'test']) })
      .strict()
      .optional(),
    reasons: z.record(code, z.object({ zh: words, en: words, adviceZh: words, adviceEn: words }).strict()).optional(),
  })
  .strict()
  .meta({ id: 'DecisionFlow' });

export const flowVersion = z
  .object({
    name: z.string(),
    version: z.int(),
    body: decisionFlow,
    digest: z.string().meta({ description: 'SHA-256 of the body' }),
    madeBy: z.string(),
    checkedBy: z.string(),
    recordedOn: date,
    inForce: z.boolean(),
  })
  .meta({ id: 'DecisionFlowVersion' });
export const flowPage = page(flowVersion)
  .extend({
    features: z
      .array(z.object({ name: z.string(), zh: z.string(), en: z.string(), kind: z.enum(['number', 'amount', 'flag', 'text', 'date']) }))
      .meta({ description: 'What a flow may ask' }),
  })
  .meta({ id: 'DecisionFlowPage' });
export const flowChange = z
  .object({
    id,
    name: z.string(),
    body: decisionFlow,
    reason: z.string(),
    state: z.enum(['proposed', 'approved', 'rejected']),
    madeBy: z.string(),
    madeAt: instant,
    checkedBy: z.string().nullable(),
    checkedAt: instant.nullable(),
    verdict: z.string().nullable(),
    version: z.int().nullable().meta({ description: 'The version that the approval made' }),
  })
  .meta({ id: 'DecisionFlowChange' });
export const proposeFlow = z.object({ flow: decisionFlow, reason }).strict();
export const checkFlow = z.object({ flow: decisionFlow }).strict();
export const flowCheck = z.object({ steps: z.int(), features: z.array(z.string()) }).meta({ id: 'DecisionFlowCheck' });

const arm = z.enum(['champion', 'challenger']);
export const decisionRun = z
  .object({
    id,
    customerId: z.string(),
    customerName: z.string(),
    subject: z.string().meta({ description: 'The application' }),
    programmeId: z.string(),
    flow: z.string(),
    version: z.int(),
    arm,
    effective: z.boolean().meta({ description: 'Whether it decided' }),
    businessDate: date,
    decidedAt: instant,
    outcome,
    code: z.string().nullable(),
    limit: money,
    score: z.int().nullable(),
  })
  .meta({ id: 'DecisionRun' });
export const runQuery = pageQuery.extend({
  flow: code.optional(),
  outcome: outcome.optional(),
  arm: arm.optional(),
  code: code.optional(),
  customerId: z.string().max(64).optional(),
});

const check = ruleResult.extend({ effect });
export const runStep = z
  .object({
    id: z.string(),
    kind: z.string(),
    outcome,
    checks: z.array(check),
    score: z.object({ card: z.string(), score: z.int(), points: z.record(z.string(), z.number()), reasons: z.array(z.string()) }).optional(),
    limit: z.object({ found: money, limit: money }).optional(),
  })
  .meta({ id: 'DecisionStep' });
const value = z.union([z.number(), z.string(), z.boolean()]);
export const featureView = z
  .object({
    name: z.string(),
    zh: z.string(),
    en: z.string(),
    kind: z.enum(['number', 'amount', 'flag', 'text', 'date']),
    owner: z.string(),
    source: z.string(),
    personal: z.boolean(),
    value,
    validFrom: date,
    recordedAt: instant,
  })
  .meta({ id: 'KnownFeature' });
export const partnerAnswer = z
  .object({ status: z.enum(['APPROVED', 'REJECTED', 'MANUAL']), code: z.string(), bankLimit: money.nullable(), answeredOn: date, rules: z.array(ruleResult) })
  .meta({ id: 'PartnerAnswer' });
const reviewState = z.enum(['open', 'claimed', 'proposed', 'decided']);
export const creditReview = z
  .object({
    id,
    customerId: z.string(),
    customerName: z.string(),
    applicationId: z.string(),
    programmeId: z.string(),
    runId: z.string().nullable(),
    origin: z.enum(['flow', 'bank', 'customer']),
    code: z.string().nullable(),
    note: z.string().nullable(),
    state: reviewState,
    openedOn: date,
    dueOn: date,
    dueTime: z.string().meta({ description: 'HH:MM in Shanghai' }),
    overdue: z.boolean(),
    claimedBy: z.string().nullable(),
    verdict: z.enum(['approve', 'refuse']).nullable(),
    ownLimit: money.meta({ description: 'What the flow found' }),
    limit: money.nullable().meta({ description: 'What the person gave' }),
    reason: z.string().nullable(),
    decidedBy: z.string().nullable(),
    checkedBy: z.string().nullable(),
  })
  .meta({ id: 'CreditReview' });
export const reviewQuery = pageQuery.extend({ state: z.enum(['waiting', ...reviewState.options]).default('waiting') });
export const reviewVerdict = z.object({ approve: z.boolean(), limit: amountInput.optional(), reason }).strict();
export const reviewCheck = z.object({ agree: z.boolean(), reason }).strict();

export const decisionRunDetail = decisionRun
  .extend({
    profile,
    rulebook: z.string().meta({ description: 'Digest of the rules and licences asked' }),
    cards: z.record(z.string(), z.string()),
    features: z.array(featureView),
    facts: z.record(z.string(), z.union([z.string(), z.boolean()])),
    steps: z.array(runStep),
    scoreReasons: z.array(z.string()),
    other: decisionRun.nullable().meta({ description: 'The other arm, where the customer met both' }),
    bank: partnerAnswer.nullable(),
    reviews: z.array(creditReview),
  })
  .meta({ id: 'DecisionRunDetail' });
export const replayAnswer = z
  .object({ equal: z.boolean(), differs: z.array(z.string()).meta({ description: 'Steps and cards that are not as they were' }), outcome, limit: money })
  .meta({ id: 'DecisionReplay' });

export const momentQuery = z.object({
  asOf: z.string().optional().meta({ description: 'The day whose truth is asked for; today if missing' }),
  knownAt: z.string().max(30).optional().meta({ description: 'The instant until which it was known; now if missing' }),
});
export const featuresAnswer = z.object({ asOf: date, knownAt: instant, items: z.array(featureView) }).meta({ id: 'CustomerFeatures' });
export const fraudLink = z
  .object({
    attribute,
    digest: z.string().meta({ description: 'Keyed: it says nothing of what it stands for' }),
    firstOn: date,
    lastOn: date,
    others: z.array(z.object({ customerId: z.string(), customerName: z.string(), lastOn: date })),
  })
  .meta({ id: 'FraudLink' });
export const listing = z
  .object({
    id,
    list: z.enum(['grey', 'black']),
    kind: z.enum(['customer', 'device', 'address', 'card']),
    value: z.string(),
    reason: z.string(),
    validFrom: date,
    validTo: date.nullable(),
    madeBy: z.string(),
    endedBy: z.string().nullable(),
    endedReason: z.string().nullable(),
  })
  .meta({ id: 'FraudListing' });
export const newListing = z
  .object({
    list: z.enum(['grey', 'black']),
    kind: z.enum(['customer', 'device', 'address', 'card']),
    value: z.string().min(8).max(64),
    reason,
    validTo: date.nullable(),
  })
  .strict();
export const endOfListing = z.object({ reason }).strict();

export const agreementQuery = z.object({ programmeId: z.string().max(64), from: z.string(), through: z.string() });
export const agreement = z
  .object({
    programmeId: z.string(),
    from: date,
    through: date,
    cells: z.array(z.object({ platform: outcome, bank: z.enum(['APPROVED', 'REJECTED', 'MANUAL']).nullable(), count: z.int() })),
    limits: z.object({ bankLower: z.int(), equal: z.int(), platformLower: z.int(), noBankLimit: z.int() }),
    byScore: z.array(z.object({ from: z.int(), approved: z.int(), manual: z.int(), rejected: z.int() })),
    codes: z.array(z.object({ code: z.string(), count: z.int() })),
  })
  .meta({ id: 'EngineAgreement' });

/** A decision in words, as its customer is told it. */
export const explanation = z
  .object({
    applicationId: z.string(),
    state: z.enum(['whitelist-miss', 'platform-refused', 'sent', 'approved', 'rejected', 'manual', 'cleared']),
    appliedOn: date,
    decidedBy: z.enum(['platform', 'bank', 'person']),
    reasons: z.array(z.object({ code: z.string(), zh: z.string(), en: z.string(), adviceZh: z.string(), adviceEn: z.string() })),
    reviewPossible: z.boolean(),
    review: z.object({ state: reviewState, dueOn: date, verdict: z.enum(['approve', 'refuse']).nullable() }).nullable(),
  })
  .meta({ id: 'DecisionExplanation' });
export const askReview = z.object({ note: z.string().trim().min(4).max(300) }).strict();

export type DecisionFlow = z.output<typeof decisionFlow>;
export type DecisionFlowVersion = z.output<typeof flowVersion>;
export type DecisionFlowPage = z.output<typeof flowPage>;
export type DecisionFlowChange = z.output<typeof flowChange>;
export type DecisionFlowCheck = z.output<typeof flowCheck>;
export type DecisionRun = z.output<typeof decisionRun>;
export type DecisionRunDetail = z.output<typeof decisionRunDetail>;
export type DecisionStep = z.output<typeof runStep>;
export type DecisionReplay = z.output<typeof replayAnswer>;
export type KnownFeatureView = z.output<typeof featureView>;
export type CreditReview = z.output<typeof creditReview>;
export type CustomerFeatures = z.output<typeof featuresAnswer>;
export type FraudLink = z.output<typeof fraudLink>;
export type FraudListing = z.output<typeof listing>;
export type EngineAgreement = z.output<typeof agreement>;
export type DecisionExplanation = z.output<typeof explanation>;
