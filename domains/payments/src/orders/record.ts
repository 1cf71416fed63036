import { businessDate } from '@jinqiao/calendar';
import type { Tx } from '@jinqiao/database';
import { derivedId, instant } from '@jinqiao/runtime';
import type { Payments } from '../context.ts';
import { releaseCounters } from '../counters.ts';
import { countersOf, dispatch } from '../routing/dispatch.ts';
import { nextTry, retryTermsOf, settlementDate, termsInForce } from '../terms.ts';
import type { Attempt, AttemptResult, AttemptState, NewOrder, OrderState, PaymentOrder } from './model.ts';
import { postPayments } from './postings.ts';
import { addEvents, attemptsByKey, followersOf, holdOrders, insertOrders, type NewEvent, ordersByKey, saveAttempts, saveOrders } from './store.ts';

const STATES: Readonly<Record<AttemptResult['status'], AttemptState>> = { SUCCESS: 'success', FAILED: 'failed', PROCESSING: 'accepted', NO_ANSWER: 'unknown' };

/**
 * Takes what institutions say of attempts, whether in an answer, a query, a notice or a file. An attempt that has an
 * outcome keeps it, so that what comes late or twice changes nothing; a success of another amount than was asked settles
 * nothing. A payment that one institution surely refused goes to the next while its outcome was never in doubt; one that
 * failed is planned again where the retry table says so.
 * @returns new attempts, to be sent once the transaction is committed.
 */
export async function recordResults(tx: Tx, payments: Payments, results: readonly AttemptResult[], on: string): Promise<Attempt[]> {
  const found = await attemptsByKey(tx, results);
  const keys = results.flatMap((result) => found.get(result.attemptId) ?? []);
  const orders = await holdOrders(tx, keys);
  // Read again under the lock: another transaction may have recorded the same meanwhile.
  const attempts = await attemptsByKey(tx, keys);
  const news = results.flatMap((result) => newsOf(result, attempts.get(result.attemptId), orders));
  if (news.length === 0) return [];
  await saveAttempts(
    tx,
    news.map(({ attempt, result }) => ({ ...attempt, state: STATES[result.status], code: result.code })),
  );
  await recordPaid(
    tx,
    payments,
    news.filter(({ result }) => result.status === 'SUCCESS'),
    on,
  );
  await recordOpen(
    tx,
    payments,
    news.filter(({ result }) => STATES[result.status] === 'accepted' || STATES[result.status] === 'unknown'),
    on,
  );
  return recordFailed(
    tx,
    payments,
    news.filter(({ result }) => result.status === 'FAILED'),
    on,
  );
}

type News = { readonly order: PaymentOrder; readonly attempt: Attempt; readonly result: AttemptResult };

function newsOf(result: AttemptResult, attempt: Attempt | undefined, orders: ReadonlyMap<string, PaymentOrder>): News[] {
  const order = attempt && orders.get(attempt.orderId);
  if (!attempt || !order || attempt.state === 'success' || attempt.state === 'failed' || attempt.n !== order.attempts) return [];
  if (result.amount !== undefined && result.amount !== attempt.amount) return [];
  if (STATES[result.status] === attempt.state || (attempt.state === 'unknown' && result.status === 'PROCESSING')) return [];
  return [{ order, attempt, result }];
}

const eventOf = (order: PaymentOrder, state: string, on: string): NewEvent => ({ ...order, state, businessDate: on });

async function recordPaid(tx: Tx, payments: Payments, news: readonly News[], on: string): Promise<void> {
  if (news.length === 0) return;
  const paid = news.map(({ order, attempt, result }): PaymentOrder => {
    const terms = termsInForce(attempt.businessDate).find((row) => row.institution === attempt.institutionId && row.channel === attempt.channel);
    return {
      ...order,
      state: 'success',
      code: 'OK',
      institutionSerial: result.institutionSerial,
      networkSerial: result.networkSerial,
      source: result.source,
      fee: attempt.fee,
      finishedOn: on,
      settlesOn: order.kind === 'collection' && terms ? settlementDate(terms, businessDate(attempt.businessDate), order.placeTime) : null,
    };
  });
  await saveOrders(tx, paid);
  await addEvents(
    tx,
    paid.map((order) => eventOf(order, 'success', on)),
    instant(payments.clock),
  );
  await postPayments(tx, paid, on);
}

