import { activeLines, changeLimit, freezeLines, limitsOfScope } from '@jinqiao/credit';
import type { Db } from '@jinqiao/database';
import { payLaterProgrammes, type Terms } from '@jinqiao/paylater';
import type { LinePort } from '@jinqiao/risk';

const WAITS = {
  increase: 'CONSENT_NEEDED',
  decrease: 'NOTICE_NEEDED',
} as const;

/**
 * Credit lines of programmes as the limit strategy changes them. A freeze holds at once; an increase waits for the customer's
 * consent and a decrease for the notice to them, which this line does not take: both stay approved and say so.
 */
export const creditLines: LinePort = {
  product: 'joint-loan',
  read: async (db, { after, limit }) => (await activeLines(db, after, limit)).map((line) => ({ ...line, product: 'joint-loan', scope: line.programmeId })),
  apply: async (tx, proposals) => {
    const frozen = new Set(
      await freezeLines(
        tx,
        proposals.filter(({ kind }) => kind === 'freeze'),
      ),
    );
    return new Map(
      proposals.map(({ lineId, kind }) => {
        if (kind !== 'freeze') return [lineId, { applied: false, note: WAITS[kind] }];
        return [lineId, frozen.has(lineId) ? { applied: true, note: null } : { applied: false, note: 'LINE_NOT_ACTIVE' }];
      }),
    );
  },
};

const WHO = 'limit-strategy';

/**
 * Customers' limits of a pay-later product. A limit is over the product, whichever programme the customer bought in: behaviour is
 * read in the first. An increase becomes an offer to the customer, a decrease a notice that holds days later, a freeze holds at once.
 */
function customerLimits(product: Terms['product'], programmeId: string): LinePort {
  const customerOf = (lineId: string) => lineId.split(':')[0] as string;
  return {
    product,
    read: async (db, { after, limit }) =>
      (await limitsOfScope(db, product, after && { bucket: after.bucket, customerId: customerOf(after.lineId) }, limit)).map(
        ({ bucket, customerId, amount }) => ({
          bucket,
          lineId: `${customerId}:${product}`,
          customerId,
          product,
          scope: programmeId,
          limit: amount,
        }),
      ),
    apply: async (tx, proposals, on) => {
      const outcome = new Map<string, { applied: boolean; note: string | null }>();
      // One command after another: each holds its customer's limits and answers for itself.
      for (const { bucket, customerId, kind, limitTo, proposalId, lineId, reasons } of proposals) {
        const to = kind === 'freeze' ? {} : { to: limitTo };
        await changeLimit(tx, { bucket, customerId, scope: product, kind, ...to, reason: reasons.join(', '), by: WHO, key: proposalId }, on);
        outcome.set(lineId, kind === 'freeze' ? { applied: true, note: null } : { applied: false, note: WAITS[kind] });
      }
      return outcome;
    },
  };
}

/** Everything that the limit strategy can change: lines of programmes, and customers' limits of pay-later. */
export async function linePorts(db: Db): Promise<LinePort[]> {
  const byProduct = Map.groupBy(await payLaterProgrammes(db), (terms) => terms.product);
  return [creditLines, ...[...byProduct].map(([product, [first]]) => customerLimits(product, first?.programmeId ?? ''))];
}
