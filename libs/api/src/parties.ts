import { z } from 'zod';
import { date, id, instant, rate, reason } from './common.ts';
import { evidence, identityLevel, idStanding, restriction } from './identity.ts';

export const customerIdentity = z
  .object({
    level: identityLevel,
    document: idStanding,
    mobile: z.string(),
    mobileRange: z.enum(['ordinary', 'virtual-operator', 'data-card']).meta({ description: 'A feature for risk models; no number is refused for it' }),
    numbers: z.array(z.object({ mobile: z.string(), since: date })),
    evidence: z.array(evidence),
    mobileChanges: z.array(z.object({ from: z.string(), to: z.string(), proof: z.enum(['old-number', 'liveness']), on: date, at: instant })),
    samePerson: z.array(
      z.object({
        id,
        customerId: id,
        existingCustomerId: id,
        outcome: z.enum(['refused', 'joined']),
        proof: z.enum(['existing-number', 'liveness']).nullable(),
        foundOn: date,
        joinedAt: instant.nullable(),
      }),
    ),
  })
  .meta({ id: 'CustomerIdentity' });

export const staffRequest = z
  .object({
    id,
    customerId: id,
    customerName: z.string().nullable(),
    action: z.enum(['lift-restriction', 'close-customer']),
    restrictionId: id.nullable(),
    reason: z.string(),
    madeBy: z.string(),
    madeOn: date,
    outcome: z.enum(['open', 'approved', 'refused']),
    checkedBy: z.string().nullable(),
    checkedAt: instant.nullable(),
  })
  .meta({ id: 'StaffRequest' });
export const customerStanding = z
  .object({
    state: z.enum(['active', 'closed', 'joined']),
    closedOn: date.nullable(),
    joinedInto: id.nullable(),
    restrictions: z.array(restriction),
    requests: z.array(staffRequest),
    holdings: z
      .array(z.object({ kind: z.string(), reference: z.string(), en: z.string(), zh: z.string() }))
      .meta({ description: 'What keeps the account from closing' }),
  })
  .meta({ id: 'CustomerStanding' });
export const requestReason = z.object({ reason }).strict();
export const checkRequest = z.object({ outcome: z.enum(['approved', 'refused']) }).strict();

const organisationKind = z.enum(['company', 'bank', 'payment-institution', 'guarantor', 'merchant', 'fund-company', 'public-body']);
export const organisation = z
  .object({
    id,
    uscc: z.string().meta({ description: 'Unified social credit code 统一社会信用代码' }),
    name: z.string(),
    kind: organisationKind,
    legalRepresentative: z.object({ id, name: z.string().nullable() }).nullable().meta({ description: 'The name is masked' }),
    licenceValidThrough: date.nullable(),
    licence: z.enum(['long-term', 'valid', 'expired']),
    registeredOn: date,
    madeBy: z.string(),
  })
  .meta({ id: 'Organisation' });
export const organisationQuery = { q: z.string().max(64).optional(), kind: organisationKind.optional() };
export const newOrganisation = z
  .object({
    uscc: z.string().max(32),
    name: z.string().max(100),
    kind: organisationKind,
    legalRepresentative: z
      .object({ name: z.string().max(40), idNumber: z.string().max(32) })
      .strict()
      .nullable(),
    licenceValidThrough: date.nullable(),
  })
  .strict();

const relationKind = z.enum(['owner', 'legal-representative', 'staff', 'affiliate', 'family']);
const party = z.object({ id, kind: z.enum(['person', 'organisation']), name: z.string(), customerId: id.nullable() });
export const relation = z
  .object({
    id,
    party,
    side: z.enum(['from', 'to']).meta({ description: '`from`: the party owns, represents, works for the other; `to`: the other does' }),
    other: party,
    kind: relationKind,
    share: rate.nullable(),
    validFrom: date,
    validTo: date.nullable(),
    source: z.string(),
    madeBy: z.string(),
    endedBy: z.string().nullable(),
  })
  .meta({ id: 'Relation' });
export const newRelation = z
  .object({
    from: id,
    to: id,
    kind: relationKind,
    share: z.string().max(16).nullable().meta({ description: 'Part of the whole as a decimal fraction, owners only: 0.25' }),
    validFrom: date,
    validTo: date.nullable(),
    source: z.string().min(2).max(200),
  })
  .strict();
export const endRelation = z.object({ partyId: id, validTo: date }).strict();
export const relatedQuery = z.object({ from: id, to: id, steps: z.coerce.number().int().default(3), asOf: date.optional() });
export const related = z
  .object({
    asOf: date,
    steps: z.int(),
    related: z.boolean(),
    way: z.array(relation).meta({ description: 'The shortest way, empty where there is none or both are the same' }),
  })
  .meta({ id: 'Related' });

export type CustomerIdentity = z.infer<typeof customerIdentity>;
export type CustomerStanding = z.infer<typeof customerStanding>;
export type StaffRequest = z.infer<typeof staffRequest>;
export type Organisation = z.infer<typeof organisation>;
export type Relation = z.infer<typeof relation>;
export type Related = z.infer<typeof related>;
