import { type Profile, ruleInForce } from '@jinqiao/compliance';
import type { Tx } from '@jinqiao/database';
import { RATE_ONE } from '@jinqiao/money';
import { derivedId, instant } from '@jinqiao/runtime';
import type { Payments } from '../context.ts';
import { type CounterChange, type CounterKey, type Counters, dayPeriod, holdCounters, mandateSubject, monthPeriod, quotaSubject } from '../counters.ts';
import { type Mandate, type MandatePurpose, mandateHolds } from '../mandates/model.ts';
import { holdMandates } from '../mandates/store.ts';
import type { Attempt, AttemptBody, PaymentOrder } from '../orders/model.ts';
import { addEvents, attemptsOfOrder, insertAttempts, ordersByKey, saveOrders } from '../orders/store.ts';
import { type ChannelTerms, feeOf, termsInForce } from '../terms.ts';
import { type Health, healthOf } from './health.ts';
import { linkOn } from './link.ts';
import { isOpen, type RouteOption, type RouteReason, rankRoutes, storedOption } from './route.ts';

/** What a choice of ways rests on, held until the transaction ends. */
type Facts = {
  readonly terms: readonly ChannelTerms[];
  readonly health: ReadonlyMap<string, Health>;
  readonly counters: Counters;
  readonly mandates: readonly Mandate[];
  readonly origins: ReadonlyMap<string, PaymentOrder>;
  /** Attempts of the orders that have surely failed. */
  readonly before: ReadonlyMap<string, readonly Attempt[]>;
  readonly breaker: number;
  readonly shareLeast: bigint;
};

/**
 * Chooses a way for each order, reserves mandate caps and quotas, and writes the attempts down, in one transaction with
 * the choice and its reasons. Orders must be held by it. What has no way fails, with the reason of the best one.
 * @param freed what earlier attempts give back, in the same hold: counters are locked once and in one order.
 * @returns the attempts, to be sent once the transaction is committed.
 */
export async function dispatch(
  tx: Tx,
  payments: Payments,
  orders: readonly PaymentOrder[],
  on: string,
  freed: readonly CounterChange[] = [],
): Promise<{ attempts: Attempt[]; stranded: PaymentOrder[] }> {
  const facts = await factsOf(tx, payments, orders, on, freed);
  const attempts: Attempt[] = [];
  const stranded: PaymentOrder[] = [];
  const choices: { order: PaymentOrder; chosen: RouteOption | undefined; options: readonly RouteOption[] }[] = [];
  for (const order of orders) {
    const options = rankRoutes(facts.terms.filter((terms) => terms.channel === order.channel).map((terms) => optionOf(order, terms, facts, on)));
    const best = options[0];
    const chosen = best && isOpen(best) ? best : undefined;
    choices.push({ order, chosen, options });
    if (!chosen) {
      const code = strandedCode(options);
      stranded.push({ ...order, code });
      continue;
    }
    facts.counters.take(countersOf({ ...order, businessDate: on, mandateId: chosen.mandateId, institutionId: chosen.institution }));
    attempts.push(attemptOf(payments.profile, order, chosen, facts, on));
  }
  await facts.counters.save();
  await write(tx, payments, attempts, stranded, choices, on);
  return { attempts, stranded };
}

async function factsOf(tx: Tx, payments: Payments, orders: readonly PaymentOrder[], on: string, freed: readonly CounterChange[]): Promise<Facts> {
  const offered = new Set(payments.institutions.map((institution) => institution.id));
  const channels = new Set(orders.map((order) => order.channel));
  const terms = termsInForce(on).filter((row) => offered.has(row.institution) && channels.has(row.channel));
  const hashes = (order: PaymentOrder) => [order.sourceHash, order.payeeKind === 'instrument' ? order.payee : ''].filter((hash) => hash !== '');
  const mandates = await holdMandates(
    tx,
    orders.flatMap((order) => hashes(order).map((instrumentHash) => ({ bucket: order.bucket, customerId: order.customerId, instrumentHash }))),
  );
  const origins = await ordersByKey(
    tx,
    orders.flatMap((order) => (order.originId ? [{ bucket: order.bucket, orderId: order.originId }] : [])),
  );
  const before = new Map<string, readonly Attempt[]>();
  for (const order of orders) if (order.attempts > 0) before.set(order.orderId, await attemptsOfOrder(tx, order));
  const keys: CounterKey[] = [
    ...freed,
    ...terms.map((row) => ({ subject: quotaSubject(row.institution, row.channel), period: dayPeriod(on) })),
    ...mandates.flatMap((m) => [dayPeriod(on), monthPeriod(on)].map((period) => ({ subject: mandateSubject(m.mandateId), period }))),
  ];
  const counters = await holdCounters(tx, keys);
  counters.give(freed);
  const date = on as Parameters<typeof ruleInForce>[2];
  return {
    terms,
    mandates,
    origins,
    before,
    health: await healthOf(tx, terms),
    counters,
    breaker: Number(ruleInForce('ROUTE_BREAKER_UNKNOWN', payments.profile, date)?.value ?? 3n),
    shareLeast: ruleInForce('ROUTE_SHARE_LEAST', payments.profile, date)?.value ?? 0n,
  };
}

