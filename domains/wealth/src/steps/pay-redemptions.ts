import type { Step } from '@jinqiao/business-day';
import type { Fund } from '../model.ts';
import { postOrders } from '../postings/orders.ts';
import { moveOrders, ordersToPay } from '../store.ts';

const CHUNK = 2_000;

/** 赎回款划付: money of confirmed redemptions and of dividends leaves the settlement account on its day. */
export function payRedemptionsStep(fund: Fund): Step {
  return {
    name: 'pay-redemptions',
    run: async ({ date, chunk, count }) => {
      let paid = CHUNK;
      while (paid === CHUNK) {
        paid = await chunk(async (tx) => {
          const orders = await ordersToPay(tx, fund.fundId, date, CHUNK);
          await moveOrders(tx, orders, 'confirmed', 'paid', date);
          await postOrders(tx, orders, 'paid', date);
          return orders.length;
        });
        count({ paid });
      }
    },
  };
}
