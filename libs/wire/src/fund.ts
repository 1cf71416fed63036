import { z } from 'zod';
import { fileAnswer, filePart, operation, ref, wireDate } from './common.ts';

/**
 * Hands in a day's applications (layout `fund-application`, business codes of JR/T 0017: 022 subscription, 024 redemption),
 * distributor → registrar. An empty file says that there were none: the registrar works a day through once it has its file.
 * Idempotent on fund and date.
 */
export const submitApplications = operation(
  'fund.application.file',
  z.object({ fund: ref, date: wireDate, content: z.string() }),
  z.object({ status: z.enum(['ACCEPTED', 'REFUSED']), accepted: z.int(), code: z.string() }),
);

/** Files of a day that was worked through: `confirmation` (122, 124), `income` (143), `holding` (every holder's balance). */
export const fundFile = operation(
  'fund.file',
  z.object({ fund: ref, kind: z.enum(['confirmation', 'income', 'holding']), date: wireDate, part: filePart }),
  fileAnswer,
  'question',
);

/** What the manager publishes for a day: income per 10,000 shares in yuan scaled 1e-4, seven-day yield in percent scaled 1e-3. */
export const publishedIncome = operation(
  'fund.income.published',
  z.object({ fund: ref, date: wireDate }),
  z.object({
    ready: z.boolean(),
    per10k: z.string().regex(/^\d{1,12}$/),
    sevenDayYield: z
      .string()
      .regex(/^\d{1,12}$/)
      .nullable(),
  }),
  'question',
);
