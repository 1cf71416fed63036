import { z } from 'zod';
import { id, instant, reason } from './common.ts';
import { role } from './staff.ts';

const login = z.string().regex(/^[a-z][a-z0-9.-]{2,31}$/);
/** Whole house, one programme, or the programmes of one partner. */
export const staffScope = z.string().regex(/^(entity:\*|product:[\w-]{1,40}|partner:[\w-]{1,40})$/);
export const staffRole = role.exclude(['customer']);

export const changePassword = z.object({ current: z.string().min(1).max(128), next: z.string().min(10).max(128) }).strict();
export const factorCode = z.object({ code: z.string().min(6).max(32) }).strict();
export const factorEnrolment = z
  .object({
    secret: z.string().meta({ description: 'Base32 in groups of four, to be typed into an authenticator' }),
    uri: z.string().meta({ description: 'The same as an otpauth address' }),
  })
  .meta({ id: 'FactorEnrolment' });
export const recoveryCodes = z
  .object({ codes: z.array(z.string()) })
  .meta({ id: 'RecoveryCodes', description: 'Shown once; each signs in once in place of a code' });
export const ownSecurity = z
  .object({
    login: z.string(),
    name: z.string(),
    role,
    scopes: z.array(z.string()),
    secondFactor: z.enum(['none', 'enrolled']),
    secondFactorRequired: z.boolean(),
    recoveryCodes: z.int(),
    sessions: z.array(z.object({ id, openedAt: instant, seenAt: instant, expiresAt: instant, agent: z.string(), current: z.boolean() })),
  })
  .meta({ id: 'OwnSecurity' });

export const staffMember = z
  .object({
    login: z.string(),
    name: z.string(),
    role: staffRole,
    scopes: z.array(z.string()),
    state: z.enum(['active', 'disabled']),
    secondFactor: z.boolean(),
    passwordDue: z.boolean(),
    lockedUntil: instant.nullable(),
    sessions: z.int(),
  })
  .meta({ id: 'StaffMember' });
export const staffChangeKind = z.enum(['add', 'role', 'disable', 'enable', 'reset-password', 'reset-factor', 'unlock']);
export const proposeStaffChange = z
  .object({
    login,
    kind: staffChangeKind,
    name: z.string().trim().min(2).max(40).optional().meta({ description: 'For `add`' }),
    role: staffRole.optional().meta({ description: 'For `add` and `role`' }),
    scopes: z.array(staffScope).min(1).max(20).optional().meta({ description: 'For `add` and `role`; if missing those there are, or the whole house' }),
    reason,
  })
  .strict();
export const decideStaffChange = z.object({ approve: z.boolean() }).strict();
export const staffChange = z
  .object({
    id,
    login: z.string(),
    kind: staffChangeKind,
    name: z.string().nullable(),
    role: staffRole.nullable(),
    scopes: z.array(z.string()).nullable(),
    reason: z.string(),
    state: z.enum(['pending', 'approved', 'refused']),
    madeBy: z.string(),
    madeAt: instant,
    checkedBy: z.string().nullable(),
    checkedAt: instant.nullable(),
  })
  .meta({ id: 'StaffChange' });
export const decidedStaffChange = z
  .object({
    change: staffChange,
    password: z.string().nullable().meta({ description: 'The first password, shown once; it must be changed at the first sign-in' }),
  })
  .meta({ id: 'DecidedStaffChange' });

export const revealField = z.enum(['name', 'mobile', 'id-number']);
export const revealRequest = z.object({ field: revealField, reason }).strict();
export const revealed = z
  .object({ field: revealField, value: z.string(), left: z.int().meta({ description: 'How many more this person may see within the hour' }) })
  .meta({ id: 'Revealed' });
export const reveal = z
  .object({ id, customerId: id, field: revealField, reason: z.string(), login: z.string(), role: z.string(), at: instant })
  .meta({ id: 'Reveal' });

export const auditPhase = z.enum(['begun', 'done', 'refused', 'failed']);
export const auditEntry = z
  .object({
    bucket: z.int(),
    sequence: z.string(),
    at: instant,
    actor: z.string(),
    role: z.string(),
    action: z.string(),
    object: z.string(),
    phase: auditPhase,
    code: z.string(),
    reason: z.string(),
    traceId: z.string(),
    beforeDigest: z.string(),
    afterDigest: z.string(),
    hash: z.string(),
  })
  .meta({ id: 'AuditEntry' });

export const dataKey = z
  .object({
    id,
    purpose: z.enum(['seal', 'index']),
    algorithm: z.string(),
    masterKey: z.string(),
    madeAt: instant,
    activeFrom: instant,
    completeAt: instant.nullable(),
    retiredAt: instant.nullable(),
  })
  .meta({ id: 'DataKey' });

export type FactorEnrolment = z.infer<typeof factorEnrolment>;
export type RecoveryCodes = z.infer<typeof recoveryCodes>;
export type OwnSecurity = z.infer<typeof ownSecurity>;
export type StaffRole = z.infer<typeof staffRole>;
export type StaffMember = z.infer<typeof staffMember>;
export type StaffChange = z.infer<typeof staffChange>;
export type StaffChangeKind = z.infer<typeof staffChangeKind>;
export type ProposeStaffChange = z.infer<typeof proposeStaffChange>;
export type DecidedStaffChange = z.infer<typeof decidedStaffChange>;
export type RevealField = z.infer<typeof revealField>;
export type Revealed = z.infer<typeof revealed>;
export type Reveal = z.infer<typeof reveal>;
export type AuditEntry = z.infer<typeof auditEntry>;
export type DataKey = z.infer<typeof dataKey>;
