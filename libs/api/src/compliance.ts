import { z } from 'zod';
import { date, id, instant, page, reason } from './common.ts';

export const profile = z.enum(['CN_2017', 'CN_CURRENT', 'P2P_RUNOFF', 'CUSTOM']);
const side = z.enum(['platform', 'bank', 'bureau']);
const onBreach = z.enum(['block', 'warn']);
const unit = z.enum(['amount', 'rate', 'multiple', 'months', 'days', 'minutes', 'seconds', 'count', 'flag', 'text', 'entity']);
const outcome = z.enum(['pass', 'breach', 'not-applicable', 'fact-missing']);
const code = z.string().min(1).max(64);

/** A condition on a fact, of one of the closed set of forms. */
export const condition = z.discriminatedUnion('form', [
  z.object({ form: z.enum(['at-most', 'at-least']), fact: code, value: z.string().max(20).optional() }).strict(),
  z.object({ form: z.enum(['one-of', 'none-of']), fact: code, values: z.array(code).min(1).max(30) }).strict(),
  z.object({ form: z.enum(['is-true', 'is-false']), fact: code }).strict(),
  z.object({ form: z.literal('holds-licence'), fact: code, licences: z.array(code).min(1).max(30), scope: code.optional() }).strict(),
]);

export const rule = z
  .object({
    ruleId: z.string(),
    pack: z.string(),
    zh: z.string(),
    en: z.string(),
    profiles: z.array(profile),
    from: date,
    to: date.nullable().meta({ description: 'The first day on which it no longer holds' }),
    unit,
    value: z.string().meta({ description: 'Whole number in the unit; where `of` is named, how many times that rate, in 1e-8' }),
    of: z.enum(['LPR1Y']).nullable(),
    basis: z.string(),
    provenance: z.enum(['source', 'knowledge', 'seed', 'ours']),
    side,
    actions: z.array(z.string()),
    when: z.array(condition),
    check: condition.nullable(),
    onBreach: onBreach.meta({ description: 'As the rule says' }),
    configured: onBreach.nullable().meta({ description: 'As the operator configured it for the profile, where otherwise' }),
    state: z.enum(['in-force', 'coming', 'ended']).meta({ description: 'On the date asked for' }),
    valueOn: z.string().nullable().meta({ description: 'The value on the date asked for' }),
  })
  .meta({ id: 'ComplianceRule' });
export const pack = z.object({ pack: z.string(), zh: z.string(), en: z.string() });
export const rulePage = page(rule)
  .extend({
    packs: z.array(pack),
    date,
    profile,
    facts: z.array(z.object({ name: z.string(), unit, zh: z.string(), en: z.string() })).meta({ description: 'What a rule may ask about' }),
    actions: z.array(z.string()),
  })
  .meta({ id: 'ComplianceRulePage' });

export const judgement = z
  .object({
    ruleId: z.string(),
    side,
    limit: z.string(),
    actual: z.string(),
    pass: z.boolean(),
    outcome,
    onBreach,
    unit,
    form: z.string(),
    zh: z.string(),
    en: z.string(),
    basis: z.string(),
    since: date,
  })
  .meta({ id: 'Judgement' });
export const decideRequest = z
  .object({ action: code, date, profile, facts: z.record(code, z.union([z.boolean(), z.string().max(64)])) })
  .strict()
  .meta({ description: 'Facts by name: numbers as whole numbers in the unit of the fact' });
export const decideAnswer = z.object({ blocked: z.boolean(), results: z.array(judgement) }).meta({ id: 'DecideAnswer' });

const counts = z.object({ pass: z.int(), breach: z.int(), blocking: z.int(), missing: z.int(), notApplicable: z.int() });
export const outlookProduct = z
  .object({
    id,
    kind: z.enum(['programme', 'design']),
    item: z.string(),
    zh: z.string(),
    en: z.string(),
    noteZh: z.string(),
    noteEn: z.string(),
    operatorEntity: z.string(),
    counts,
    results: z.array(judgement.extend({ pack: z.string(), actions: z.array(z.string()) })),
  })
  .meta({ id: 'OutlookProduct' });
export const outlook = z
  .object({
    profile,
    date,
    packs: z.array(pack),
    products: z.array(outlookProduct),
    coming: z.array(z.object({ date, change: z.enum(['begins', 'ends']), ruleId: z.string(), zh: z.string(), en: z.string(), basis: z.string() })),
  })
  .meta({ id: 'ComplianceOutlook' });
export const turningPoint = z
  .object({
    date,
    begin: z.array(z.string()),
    end: z.array(z.string()),
    breaches: z.array(z.object({ productId: id, breaches: z.int() })),
  })
  .meta({ id: 'TurningPoint' });

export const licence = z
  .object({
    licenceType: z.string(),
    number: z.string(),
    validFrom: date,
    validTo: date.nullable(),
    scopes: z.array(z.string()),
    version: z.int(),
    state: z.enum(['valid', 'not-yet', 'expired']),
    madeBy: z.string(),
    checkedBy: z.string(),
    recordedOn: date,
    earlier: z.int().meta({ description: 'Versions before this one' }),
  })
  .meta({ id: 'Licence' });
