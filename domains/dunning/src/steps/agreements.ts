import type { Step, StepContext } from '@jinqiao/business-day';
import { addDays, type BusinessDate, businessDate } from '@jinqiao/calendar';
import type { Tx } from '@jinqiao/database';
import { min } from '@jinqiao/money';
import { insertEvents, type NewEvent } from '../case-store.ts';
import type { Dunning } from '../context.ts';
import { askSources, type Claims, claimsOf, type DebtKey } from '../debt.ts';
import { activePlans, instalmentsOfPlans, type Plan, type PlanInstalment, putInstalments, savePlans } from '../plan-store.ts';
import { dunningLimit } from '../rules.ts';
import { offeredSettlements, type Settlement, saveSettlements } from '../settlement-store.ts';
import { CHUNK, CLOSE } from './age-cases.ts';

type Sources = Pick<Dunning, 'sources'>;
type Counted = DebtKey & { readonly beganOn: string | null; readonly receivedBefore: bigint };

/** What came in on contracts since an agreement about them began, and whether more may be on its way. */
async function cameSince<A extends Counted>(tx: Tx, { sources }: Sources, agreements: readonly A[], through: (agreement: A) => string) {
  const asked = agreements.map((agreement) => ({ ...agreement, from: agreement.beganOn ?? through(agreement), through: through(agreement) }));
  const received = await askSources(sources, asked, (source, keys) => source.received(tx, keys));
  const awaiting = await askSources(sources, asked, async (source, keys) => {
    const last = keys.reduce((latest, key) => (key.through > latest ? key.through : latest), '');
    return new Map([...(await source.awaiting(tx, keys, last))].map((id) => [id, true] as const));
  });
  return (agreement: A) => ({
    received: (received.get(agreement.contractId) ?? 0n) - agreement.receivedBefore,
    awaiting: awaiting.has(agreement.contractId),
  });
}

/** Before the day's collections: what plans let fall due is asked for, together with what earlier instalments left unpaid, while their grace lasts. */
export function planStep(dunning: Sources): Step {
  return {
    name: 'plan',
    run: async (context) => {
      const on = businessDate(context.date);
      let after: Plan | null = null;
      for (;;) {
        const page: Plan[] = await activePlans(context.db, after, CHUNK);
        if (page.length > 0) await context.chunk(async (tx) => context.count({ planned: await askFor(tx, dunning, page, on) }));
        after = page.at(-1) ?? null;
        if (page.length < CHUNK) return;
      }
    },
  };
}

async function askFor(tx: Tx, dunning: Sources, plans: readonly Plan[], on: BusinessDate): Promise<number> {
  const rows = await instalmentsOfPlans(tx, plans);
  const came = await cameSince(tx, dunning, plans, () => on);
  const grace = dunningLimit('PLAN_GRACE_DAYS', on);
  const orders = plans.flatMap((plan) => {
    const due = (rows.get(plan.planId) ?? []).filter(({ dueOn }) => dueOn <= on);
    const { received, awaiting } = came(plan);
    const amount = due.reduce((sum, row) => sum + row.amount, 0n) - received;
    const tried = due.some((row) => row.paidOn === null && on <= addDays(businessDate(row.dueOn), grace));
    return amount > 0n && tried && !awaiting ? [{ ...plan, amount: min(amount, plan.total - received) }] : [];
  });
  for (const [kind, group] of Map.groupBy(orders, (order) => order.kind)) await (claimsOf(dunning.sources, kind) as Claims).collect(tx, group, on, 'plan');
  return orders.length;
}

/** After the day's collections: instalments are paid or have failed, plans are kept or broken, offers paid or void. */
export async function judgeAgreements(dunning: Sources, context: StepContext, on: BusinessDate): Promise<void> {
  let plan: Plan | null = null;
  for (;;) {
    const page: Plan[] = await activePlans(context.db, plan, CHUNK);
    if (page.length > 0) await context.chunk((tx) => judgePlans(tx, dunning, page, on));
    plan = page.at(-1) ?? null;
    if (page.length < CHUNK) break;
  }
  let offer: Settlement | null = null;
  for (;;) {
    const page: Settlement[] = await offeredSettlements(context.db, offer, CHUNK);
    if (page.length > 0) await context.chunk(async (tx) => context.count({ settlementsPaid: await judgeOffers(tx, dunning, page, on) }));
    offer = page.at(-1) ?? null;
    if (page.length < CHUNK) return;
  }
}

