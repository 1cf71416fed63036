import { z } from 'zod';
import { items, operation, ref, sealed, wireDate } from './common.ts';

/** A credit report under a consent (bank → bureau). The bureau logs every pull with its consent. */
export const pullReports = operation(
  'bureau.report.pull',
  items(z.object({ reportRef: ref, consentRef: ref, consentOn: wireDate, purpose: z.enum(['credit-approval', 'post-loan']), name: sealed, idNumber: sealed })),
  items(
    z.object({
      reportRef: ref,
      found: z.boolean(),
      score: z.int(),
      openLoans: z.int(),
      currentOverdue: z.int().meta({ description: 'Loans overdue now' }),
      maxDpd24m: z.int(),
      overdueCount24m: z.int(),
      enquiries6m: z.int(),
    }),
  ),
);