/** One way for an order, with everything that speaks against it. */
function optionOf(order: PaymentOrder, terms: ChannelTerms, facts: Facts, on: string): RouteOption {
  const reasons: RouteReason[] = [];
  const against = (wrong: boolean, reason: RouteReason) => {
    if (wrong) reasons.push(reason);
  };
  const source = mandateFor(order, terms, facts, order.sourceHash, on, DEBITED);
  const target = mandateFor(order, terms, facts, order.payeeKind === 'instrument' ? order.payee : '', on, PAID_TO);
  const health = facts.health.get(`${terms.institution} ${terms.channel}`);
  const quotaLeft = terms.dayQuota - facts.counters.used({ subject: quotaSubject(terms.institution, terms.channel), period: dayPeriod(on) });
  against(!terms.kinds.includes(order.kind), 'NOT_OFFERED');
  const share = health?.share ?? RATE_ONE;
  if (order.kind === 'refund') {
    against(facts.origins.get(order.originId ?? '')?.institutionId !== terms.institution, 'NOT_THE_ORIGIN');
  } else {
    against((order.sourceHash !== '' && !source) || (order.payeeKind === 'instrument' && !target), 'NO_MANDATE');
    const cards = [source, target].filter((mandate) => mandate?.channel === 'card');
    against(
      cards.some((card) => !terms.prefixes.some((prefix) => card?.instrumentMasked.startsWith(prefix))),
      'BANK_NOT_COVERED',
    );
    against(order.amount < terms.least, 'AMOUNT_BELOW_LEAST');
    against(order.amount > terms.most, 'AMOUNT_ABOVE_MOST');
    against(order.amount > quotaLeft, 'QUOTA_SPENT');
    if (source) reasons.push(...capReasons(order, source, facts.counters, on));
    against((health?.unknown ?? 0) >= facts.breaker, 'BREAKER_OPEN');
    against(share < facts.shareLeast, 'SHARE_LOW');
  }
  against(
    (facts.before.get(order.orderId) ?? []).some((attempt) => attempt.institutionId === terms.institution),
    'FAILED_BEFORE',
  );
  return {
    institution: terms.institution,
    channel: terms.channel,
    mandateId: source?.mandateId ?? null,
    fee: feeOf(terms, order.kind, order.amount),
    quotaLeft,
    successShare: share,
    unknownLately: health?.unknown ?? 0,
    reasons,
  };
}

/** Under which mandates an instrument may be debited, and under which it may be paid to. */
const DEBITED: readonly MandatePurpose[] = ['payment'];
const PAID_TO: readonly MandatePurpose[] = ['payment', 'payee'];

function mandateFor(
  order: PaymentOrder,
  terms: ChannelTerms,
  facts: Facts,
  hash: string,
  on: string,
  purposes: readonly MandatePurpose[],
): Mandate | undefined {
  if (hash === '') return undefined;
  return facts.mandates.find(
    (m) =>
      m.institutionId === terms.institution &&
      m.channel === terms.channel &&
      purposes.includes(m.purpose) &&
      m.customerId === order.customerId &&
      m.instrumentHash === hash &&
      mandateHolds(m, on),
  );
}

function capReasons(order: PaymentOrder, mandate: Mandate, counters: Counters, on: string): RouteReason[] {
  const subject = mandateSubject(mandate.mandateId);
  const over = (period: string, cap: bigint) => counters.used({ subject, period }) + order.amount > cap;
  return [
    ...(order.amount > mandate.paymentCap ? (['MANDATE_PAYMENT_CAP'] as const) : []),
    ...(over(dayPeriod(on), mandate.dayCap) ? (['MANDATE_DAY_CAP'] as const) : []),
    ...(over(monthPeriod(on), mandate.monthCap) ? (['MANDATE_MONTH_CAP'] as const) : []),
  ];
}

