import type { Database } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';
import { type Institution, payment } from '@jinqiao/wire';
import { dayUnder, type Guard, type Payments } from '../context.ts';
import { institutionOf } from '../mandates/sign.ts';
import type { Attempt, AttemptResult } from './model.ts';
import { recordResults } from './record.ts';

/** Messages on their way to institutions at one time. */
const AT_ONCE = 8;
/** Orders of a batch in one message. */
const BATCH = 500;

/**
 * Sends attempts that are written down and committed, and records what the institutions say; what one of them surely
 * refused goes on to the next. Safe to repeat: an attempt is always the same message, and an institution runs it once.
 */
export async function sendAttempts(db: Database, payments: Payments, attempts: readonly Attempt[], on: string, guard: Guard): Promise<void> {
  for (let left = attempts; left.length > 0; ) {
    const onward: Attempt[] = [];
    const letters = lettersOf(left);
    for (let i = 0; i < letters.length; i += AT_ONCE) {
      const results = (await Promise.all(letters.slice(i, i + AT_ONCE).map((letter) => sendLetter(payments, letter)))).flat();
      onward.push(
        ...(await db.tx(async (tx) => {
          return recordResults(tx, payments, results, await dayUnder(guard, tx, on));
        })),
      );
    }
    left = onward;
  }
}

/** One message: a payment in real time, or many of a batch. */
function lettersOf(attempts: readonly Attempt[]): Attempt[][] {
  const batches = Map.groupBy(
    attempts.filter((attempt) => attempt.body.mode === 'batch'),
    (attempt) => `${attempt.institutionId} ${attempt.businessDate}`,
  );
  return [
    ...attempts.filter((attempt) => attempt.body.mode === 'real-time').map((attempt) => [attempt]),
    ...[...batches.values()].flatMap((group) => Array.from({ length: Math.ceil(group.length / BATCH) }, (_, i) => group.slice(i * BATCH, (i + 1) * BATCH))),
  ];
}

async function sendLetter(payments: Payments, attempts: readonly Attempt[]): Promise<AttemptResult[]> {
  const [first] = attempts;
  if (!first) return [];
  const institution: Institution = institutionOf(payments, first.institutionId);
  const single = attempts.length === 1;
  const exchange = await institution.exchange(payment.submitOrders, {
    serial: single ? `pay.${first.attemptId}` : `pay.${derivedId('bat', 0, attempts.map((attempt) => attempt.attemptId).join(' '))}`,
    businessDate: first.businessDate,
    ...(single ? { subject: first.orderId } : {}),
    body: { items: attempts.map((attempt) => attempt.body) },
  });
  const none = { institutionSerial: '', networkSerial: '', source: '' };
  const answers = new Map(exchange.state === 'answered' ? exchange.answer.items.map((item) => [item.orderRef, item]) : []);
  return attempts.map((attempt): AttemptResult => {
    const answer = answers.get(attempt.attemptId);
    // A message that was refused may be one that was sent before in another form: it is asked about, never taken for failed.
    if (!answer)
      return {
        bucket: attempt.bucket,
        attemptId: attempt.attemptId,
        ...none,
        status: 'NO_ANSWER',
        code: exchange.state === 'refused' ? exchange.code : 'NO_ANSWER',
      };
    const { status, code, institutionSerial, networkSerial, source } = answer;
    return { bucket: attempt.bucket, attemptId: attempt.attemptId, status, code, institutionSerial, networkSerial, source };
  });
}
