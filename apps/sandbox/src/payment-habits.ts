import { addDays, businessDate, CN_BANK, nextWorkingDay } from '@jinqiao/calendar';

/** How a payment institution works: its own price list and limits, as its merchants know them. Amounts in fen, rates in 1e-8. */
export type Habits = {
  readonly channels: readonly string[];
  readonly kinds: readonly string[];
  /** Below and above these it refuses a payment. */
  readonly least: bigint;
  readonly most: bigint;
  readonly fee: { readonly fixed: bigint; readonly rate: bigint; readonly least: bigint; readonly most: bigint };
  /** From this amount on it answers PROCESSING and tells the outcome later. */
  readonly slowFrom: bigint;
  /** Orders placed at this time of day or later count for the day after. */
  readonly cutOff: string;
  readonly settlement: 'T+1' | 'D+1';
};

const ALL = ['collection', 'payout', 'refund', 'entrusted', 'own-transfer'];

export const HABITS: Readonly<Record<'payment' | 'yunque' | 'hongying', Habits>> = {
  payment: {
    channels: ['card'],
    kinds: ALL,
    least: 1n,
    most: 50_000_000n,
    fee: { fixed: 100n, rate: 0n, least: 0n, most: 100n },
    slowFrom: 10n ** 17n,
    cutOff: '23:00',
    settlement: 'T+1',
  },
  yunque: {
    channels: ['card', 'alipay-pattern'],
    kinds: ALL,
    least: 1n,
    most: 5_000_000n,
    fee: { fixed: 0n, rate: 200_000n, least: 10n, most: 2_000n },
    slowFrom: 1_000_000n,
    cutOff: '22:30',
    settlement: 'T+1',
  },
  hongying: {
    channels: ['card', 'tenpay-pattern', 'wechat-pay-pattern'],
    kinds: ['collection', 'payout', 'refund', 'own-transfer'],
    least: 1_000n,
    most: 2_000_000n,
    fee: { fixed: 60n, rate: 100_000n, least: 80n, most: 1_500n },
    slowFrom: 10n ** 17n,
    cutOff: '24:00',
    settlement: 'D+1',
  },
};

/** The institution's fee: fixed and by amount, half up, between its least and its most. Refunds and transfers that fail cost nothing. */
export function feeOfHabits({ fee }: Habits, kind: string, amount: bigint): bigint {
  if (kind === 'refund') return 0n;
  const whole = fee.fixed + (amount * fee.rate + 50_000_000n) / 100_000_000n;
  return whole < fee.least ? fee.least : whole > fee.most ? fee.most : whole;
}

/** When a collection's money is due at its payee. */
export function settlesOn({ cutOff, settlement }: Habits, date: string, time: string): string {
  const counted = time >= cutOff ? addDays(businessDate(date), 1) : businessDate(date);
  return settlement === 'D+1' ? addDays(counted, 1) : nextWorkingDay(CN_BANK, counted);
}
