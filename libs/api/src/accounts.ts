import { z } from 'zod';
import { amountInput, date, id, money, reason } from './common.ts';

const accountState = z.enum(['ELEMENTS_SUBMITTED', 'BOUND_BANK_VERIFYING', 'ACTIVE', 'UPGRADING', 'SUSPENDED', 'REJECTED', 'CLOSED']);
const suspension = z.enum(['KYC_EXPIRED', 'III_50K', 'JUDICIAL', 'RISK']);
export const accountClass = z.enum(['I', 'II', 'III']);

export const accountSummary = z
  .object({
    id,
    customerId: id,
    customerName: z.string().meta({ description: 'Masked' }),
    institution: z.string(),
    kind: z.enum(['bank', 'payment']),
    class: accountClass,
    accountNo: z.string().meta({ description: 'Masked for staff' }),
    asset: z.string(),
    state: accountState,
    suspensions: z.array(suspension),
    balance: money,
    available: money.meta({ description: 'Balance less what freezes bind and what is reserved' }),
    frozen: money,
    frozenWhole: z.boolean().meta({ description: 'A freeze binds the whole balance' }),
    reservedOut: money,
    reservedIn: money,
    openedOn: date.nullable(),
  })
  .meta({ id: 'AccountSummary' });

export const accountLimit = z
  .object({
    counter: z.string(),
    ruleId: z.string(),
    period: z.string().meta({ description: 'A date, a year, or `ever`' }),
    cap: money.nullable().meta({ description: 'Null where no rule is in force' }),
    used: money,
    left: money.nullable(),
  })
  .meta({ id: 'AccountLimit' });

export const boundAccount = z
  .object({ id, card: z.string(), cardClass: z.string(), isDefault: z.boolean(), verifiedBy: z.string(), elements: z.int(), verifiedOn: date })
  .meta({ id: 'BoundAccount' });

export const accountMovement = z
  .object({
    id,
    date,
    kind: z.string(),
    direction: z.enum(['in', 'out']),
    amount: money,
    counted: z.boolean().meta({ description: 'Whether it counts in a limit' }),
    state: z.enum(['reserved', 'confirmed', 'released', 'mirrored']),
    code: z.string(),
    returned: money,
  })
  .meta({ id: 'AccountMovement' });

export const accountOrder = z
  .object({
    id,
    accountId: id,
    kind: z.enum(['freeze', 'release', 'deduct', 'suspend', 'resume', 'document']),
    freezeId: z.string(),
    amount: money.nullable().meta({ description: 'Null for the whole balance' }),
    suspension: z.string(),
    authority: z.string(),
    documentNo: z.string(),
    reason: z.string(),
    state: z.enum(['proposed', 'refused', 'approved', 'told']),
    code: z.string(),
    madeBy: z.string(),
    madeOn: date,
    checkedBy: z.string().nullable(),
    checkedOn: date.nullable(),
  })
  .meta({ id: 'AccountOrder' });

export const accountFreeze = z
  .object({
    id,
    rank: z.int(),
    amount: money.nullable(),
    deducted: money,
    bound: money.meta({ description: 'What it binds of the balance now, after those before it' }),
    authority: z.string(),
    documentNo: z.string(),
    frozenOn: date,
  })
  .meta({ id: 'AccountFreeze' });

export const accountDetail = accountSummary
  .extend({
    activatedOn: date.nullable(),
    documentDue: date.nullable(),
    linkedTo: z.string().nullable(),
    upgradeStopped: z.string().nullable().meta({ description: 'Why the institution does not go on with an upgrade under way' }),
    balanceCap: money.nullable(),
    limits: z.array(accountLimit),
    bound: z.array(boundAccount),
    freezes: z.array(accountFreeze),
    orders: z.array(accountOrder),
    movements: z.array(accountMovement),
    events: z.array(z.object({ date, event: z.string(), note: z.string() })),
  })
  .meta({ id: 'AccountDetail' });

export const accountQuery = {
  state: accountState.optional(),
  class: accountClass.optional(),
  frozen: z.enum(['true']).optional(),
  q: z.string().max(64).optional(),
};

export const proposeAccountOrder = z
  .object({
    kind: accountOrder.shape.kind,
    freezeId: z.string().max(64).default(''),
    amount: amountInput.nullable().default(null),
    suspension: z.string().max(32).default(''),
    authority: z.string().max(100).default(''),
    documentNo: z.string().max(100).default(''),
    reason,
  })
  .strict();
export const checkAccountOrder = z.object({ approve: z.boolean() }).strict();

export const myAccount = accountSummary
  .omit({ customerName: true })
  .extend({
    balanceCap: money.nullable(),
    limits: z.array(accountLimit),
    bound: z.array(boundAccount),
    movements: z.array(accountMovement),
    documentDue: date.nullable(),
    ofProgramme: z.boolean().meta({ description: 'Opened for a loan programme' }),
  })
  .meta({ id: 'MyAccount' });
export const myAccounts = z
  .object({
    items: z.array(myAccount),
    upgradeText: z.object({ version: z.string(), en: z.string(), zh: z.string() }),
    dataText: z.object({ version: z.string(), en: z.string(), zh: z.string() }),
  })
  .meta({ id: 'MyAccounts' });

const consentGiven = z.object({ accepted: z.boolean(), textVersion: z.string().max(32) }).strict();
const card = { cardNumber: z.string().max(32), mobile: z.string().max(32) };
export const openMyAccount = z.object({ class: z.enum(['II', 'III']), ...card, dataConsent: consentGiven }).strict();
export const bindCard = z.object({ ...card, makeDefault: z.boolean().default(false) }).strict();
export const transferMoney = z
  .object({ direction: z.enum(['in', 'out']), boundId: id, amount: amountInput })
  .strict()
  .meta({ description: 'Between the account and a card bound to it' });
export const upgradeMyAccount = z
  .object({ ...card, consent: consentGiven, order: id.optional().meta({ description: 'What waits for the upgrade, such as a first purchase' }) })
  .strict();
export const upgradeResult = z
  .object({
    step: z.enum(['consented', 'opened', 'moved', 'closed', 'refused', 'done', 'rejected']),
    code: z.string(),
    moved: money,
    accountId: id.meta({ description: 'The class-II account' }),
    order: z.object({ id, state: z.enum(['waiting', 'go-on', 'refused']), code: z.string() }).nullable(),
  })
  .meta({ id: 'UpgradeResult' });

export type AccountSummary = z.infer<typeof accountSummary>;
export type AccountDetail = z.infer<typeof accountDetail>;
export type AccountLimit = z.infer<typeof accountLimit>;
export type AccountMovement = z.infer<typeof accountMovement>;
export type AccountOrder = z.infer<typeof accountOrder>;
export type AccountFreeze = z.infer<typeof accountFreeze>;
export type BoundAccount = z.infer<typeof boundAccount>;
export type ProposeAccountOrder = z.input<typeof proposeAccountOrder>;
export type MyAccount = z.infer<typeof myAccount>;
export type MyAccounts = z.infer<typeof myAccounts>;
export type UpgradeResult = z.infer<typeof upgradeResult>;
