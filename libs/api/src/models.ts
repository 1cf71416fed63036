import { z } from 'zod';
import { date, id, instant, reason } from './common.ts';

/** A model's name and version stand in addresses. */
const modelName = z.string().regex(/^[A-Za-z0-9][\w.-]{0,59}$/);
const modelVersionNumber = z.string().regex(/^[A-Za-z0-9][\w.-]{0,19}$/);
const share = z.number().min(0).max(1);
const count = z.int().min(0);
const text = z.string().max(400);
const kind = z.enum(['numeric', 'category']);

const binFields = {
  below: z.number().nullable().exactOptional().meta({ description: 'Values below this; null in the last bin' }),
  values: z.array(text).exactOptional(),
  missing: z.literal(true).exactOptional(),
  other: z.literal(true).exactOptional().meta({ description: 'Also names that no bin lists' }),
  points: z.number(),
};

export const scorecard = z
  .strictObject({
    name: modelName,
    version: modelVersionNumber,
    base: z.number(),
    scale: z.strictObject({ at: z.number(), odds: z.number(), pdo: z.number() }),
    calibration: z
      .array(z.strictObject({ score: z.number(), logOdds: z.number() }))
      .exactOptional()
      .meta({ description: 'Log odds of being good by score, in place of the scale' }),
    characteristics: z
      .array(z.strictObject({ feature: text, kind, reason: text, bins: z.array(z.strictObject({ ...binFields, woe: z.number().exactOptional() })).max(200) }))
      .max(200),
  })
  .meta({ id: 'Scorecard' });

const excluded = z.enum(['identifies', 'by-hand', 'protected', 'time', 'performance', 'decision', 'funding', 'names-rows', 'date', 'counts-rows']);
const dropped = z.strictObject({ feature: text, iv: z.number(), why: z.enum(['constant', 'low-information', 'no-better-than-chance', 'wrong-sign']) });
const scoreGroup = z.strictObject({
  from: z.number(),
  to: z.number(),
  rows: count,
  bads: count,
  predicted: share,
  observed: share,
  low: share,
  high: share,
});
const validation = z.strictObject({
  rows: count,
  bads: count,
  badRate: share,
  meanPd: share,
  auc: share,
  aucLow: share,
  aucHigh: share,
  gini: z.number(),
  ks: share,
  ksAt: z.number(),
  brier: share,
  deciles: z.array(scoreGroup).max(100),
  lift: z.array(z.strictObject({ group: z.int(), rowsShare: share, badsShare: share, lift: z.number() })).max(100),
  curve: z.array(z.strictObject({ score: z.number(), goods: share, bads: share })).max(200),
  distribution: z.array(z.strictObject({ from: z.number(), to: z.number(), goods: count, bads: count })).max(100),
});
const fairnessRow = z.strictObject({
  attribute: text,
  group: text,
  rows: count,
  bads: count,
  badRate: share,
  meanPd: share,
  approvalRate: share,
  ratio: z.number().nullable(),
  auc: share.nullable(),
});
const modelCharacteristic = z.strictObject({
  feature: text,
  kind,
  iv: z.number(),
  coefficient: z.number(),
  bins: z.array(z.strictObject({ ...binFields, woe: z.number(), rows: count, share, bads: count, badRate: share })).max(200),
});

export const modelCard = z
  .strictObject({
    name: modelName,
    version: modelVersionNumber,
    data: z.strictObject({
      source: text,
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      rows: count,
      withoutOutcome: count,
      target: text,
      bad: text,
      timeSpan: z.strictObject({ column: text, from: text, to: text }).nullable(),
      split: z.strictObject({ seed: z.int(), trainShare: share }),
      excluded: z.array(z.strictObject({ column: text, why: excluded })).max(2_000),
      protected: z.array(text).max(2_000),
    }),
    training: z.strictObject({
      rows: count,
      bads: count,
      badRate: share,
      auc: share,
      ks: share,
      gini: z.number(),
      iterations: count,
      converged: z.boolean(),
      separated: z.boolean(),
      eventsPerVariable: z.number(),
    }),
    development: z.strictObject({ bounds: z.array(z.number()).max(100), counts: z.array(count).max(101) }),
    cutOff: z.number(),
    characteristics: z.array(modelCharacteristic).max(200),
    dropped: z.array(dropped).max(2_000),
    validation,
    psi: z.strictObject({ score: z.number().nullable(), characteristics: z.record(z.string(), z.number().nullable()) }),
    fairness: z.array(fairnessRow).max(200),
    rejects: z.strictObject({ assumedShare: share, scenarios: z.array(z.strictObject({ times: z.number(), badRate: share })).max(20) }),
    notes: z.array(z.strictObject({ code: text, verdict: z.enum(['supports', 'limits']), en: z.string().max(4_000), zh: z.string().max(4_000) })).max(50),
  })
  .meta({ id: 'ModelCard', description: 'As the command line wrote it: data, validation, fairness, and what the data can and cannot support' });

export const registerModel = z.strictObject({ card: scorecard, modelCard });

const versionFields = {
  name: modelName,
  version: modelVersionNumber,
  digest: z.string().meta({ description: 'SHA-256 of card and model card as JSON with sorted keys' }),
  dataDigest: z.string().nullable(),
  madeBy: z.string(),
  madeAt: instant,
  registeredOn: date,
};
export const modelVersionSummary = z
  .object({
    ...versionFields,
    inForce: z.boolean().meta({ description: 'Decides on the open day' }),
    rows: count.nullable(),
    auc: share.nullable(),
    ks: share.nullable(),
  })
  .meta({ id: 'ModelVersionSummary' });
export const modelList = z.object({ items: z.array(modelVersionSummary) }).meta({ id: 'ModelList' });
export const deployment = z
  .object({
    id,
    name: modelName,
    version: modelVersionNumber,
    from: date,
    reason: z.string(),
    state: z.enum(['installed', 'proposed', 'approved', 'rejected']),
    madeBy: z.string(),
    madeAt: instant,
    checkedBy: z.string().nullable(),
    checkedAt: instant.nullable(),
    verdict: z.string().nullable(),
  })
  .meta({ id: 'ModelDeployment' });
export const modelVersion = z
  .object({ ...versionFields, inForce: z.boolean(), card: scorecard, modelCard: modelCard.nullable(), deployments: z.array(deployment) })
  .meta({ id: 'ModelVersion' });
export const proposeDeployment = z.strictObject({ version: modelVersionNumber, from: date, reason });
export const deploymentVerdict = z.strictObject({ approve: z.boolean(), reason });

export type Scorecard = z.output<typeof scorecard>;
export type ModelCard = z.output<typeof modelCard>;
export type ModelVersion = z.output<typeof modelVersion>;
export type ModelVersionSummary = z.output<typeof modelVersionSummary>;
export type ModelList = z.output<typeof modelList>;
export type ModelDeployment = z.output<typeof deployment>;
