import type { Step } from '@jinqiao/business-day';
import type { Payments } from '../context.ts';
import { sendDue } from '../orders/place.ts';
import { bookSettlements, resolveOpen } from '../orders/resolve.ts';
import { ordersWaiting } from '../orders/store.ts';

/**
 * Payments at the close 支付: what is planned for the day is sent at its set times, tries after tries; what has no outcome
 * is asked about; what reached its payee is booked. Every part finds its own work again after a restart.
 */
export function payStep(payments: Payments): Step {
  return {
    name: 'pay',
    run: async ({ db, date, fence, count }) => {
      if (!(await ordersWaiting(db, date))) return;
      await payments.openDay(date);
      const settled = await bookSettlements(db, payments, date, fence);
      await resolveOpen(db, payments, date, fence);
      for (let taken = 1; taken > 0; count({ paymentsSent: taken })) taken = await sendDue(db, payments, date, date, fence);
      const { open } = await resolveOpen(db, payments, date, fence);
      count({ paymentsOpen: open, paymentsSettled: settled.settled, paymentsSettledAmount: settled.amount });
    },
  };
}
