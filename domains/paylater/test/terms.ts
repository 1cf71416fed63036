import { type BusinessDate, businessDate } from '@jinqiao/calendar';
import { type Contract, type ProgrammeParameters, type Terms, termsOf } from '../src/index.ts';

const TRADE: ProgrammeParameters = {
  product: 'trade-credit',
  name: 'Shop',
  nameZh: '商店',
  profile: 'CN_2017',
  asset: 'CNY',
  creditor: 'shop',
  merchant: 'shop',
  operator: 'platform',
  billing: { kind: 'by-purchase', freeDays: 30, leadDays: 7 },
  plans: [1, 3, 6, 12, 24].map((periods) => ({ periods, feeRate: periods === 1 ? '0' : '0.005' })),
  lateDailyRate: '0.0003',
  minimum: null,
  feeOnReturn: 'credited',
  retryDays: [1, 3],
  writeOffDpd: 180,
  leastConversion: '10000',
  readingSeconds: 0,
};

export const TRADE_TERMS: Terms = termsOf('TC', TRADE);
export const MICRO_TERMS: Terms = termsOf('ML', {
  ...TRADE,
  product: 'micro-loan',
  creditor: 'lender',
  merchant: 'lender',
  billing: { kind: 'monthly', statementDay: 1, dueDay: 10 },
  minimum: { share: '0.1', dailyRate: '0.0005' },
  lateDailyRate: '0.0005',
  feeOnReturn: 'kept',
});

export const DAY = businessDate('2026-03-02');

export function contractOf(terms: Terms, amount: bigint, periods: number, on: BusinessDate = DAY): Contract {
  return {
    bucket: 1,
    contractId: 'plc',
    programmeId: terms.programmeId,
    customerId: 'cus',
    kind: 'purchase',
    orderRef: 'order',
    seller: terms.creditor,
    state: 'active',
    amount,
    returned: 0n,
    outstanding: amount,
    periods,
    feeRate: terms.plans.find((plan) => plan.periods === periods)?.feeRate ?? 0n,
    agreementHash: '',
    authorisedOn: on,
    deliveredOn: on,
    overdueSince: null,
    closedOn: null,
  };
}
