import { addMonths, type BusinessDate } from '@jinqiao/calendar';
import { applyRate, sum } from '@jinqiao/money';
import { derivedId } from '@jinqiao/runtime';
import { openOf, openPrincipal, type Part, type Terms } from './model.ts';

export type Bill = {
  readonly bucket: number;
  readonly billId: string;
  readonly programmeId: string;
  readonly customerId: string;
  readonly statementOn: BusinessDate;
  readonly dueOn: BusinessDate;
  readonly amount: bigint;
  /** The least that keeps it from being overdue; null where all is due. */
  readonly minimum: bigint | null;
  readonly paid: bigint;
  readonly credited: bigint;
  readonly state: 'billed' | 'paid' | 'overdue' | 'revolving';
  readonly debitOn: BusinessDate | null;
};

/**
 * The minimum repayment 最低还款额: all of what is due but the principal of free purchases, and the terms' share of that, half-up
 * to the minor unit.
 * @param single whether a contract's part is its only one: principal of instalments is due whole
 */
export function minimumOf(terms: Pick<Terms, 'minimum'>, parts: readonly Part[], single: (part: Part) => boolean): bigint | null {
  if (terms.minimum === null) return null;
  const free = sum(parts.filter(single).map(openPrincipal));
  return sum(parts.map(openOf)) - free + applyRate(free, terms.minimum.share, 1n, 1n, 'half-up');
}

/** A statement of parts that fall due on one day. */
export function billOf(terms: Terms, parts: readonly Part[], statementOn: BusinessDate, single: (part: Part) => boolean): Bill {
  const { bucket, customerId, dueOn } = parts[0] as Part;
  const amount = sum(parts.map(openOf));
  return {
    bucket,
    billId: derivedId('bil', bucket, `${terms.programmeId} ${customerId} ${statementOn} ${dueOn}`),
    programmeId: terms.programmeId,
    customerId,
    statementOn,
    dueOn,
    amount,
    minimum: minimumOf(terms, parts, single),
    paid: 0n,
    credited: 0n,
    state: 'billed',
    debitOn: dueOn,
  };
}

/** Whether what came in, or came off for goods that came back, keeps a bill from being overdue. */
export function minimumMet({ minimum, paid, credited }: Pick<Bill, 'minimum' | 'paid' | 'credited'>): boolean {
  return minimum !== null && paid + credited >= minimum;
}

/** What a minimum repayment left goes on to the next bill; its charge has been running since the due day. */
export function carriedOver(terms: Terms, part: Part): Part {
  if (terms.billing.kind !== 'monthly') throw new TypeError('a minimum repayment needs a monthly bill');
  const { statementDay, dueDay } = terms.billing;
  const billOn = addMonths(part.billOn, 1, statementDay);
  return { ...part, billOn, dueOn: addMonths(part.dueOn, 1, dueDay), revolving: true, billId: null };
}
