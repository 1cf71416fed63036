import { files } from '@jinqiao/wire';
import type { Comparison } from './model.ts';

const COLLECTIONS = (status: string) => `SELECT c.bucket, c.collection_id AS key, c.amount, ${status} AS status,
    concat_ws('|', c.principal, c.interest, c.penalty, c.fees) AS detail
  FROM payments.collection c WHERE c.programme_id = $1 AND c.business_date = $2 AND c.purpose <> 'recovery' AND c.state <> 'planned'`;

/** Collections of a day beside the payment institution's settlement file: every success of the day. */
export const AT_PAYMENT: Comparison = {
  name: 'payment.settlement',
  institution: 'payment',
  layout: files.settlementFile,
  ours: COLLECTIONS(`CASE c.state WHEN 'failed' THEN 'failed' WHEN 'sent' THEN 'unknown' ELSE 'done' END`),
  moves: true,
};

/** The same collections beside the bank's file of what its batch debited, with the split between principal and income. */
export const AT_BANK: Comparison = {
  name: 'bank.loan-day',
  institution: 'bank',
  layout: files.loanDayFile,
  detail: ['principal', 'interest', 'penalty', 'fees'],
  ours: COLLECTIONS(`CASE c.state WHEN 'failed' THEN 'failed' WHEN 'sent' THEN 'unknown' WHEN 'applied' THEN 'done' ELSE 'transit' END`),
  moves: false,
};

export const COMPARISONS: readonly Comparison[] = [AT_PAYMENT, AT_BANK];

export function comparisonByName(name: string): Comparison | undefined {
  return COMPARISONS.find((comparison) => comparison.name === name);
}