async function recordOpen(tx: Tx, payments: Payments, news: readonly News[], on: string): Promise<void> {
  const moved = news.map(({ order, result }) => {
    const state: OrderState = result.status === 'NO_ANSWER' ? 'unknown' : order.state;
    return { ...order, state, code: result.code };
  });
  await saveOrders(tx, moved);
  await addEvents(
    tx,
    news.map(({ order, result }, i) => ({ ...eventOf(moved[i] ?? order, result.status === 'NO_ANSWER' ? 'unknown' : 'accepted', on) })),
    instant(payments.clock),
  );
}

async function recordFailed(tx: Tx, payments: Payments, news: readonly News[], on: string): Promise<Attempt[]> {
  if (news.length === 0) return [];
  const freed = news.flatMap(({ order, attempt }) => countersOf({ ...attempt, kind: order.kind }));
  const may = ({ order, attempt, result }: News) =>
    order.state === 'sent' && retryTermsOf(order.purpose, attempt.businessDate).fallbackCodes.includes(result.code);
  const onward = news.filter(may);
  await addEvents(
    tx,
    onward.map(({ order, result }) => ({ ...eventOf(order, 'refused', on), code: result.code })),
    instant(payments.clock),
  );
  const { attempts, stranded } =
    onward.length > 0
      ? await dispatch(
          tx,
          payments,
          onward.map(({ order }) => order),
          on,
          freed,
        )
      : { attempts: [], stranded: [] };
  if (onward.length === 0) await releaseCounters(tx, freed);
  const ended = news
    .filter((entry) => !may(entry))
    .map(({ order, result }): PaymentOrder => ({ ...order, state: 'failed', code: result.code, finishedOn: on }));
  await saveOrders(tx, ended);
  await addEvents(
    tx,
    ended.map((order) => eventOf(order, 'failed', on)),
    instant(payments.clock),
  );
  await afterFailure(tx, payments, [...ended, ...stranded], on);
  return attempts;
}

/** What failed for good gives back what it held, and is planned again where its retry table says so. */
export async function afterFailure(tx: Tx, payments: Payments, failed: readonly PaymentOrder[], on: string): Promise<void> {
  if (failed.length === 0) return;
  const refunds = failed.filter((order) => order.kind === 'refund');
  await tx.query(
    `UPDATE payments.payment_order o SET refunded = o.refunded - g.amount
     FROM (SELECT b, i, sum(a)::bigint AS amount FROM unnest($1::int[], $2::text[], $3::bigint[]) AS u(b, i, a) GROUP BY 1, 2) g WHERE o.bucket = g.b AND o.order_id = g.i`,
    [refunds.map((r) => r.bucket), refunds.map((r) => r.originId), refunds.map((r) => r.amount)],
  );
  const again: NewOrder[] = [];
  for (const order of failed) again.push(...(await retryOf(tx, order, on)));
  const fresh = await insertOrders(tx, again);
  const planned = await ordersByKey(
    tx,
    again.filter((order) => fresh.has(order.orderId)),
  );
  await addEvents(
    tx,
    [...planned.values()].map((order) => eventOf(order, 'planned', on)),
    instant(payments.clock),
  );
}

async function retryOf(tx: Tx, order: PaymentOrder, on: string): Promise<NewOrder[]> {
  if (order.kind === 'refund') return [];
  const terms = retryTermsOf(order.purpose, order.businessDate);
  if (!terms.codes.includes(order.code)) return [];
  const root = order.retryOf ?? order.orderId;
  const rootKey = { bucket: order.bucket, orderId: root };
  const chain = [...(await ordersByKey(tx, [rootKey])).values(), ...(await followersOf(tx, rootKey)).filter((follower) => follower.retryOf === root)];
  const firstOn = chain.reduce((first, one) => (one.businessDate < first ? one.businessDate : first), order.businessDate);
  // A failure that shows days later is tried again from the day on which it shows.
  const day = on > order.businessDate ? on : order.businessDate;
  const time = on > order.businessDate ? '00:00' : order.placeTime;
  const next = nextTry(terms, { firstOn, on: day, time, triesToday: chain.filter((one) => one.businessDate === day).length });
  if (!next) return [];
  const n = order.try + 1;
  return [{ ...order, orderId: derivedId('ord', order.bucket, `${root} try ${n}`), businessDate: next.on, placeTime: next.time, retryOf: root, try: n }];
}
