import { addShare, NO_SHARE, type Share } from './ratio.ts';

/** Balances by bucket at one month-end, in minor units. */
export type Balances = ReadonlyMap<string, bigint>;

/** The flow from a bucket into the next worse one. */
export type Flow = { readonly from: string; readonly to: string; readonly share: Share };

/**
 * Flow rates 迁徙率 between two month-ends: this month-end's balance of Mn over the last month-end's balance of M(n−1). The
 * worst bucket is open above: what lay in it before stays in it and counts again, so chains end at the bucket before it.
 */
export function flowRates(order: readonly string[], last: Balances, now: Balances): Flow[] {
  return order.slice(1).map((to, at) => {
    const from = order[at] as string;
    return { from, to, share: { part: now.get(to) ?? 0n, whole: last.get(from) ?? 0n } };
  });
}

/** Flow rates over several months together: numerators and denominators added before they are divided. */
export function pooledFlows(months: readonly (readonly Flow[])[]): Flow[] {
  const pooled = new Map<string, Flow>();
  for (const flow of months.flat()) {
    const known = pooled.get(flow.to);
    pooled.set(flow.to, { ...flow, share: addShare(known?.share ?? NO_SHARE, flow.share) });
  }
  return [...pooled.values()];
}

/**
 * Expected loss of a balance in the first bucket: the product of the flow rates up to `through`, times what is not
 * recovered. @param recovery share recovered after default. @returns an exact share; without a whole where a flow has none.
 */
export function flowLoss(flows: readonly Flow[], through: string, recovery: Share): Share {
  const last = flows.findIndex((flow) => flow.to === through);
  const product = flows.slice(0, last + 1).reduce<Share>((all, { share }) => ({ part: all.part * share.part, whole: all.whole * share.whole }), {
    part: 1n,
    whole: 1n,
  });
  const kept = recovery.whole === 0n ? { part: 1n, whole: 1n } : { part: recovery.whole - recovery.part, whole: recovery.whole };
  return last < 0 ? NO_SHARE : { part: product.part * kept.part, whole: product.whole * kept.whole };
}
