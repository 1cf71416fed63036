import { addWorkingDays, type BusinessDate, type Calendar, CN_BANK, nextWorkingDay, rollForward } from '@jinqiao/calendar';
import { wealthFault } from '../errors.ts';

/** Trading days from dealing to confirmation and to a redemption's money, and the local time `HH:MM` of the cut-off. */
export type DealingTerms = {
  readonly calendar: Calendar;
  readonly bank?: Calendar;
  readonly cutOff: string;
  readonly confirmDays: number;
  readonly cashDays: number;
};

/** From one date to another, both included, in which a fund takes no subscriptions: the days before a long holiday, mostly. */
export type Suspension = { readonly from: BusinessDate; readonly to: BusinessDate };

/**
 * What follows from when an application came in. A subscription earns from its confirmation on; a redemption earns through
 * the day before it, breaks included (货币市场基金监督管理办法, order 120 of 2016).
 */
export type Dealing = {
  readonly dealingDate: BusinessDate;
  readonly confirmDate: BusinessDate;
  /** When a redemption's money leaves the settlement account: a day on which banks work too. */
  readonly cashDate: BusinessDate;
};

/**
 * Before the cut-off on a trading day an application is dealt that day (T), otherwise on the next trading day.
 * @param time of acceptance, local, `HH:MM:SS`.
 * @throws Fault CALENDAR_UNKNOWN for a date beyond the calendars' years.
 */
export function dealingOf(date: BusinessDate, time: string, { calendar, bank = CN_BANK, cutOff, confirmDays, cashDays }: DealingTerms): Dealing {
  const dealingDate = calendar.isWorkingDay(date) && time < cutOff ? date : nextWorkingDay(calendar, date);
  return {
    dealingDate,
    confirmDate: addWorkingDays(calendar, dealingDate, confirmDays),
    cashDate: rollForward(bank, addWorkingDays(calendar, dealingDate, cashDays)),
  };
}

/** @throws Fault SUBSCRIBE_SUSPENDED naming the first trading day on which the fund takes subscriptions again. */
export function requireOpen(dealingDate: BusinessDate, suspensions: readonly Suspension[], calendar: Calendar): void {
  const within = suspensions.find(({ from, to }) => dealingDate >= from && dealingDate <= to);
  if (within) throw wealthFault('SUBSCRIBE_SUSPENDED', { from: within.from, to: within.to, again: nextWorkingDay(calendar, within.to) });
}
