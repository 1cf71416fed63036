import { addDays, businessDate } from '@jinqiao/calendar';
import type { Database } from '@jinqiao/database';
import { bucketOfId, HOUSE_BUCKET } from '@jinqiao/database';
import { wholeFile } from '@jinqiao/gateway';
import { derivedId } from '@jinqiao/runtime';
import { files, type Institution, payment } from '@jinqiao/wire';
import { dayUnder, type Guard, type Payments } from '../context.ts';
import type { Attempt, AttemptResult } from './model.ts';
import { postSettlements } from './postings.ts';
import { recordResults } from './record.ts';
import { sendAttempts } from './send.ts';
import { attemptsByKey, openAttempts, ordersByKey, settleOrders, unsettledSince } from './store.ts';

const CHUNK = 500;

export type Resolved = { readonly asked: number; readonly open: number };

/**
 * Asks institutions about every attempt without an outcome. What one has not found is sent again to it under the same
 * reference, never elsewhere: it may only be late. What stays open of an earlier date is settled by the institution's
 * result file, which closes that date: an attempt that is not in it was never taken, and will not be.
 */
export async function resolveOpen(db: Database, payments: Payments, on: string, guard: Guard): Promise<Resolved> {
  let asked = 0;
  for (const institution of payments.institutions) {
    for (let after = ''; ; ) {
      const open = await openAttempts(db, institution.id, on, after, CHUNK);
      const last = open.at(-1);
      if (!last) break;
      after = last.attemptId;
      asked += open.length;
      await queryAttempts(db, payments, institution, open, on, guard);
    }
    await resolveByFile(db, payments, institution, on, guard);
  }
  let left = 0;
  for (const institution of payments.institutions) left += (await openAttempts(db, institution.id, on, '', CHUNK)).length;
  return { asked, open: left };
}

/** Asks about attempts now. */
export async function queryAttempts(
  db: Database,
  payments: Payments,
  institution: Institution,
  open: readonly Attempt[],
  on: string,
  guard: Guard,
): Promise<void> {
  const exchange = await institution.exchange(payment.queryOrders, {
    serial: `pay-query.${derivedId('qry', 0, open.map((attempt) => attempt.attemptId).join(' '))}`,
    businessDate: on,
    body: { orderRefs: open.map((attempt) => attempt.attemptId) },
  });
  if (exchange.state !== 'answered') return;
  const answers = new Map(exchange.answer.items.map((item) => [item.orderRef, item]));
  const results = open.flatMap((attempt): AttemptResult[] => {
    const answer = answers.get(attempt.attemptId);
    if (!answer || answer.status === 'NOT_FOUND') return [];
    const { status, code, institutionSerial, networkSerial, source } = answer;
    return [{ bucket: attempt.bucket, attemptId: attempt.attemptId, status, code, institutionSerial, networkSerial, source, amount: BigInt(answer.amount) }];
  });
  const onward = await db.tx(async (tx) => {
    return recordResults(tx, payments, results, await dayUnder(guard, tx, on));
  });
  const missing = open.filter((attempt) => answers.get(attempt.attemptId)?.status === 'NOT_FOUND');
  await sendAttempts(db, payments, [...missing, ...onward], on, guard);
}

