import type { Step } from '@jinqiao/business-day';
import type { Payments } from '@jinqiao/payments';
import type { Terms } from '../model.ts';
import { debitStep } from './debit.ts';
import { earnStep } from './earn.ts';
import { overdueStep } from './overdue.ts';
import { paySellersStep } from './pay-sellers.ts';
import { repaymentsStep } from './repayments.ts';
import { statementStep } from './statement.ts';

/** A programme's part of a close, in order: what came in first, so that nothing that was paid is debited or overdue. */
export function payLaterSteps(terms: Terms, payments: Payments): Step[] {
  return [
    repaymentsStep(terms, payments),
    paySellersStep(terms, payments),
    statementStep(terms),
    debitStep(terms, payments),
    overdueStep(terms),
    earnStep(terms),
  ];
}
