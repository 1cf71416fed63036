import type { Step, StepContext } from '@jinqiao/business-day';
import { addDays, businessDate, nextWorkingDay } from '@jinqiao/calendar';
import type { Tx } from '@jinqiao/database';
import { post } from '@jinqiao/ledger';
import { applyCollections } from '@jinqiao/lending';
import { applyRate, parseRate } from '@jinqiao/money';
import {
  AT_BANK,
  type Collection,
  clearCollections,
  collectionsIn,
  type NewBreak,
  receiveFile,
  recordBreaks,
  rowsByKey,
  unclearedDays,
  unclearedOf,
} from '@jinqiao/payments';
import { files } from '@jinqiao/wire';
import { bankOf, CHUNK, type JointLoan, portfolioContext } from '../context.ts';
import { advanceFee, advancesRepaid } from '../postings/bank-share.ts';
import { recoveryArrived } from '../postings/guarantee.ts';
import type { Programme } from '../programme.ts';
import { economicsOf, saveEconomics } from '../store.ts';
import { askOf } from './reconcile.ts';

type FileRow = Readonly<Record<string, string>>;

/** The lines of collections in the bank's files of some days; of one that stands in several the latest day's. */
async function bankLines(
  joint: JointLoan,
  programme: Programme,
  context: StepContext,
  layout: typeof files.loanDayFile | typeof files.advanceDayFile,
  dates: readonly string[],
  keys: readonly string[],
): Promise<Map<string, FileRow & { readonly fileId: string }>> {
  const around = { db: context.db, date: context.date, chunk: context.chunk, ask: askOf(joint, programme, context.date) };
  const lines = new Map<string, FileRow & { readonly fileId: string }>();
  for (const again of [false, true]) {
    const missing = keys.filter((key) => !lines.has(key));
    // What the days' files do not name may stand in a newer one of the same day.
    if (missing.length === 0) break;
    for (const date of dates) {
      const file = await receiveFile(
        around,
        { institution: bankOf(joint, programme).id, layout, scope: programme.id, date },
        layout === files.loanDayFile ? AT_BANK : undefined,
        again,
      );
      if (!file) continue;
      for (const [key, row] of await rowsByKey(context.db, file, layout, missing)) lines.set(key, { ...row, fileId: file.fileId });
    }
  }
  return lines;
}

/** The bank's batch has debited the class-II accounts: its file of the day pays the loans. A late file pays them when it comes. */
export function applyStep(joint: JointLoan): Step {
  return {
    name: 'apply',
    run: async (context) => {
      await joint.days.end(businessDate(context.date), false);
      for (const programme of joint.programmes) await applyProgramme(joint, programme, context);
    },
  };
}

async function applyProgramme(joint: JointLoan, programme: Programme, context: StepContext): Promise<void> {
  const seen = new Set<string>();
  for (;;) {
    const advanced = (
      await collectionsIn(context.db, { programmeId: programme.id, state: 'advanced', through: context.date, limit: CHUNK + seen.size })
    ).filter((c) => !seen.has(c.collectionId));
    if (advanced.length === 0) return;
    // The bank debits on the day of its notice, which may be any since the collection.
    const dates = daysSince(
      advanced.reduce((first, c) => (c.businessDate < first ? c.businessDate : first), context.date),
      context.date,
    );
    const rows = await bankLines(
      joint,
      programme,
      context,
      files.loanDayFile,
      dates,
      advanced.map((c) => c.collectionId),
    );
    // What the bank debited otherwise than it was told stays unapplied: the reconciliation finds it in the same file.
    const debited = advanced.filter((c) => agrees(c, rows.get(c.collectionId)));
    for (const c of advanced) seen.add(c.collectionId);
    await context.chunk((tx) => applyCollections(tx, portfolioContext(joint), programme.id, debited, context.date));
    context.count({ applied: debited.length });
  }
}

function agrees(c: Collection, row: FileRow | undefined): boolean {
  return (
    row !== undefined &&
    row.amount === c.amount.toString() &&
    row.principal === c.principal.toString() &&
    row.interest === c.interest.toString() &&
    row.penalty === c.penalty.toString() &&
    row.fees === c.fees.toString()
  );
}

