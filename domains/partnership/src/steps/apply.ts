import type { Step, StepContext } from '@jinqiao/business-day';
import { businessDate, nextWorkingDay } from '@jinqiao/calendar';
import type { Tx } from '@jinqiao/database';
import { post } from '@jinqiao/ledger';
import { applyCollections } from '@jinqiao/lending';
import { applyRate, parseRate } from '@jinqiao/money';
import { type Collection, clearCollections, collectionsIn, unclearedDays, unclearedOf } from '@jinqiao/payments';
import { derivedId } from '@jinqiao/runtime';
import { bank, files } from '@jinqiao/wire';
import { CHUNK, type JointLoan, portfolioContext } from '../context.ts';
import { advanceFee, advancesRepaid } from '../postings/bank-share.ts';
import { recoveryArrived } from '../postings/guarantee.ts';
import type { Programme } from '../programme.ts';
import { type Break, closeBreaks, economicsOf, recordBreaks, saveEconomics } from '../store.ts';
import { readable } from './collect.ts';

type FileRow = Readonly<Record<string, string>>;

async function fetchBankFile(
  joint: JointLoan,
  programme: Programme,
  context: StepContext,
  kind: 'loan-day' | 'advance-day',
  date: string,
): Promise<readonly FileRow[] | undefined> {
  const answer = await joint.bank.exchange(bank.bankFile, {
    serial: `${kind}.${programme.id}.${date}.${context.date}`,
    businessDate: context.date,
    body: { programme: programme.id, kind, date },
  });
  if (answer.state !== 'answered' || !answer.answer.ready) return undefined;
  return readable(joint, kind === 'loan-day' ? files.loanDayFile : files.advanceDayFile, answer.answer);
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
    const dates = [...new Set([context.date, ...advanced.map((c) => c.businessDate)])].sort();
    const rows = new Map<string, FileRow>();
    for (const date of dates)
      for (const row of (await fetchBankFile(joint, programme, context, 'loan-day', date)) ?? []) rows.set(row.collectionRef ?? '', row);
    const debited = advanced.filter((c) => agrees(c, rows.get(c.collectionId)));
    const wrong = advanced.filter((c) => rows.has(c.collectionId) && !agrees(c, rows.get(c.collectionId)));
    for (const c of advanced) seen.add(c.collectionId);
    await context.chunk(async (tx) => {
      await applyCollections(tx, portfolioContext(joint), programme.id, debited, context.date);
      await closeBreaks(
        tx,
        programme.id,
        debited.map((c) => c.collectionId),
        context.date,
      );
      await recordBreaks(
        tx,
        wrong.map((c) =>
          breakOf(programme.id, context.date, 'amount', 'platform/bank', c.collectionId, c.amount, BigInt(rows.get(c.collectionId)?.amount ?? 0)),
        ),
      );
    });
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

export function breakOf(
  programmeId: string,
  date: string,
  type: Break['type'],
  parties: string,
  reference: string,
  ours: bigint | null,
  theirs: bigint | null,
): Omit<Break, 'state' | 'resolution' | 'reason'> {
  return { breakId: derivedId('brk', 0, `${programmeId} ${type} ${parties} ${reference}`), programmeId, date, type, parties, reference, ours, theirs };
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
  // Normally today's file; for money that should have come earlier, that day's file is asked for again.
  const rows = new Map<string, FileRow>();
  for (const day of new Set([arrival, context.date]))
    for (const row of (await fetchBankFile(joint, programme, context, 'advance-day', day)) ?? []) rows.set(row.collectionRef ?? '', row);
  const arrived = expected.filter((c) => c.state !== 'success' && rows.get(c.collectionId)?.amount === c.amount.toString());
  for (let i = 0; i < arrived.length; i += CHUNK) {
    const part = arrived.slice(i, i + CHUNK);
    await context.chunk((tx) => clearPart(tx, programme, context, date, part, rows));
  }
  context.count({ clearedCount: arrived.length, clearedAmount: arrived.reduce((a, c) => a + c.amount, 0n) });
}

async function clearPart(
  tx: Tx,
  programme: Programme,
  context: StepContext,
  date: string,
  part: readonly Collection[],
  rows: ReadonlyMap<string, FileRow>,
): Promise<void> {
  const { advanceFeeDailyRate, advanceFeeMinDays } = programme.parameters;
  const daily = parseRate(advanceFeeDailyRate);
  const byBucket = new Map<number, bigint>();
  let fees = 0n;
  const wrong: Omit<Break, 'state' | 'resolution' | 'reason'>[] = [];
  for (const c of part) {
    byBucket.set(c.bucket, (byBucket.get(c.bucket) ?? 0n) + c.amount);
    const row = rows.get(c.collectionId);
    const days = Math.max(advanceFeeMinDays, Number(row?.days ?? 0));
    const fee = applyRate(c.amount, daily, BigInt(days), 1n, 'half-up');
    fees += fee;
    if (row?.fee !== fee.toString()) wrong.push(breakOf(programme.id, context.date, 'amount', 'platform/bank fee', c.collectionId, fee, BigInt(row?.fee ?? 0)));
  }
  const reference = `${date}/${context.date}/${part[0]?.collectionId ?? ''}`;
  const fee = advanceFee(programme, context.date, reference, fees);
  const economics = await economicsOf(tx, programme.id);
  await saveEconomics(tx, programme.id, { ...economics, advanceFees: economics.advanceFees + fees });
  await clearCollections(tx, part, context.date);
  await recordBreaks(tx, wrong);
  await post(tx, programme.book, [...advancesRepaid(programme, context.date, reference, byBucket), ...fee.bank]);
  await post(tx, programme.platform, fee.platform);
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