export const entity = z
  .object({ entityId: z.string(), name: z.string(), nameZh: z.string(), kind: z.string(), licences: z.array(licence) })
  .meta({ id: 'Entity' });
export const licenceType = z
  .object({
    type: z.string(),
    zh: z.string(),
    en: z.string(),
    authority: z.string(),
    founding: z.boolean(),
    holders: z.array(z.string()),
    scopes: z.array(z.string()),
  })
  .meta({ id: 'LicenceType' });

const licenceChange = z
  .object({
    kind: z.literal('licence'),
    licence: z
      .object({
        entityId: code,
        licenceType: code,
        number: z.string().min(1).max(80),
        validFrom: date,
        validTo: date.nullable(),
        scopes: z.array(code).max(20),
      })
      .strict(),
  })
  .strict();
const ruleChange = z
  .object({
    kind: z.literal('rule'),
    rule: z
      .object({
        ruleId: z.string().max(60),
        zh: z.string().min(1).max(120),
        en: z.string().min(1).max(200),
        from: date,
        to: date.nullable(),
        unit,
        value: z.string().max(20),
        basis: z.string().min(1).max(300),
        actions: z.array(code).max(20),
        when: z.array(condition).max(10),
        check: condition.nullable(),
        onBreach,
      })
      .strict(),
  })
  .strict();
const onBreachChange = z.object({ kind: z.literal('on-breach'), profile, ruleId: code, mode: onBreach }).strict();
export const proposal = z.object({ change: z.discriminatedUnion('kind', [licenceChange, ruleChange, onBreachChange]), reason }).strict();
export const verdict = z.object({ approve: z.boolean(), reason }).strict();
export const change = z
  .object({
    id,
    kind: z.enum(['licence', 'rule', 'on-breach', 'watch-list']),
    subject: z.string(),
    body: z.record(z.string(), z.unknown()),
    reason: z.string(),
    state: z.enum(['proposed', 'approved', 'rejected']),
    madeBy: z.string(),
    madeAt: instant,
    checkedBy: z.string().nullable(),
    checkedAt: instant.nullable(),
    verdict: z.string().nullable(),
  })
  .meta({ id: 'ComplianceChange' });

export const copyCheckRequest = z
  .object({ text: z.string().min(1).max(20_000), kind: z.enum(['copy', 'account-name', 'dunning']), profile, date, entityId: code.optional() })
  .strict();
export const copyFinding = z
  .object({
    ruleId: z.string(),
    word: z.string(),
    start: z.int().nullable(),
    end: z.int().nullable(),
    reasonZh: z.string(),
    reasonEn: z.string(),
    suggestionZh: z.string(),
    suggestionEn: z.string(),
    basis: z.string(),
    since: date,
  })
  .meta({ id: 'CopyFinding', description: 'Places count characters, the end is exclusive; null where something is missing' });
export const copyCheck = z.object({ clean: z.boolean(), findings: z.array(copyFinding) }).meta({ id: 'CopyCheck' });

export const complianceDecision = z
  .object({
    id,
    customerId: z.string(),
    subject: z.string(),
    kind: z.string(),
    action: z.string().nullable(),
    profile: z.string().nullable(),
    businessDate: date,
    outcome: z.string(),
    reason: z.string().nullable(),
    breaches: z.array(z.string()),
    rules: z.array(judgement.partial({ outcome: true, onBreach: true, unit: true, form: true, zh: true, en: true, basis: true, since: true })),
  })
  .meta({ id: 'ComplianceDecision' });

export const bureauQuery = z
  .object({
    id,
    customerId: id,
    programmeId: id,
    bureau: z.string(),
    askedBy: z.string(),
    purpose: z.string(),
    consentId: z.string(),
    subject: z.string(),
    businessDate: date,
    askedAt: instant,
    state: z.enum(['asked', 'answered', 'no-report']),
    resultRef: z.string().nullable(),
  })
  .meta({ id: 'BureauQuery' });
export const myBureauQuery = bureauQuery
  .pick({ id: true, purpose: true, askedAt: true, businessDate: true, state: true })
  .extend({ bureau: z.string(), bureauZh: z.string(), askedBy: z.string(), askedByZh: z.string() })
  .meta({ id: 'MyBureauQuery' });

export type Judgement = z.infer<typeof judgement>;
export type ComplianceRule = z.infer<typeof rule>;
export type ComplianceRulePage = z.infer<typeof rulePage>;
export type ComplianceProfile = z.infer<typeof profile>;
export type ComplianceOutlook = z.infer<typeof outlook>;
export type OutlookProduct = z.infer<typeof outlookProduct>;
export type TurningPoint = z.infer<typeof turningPoint>;
export type Entity = z.infer<typeof entity>;
export type Licence = z.infer<typeof licence>;
export type LicenceType = z.infer<typeof licenceType>;
export type ComplianceChange = z.infer<typeof change>;
export type ChangeProposal = z.infer<typeof proposal>;
export type CopyCheck = z.infer<typeof copyCheck>;
export type CopyFinding = z.infer<typeof copyFinding>;
export type ComplianceDecision = z.infer<typeof complianceDecision>;
export type BureauQuery = z.infer<typeof bureauQuery>;
export type MyBureauQuery = z.infer<typeof myBureauQuery>;
