import { z } from 'zod';
import { date, id, money, page, reason } from './common.ts';

export const breakType = z.enum(['over', 'short', 'amount', 'status', 'duplicate', 'split', 'fee', 'transit']);
export const breakState = z.enum(['transit', 'pending', 'open', 'resolved']);
export const resolutionKind = z.enum(['book-ours', 'refund', 'claim', 'write-off', 'no-action', 'reverse']);

export const breakItem = z
  .object({
    id,
    date,
    programmeId: id,
    comparison: z.string().meta({ description: 'Institution and layout, such as payment.settlement' }),
    type: breakType,
    reference: z.string(),
    ours: money.nullable(),
    theirs: money.nullable(),
    difference: money.meta({ description: 'Theirs less ours, as they count' }),
    foundOn: date,
    ageDays: z.int(),
    state: breakState,
    owner: z.string(),
    proposed: resolutionKind.nullable().meta({ description: 'What is proposed by default' }),
    resolution: z.string().nullable(),
    resolvedOn: date.nullable(),
  })
  .meta({ id: 'Break' });

export const entryLine = z.object({ book: z.string(), account: z.string(), debit: money.nullable(), credit: money.nullable() });
export const resolution = z
  .object({
    id: z.string(),
    kind: z.string(),
    reason: z.string(),
    state: z.enum(['proposed', 'approved', 'posted', 'rejected', 'refused']),
    code: z.string(),
    madeBy: z.string(),
    madeOn: date,
    checkedBy: z.string().nullable(),
    checkedOn: date.nullable(),
    journals: z.array(z.string()),
  })
  .meta({ id: 'BreakResolution' });
export const breakDetail = breakItem
  .extend({
    fileId: z.string().nullable(),
    line: z.object({ number: z.int(), fields: z.array(z.object({ name: z.string(), value: z.string() })) }).nullable(),
    oursState: z.string(),
    loanId: z.string().nullable(),
    counterpart: z.string().nullable(),
    journalId: z.string().nullable().meta({ description: 'The entry that put it into suspense' }),
    offered: z.array(z.object({ kind: resolutionKind, entries: z.array(entryLine) })).meta({ description: 'What may be proposed now, and what it would post' }),
    resolutions: z.array(resolution),
  })
  .meta({ id: 'BreakDetail' });
export const resolveBreak = z.object({ resolution: resolutionKind, reason }).strict();
export const checkResolution = z
  .object({ resolutionId: z.string().max(80).meta({ description: 'The proposal that is decided' }), approve: z.boolean() })
  .strict();

const side = z.object({ count: z.int(), amount: money });
export const comparedSide = z.object({
  comparison: z.string(),
  institution: z.string(),
  state: z.enum(['pending', 'done']),
  fileId: z.string().nullable(),
  ours: side,
  theirs: side,
  difference: money,
  matched: z.int(),
  waiting: z.int().meta({ description: 'Records whose outcome is not known yet' }),
  explanations: z
    .array(z.object({ type: breakType, state: breakState, resolution: z.string().nullable(), count: z.int(), amount: money }))
    .meta({ description: 'They add up to the difference, to the minor unit' }),
});
export const reconciliationDay = z
  .object({ date, programmeId: id, state: z.enum(['pending', 'done']), ours: side, matched: z.int(), breaks: z.int(), sides: z.array(comparedSide) })
  .meta({ id: 'ReconciliationDay' });

export const receivedFile = z
  .object({
    id,
    institution: z.string(),
    layout: z.string(),
    programmeId: id,
    date,
    receivedOn: date,
    attempt: z.int(),
    state: z.enum(['missing', 'refused', 'accepted', 'repeated', 'superseded']),
    reason: z.string().nullable(),
    detail: z.string().nullable(),
    detailZh: z.string().nullable(),
    lines: z.int(),
    total: money,
    digest: z.string(),
    reordered: z.boolean(),
    doubled: z.int(),
  })
  .meta({ id: 'ReceivedFile' });
export const fileLine = z
  .object({ line: z.int(), key: z.string(), amount: money, fields: z.array(z.object({ name: z.string(), value: z.string() })) })
  .meta({ id: 'FileLine' });
export const fileLinePage = page(fileLine).meta({ id: 'FileLinePage' });

export type BreakItem = z.infer<typeof breakItem>;
export type BreakDetail = z.infer<typeof breakDetail>;
export type BreakResolution = z.infer<typeof resolution>;
export type EntryLine = z.infer<typeof entryLine>;
export type ComparedSide = z.infer<typeof comparedSide>;
export type ReconciliationDay = z.infer<typeof reconciliationDay>;
export type ReceivedFile = z.infer<typeof receivedFile>;
export type FileLine = z.infer<typeof fileLine>;
