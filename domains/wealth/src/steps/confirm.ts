import type { Step } from '@jinqiao/business-day';
import { bucketOfId, HOUSE_BUCKET } from '@jinqiao/database';
import type { Confirmation, Fund, FundOrder, RegisterBreak, Registrar } from '../model.ts';
import { postOrders } from '../postings/orders.ts';
import { insertBreaks, moveOrders, ordersToConfirm } from '../store.ts';

const CHUNK = 2_000;

/**
 * 份额确认: what the registrar confirms today becomes shares, or leaves them; what it refuses goes back. An order that it
 * does not name, names with another amount, or that we do not know is a break and moves nothing: unknown is not refused.
 */
export function confirmStep(fund: Fund, registrar: Registrar): Step {
  return {
    name: 'confirm',
    run: async ({ db, date, chunk, count }) => {
      const due = await ordersToConfirm(db, fund.fundId, date);
      const said = new Map((await registrar.confirmations(fund, date)).map((confirmation) => [confirmation.orderId, confirmation]));
      const { confirmed, refused, breaks } = judged(due, said, fund, date);
      for (const [orders, event] of [
        [confirmed, 'confirmed'],
        [refused, 'refused'],
      ] as const) {
        for (let at = 0; at < orders.length; at += CHUNK) {
          await chunk(async (tx) => {
            const part = orders.slice(at, at + CHUNK);
            const moved = await moveOrders(tx, part, 'accepted', event, date);
            await postOrders(
              tx,
              part.filter(({ orderId }) => moved.has(orderId)),
              event,
              date,
            );
          });
        }
      }
      if (breaks.length > 0) await chunk((tx) => insertBreaks(tx, breaks));
      count({ confirmed: confirmed.length, refused: refused.length, breaks: breaks.length });
    },
  };
}

function judged(due: readonly FundOrder[], said: ReadonlyMap<string, Confirmation>, { fundId }: Fund, on: string) {
  const confirmed: FundOrder[] = [];
  const refused: FundOrder[] = [];
  const breaks: RegisterBreak[] = [];
  const known = new Set(due.map(({ orderId }) => orderId));
  for (const order of due) {
    const word = said.get(order.orderId);
    const differs = (kind: RegisterBreak['kind']) =>
      breaks.push({ bucket: order.bucket, fundId, on, kind, subject: order.orderId, ours: order.amount, theirs: word?.amount ?? 0n });
    if (!word) differs('unconfirmed');
    else if (word.outcome === 'refused') refused.push(order);
    else if (word.amount !== order.amount) differs('amount');
    else confirmed.push(order);
  }
  for (const { orderId, amount } of said.values()) {
    if (!known.has(orderId))
      breaks.push({ bucket: bucketOfId(orderId) ?? HOUSE_BUCKET, fundId, on, kind: 'unknown-order', subject: orderId, ours: 0n, theirs: amount });
  }
  return { confirmed, refused, breaks };
}
