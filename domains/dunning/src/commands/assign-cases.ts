import { businessDate } from '@jinqiao/calendar';
import type { Db, Tx } from '@jinqiao/database';
import { caseByKey, holdOpenCase, insertEvents } from '../case-store.ts';
import type { Act } from '../context.ts';
import { dunningFault } from '../errors.ts';
import type { Case, CaseKey } from '../model.ts';
import { dunningLimit } from '../rules.ts';
import { strategyOn } from '../strategy.ts';

/**
 * Takes the next free case of a queue, the latest and largest first. Two who ask at once get two cases.
 * @throws Fault QUEUE_UNKNOWN, QUEUE_EMPTY, HANDS_FULL.
 */
export async function claimNext(tx: Tx, act: Act, queue: string | null): Promise<Case> {
  if (queue !== null && !(await strategyOn(tx, act.on)).queues.some((rule) => rule.queue === queue)) throw dunningFault('QUEUE_UNKNOWN', { queue });
  await requireRoom(tx, act.by, act.on);
  const { rows } = await tx.query<CaseKey>(
    `SELECT bucket, case_id AS "caseId" FROM dunning.case WHERE state = 'open' AND assignee IS NULL AND ($1::text IS NULL OR queue = $1)
     ORDER BY days_past_due DESC, owed DESC, case_id LIMIT 1 FOR UPDATE SKIP LOCKED`,
    [queue],
  );
  const key = rows[0];
  if (!key) throw dunningFault('QUEUE_EMPTY');
  return give(tx, act, await caseByKey(tx, key), act.by, 'claimed', '');
}

/** Takes a given case that is free; who holds it already keeps it. @throws Fault CASE_UNKNOWN, CASE_CLOSED, CASE_TAKEN, HANDS_FULL. */
export async function takeCase(tx: Tx, act: Act, key: CaseKey): Promise<Case> {
  const held = await holdOpenCase(tx, key);
  if (held.assignee === act.by) return held;
  if (held.assignee !== null) throw dunningFault('CASE_TAKEN', { id: key.caseId, assignee: held.assignee });
  await requireRoom(tx, act.by, act.on);
  return give(tx, act, held, act.by, 'claimed', '');
}

/** Gives a case back to its queue. @throws Fault CASE_UNKNOWN, CASE_CLOSED, CASE_NOT_YOURS. */
export async function releaseCase(tx: Tx, act: Act, key: CaseKey, reason: string): Promise<Case> {
  const held = await holdOpenCase(tx, key);
  if (held.assignee === null) return held;
  if (held.assignee !== act.by) throw dunningFault('CASE_NOT_YOURS', { id: key.caseId });
  return give(tx, act, held, null, 'released', reason);
}

/** Puts a case into somebody else's hands. @throws Fault CASE_UNKNOWN, CASE_CLOSED, HANDS_FULL. */
export async function reassignCase(tx: Tx, act: Act, key: CaseKey, assignee: string, reason: string): Promise<Case> {
  const held = await holdOpenCase(tx, key);
  if (held.assignee === assignee) return held;
  await requireRoom(tx, assignee, act.on);
  return give(tx, act, held, assignee, 'reassigned', reason);
}

async function give(tx: Tx, act: Act, held: Case, assignee: string | null, event: string, note: string): Promise<Case> {
  await tx.query('UPDATE dunning.case SET assignee = $3, assigned_on = $4 WHERE bucket = $1 AND case_id = $2', [
    held.bucket,
    held.caseId,
    assignee,
    assignee === null ? null : act.on,
  ]);
  await insertEvents(tx, [{ ...held, event, actor: act.by, was: held.assignee ?? '', now: assignee ?? '', note }], act.on, act.at);
  return caseByKey(tx, held);
}

async function requireRoom(db: Db, assignee: string, on: string): Promise<void> {
  const max = dunningLimit('DUNNING_CASES_PER_PERSON_MAX', businessDate(on));
  const { rows } = await db.query<{ held: number }>(`SELECT count(*)::int AS held FROM dunning.case WHERE state = 'open' AND assignee = $1`, [assignee]);
  const held = rows[0]?.held ?? 0;
  if (held >= max) throw dunningFault('HANDS_FULL', { assignee, held, max });
}
