import type { Scope, UsageSource } from '@jinqiao/credit';
import type { Db, Tx } from '@jinqiao/database';
import { usedByCustomers } from '@jinqiao/lending';
import type { Programme } from '@jinqiao/partnership';
import { openPayLater, type ProgrammeParameters, payLaterUsage, type Terms } from '@jinqiao/paylater';

/** The shop's trade credit: its own goods, 30 days free or instalments at 0.5 % a period (the public terms of 2014 to 2018). */
export const SANDBOX_TRADE_CREDIT: ProgrammeParameters = {
  product: 'trade-credit',
  name: 'Mall trade credit',
  nameZh: '商城赊销',
  profile: 'CN_CURRENT',
  asset: 'CNY',
  creditor: 'shop',
  merchant: 'shop',
  operator: 'platform',
  billing: { kind: 'by-purchase', freeDays: 30, leadDays: 7 },
  plans: [
    { periods: 1, feeRate: '0' },
    { periods: 3, feeRate: '0.005' },
    { periods: 6, feeRate: '0.005' },
    { periods: 12, feeRate: '0.005' },
    { periods: 24, feeRate: '0.005' },
  ],
  lateDailyRate: '0.0003',
  minimum: null,
  feeOnReturn: 'credited',
  retryDays: [1, 3, 7, 15, 30],
  writeOffDpd: 180,
  leastConversion: '10000',
  readingSeconds: 5,
};

/** The micro-lender's loans for goods of others: a monthly bill on the 1st, due on the 10th. Fees, minimum and interest are ours, within the cap of 24 % a year. */
export const SANDBOX_MICRO_LOAN: ProgrammeParameters = {
  ...SANDBOX_TRADE_CREDIT,
  product: 'micro-loan',
  name: 'Micro-loan for purchases',
  nameZh: '消费小额贷款',
  creditor: 'microlender',
  merchant: 'microlender',
  billing: { kind: 'monthly', statementDay: 1, dueDay: 10 },
  plans: [
    { periods: 1, feeRate: '0' },
    { periods: 3, feeRate: '0.0075' },
    { periods: 6, feeRate: '0.0075' },
    { periods: 12, feeRate: '0.0075' },
  ],
  lateDailyRate: '0.0005',
  minimum: { share: '0.1', dailyRate: '0.0005' },
  feeOnReturn: 'kept',
};

export const TRADE_CREDIT = 'TC-MALL';
export const MICRO_LOAN = 'ML-HEYUE';

/** Opens the sandbox's pay-later programmes; those that are open stay as they are. */
export async function openSandboxPayLater(tx: Tx): Promise<Terms[]> {
  return [await openPayLater(tx, TRADE_CREDIT, SANDBOX_TRADE_CREDIT), await openPayLater(tx, MICRO_LOAN, SANDBOX_MICRO_LOAN)];
}

/** What customers use of the loans of programmes: draws on their way are frozen already as far as the lender is concerned, and count as used. */
export function loanUsage(scope: Scope, programmeIds: readonly string[]): UsageSource {
  return {
    scope,
    usageOf: async (db: Db, keys) => {
      const sums = new Map<string, { frozen: bigint; used: bigint; overdue: boolean }>();
      for (const id of programmeIds) {
        for (const [customerId, { used, overdue }] of await usedByCustomers(db, id, keys)) {
          const before = sums.get(customerId) ?? { frozen: 0n, used: 0n, overdue: false };
          sums.set(customerId, { frozen: 0n, used: before.used + used, overdue: before.overdue || overdue });
        }
      }
      return sums;
    },
  };
}

/** Every product that uses customers' limits. */
export function usageSources(programmes: readonly Pick<Programme, 'id' | 'use'>[]): UsageSource[] {
  const of = (use: Programme['use']) => programmes.filter((programme) => programme.use === use).map(({ id }) => id);
  return [payLaterUsage('trade-credit'), payLaterUsage('micro-loan'), loanUsage('joint-loan', of('own-use')), loanUsage('card-pay-off', of('card-pay-off'))];
}
