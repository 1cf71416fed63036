import { z } from 'zod';
import { date, id, instant, money, page, pageQuery } from './common.ts';
import { partnerMessage } from './staff.ts';

const side = z.enum(['debit', 'credit']);
const sequence = z.string().meta({ description: 'Place of a journal in its book, from 1 and without gaps' });
const hash = z.string().meta({ description: '64 hexadecimal digits' });

export const bookSummary = z
  .object({
    book: z.string(),
    asset: z.string().nullable(),
    sequence,
    batch: z.string().meta({ description: 'Links of the chain so far' }),
    head: hash,
    postedAt: instant.nullable(),
    pending: z.int().meta({ description: 'Open pending journals; 1001 stands for more than 1,000' }),
    signedSequence: z.string().nullable().meta({ description: 'Up to where the last checkpoint reaches' }),
    signedAt: instant.nullable(),
  })
  .meta({ id: 'BookSummary' });

export const trialBalanceQuery = z.object({ book: z.string().max(80).optional(), date: date.optional() });
export const trialBalanceRow = z
  .object({
    book: z.string(),
    account: z.string(),
    asset: z.string(),
    side,
    accounts: z.int().meta({ description: 'Accounts of the path as of now' }),
    debits: money,
    credits: money,
    balance: money.meta({ description: 'On the normal side' }),
    debitBalance: money.meta({ description: 'The balance where it lies on the debit side, zero otherwise' }),
    creditBalance: money,
  })
  .meta({ id: 'TrialBalanceRow' });

export const accountTreeLine = z
  .object({
    path: z.string(),
    depth: z.int(),
    asset: z.string(),
    side: side.nullable().meta({ description: 'Null where the path only joins others' }),
    accounts: z.int(),
    debits: money,
    credits: money,
    debitBalance: money,
    creditBalance: money,
  })
  .meta({ id: 'AccountTreeLine', description: 'A path with everything below it' });

export const account = z
  .object({
    id: z.string().meta({ description: 'Decimal digits' }),
    book: z.string(),
    path: z.string(),
    asset: z.string(),
    side,
    owner: z.string().nullable().meta({ description: 'Null: a stripe of a house account' }),
    bucket: z.int(),
    closed: z.boolean(),
    debits: money,
    credits: money,
    balance: money.meta({ description: 'Posted, on the normal side' }),
    pendingIn: money.meta({ description: 'Held by pending journals that would raise the balance' }),
    pendingOut: money,
    available: money.meta({ description: 'The balance less what is pending against it and the floor' }),
    floor: money.nullable(),
    ceiling: money.nullable(),
  })
  .meta({ id: 'Account' });
export const accountsQuery = pageQuery.extend({
  path: z.string().max(200).optional(),
  asset: z.string().max(32).optional(),
  owner: z.string().max(64).optional().meta({ description: 'The id of an owner, or its beginning with the bucket: cus_3f' }),
  stripes: z
    .enum(['all', 'moved'])
    .optional()
    .meta({ description: 'The stripes of the house account of the path, or those that moved, instead of accounts with an owner' }),
});
export const accountPage = page(account)
  .extend({ house: z.object({ stripes: z.int(), debits: money, credits: money, balance: money, side }).nullable() })
  .meta({ id: 'AccountPage', description: '`house`: the stripes of the path folded into one' });

export const statementQuery = pageQuery.extend({ from: date.optional(), through: date.optional() });
export const statementLine = z
  .object({
    journalId: id,
    sequence,
    position: z.int(),
    businessDate: date,
    kind: z.string(),
    kindZh: z.string(),
    reference: z.string(),
    counterId: z.string(),
    counterAccount: z.string(),
    counterOwner: z.string().nullable(),
    debit: money.nullable(),
    credit: money.nullable(),
    held: money.meta({ description: 'Change of what is pending; zero for a posted transfer' }),
    balance: money.meta({ description: 'On the normal side, after this line' }),
  })
  .meta({ id: 'StatementLine' });

export const posting = z.object({
  accountId: z.string(),
  account: z.string(),
  owner: z.string().nullable(),
  debit: money.nullable(),
  credit: money.nullable(),
  held: money.nullable().meta({ description: 'What a pending journal holds, negative where it is released' }),
});
export const journal = z
  .object({
    id,
    book: z.string(),
    sequence,
    businessDate: date,
    kind: z.string(),
    kindZh: z.string(),
    reference: z.string(),
    asset: z.string(),
    postings: z.array(posting),
  })
  .meta({ id: 'Journal' });
const journalReference = z.object({ id, kind: z.string(), kindZh: z.string(), sequence, businessDate: date });
export const journalDetail = journal
  .extend({
    postedAt: instant.nullable(),
    chain: z.object({ batch: z.string(), first: sequence, last: sequence, hash, before: hash.nullable() }).nullable(),
    target: journalReference.nullable().meta({ description: 'The journal that this one reverses, settles or voids' }),
    following: z.array(journalReference).meta({ description: 'What reversed, settled or voided this one' }),
    expiresOn: date.nullable(),
    source: z.object({
      subject: z.string(),
      kind: z.enum(['loan', 'customer', 'programme', 'other']),
      customer: z.object({ id, name: z.string() }).nullable(),
      collection: z.object({ id, state: z.string(), amount: money, paymentSerial: z.string() }).nullable(),
      messages: z.array(partnerMessage.omit({ request: true, answer: true })).meta({ description: 'Messages of the subject on the business date' }),
    }),
  })
  .meta({ id: 'JournalDetail' });

export const verification = z
  .object({
    ok: z.boolean(),
    checks: z.array(z.object({ name: z.string(), ok: z.boolean(), examined: z.int(), wrong: z.array(z.string()) })),
    head: z.record(z.string(), z.string()),
  })
  .meta({ id: 'Verification' });
export const verifyBook = z
  .object({
    from: z.union([date, z.string().regex(/^\d{1,18}$/)]).optional(),
    through: z.union([date, z.string().regex(/^\d{1,18}$/)]).optional(),
  })
  .strict()
  .meta({ description: 'Both ends are business dates or sequences; without an end the book is proved up to its own' });
export const bookVerification = z
  .object({
    id,
    book: z.string(),
    from: sequence,
    through: sequence,
    state: z.enum(['running', 'done', 'interrupted']),
    ok: z.boolean().nullable(),
    examined: z.string(),
    wrong: z.array(z.string()),
    by: z.string(),
    startedAt: instant,
    endedAt: instant.nullable(),
  })
  .meta({ id: 'BookVerification' });
export const bookProof = bookSummary
  .extend({
    links: z.array(z.object({ batch: z.string(), first: sequence, last: sequence, hash, postedAt: instant.nullable() })),
    checkpoints: z.array(z.object({ batch: z.string(), sequence, hash, keyId: z.string(), signature: z.string(), signedAt: instant, onChain: z.boolean() })),
    verifications: z.array(bookVerification),
  })
  .meta({ id: 'BookProof' });

export type BookSummary = z.infer<typeof bookSummary>;
export type TrialBalanceRow = z.infer<typeof trialBalanceRow>;
export type AccountTreeLine = z.infer<typeof accountTreeLine>;
export type Account = z.infer<typeof account>;
export type AccountPage = z.infer<typeof accountPage>;
export type StatementLine = z.infer<typeof statementLine>;
export type Journal = z.infer<typeof journal>;
export type JournalDetail = z.infer<typeof journalDetail>;
export type Verification = z.infer<typeof verification>;
export type BookVerification = z.infer<typeof bookVerification>;
export type BookProof = z.infer<typeof bookProof>;
