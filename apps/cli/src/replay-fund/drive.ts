import { closeThrough, holdToday, openFirstDay } from '@jinqiao/business-day';
import { addDays, type BusinessDate } from '@jinqiao/calendar';
import type { Database } from '@jinqiao/database';
import {
  acceptOrders,
  carryIncomeStep,
  confirmStep,
  DAILY_CARRY,
  type Fund,
  type FundOrderRequest,
  openFund,
  payRedemptionsStep,
  reconcileRegisterStep,
  takeOverWallets,
} from '@jinqiao/wealth';
import { dayBefore, type TapeRegistrar } from './registrar.ts';
import type { FundTape, TapeDay } from './tape.ts';

/** The fund of the tape: sold directly by its manager, dealt until 15:00, confirmed and paid on the next trading day. */
export const TAPE_FUND: Fund = {
  fundId: '000198',
  nameEn: 'Money fund of the tape',
  nameZh: '数据回放货币基金',
  calendar: 'CN_TRADING',
  cutOff: '15:00',
  confirmDays: 1,
  cashDays: 1,
  ...DAILY_CARRY,
  fastPool: null,
  issuerRisk: 1,
  sellerRisk: 1,
};

const BATCH = 2_000;

export type DrivenFund = { readonly subscriptions: number; readonly redemptions: number };

/** Plays every day: orders while it is open, then its close. */
export async function driveFund(
  db: Database,
  tape: FundTape,
  { registrar, ordersOf }: { registrar: TapeRegistrar; ordersOf: (day: TapeDay) => FundOrderRequest[] },
  onDay: (date: string) => void,
): Promise<DrivenFund> {
  await openFirstDay(db, addDays(dayBefore(tape), 1));
  await db.tx(async (tx) => {
    await openFund(tx, TAPE_FUND);
    await takeOverWallets(tx, TAPE_FUND.fundId, registrar.opening, dayBefore(tape));
  });
  const steps = [
    confirmStep(TAPE_FUND, registrar),
    carryIncomeStep(TAPE_FUND, registrar),
    payRedemptionsStep(TAPE_FUND),
    reconcileRegisterStep(TAPE_FUND, registrar),
  ];
  const driven = { subscriptions: 0, redemptions: 0 };
  for (const day of tape.days) {
    const requests = ordersOf(day);
    for (let at = 0; at < requests.length; at += BATCH) {
      const part = requests.slice(at, at + BATCH);
      registrar.apply(await db.tx(async (tx) => acceptOrders(tx, TAPE_FUND, (await holdToday(tx)) as BusinessDate, part)));
    }
    const redemptions = requests.filter(({ kind }) => kind === 'redeem').length;
    driven.redemptions += redemptions;
    driven.subscriptions += requests.length - redemptions;
    await closeThrough(db, { through: day.on, nextDate: (date) => addDays(date as BusinessDate, 1), steps, summarise: async () => ({}) });
    onDay(day.on);
  }
  return driven;
}
