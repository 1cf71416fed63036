import type { Step, StepContext } from '@jinqiao/business-day';
import { bucketOfId } from '@jinqiao/database';
import { type Collection, collectionsByKey, successesOf } from '@jinqiao/payments';
import { bank, files, payment } from '@jinqiao/wire';
import type { JointLoan } from '../context.ts';
import type { Programme } from '../programme.ts';
import { type Break, closeBreaks, pendingReconciliations, recordBreaks, saveReconciliation } from '../store.ts';
import { breakOf } from './apply.ts';
import { readable } from './collect.ts';

type Row = Readonly<Record<string, string>>;
type NewBreak = Omit<Break, 'state' | 'resolution' | 'reason'>;

/** Three-way reconciliation of a day: our collections, the payment institution's settlement file, the bank's file of the day. */
export function reconcileStep(joint: JointLoan): Step {
  return {
    name: 'reconcile',
    run: async (context) => {
      for (const programme of joint.programmes) {
        for (const date of new Set([...(await pendingReconciliations(context.db, programme.id)), context.date]))
          await reconcileDay(joint, programme, context, date);
      }
    },
  };
}

async function reconcileDay(joint: JointLoan, programme: Programme, context: StepContext, date: string): Promise<void> {
  const ours = (await successesOf(context.db, programme.id, date)).filter((c) => c.purpose !== 'recovery');
  const theirs = await paymentRows(joint, programme, context, date);
  const banks = ours.length > 0 || (theirs?.length ?? 0) > 0 ? await bankRows(joint, programme, context, date) : [];
  if (theirs && banks && ours.length === 0 && theirs.length === 0) return;
  // What the bank debited on a later day than it was collected stands in that day's file.
  const late = !theirs || !banks || ours.some((c) => c.state !== 'applied');
  const moved = banks && date < context.date ? ((await bankRows(joint, programme, context, context.date)) ?? []) : [];
  const wanted = new Set(ours.map((c) => c.collectionId));
  const bankSide = [...(banks ?? []), ...moved.filter((row) => wanted.has(row.collectionRef ?? ''))];
  const breaks = await withoutOtherDays(context, [
    ...(theirs ? compare(programme.id, date, 'platform/payment', ours, theirs) : []),
    // Until the bank has debited everything, what is missing in its file is pending, not short.
    ...(banks ? compare(programme.id, date, 'platform/bank', ours, bankSide).filter((b) => !(b.type === 'short' && isPending(ours, b.reference))) : []),
  ]);
  const broken = new Set(breaks.map((b) => b.reference));
  await context.chunk(async (tx) => {
    await recordBreaks(tx, breaks);
    await closeBreaks(
      tx,
      programme.id,
      ours
        .filter((c) => c.state === 'applied' && !late)
        .map((c) => c.collectionId)
        .filter((id) => !broken.has(id)),
      context.date,
    );
    await saveReconciliation(tx, programme.id, date, late || breaks.length > 0 ? 'pending' : 'done', {
      platform: figures(ours.map((c) => c.amount)),
      paymentInstitution: figures((theirs ?? []).map((r) => BigInt(r.amount ?? 0))),
      bank: figures(bankSide.map((r) => BigInt(r.amount ?? 0))),
      matched: ours.filter((c) => !broken.has(c.collectionId)).length,
      breaks: breaks.length,
    });
  });
  context.count({ breaks: breaks.length, matched: ours.length - broken.size });
}

function isPending(ours: readonly Collection[], reference: string): boolean {
  return ours.some((c) => c.collectionId === reference && c.state !== 'applied');
}

/** A line that is over on this day but belongs to a collection of another day is that day's matter. */
async function withoutOtherDays(context: StepContext, breaks: readonly NewBreak[]): Promise<NewBreak[]> {
  const over = breaks.filter((b) => b.type === 'over');
  if (over.length === 0) return [...breaks];
  const known = await collectionsByKey(
    context.db,
    over.flatMap(({ reference }) => {
      const bucket = bucketOfId(reference);
      return bucket === undefined ? [] : [{ bucket, collectionId: reference }];
    }),
  );
  return breaks.filter((b) => b.type !== 'over' || !known.has(b.reference));
}

async function paymentRows(joint: JointLoan, programme: Programme, context: StepContext, date: string): Promise<readonly Row[] | undefined> {
  const answer = await joint.payment.exchange(payment.paymentFile, {
    serial: `settlement.${programme.id}.${date}.${context.date}`,
    businessDate: context.date,
    body: { programme: programme.id, kind: 'settlement', date, fileRef: '' },
  });
  return answer.state === 'answered' && answer.answer.ready ? readable(joint, files.settlementFile, answer.answer) : undefined;
}

async function bankRows(joint: JointLoan, programme: Programme, context: StepContext, date: string): Promise<readonly Row[] | undefined> {
  const answer = await joint.bank.exchange(bank.bankFile, {
    serial: `loan-day.${programme.id}.${date}.${context.date}.reconcile`,
    businessDate: context.date,
    body: { programme: programme.id, kind: 'loan-day', date },
  });
  return answer.state === 'answered' && answer.answer.ready ? readable(joint, files.loanDayFile, answer.answer) : undefined;
}

function figures(amounts: readonly bigint[]): { count: number; amount: string } {
  return { count: amounts.length, amount: amounts.reduce((a, b) => a + b, 0n).toString() };
}

/** Breaks by type: `short` we have it and they do not, `over` they have it and we do not, `amount`, `duplicate`. */
function compare(programmeId: string, date: string, parties: string, ours: readonly Collection[], rows: readonly Row[]): NewBreak[] {
  const amountOf = (row: Row) => (row.amount === undefined ? null : BigInt(row.amount));
  const found: NewBreak[] = [];
  const theirs = new Map<string, Row>();
  for (const row of rows) {
    const reference = row.collectionRef ?? '';
    if (theirs.has(reference)) found.push(breakOf(programmeId, date, 'duplicate', parties, reference, null, amountOf(row)));
    theirs.set(reference, row);
  }
  for (const c of ours) {
    const row = theirs.get(c.collectionId);
    theirs.delete(c.collectionId);
    if (!row) found.push(breakOf(programmeId, date, 'short', parties, c.collectionId, c.amount, null));
    else if (amountOf(row) !== c.amount) found.push(breakOf(programmeId, date, 'amount', parties, c.collectionId, c.amount, amountOf(row)));
  }
  for (const [reference, row] of theirs) found.push(breakOf(programmeId, date, 'over', parties, reference, null, amountOf(row)));
  return found;
}
