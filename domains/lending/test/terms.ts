import { type BusinessDate, businessDate } from '@jinqiao/calendar';
import { parseRate } from '@jinqiao/money';
import { firstDueOf, type Instalment, type Loan, type LoanProduct, type Method, plannedInstalments, regularInstalment } from '../src/model.ts';

/** The joint loan's terms: act/360, whole months at rate / 12, half-up, no grace. */
export const JOINT: LoanProduct = {
  programmeId: 'joint',
  asset: 'CNY',
  dayCount: 'act/360',
  interest: 'monthly-rate',
  instalmentRounding: 'half-up',
  carryInterest: false,
  maxPeriods: 36,
  minAmount: 100n,
  graceDays: 0,
  compensationDpd: 80,
  writeOffDpd: 180,
  retryDays: [1, 3],
  collection: 'file',
  retry: 'single',
};

/** A tape's terms: 30/360, instalment rounded up, fractions of interest carried to the last instalment. */
export const TAPE: LoanProduct = { ...JOINT, programmeId: 'tape', asset: 'USD', dayCount: '30/360', instalmentRounding: 'up', carryInterest: true };

export type Terms = { product?: LoanProduct; method?: Method; principal: bigint; rate?: string; periods: number; start?: string; penaltyRate?: string };

/** A loan as it is on the day it is paid out. */
export function loanOf(terms: Terms): Loan {
  const { product = JOINT, method = 'equal-principal', principal, periods } = terms;
  const rate = parseRate(terms.rate ?? '0.0696');
  const start = businessDate(terms.start ?? '2026-01-15');
  return {
    bucket: 1,
    loanId: 'loan_1',
    programmeId: product.programmeId,
    customerId: 'cus_1',
    lineId: 'lin_1',
    accountNo: '1',
    mandateToken: '1',
    state: 'active',
    principal,
    rate,
    penaltyRate: parseRate(terms.penaltyRate ?? '0.1044'),
    method,
    periods,
    disbursedOn: start,
    firstDue: firstDueOf(start),
    instalment: regularInstalment(product, method, principal, rate, periods),
    billed: 0,
    current: principal,
    carry: 0n,
    accrued: 0n,
    accruedThrough: start,
    outstanding: principal,
    overdueSince: null,
    feesOwed: 0n,
    paidPrincipal: 0n,
    paidInterest: 0n,
    paidPenalty: 0n,
    paidFees: 0n,
    compensatedOn: null,
    recourseClaim: 0n,
    recourseRecovered: 0n,
    writtenOff: 0n,
    settledOn: null,
    agreementHash: '',
  };
}

export const planOf = (terms: Terms): Instalment[] => plannedInstalments(terms.product ?? JOINT, loanOf(terms));

export const sum = (values: readonly bigint[]): bigint => values.reduce((a, b) => a + b, 0n);

export const paymentsOf = (rows: readonly Instalment[]): bigint[] => rows.map((row) => row.principal + row.interest);

export const on = (text: string): BusinessDate => businessDate(text);
