import { sum } from '@jinqiao/money';
import { marketValue } from '../fund/net-value.ts';
import type { HoldingEvent } from './history.ts';

/** A day's net value, scaled 1e-4. */
export type DayValue = { readonly on: string; readonly nav: bigint };
export type DayProfit = { readonly on: string; readonly amount: bigint };

/** Shares at the end of a day. */
export function sharesOn(events: readonly HoldingEvent[], on: string): bigint {
  return sum(events.filter((event) => event.on <= on).map(({ shares }) => shares));
}

/** What was earned in all: what the shares are worth and what was taken out, less what was put in; fen. */
export function profitInAll(events: readonly HoldingEvent[], value: bigint): bigint {
  return value - sum(events.map(({ money }) => money));
}

/**
 * 每日收益: what the shares are worth at the end of a day less what they were worth at the end of the day before, less what was put
 * in and plus what was taken out on the days between. The days of a holding add up to `profitInAll` of the last of them.
 * @param days on which there is a net value, oldest first. An event between two days counts on the later one.
 */
export function profitsByDay(events: readonly HoldingEvent[], days: readonly DayValue[]): DayProfit[] {
  let [before, at] = [0n, 0];
  let shares = 0n;
  return days.map(({ on, nav }) => {
    let flow = 0n;
    for (; at < events.length && (events[at] as HoldingEvent).on <= on; at += 1) {
      shares += (events[at] as HoldingEvent).shares;
      flow += (events[at] as HoldingEvent).money;
    }
    const value = marketValue(shares, nav);
    const amount = value - before - flow;
    before = value;
    return { on, amount };
  });
}
