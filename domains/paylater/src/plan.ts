import { addDays, addMonths, type BusinessDate, dayOfMonth, startOfMonth } from '@jinqiao/calendar';
import { annualCost } from '@jinqiao/contract';
import { allocate, applyRate } from '@jinqiao/money';
import type { Contract, Part, Plan, Terms } from './model.ts';

/** Principal and fee of each period: equal parts of the price by largest remainder, and the fee of a period on the whole price, half-up to the minor unit. */
export function amountsOf(amount: bigint, { periods, feeRate }: Plan): { readonly principal: bigint; readonly fee: bigint }[] {
  const fee = applyRate(amount, feeRate, 1n, 1n, 'half-up');
  return allocate(
    amount,
    Array.from({ length: periods }, () => 1n),
  ).map((principal) => ({ principal, fee }));
}

type Dates = { readonly fromOn: BusinessDate; readonly billOn: BusinessDate; readonly dueOn: BusinessDate };

/**
 * When the instalments of what was delivered on a date are billed and due. By purchase: the free bill so many days later,
 * instalments a month apart on the day of delivery (the 28th for later ones), each billed some days before. Monthly: on the due
 * day of the month of a statement, the first statement being the next after the delivery.
 */
export function datesOf({ billing }: Pick<Terms, 'billing'>, deliveredOn: BusinessDate, periods: number): Dates[] {
  const due = Array.from({ length: periods }, (_, i): Omit<Dates, 'fromOn'> => {
    if (billing.kind === 'monthly') {
      const statement = addMonths(firstStatement(billing.statementDay, deliveredOn), i, billing.statementDay);
      return { billOn: statement, dueOn: addMonths(statement, billing.dueDay > billing.statementDay ? 0 : 1, billing.dueDay) };
    }
    const dueOn = periods === 1 ? addDays(deliveredOn, billing.freeDays) : addMonths(deliveredOn, i + 1, Math.min(dayOfMonth(deliveredOn), 28));
    const billOn = addDays(dueOn, -billing.leadDays);
    return { billOn: billOn < deliveredOn ? deliveredOn : billOn, dueOn };
  });
  return due.map((dates, i) => ({ ...dates, fromOn: due[i - 1]?.dueOn ?? deliveredOn }));
}

/** The first statement after a date. */
export function firstStatement(statementDay: number, after: BusinessDate): BusinessDate {
  const own = addMonths(startOfMonth(after), 0, statementDay);
  return own > after ? own : addMonths(startOfMonth(after), 1, statementDay);
}

/** The parts of a contract that begins on a date. */
export function partsOf(terms: Terms, contract: Contract, beginsOn: BusinessDate): Part[] {
  const { bucket, contractId, programmeId, customerId, amount, periods, feeRate } = contract;
  const dates = datesOf(terms, beginsOn, periods);
  return amountsOf(amount, { periods, feeRate }).map(({ principal, fee }, i) => {
    const of = dates[i] as Dates;
    return {
      bucket,
      contractId,
      n: i + 1,
      programmeId,
      customerId,
      ...of,
      earnedBy: of.dueOn,
      principal,
      fee,
      charge: 0n,
      paidPrincipal: 0n,
      paidFee: 0n,
      paidCharge: 0n,
      converted: 0n,
      conversionId: null,
      chargeThrough: of.dueOn,
      revolving: false,
      earned: 0n,
      feeBilled: false,
      billId: null,
      settledOn: null,
    };
  });
}

/** What the plan costs in a year, all in: the rate at which its monthly payments are worth the price. Nominal is times twelve. */
export function costOfPlan(amount: bigint, plan: Plan): { readonly nominal: string; readonly effective: string } {
  return annualCost(
    amount,
    amountsOf(amount, plan).map(({ principal, fee }) => principal + fee),
    12,
  );
}
