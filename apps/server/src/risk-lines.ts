import { activeLines, freezeLines } from '@jinqiao/credit';
import type { LinePort } from '@jinqiao/risk';

const WAITS = {
  increase: 'CONSENT_NEEDED',
  decrease: 'NOTICE_NEEDED',
} as const;

/**
 * Credit lines of programmes as the limit strategy changes them. A freeze holds at once; an increase waits for the customer's
 * consent and a decrease for the notice to them, which the line does not take yet: both stay approved and say so.
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
