import { addMonths, type BusinessDate, daysBetween } from '@jinqiao/calendar';
import { type BucketTable, bucketOfDays, M_BUCKETS, PAID_OFF, WRITTEN_OFF } from '../measures/buckets.ts';
import { CURE_MONTHS, classify, type Scheme } from '../measures/five-tier.ts';
import { stageOf } from '../measures/staging.ts';
import type { Position, Standing } from './model.ts';

/**
 * What a product says of a contract becomes its position: days past due in calendar days, bucket, tier and stage.
 * @param history its positions at month-ends before, oldest first.
 */
export function positionOf(
  scheme: Scheme,
  standing: Standing,
  asOf: BusinessDate,
  history: readonly Pick<Position, 'dpd' | 'worstDpd' | 'tier'>[],
  table: BucketTable = M_BUCKETS,
): Position {
  const { state, overdueSince, restructuredOn } = standing;
  const before = history.at(-1);
  const dpd = state === 'settled' || overdueSince === null ? 0 : Math.max(0, daysBetween(overdueSince, asOf));
  const inCure = restructuredOn !== null && (addMonths(restructuredOn, CURE_MONTHS) > asOf || history.slice(-CURE_MONTHS).some((at) => at.dpd > 0) || dpd > 0);
  const tier = classify(scheme, { dpd, writtenOff: state === 'written-off', inCure, before: before?.tier ?? null });
  const defaulted = state === 'compensated' || state === 'written-off';
  return {
    ...standing,
    asOf,
    dpd,
    worstDpd: Math.max(dpd, before?.worstDpd ?? 0),
    status: state === 'settled' ? PAID_OFF : state === 'written-off' ? WRITTEN_OFF : bucketOfDays(table, dpd),
    tier: state === 'settled' ? 'normal' : tier,
    stage: state === 'settled' ? 1 : stageOf({ dpd, tier, defaulted, inCure }),
    provision: null,
  };
}
