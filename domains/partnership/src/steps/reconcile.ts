import type { Step, StepContext } from '@jinqiao/business-day';
import { addDays, businessDate } from '@jinqiao/calendar';
import type { Tx } from '@jinqiao/database';
import { isFault } from '@jinqiao/errors';
import { type Journal, openAccounts, post } from '@jinqiao/ledger';
import {
  type AskFile,
  approvedBreaks,
  COMPARISONS,
  type Comparison,
  compareFile,
  countOpen,
  dueBreaks,
  explainedBreaks,
  finishDays,
  openBreaks,
  pairDays,
  pendingDays,
  type Receiving,
  receiveFile,
  resolveByFile,
  saveUnmatchedDay,
} from '@jinqiao/payments';
import { bank, payment } from '@jinqiao/wire';
import { carryThrough } from '../commands/resolve-break.ts';
import { bankOf, CHUNK, type JointLoan } from '../context.ts';
import { accountsOf, breakExplained, breakFound } from '../postings/suspense.ts';
import type { Programme } from '../programme.ts';

/** For so many days the file of a day with differences is asked for again. */
const ASKED_DAYS = 14;

/**
 * Reconciliation T+1: our collections of the day, and of the days before it that are not done, beside the file of each
 * institution. A difference is pending for a night, since it may lie across a cut-off; then it is a break, and in suspense.
 */
export function reconcileStep(joint: JointLoan): Step {
  return {
    name: 'reconcile',
    run: async (context) => {
      for (const programme of joint.programmes) {
        for (const breakId of await approvedBreaks(context.db, programme.id)) {
          await carryThrough(joint, programme, { breakId, db: context.db, run: (work) => context.chunk((tx) => work(tx, context.date)) }).catch(passOver);
        }
        for (const comparison of COMPARISONS) await compareDays(joint, programme, comparison, context);
        await closeExplained(programme, context);
        await openDue(programme, context);
        await context.chunk(async (tx) => {
          for (const comparison of COMPARISONS) await finishDays(tx, comparison, programme.id);
        });
        context.count({ breaks: await countOpen(context.db, programme.id) });
      }
    },
  };
}

/** What an institution refused or did not answer stays with its break; the close goes on. */
function passOver(error: unknown): void {
  if (!isFault(error)) throw error;
}

async function compareDays(joint: JointLoan, programme: Programme, comparison: Comparison, context: StepContext): Promise<void> {
  const around: Receiving = { db: context.db, date: context.date, chunk: context.chunk, ask: askOf(joint, programme, context.date) };
  const since = addDays(businessDate(context.date), -ASKED_DAYS);
  for (const date of new Set([...(await pendingDays(context.db, comparison, programme.id, since)), context.date])) {
    const name = { institution: institutionOf(joint, programme, comparison), layout: comparison.layout, scope: programme.id, date };
    const file = await receiveFile(around, name, comparison, date < context.date);
    if (!file) {
      await context.chunk((tx) => saveUnmatchedDay(tx, comparison, programme.id, date));
      continue;
    }
    const { matched, differences } = await context.chunk((tx) => compareFile(tx, comparison, file, context.date));
    context.count({ matched, differences });
  }
  context.count({ acrossDays: await context.chunk((tx) => pairDays(tx, comparison, programme.id, context.date)) });
}

/** Who makes the file of a comparison for a programme: its funding bank, or the payment institution. */
function institutionOf(joint: JointLoan, programme: Programme, { institution }: Comparison): string {
  return institution === joint.payment.id ? institution : bankOf(joint, programme).id;
}

/** Asks a programme's bank, or the payment institution, for a piece of a daily file. */
export function askOf(joint: JointLoan, programme: Programme, on: string): AskFile {
  return async ({ institution, layout, scope, date }, part, attempt) => {
    const head = { serial: `${layout.name}.${scope}.${date}.${on}.${attempt}.${part}`, businessDate: on };
    const kind = layout.name === 'advance-day' ? ('advance-day' as const) : ('loan-day' as const);
    const answer =
      institution === joint.payment.id
        ? await joint.payment.exchange(payment.paymentFile, { ...head, body: { programme: scope, kind: 'settlement', date, fileRef: '', part } })
        : await bankOf(joint, programme).exchange(bank.bankFile, { ...head, body: { programme: scope, kind, date, part } });
    return answer.state === 'answered' ? { ...answer.answer, parts: answer.answer.parts ?? 1 } : undefined;
  };
}

/** Items that were pending for a night are breaks now: each goes into suspense. */
async function openDue(programme: Programme, context: StepContext): Promise<void> {
  for (let done = -1; done !== 0; ) {
    done = await context.chunk(async (tx) => {
      const due = await dueBreaks(tx, programme.id, context.date, CHUNK);
      const found = due.map((item) => ({ item, entry: item.delta === 0n ? undefined : breakFound(programme, item, context.date) }));
      await postToBank(
        tx,
        programme,
        found.flatMap(({ entry }) => entry ?? []),
      );
      await openBreaks(
        tx,
        found.map(({ item, entry }) => ({ bucket: item.bucket, breakId: item.breakId, journalId: entry?.id ?? null })),
      );
      return due.length;
    });
  }
}

/** Breaks that a file has explained since leave suspense. */
async function closeExplained(programme: Programme, context: StepContext): Promise<void> {
  for (let done = -1; done !== 0; ) {
    done = await context.chunk(async (tx) => {
      const explained = await explainedBreaks(tx, programme.id, CHUNK);
      for (const item of explained) {
        const entry = breakExplained(programme, item, context.date);
        const kind = item.counterpart === null ? ('corrected' as const) : ('next-day' as const);
        await resolveByFile(tx, item, kind, item.counterpart ?? item.confirmedBy, [entry.id], context.date);
      }
      await postToBank(
        tx,
        programme,
        explained.map((item) => breakExplained(programme, item, context.date)),
      );
      return explained.length;
    });
  }
}

async function postToBank(tx: Tx, programme: Programme, journals: readonly Journal[]): Promise<void> {
  await openAccounts(tx, accountsOf(journals));
  await post(tx, programme.book, journals);
}
