import { daysBetween } from '@jinqiao/calendar';

/** Days past due: due on the 8th, the 9th is day 1; 0 where nothing is overdue. */
export function daysPastDue(due: string | null, on: string): number {
  return due === null ? 0 : Math.max(0, daysBetween(due, on));
}

const BUCKETS = ['M1', 'M2', 'M3', 'M4', 'M5', 'M6'] as const;
export type DelinquencyBucket = 'M0' | (typeof BUCKETS)[number] | 'M7+';

/** M1 is 1 to 30 days past due, M2 31 to 60, …, M7+ more than 180. */
export function delinquencyBucket(dpd: number): DelinquencyBucket {
  return dpd <= 0 ? 'M0' : (BUCKETS[Math.floor((dpd - 1) / 30)] ?? 'M7+');
}

/** Days past due on which a bucket begins, for lists filtered by bucket. */
export function bucketRange(bucket: DelinquencyBucket): { from: number; to: number | null } {
  if (bucket === 'M0') return { from: 0, to: 0 };
  const index = bucket === 'M7+' ? BUCKETS.length : BUCKETS.indexOf(bucket);
  return { from: index * 30 + 1, to: bucket === 'M7+' ? null : index * 30 + 30 };
}