/** Why nothing was open: the cap of a mandate where nothing else stood in its way, or that there was no way. */
function strandedCode(options: readonly RouteOption[]): string {
  const capped = options.find((option) => option.reasons.length > 0 && option.reasons.every((reason) => reason.startsWith('MANDATE_')));
  return capped?.reasons[0] ?? 'NO_ROUTE';
}

export type Counted = Pick<Attempt, 'institutionId' | 'channel' | 'mandateId' | 'amount' | 'businessDate'> & { readonly kind: PaymentOrder['kind'] };

/** What an attempt counts towards; a refund counts towards nothing. */
export function countersOf({ kind, institutionId, channel, mandateId, amount, businessDate }: Counted): CounterChange[] {
  if (kind === 'refund') return [];
  return [
    { subject: quotaSubject(institutionId, channel), period: dayPeriod(businessDate), amount },
    ...(mandateId ? [dayPeriod(businessDate), monthPeriod(businessDate)].map((period) => ({ subject: mandateSubject(mandateId), period, amount })) : []),
  ];
}

function attemptOf(profile: Profile, order: PaymentOrder, chosen: RouteOption, facts: Facts, on: string): Attempt {
  const n = order.attempts + 1;
  const attemptId = derivedId('att', order.bucket, `${order.orderId} ${n}`);
  const terms = facts.terms.find((row) => row.institution === chosen.institution && row.channel === chosen.channel) as ChannelTerms;
  const token = (hash: string, purposes = DEBITED) => mandateFor(order, terms, facts, hash, on, purposes)?.token ?? '';
  const origin = order.originId ? facts.origins.get(order.originId) : undefined;
  const originRef = origin ? derivedId('att', origin.bucket, `${origin.orderId} ${origin.attempts}`) : '';
  const payee: AttemptBody['payee'] =
    order.payeeKind === 'instrument'
      ? { kind: 'token', ref: token(order.payee, PAID_TO) }
      : order.payeeKind === 'origin'
        ? { kind: 'origin', ref: originRef }
        : { kind: 'merchant', ref: order.payee };
  return {
    bucket: order.bucket,
    attemptId,
    orderId: order.orderId,
    n,
    institutionId: chosen.institution,
    channel: chosen.channel,
    mandateId: chosen.mandateId,
    body: {
      orderRef: attemptId,
      kind: order.kind,
      mode: order.mode,
      channel: order.channel,
      link: linkOn(profile, on),
      token: order.kind === 'refund' ? '' : token(order.sourceHash),
      payer: order.payer,
      payee,
      originRef,
      amount: order.amount.toString(),
      time: order.placeTime,
    },
    amount: order.amount,
    businessDate: on,
    state: 'sent',
    code: '',
    fee: chosen.fee,
  };
}

type Choice = { readonly order: PaymentOrder; readonly chosen: RouteOption | undefined; readonly options: readonly RouteOption[] };

async function write(
  tx: Tx,
  payments: Payments,
  attempts: readonly Attempt[],
  stranded: readonly PaymentOrder[],
  choices: readonly Choice[],
  on: string,
): Promise<void> {
  const at = instant(payments.clock);
  const sent = new Map(attempts.map((attempt) => [attempt.orderId, attempt]));
  await insertAttempts(tx, attempts, at);
  await tx.query(
    `INSERT INTO payments.route_choice (bucket, order_id, n, institution_id, options)
     SELECT * FROM unnest($1::int[], $2::text[], $3::int[], $4::text[], $5::jsonb[]) ON CONFLICT DO NOTHING`,
    [
      choices.map((c) => c.order.bucket),
      choices.map((c) => c.order.orderId),
      choices.map((c) => c.order.attempts + 1),
      choices.map((c) => c.chosen?.institution ?? null),
      choices.map((c) => JSON.stringify(c.options.map(storedOption))),
    ],
  );
  const moved = choices.flatMap(({ order }) => {
    const attempt = sent.get(order.orderId);
    return attempt ? [{ ...order, state: 'sent' as const, code: '', attempts: attempt.n, institutionId: attempt.institutionId }] : [];
  });
  await saveOrders(tx, [...moved, ...stranded.map((order) => ({ ...order, state: 'failed' as const, finishedOn: on }))]);
  await addEvents(
    tx,
    [...moved.map((order) => ({ ...order, businessDate: on, state: 'sent' })), ...stranded.map((order) => ({ ...order, businessDate: on, state: 'failed' }))],
    at,
  );
}
