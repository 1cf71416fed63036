import { z } from 'zod';
import { date, id, instant, reason } from './common.ts';

const mobileInput = z.string().max(32);
const codeInput = z.string().max(16).meta({ description: 'The six digits that were sent' });
const accepted = z.object({ accepted: z.boolean(), textVersion: z.string().max(32) }).strict();

export const codeRequest = z.object({ mobile: mobileInput }).strict();
export const ownCodeRequest = z
  .object({
    purpose: z.enum(['confirm', 'change-mobile', 'join']).meta({
      description: '`confirm` and `join` go to numbers on file, of this account or of the one found with the same ID number; `change-mobile` to the new number',
    }),
    mobile: mobileInput.optional(),
  })
  .strict();
export const sentCode = z
  .object({
    expiresAt: instant,
    resendAt: instant,
    outlet: z.string().nullable().meta({ description: 'Where a demonstration shows what was sent; null where messages reach a telephone' }),
  })
  .meta({ id: 'SentCode', description: 'The code itself is in no answer' });
export const codeSignIn = z.object({ mobile: mobileInput, code: codeInput }).strict();
export const signUp = z.object({ mobile: mobileInput, code: codeInput, terms: accepted, password: z.string().min(8).max(128).optional() }).strict();

export const realName = z
  .object({
    name: z.string().min(2).max(40),
    idNumber: z.string().max(32),
    idValidThrough: date.optional().meta({ description: 'Last day of the ID document; 9999-12-31 for a long-term one' }),
  })
  .strict();
export const idDocument = z.object({ idValidThrough: date }).strict();
export const cardCheck = z
  .object({
    cardNumber: z.string().max(32),
    mobile: mobileInput.optional().meta({ description: 'The number kept with the card; without it three elements are compared' }),
  })
  .strict();
export const openedLiveness = z.object({ id, url: z.string() }).meta({ id: 'OpenedLiveness', description: 'The customer goes on at the provider’s page' });
export const livenessOutcome = z.object({ result: z.enum(['match', 'mismatch', 'not-found']) }).meta({ id: 'LivenessOutcome' });
const proof = z.object({ kind: z.enum(['code', 'liveness']), code: codeInput.optional() }).strict();
export const mobileChange = z.object({ mobile: mobileInput, code: codeInput, proof }).strict();
export const joinRequest = z.object({ proof }).strict();
export const closureRequest = z.object({ code: codeInput }).strict();

export const factor = z.enum(['two-element', 'three-element', 'four-element', 'five-element', 'liveness']);
export const identityLevel = z.enum(['none', 'two-element', 'three-element', 'four-element', 'five-element', 'liveness']);
export const evidence = z
  .object({
    id,
    factor,
    provider: z.string(),
    result: z.enum(['match', 'mismatch', 'not-found', 'unknown']),
    code: z.string(),
    card: z.string().nullable(),
    foundOn: date,
    foundAt: instant,
    expiresOn: date.nullable(),
  })
  .meta({ id: 'Evidence' });
export const idStanding = z.object({
  kind: z.string().nullable(),
  number: z.string().nullable(),
  validThrough: date.nullable(),
  state: z.enum(['untold', 'valid', 'grace', 'expired']),
  restrictedFrom: date.nullable(),
});
const scope = z.enum(['new-business', 'everything']);
const cause = z.enum(['judicial', 'risk', 'anti-money-laundering', 'identity', 'customer-request']);
export const restriction = z
  .object({ id, scope, cause, reason: z.string(), placedBy: z.string(), placedOn: date, liftedOn: date.nullable() })
  .meta({ id: 'Restriction' });
export const restrictRequest = z.object({ scope, cause, reason }).strict();

export const myIdentity = z
  .object({
    level: identityLevel,
    rungs: z.array(z.object({ factor, reached: z.boolean() })),
    evidence: z.array(evidence),
    document: idStanding,
    mobile: z.string(),
    numbers: z.array(z.object({ mobile: z.string(), since: date })),
    restrictions: z.array(z.object({ scope, cause, placedOn: date })),
    samePerson: z.object({ mobile: z.string() }).nullable().meta({ description: 'Another account with this ID number, that can be joined' }),
  })
  .meta({ id: 'MyIdentity' });

export const consentText = z
  .object({
    purpose: z.string(),
    version: z.string(),
    recipient: z.string(),
    items: z.array(z.string()),
    needed: z.enum(['account', 'while-owed', 'optional']),
    en: z.string(),
    zh: z.string(),
  })
  .meta({ id: 'ConsentText' });
export const consentGrant = z.object({ purpose: z.enum(['face-recognition', 'marketing']), accepted: z.boolean(), textVersion: z.string().max(32) }).strict();
export const consent = z
  .object({
    id,
    purpose: z.string(),
    recipient: z.string(),
    items: z.array(z.string()),
    textVersion: z.string(),
    textHash: z.string(),
    text: z
      .object({ zh: z.string(), en: z.string() })
      .nullable()
      .meta({ description: 'Word for word as it was accepted; null for consents older than the archive of texts' }),
    channel: z.string(),
    grantedAt: instant,
    withdrawnAt: instant.nullable(),
    withdrawnVia: z.string().nullable(),
  })
  .meta({ id: 'Consent' });

export type SentCode = z.infer<typeof sentCode>;
export type MyIdentity = z.infer<typeof myIdentity>;
export type Evidence = z.infer<typeof evidence>;
export type OpenedLiveness = z.infer<typeof openedLiveness>;
export type LivenessOutcome = z.infer<typeof livenessOutcome>;
export type ConsentTextView = z.infer<typeof consentText>;
export type Consent = z.infer<typeof consent>;
export type IdStandingView = z.infer<typeof idStanding>;
export type RestrictionView = z.infer<typeof restriction>;