async function judgePlans(tx: Tx, dunning: Sources, plans: readonly Plan[], on: BusinessDate): Promise<void> {
  const rows = await instalmentsOfPlans(tx, plans);
  const came = await cameSince(tx, dunning, plans, () => on);
  const [grace, failedMax] = [dunningLimit('PLAN_GRACE_DAYS', on), dunningLimit('PLAN_FAILED_MAX', on)];
  const judged = plans.map((plan) => {
    const { received, awaiting } = came(plan);
    const before = rows.get(plan.planId) ?? [];
    const after = judgeInstalments(before, received, on, awaiting ? null : grace);
    const failed = after.filter(({ paidOn, failedOn }) => paidOn === null && failedOn !== null).length;
    const state = received >= plan.total ? ('kept' as const) : failed >= failedMax ? ('broken' as const) : ('active' as const);
    return { before, after, was: plan, plan: { ...plan, received, state, endedOn: state === 'active' ? null : on } };
  });
  await putInstalments(
    tx,
    judged.flatMap(({ before, after }) => after.filter((row, i) => row.paidOn !== before[i]?.paidOn || row.failedOn !== before[i]?.failedOn)),
  );
  await savePlans(
    tx,
    judged.filter(({ was, plan }) => was.state !== plan.state || was.received !== plan.received).map(({ plan }) => plan),
  );
  for (const { plan } of judged) if (plan.state === 'broken') await (claimsOf(dunning.sources, plan.kind) as Claims).postponeWriteOff(tx, plan, null, on);
  await insertEvents(
    tx,
    judged.flatMap(({ before, after, plan }): NewEvent[] => [
      ...after
        .filter((row, i) => row.failedOn !== null && before[i]?.failedOn === null)
        .map((row): NewEvent => ({ ...plan, event: 'plan-instalment-failed', actor: CLOSE, now: String(row.n), about: `${plan.planId} ${row.n}` })),
      ...(plan.state === 'active' ? [] : [{ ...plan, event: `plan-${plan.state}`, actor: CLOSE, now: plan.planId, about: plan.planId }]),
    ]),
    on,
    null,
  );
}

/**
 * Money pays instalments in their order, whichever way it came. One that is not covered when its grace is over has failed.
 * @param grace days; null while money may be on its way: nothing fails then.
 */
export function judgeInstalments(rows: readonly PlanInstalment[], received: bigint, on: BusinessDate, grace: number | null): PlanInstalment[] {
  let due = 0n;
  return rows.map((row) => {
    due += row.amount;
    if (received >= due) return row.paidOn === null ? { ...row, paidOn: on } : row;
    const over = grace !== null && on > addDays(businessDate(row.dueOn), grace);
    return over && row.failedOn === null ? { ...row, failedOn: on } : row;
  });
}

/** @returns how many offers were paid in full: what is left of their claims is given up, with its entries. */
async function judgeOffers(tx: Tx, dunning: Sources, offers: readonly Settlement[], on: BusinessDate): Promise<number> {
  const came = await cameSince(tx, dunning, offers, ({ validUntil }) => (validUntil < on ? validUntil : on));
  const judged = offers.map((offer): Settlement => {
    const { received, awaiting } = came(offer);
    const state = received >= offer.amount ? 'paid' : offer.validUntil <= on && !awaiting ? 'void' : 'offered';
    return { ...offer, received, state, endedOn: state === 'offered' ? null : on };
  });
  await saveSettlements(
    tx,
    judged.filter((offer, i) => offer.state !== 'offered' || offer.received !== offers[i]?.received),
  );
  const paid = judged.filter(({ state }) => state === 'paid');
  for (const [kind, group] of Map.groupBy(paid, (offer) => offer.kind)) await (claimsOf(dunning.sources, kind) as Claims).waive(tx, group, on);
  await insertEvents(
    tx,
    judged
      .filter(({ state }) => state !== 'offered')
      .map((offer): NewEvent => ({ ...offer, event: `settlement-${offer.state}`, actor: CLOSE, now: offer.settlementId, about: offer.settlementId })),
    on,
    null,
  );
  return paid.length;
}