/** Money collected earlier reaches the bank on its working day and repays the advances, with the fee by days. */
export function clearStep(joint: JointLoan): Step {
  return {
    name: 'clear',
    run: async (context) => {
      const on = businessDate(context.date);
      for (const programme of joint.programmes) {
        const days = await unclearedDays(context.db, programme.id, context.date);
        if (days.length === 0 || !programme.calendar.isWorkingDay(on)) continue;
        await joint.days.open(on, true);
        for (const { date, recovery } of days) {
          if (recovery) await clearRecoveries(programme, context, date);
          else await clearAdvances(joint, programme, context, date);
        }
      }
    },
  };
}

async function clearAdvances(joint: JointLoan, programme: Programme, context: StepContext, date: string): Promise<void> {
  const expected = await unclearedOf(context.db, programme.id, date, false);
  const arrival = nextWorkingDay(programme.calendar, businessDate(date));
  const rows = await bankLines(
    joint,
    programme,
    context,
    files.advanceDayFile,
    daysSince(arrival, context.date),
    expected.map((c) => c.collectionId),
  );
  const arrived = expected.filter((c) => c.state !== 'success' && rows.get(c.collectionId)?.amount === c.amount.toString());
  for (let i = 0; i < arrived.length; i += CHUNK) {
    const part = arrived.slice(i, i + CHUNK);
    await context.chunk((tx) => clearPart(tx, programme, context, date, part, rows));
  }
  context.count({ clearedCount: arrived.length, clearedAmount: arrived.reduce((a, c) => a + c.amount, 0n) });
}

const FILE_DAYS = 30;

/** The days whose files may name what is looked for: those since a date, at most the last thirty. */
function daysSince(from: string, through: string): string[] {
  const days: string[] = [];
  for (let day = businessDate(through); day >= from && days.length < FILE_DAYS; day = addDays(day, -1)) days.unshift(day);
  return days.length > 0 ? days : [through];
}

async function clearPart(
  tx: Tx,
  programme: Programme,
  context: StepContext,
  date: string,
  part: readonly Collection[],
  rows: ReadonlyMap<string, FileRow & { readonly fileId: string }>,
): Promise<void> {
  const { advanceFeeDailyRate, advanceFeeMinDays } = programme.parameters;
  const daily = parseRate(advanceFeeDailyRate);
  const byBucket = new Map<number, bigint>();
  let fees = 0n;
  const wrong: NewBreak[] = [];
  for (const c of part) {
    byBucket.set(c.bucket, (byBucket.get(c.bucket) ?? 0n) + c.amount);
    const row = rows.get(c.collectionId);
    const days = Math.max(advanceFeeMinDays, Number(row?.days ?? 0));
    const fee = applyRate(c.amount, daily, BigInt(days), 1n, 'half-up');
    fees += fee;
    if (row && row.fee !== fee.toString()) wrong.push(feeBreak(programme.id, context.date, c.collectionId, fee, BigInt(row.fee ?? 0), row.fileId));
  }
  const reference = `${date}/${context.date}/${part[0]?.collectionId ?? ''}`;
  const fee = advanceFee(programme, context.date, reference, fees);
  const economics = await economicsOf(tx, programme.id);
  await saveEconomics(tx, programme.id, { ...economics, advanceFees: economics.advanceFees + fees });
  await clearCollections(tx, part, context.date);
  await recordBreaks(tx, wrong, context.date);
  await post(tx, programme.book, [...advancesRepaid(programme, context.date, reference, byBucket), ...fee.bank]);
  await post(tx, programme.platform, fee.platform);
}

/** The bank's fee is not what the agreement says. */
function feeBreak(scope: string, date: string, key: string, ours: bigint, theirs: bigint, fileId: string): NewBreak {
  return { comparison: 'bank.advance-day', scope, date, type: 'fee', key, ours, theirs, delta: theirs - ours, fileId };
}

async function clearRecoveries(programme: Programme, context: StepContext, date: string): Promise<void> {
  const arrived = (await unclearedOf(context.db, programme.id, date, true)).filter((c) => c.state === 'applied');
  if (arrived.length === 0) return;
  await context.chunk(async (tx) => {
    const journals = recoveryArrived(
      programme,
      context.date,
      `${date}/${context.date}`,
      arrived.reduce((a, c) => a + c.amount, 0n),
    );
    await clearCollections(tx, arrived, context.date);
    await post(tx, programme.book, [journals.bank]);
    await post(tx, programme.platform, [journals.platform]);
  });
}
