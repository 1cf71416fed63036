import { z } from 'zod';
import { date, id, instant, money, reason } from './common.ts';

export const watchList = z
  .object({
    listId: z.string(),
    version: z.int(),
    publishedOn: date,
    digest: z.string(),
    entries: z.int(),
    state: z.enum(['proposed', 'in-force', 'superseded', 'rejected']),
    madeBy: z.string(),
    checkedBy: z.string().nullable(),
    screenedThrough: z.int().meta({ description: 'Entries that were held against every customer' }),
  })
  .meta({ id: 'WatchList' });
export const importWatchList = z.object({ content: z.string().min(1).max(4_000_000), reason }).strict();

export const screeningHit = z
  .object({
    id,
    customerId: id,
    customerName: z.string().meta({ description: 'Masked' }),
    listId: z.string(),
    version: z.int(),
    reference: z.string(),
    listedName: z.string(),
    listedReason: z.string(),
    score: z.string().meta({ description: 'Similarity as a decimal fraction' }),
    matchedOn: z.string(),
    foundOn: date,
    state: z.enum(['open', 'proposed', 'dismissed', 'confirmed']),
    verdict: z.enum(['false-positive', 'true-match']).nullable(),
    reason: z.string().nullable(),
    madeBy: z.string().nullable(),
    checkedBy: z.string().nullable(),
  })
  .meta({ id: 'ScreeningHit' });
export const hitState = z.enum(['open', 'proposed', 'dismissed', 'confirmed']);
export const hitVerdict = z.object({ verdict: z.enum(['false-positive', 'true-match']), reason }).strict();
export const hitReview = z.object({ agree: z.boolean(), reason }).strict();

export const amlReport = z
  .object({
    id,
    kind: z.enum(['large-value', 'suspicious']),
    businessDate: date,
    dueOn: date,
    fileName: z.string(),
    digest: z.string(),
    rows: z.int(),
    amount: money,
    state: z.enum(['draft', 'filed', 'withdrawn']),
    madeBy: z.string(),
    madeAt: instant,
    checkedBy: z.string().nullable(),
  })
  .meta({ id: 'AmlReport' });
export const suspicion = z.object({ hitId: id, narrative: z.string().trim().min(10).max(1_000) }).strict();
export const reportVerdict = z.object({ file: z.boolean(), reason }).strict();
export const reportReading = z.object({ reason }).strict();
export const reportContent = z.object({ fileName: z.string(), content: z.string(), digest: z.string() }).meta({ id: 'AmlReportContent' });

export type WatchList = z.infer<typeof watchList>;
export type ScreeningHit = z.infer<typeof screeningHit>;
export type AmlReport = z.infer<typeof amlReport>;
export type AmlReportContent = z.infer<typeof reportContent>;
