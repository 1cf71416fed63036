import { z } from 'zod';
import { fileAnswer, filePart, minor, operation, ref, wireDate } from './common.ts';

const scaled = z.string().regex(/^\d{1,12}$/);

/**
 * Hands in a day's applications (layout `fund-application`, business codes of JR/T 0017: 022 subscription, 024 redemption, 029 choice of dividends),
 * distributor → registrar. An empty file says that there were none: the registrar works a day through once it has its file.
 * Idempotent on fund and date.
 */
export const submitApplications = operation(
  'fund.application.file',
  z.object({ fund: ref, date: wireDate, content: z.string() }),
  z.object({ status: z.enum(['ACCEPTED', 'REFUSED']), accepted: z.int(), code: z.string() }),
);

/** Files of a day that was worked through: `confirmation` (122, 124), `income` (143, income or dividends), `holding` (every holder's balance). */
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
    per10k: scaled,
    sevenDayYield: scaled.nullable(),
  }),
  'question',
);

/** What the manager publishes for a day of a fund with a net value: of a share, what was ever distributed with it, and the day's dividend; yuan scaled 1e-4. */
export const publishedNetValue = operation(
  'fund.net-value.published',
  z.object({ fund: ref, date: wireDate }),
  z.object({ ready: z.boolean(), nav: scaled, accumulated: scaled, dividend: scaled }),
  'question',
);

/**
 * Moves money between the collection accounts of two funds at the bank that sells both, platform → bank: what was redeemed of one
 * buys the other (赎转购). `advance` is the bank's own money, until the redemption repays it. Idempotent on `transferRef`.
 */
export const transferBetweenFunds = operation(
  'bank.fund.transfer',
  z.object({ transferRef: ref, from: ref, to: ref, amount: minor, of: z.enum(['settlement', 'advance']) }),
  z.object({ status: z.enum(['DONE', 'REFUSED']), code: z.string() }),
);
