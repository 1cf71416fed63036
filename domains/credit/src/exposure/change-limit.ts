import type { Step } from '@jinqiao/business-day';
import { addDays, businessDate } from '@jinqiao/calendar';
import type { Tx } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';
import { creditFault } from '../errors.ts';
import { type CustomerKey, type Limit, type Scope, TOTAL_LIMIT } from './model.ts';
import { changeById, changesDue, holdLimits, insertChange, type LimitChange, setChange, setLimit, withdrawOffers } from './store.ts';

/** Days between the notice of a decrease and the decrease; days for which an offer of an increase may be accepted. [OURS] */
export const NOTICE_DAYS = 3;
export const OFFER_DAYS = 30;
const TEMPORARY_DAYS_MAX = 90;

export type LimitRequest = CustomerKey & {
  readonly scope: Scope;
  readonly kind: LimitChange['kind'];
  /** The new limit; of a temporary one what it adds. Left out of a freeze. */
  readonly to?: bigint;
  readonly through?: string;
  readonly reason: string;
  readonly by: string;
  readonly key: string;
};

async function limitHeld(tx: Tx, { bucket, customerId, scope }: Pick<LimitRequest, 'bucket' | 'customerId' | 'scope'>): Promise<Limit> {
  await holdLimits(tx, [{ bucket, customerId }]);
  const { rows } = await tx.query<Limit>('SELECT scope, amount, state FROM credit.customer_limit WHERE bucket = $1 AND customer_id = $2 AND scope = $3', [
    bucket,
    customerId,
    scope,
  ]);
  if (!rows[0]) throw creditFault('LIMIT_UNKNOWN', { scope });
  return rows[0];
}

function requireSense({ kind, to, through }: LimitRequest, limit: Limit, on: string): void {
  const needs = kind !== 'freeze' && kind !== 'unfreeze';
  if (needs && to === undefined) throw creditFault('LIMIT_CHANGE_INVALID', { why: 'it needs an amount', whyZh: '须填写金额' }, '$.to');
  if (kind === 'increase' && (to ?? 0n) <= limit.amount)
    throw creditFault('LIMIT_CHANGE_INVALID', { why: 'an increase is above the limit', whyZh: '提额须高于现额度' }, '$.to');
  if (limit.scope === 'total' && (kind === 'increase' ? (to ?? 0n) : kind === 'temporary' ? limit.amount + (to ?? 0n) : 0n) > TOTAL_LIMIT)
    throw creditFault('LIMIT_CHANGE_INVALID', { why: 'all products together lend at most 200,000', whyZh: '全部产品合计额度不得超过 20 万元' }, '$.to');
  if (kind === 'decrease' && ((to ?? 0n) >= limit.amount || (to ?? 0n) < 0n))
    throw creditFault('LIMIT_CHANGE_INVALID', { why: 'a decrease is below the limit', whyZh: '降额须低于现额度' }, '$.to');
  if (kind !== 'temporary') return;
  if ((to ?? 0n) <= 0n) throw creditFault('LIMIT_CHANGE_INVALID', { why: 'a temporary limit adds an amount', whyZh: '临时额度须大于零' }, '$.to');
  if (!through || through < on || through > addDays(businessDate(on), TEMPORARY_DAYS_MAX))
    throw creditFault(
      'LIMIT_CHANGE_INVALID',
      { why: `it ends within ${TEMPORARY_DAYS_MAX} days`, whyZh: `临时额度须在 ${TEMPORARY_DAYS_MAX} 天内到期` },
      '$.through',
    );
}

const FIRST_STATE = { increase: 'offered', decrease: 'noticed', temporary: 'effective', freeze: 'effective', unfreeze: 'effective' } as const;

/**
 * Changes a limit: an increase is offered to the customer, a decrease is noticed and holds after `NOTICE_DAYS`, a temporary
 * limit and a freeze hold at once. What is used already is not touched.
 * @throws Fault LIMIT_UNKNOWN, LIMIT_CHANGE_INVALID.
 */
export async function changeLimit(tx: Tx, request: LimitRequest, on: string): Promise<LimitChange> {
  const { bucket, customerId, scope, kind, reason, by } = request;
  const changeId = derivedId('lch', bucket, `${customerId} ${by} ${request.key}`);
  const limit = await limitHeld(tx, request);
  const known = await changeById(tx, { bucket, changeId });
  if (known) return known;
  requireSense(request, limit, on);
  const days = kind === 'decrease' ? NOTICE_DAYS : kind === 'increase' ? OFFER_DAYS : 0;
  const change: LimitChange = {
    bucket,
    changeId,
    customerId,
    scope,
    kind,
    from: limit.amount,
    to: request.to ?? limit.amount,
    state: FIRST_STATE[kind],
    madeOn: on,
    effectiveOn: addDays(businessDate(on), days),
    throughOn: kind === 'temporary' ? (request.through ?? null) : null,
    reason,
    madeBy: by,
  };
  await insertChange(tx, change);
  // What was offered before is not on offer any more.
  if (kind === 'decrease') await withdrawOffers(tx, change, on);
  if (kind === 'freeze' || kind === 'unfreeze') await setLimit(tx, request, { ...limit, state: kind === 'freeze' ? 'frozen' : 'active' });
  return change;
}

/** The customer's answer to an offer of an increase: it holds from the consent on. @throws Fault LIMIT_CHANGE_UNKNOWN, LIMIT_CHANGE_ANSWERED. */
export async function answerOffer(tx: Tx, key: CustomerKey & { readonly changeId: string }, accept: boolean, on: string): Promise<LimitChange> {
  const change = await changeById(tx, key);
  if (change?.customerId !== key.customerId || change.kind !== 'increase') throw creditFault('LIMIT_CHANGE_UNKNOWN', { id: key.changeId.slice(0, 40) });
  const limit = await limitHeld(tx, change);
  const held = (await changeById(tx, key)) as LimitChange;
  const wished = accept ? 'effective' : 'declined';
  if (held.state === wished) return held;
  if (held.state !== 'offered' || on > held.effectiveOn) throw creditFault('LIMIT_CHANGE_ANSWERED', { state: held.state });
  if (accept && held.to > limit.amount) await setLimit(tx, change, { ...limit, amount: held.to });
  await setChange(tx, change, wished, on);
  return { ...held, state: wished };
}

const CHUNK = 500;

/** 额度: what was noticed and now holds lowers its limit; offers that nobody answered lapse. */
export function limitsStep(): Step {
  return {
    name: 'limits',
    run: async ({ date, chunk, count }) => {
      for (let done = CHUNK; done === CHUNK; ) {
        done = await chunk(async (tx) => {
          const due = await changesDue(tx, date, CHUNK);
          for (const change of due) await settleChange(tx, change, date);
          return due.length;
        });
        count({ limitChanges: done });
      }
    },
  };
}

async function settleChange(tx: Tx, change: LimitChange, on: string): Promise<void> {
  if (change.state === 'offered') return setChange(tx, change, 'lapsed', on);
  const limit = await limitHeld(tx, change);
  // An increase that was accepted meanwhile is later than the notice, and stays.
  const stands = limit.amount <= change.from;
  if (stands && change.to < limit.amount) await setLimit(tx, change, { ...limit, amount: change.to });
  await setChange(tx, change, stands ? 'effective' : 'withdrawn', on);
}
