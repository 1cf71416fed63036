import { closeThrough, holdToday, openFirstDay } from '@jinqiao/business-day';
import { addDays, type BusinessDate } from '@jinqiao/calendar';
import type { Database } from '@jinqiao/database';
import { acceptOrders, carryIncomeStep, confirmStep, type Fund, openFund, payRedemptionsStep, reconcileRegisterStep, takeOverWallets } from '@jinqiao/wealth';
import type { Play } from './play.ts';
import type { TapeDay } from './tape.ts';

/** The fund of the tape: sold directly by its manager, dealt until 15:00, confirmed and paid on the next trading day. */
export const TAPE_FUND: Fund = {
  fundId: '000198',
  nameEn: 'Money fund of the tape',
  nameZh: '数据回放货币基金',
  calendar: 'CN_TRADING',
  cutOff: '15:00',
  confirmDays: 1,
  cashDays: 1,
  carry: 'daily',
};

const BATCH = 2_000;

export type DrivenFund = { readonly subscriptions: number; readonly redemptions: number };

/** Plays every day: orders while it is open, then its close. */
export async function driveFund(db: Database, play: Play, days: readonly TapeDay[], onDay: (date: string) => void): Promise<DrivenFund> {
  const first = days[0]?.on as BusinessDate;
  await openFirstDay(db, first);
  await db.tx(async (tx) => {
    await openFund(tx, TAPE_FUND);
    await takeOverWallets(tx, TAPE_FUND.fundId, play.opening, addDays(first, -1));
  });
  const steps = [
    confirmStep(TAPE_FUND, play.registrar),
    carryIncomeStep(TAPE_FUND, play.registrar),
    payRedemptionsStep(TAPE_FUND),
    reconcileRegisterStep(TAPE_FUND, play.registrar),
  ];
  const driven = { subscriptions: 0, redemptions: 0 };
  for (const day of days) {
    const requests = play.ordersOf(day);
    for (let at = 0; at < requests.length; at += BATCH) {
      const part = requests.slice(at, at + BATCH);
      play.accepted(await db.tx(async (tx) => acceptOrders(tx, TAPE_FUND, (await holdToday(tx)) as BusinessDate, part)));
    }
    const redemptions = requests.filter(({ kind }) => kind === 'redeem').length;
    driven.redemptions += redemptions;
    driven.subscriptions += requests.length - redemptions;
    await closeThrough(db, { through: day.on, nextDate: (date) => addDays(date as BusinessDate, 1), steps, summarise: async () => ({}) });
    onDay(day.on);
  }
  return driven;
}