async function resolveByFile(db: Database, payments: Payments, institution: Institution, on: string, guard: Guard): Promise<void> {
  const yesterday = addDays(businessDate(on), -1);
  const open = await openAttempts(db, institution.id, yesterday, '', 20 * CHUNK);
  for (const [date, attempts] of [...Map.groupBy(open, (attempt) => attempt.businessDate)].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const rows = await fetchFile(payments, institution, 'order-result', date, on);
    if (!rows) continue;
    const byRef = new Map(rows.map((row) => [row.orderRef, row]));
    const results = attempts.flatMap((attempt): AttemptResult[] => {
      const row = byRef.get(attempt.attemptId);
      const key = { bucket: attempt.bucket, attemptId: attempt.attemptId };
      // What the institution has taken cannot be missing from its own file: that settles nothing, and neither does a word we do not know.
      if (!row && attempt.state === 'accepted') return [];
      if (!row) return [{ ...key, status: 'FAILED', code: 'NOT_IN_FILE', institutionSerial: '', networkSerial: '', source: '' }];
      if (row.status !== 'SUCCESS' && row.status !== 'FAILED') return [];
      return [
        {
          ...key,
          status: row.status,
          code: row.code ?? '',
          institutionSerial: row.institutionSerial ?? '',
          networkSerial: row.networkSerial ?? '',
          source: row.source ?? '',
          amount: BigInt(row.amount ?? '0'),
        },
      ];
    });
    const onward = await db.tx(async (tx) => {
      return recordResults(tx, payments, results, await dayUnder(guard, tx, on));
    });
    await sendAttempts(db, payments, onward, on, guard);
  }
}

/** A file's rows; undefined where it is late or damaged: it is fetched again on the next day. */
async function fetchFile(
  payments: Payments,
  institution: Institution,
  kind: 'order-result' | 'order-settlement',
  date: string,
  on: string,
): Promise<readonly Readonly<Record<string, string>>[] | undefined> {
  const file = await wholeFile(async (part) => {
    const serial = `${kind}.${institution.id}.${date}.${on}.${part}`;
    const exchange = await institution.exchange(payment.orderFile, { serial, businessDate: on, body: { kind, date, part } });
    return exchange.state === 'answered' ? { ...exchange.answer, parts: exchange.answer.parts ?? 1 } : undefined;
  });
  if (!file) return undefined;
  try {
    return payments.readFile(kind === 'order-result' ? files.orderResultFile : files.orderSettlementFile, file.content, file.digest, {
      institution: institution.id,
      date,
    });
  } catch {
    return undefined;
  }
}

/** Books collections whose money the institutions say has reached its payee. @returns how many. */
export async function bookSettlements(db: Database, payments: Payments, on: string, guard: Guard): Promise<{ settled: number; amount: bigint }> {
  const sum = { settled: 0, amount: 0n };
  for (const [id, since] of await unsettledSince(db, on)) {
    const institution = payments.institutions.find((one) => one.id === id);
    for (let date = businessDate(since); institution && date <= on; date = addDays(date, 1)) {
      const rows = (await fetchFile(payments, institution, 'order-settlement', date, on)) ?? [];
      for (let i = 0; i < rows.length; i += CHUNK) {
        const booked = await bookSettled(db, institution.id, rows.slice(i, i + CHUNK), date, on, guard);
        sum.settled += booked.settled;
        sum.amount += booked.amount;
      }
    }
  }
  return sum;
}

/** Only what the institution itself collected, and no more of it than was paid and is not refunded. */
async function bookSettled(db: Database, institutionId: string, rows: readonly Readonly<Record<string, string>>[], date: string, on: string, guard: Guard) {
  const keys = rows.map((row) => ({ bucket: bucketOfId(row.orderRef ?? '') ?? HOUSE_BUCKET, attemptId: row.orderRef ?? '' }));
  return db.tx(async (tx) => {
    const day = await dayUnder(guard, tx, on);
    const attempts = await attemptsByKey(tx, keys);
    const orders = await ordersByKey(tx, [...attempts.values()]);
    const settled = rows.flatMap((row) => {
      const order = orders.get(attempts.get(row.orderRef ?? '')?.orderId ?? '');
      const amount = BigInt(row.amount ?? '0');
      if (order?.state !== 'success' || order.settledOn !== null || order.institutionId !== institutionId) return [];
      return amount <= order.amount && amount >= order.amount - order.refunded ? [{ order, amount }] : [];
    });
    await settleOrders(
      tx,
      settled.map(({ order }) => order),
      date,
    );
    await postSettlements(tx, settled, day);
    return { settled: settled.length, amount: settled.reduce((total, { amount }) => total + amount, 0n) };
  });
}
