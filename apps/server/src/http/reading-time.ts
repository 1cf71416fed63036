import type { BusinessDate } from '@jinqiao/calendar';
import { inForce, loadRulebook, type Profile } from '@jinqiao/compliance';
import type { Db } from '@jinqiao/database';

/** How long a cost table must be open, in seconds: as long as the product wants, and at least as long as a rule in force asks. */
export async function readingSeconds(db: Db, profile: Profile, least: number, on: BusinessDate): Promise<number> {
  const { rules } = await loadRulebook(db);
  const rule = rules.find((candidate) => candidate.ruleId === 'COST_READING_SECONDS_MIN' && inForce(candidate, profile, on));
  return Math.max(least, Number(rule?.value ?? 0n));
}

/** The page counts what was in view, the server what has passed since the quote: the lesser was read. */
export function secondsRead(onPage: number, quotedAt: Date | null, now: number): number {
  return Math.min(onPage, Math.floor((now - (quotedAt?.getTime() ?? 0)) / 1000));
}
