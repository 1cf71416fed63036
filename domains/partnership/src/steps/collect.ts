import type { Step, StepContext } from '@jinqiao/business-day';
import { businessDate } from '@jinqiao/calendar';
import { recordDecisions } from '@jinqiao/compliance';
import type { Tx } from '@jinqiao/database';
import { billInstalments, type CollectionOutcome, dueKinds, recordAdvances, recordOutcomes, retryCollections } from '@jinqiao/lending';
import { answerOf, type Collection, collectionsIn, fillFile, openFiles, reserveCollections, saveCollections } from '@jinqiao/payments';
import { bank, files, payment } from '@jinqiao/wire';
import { recordRecoveries } from '../commands/record-recoveries.ts';
import { bankOf, CHUNK, type JointLoan, portfolioContext } from '../context.ts';
import { judgeProgramme } from '../gates.ts';
import { linkOf, type Programme } from '../programme.ts';

/** Bills what falls due and plans its collection. */
export function billStep(joint: JointLoan): Step {
  const programmes = portfolioContext(joint);
  return {
    name: 'bill',
    run: async (context) => {
      const on = businessDate(context.date);
      const due = await dueKinds(context.db, on);
      if (due.has('bill')) await drain(context, (tx) => billInstalments(tx, programmes, on, CHUNK), 'billed');
      if (due.has('retry')) await drain(context, (tx) => retryCollections(tx, programmes, on, CHUNK), 'retried');
    },
  };
}

type Work = Parameters<StepContext['chunk']>[0];

/** Chunk after chunk until nothing is left. Work advances its own agenda, so what is done is not met again. */
export async function drain(context: StepContext, work: (tx: Parameters<Work>[0]) => Promise<number>, figure: string): Promise<void> {
  for (let done = 1; done !== 0; ) {
    done = await context.chunk(work);
    context.count({ [figure]: done });
  }
}

/** Collects through the payment institution: the day's files, single real-time requests, and what is still unknown from before. */
export function collectStep(joint: JointLoan): Step {
  return {
    name: 'collect',
    run: async (context) => {
      for (const programme of joint.programmes) {
        if (!(await mayCollect(programme, context))) continue;
        await collectFiles(joint, programme, context);
        await collectSingles(joint, programme, context);
      }
    },
  };
}

/** Once a day where something waits: may this programme collect? A refusal is stored, and what waits goes on waiting. */
async function mayCollect(programme: Programme, context: StepContext): Promise<boolean> {
  const waiting = await Promise.all(
    (['planned', 'sent'] as const).map((state) => collectionsIn(context.db, { programmeId: programme.id, state, through: context.date, limit: 1 })),
  );
  if (waiting.every((rows) => rows.length === 0)) return true;
  const decision = await context.chunk(async (tx) => {
    const judged = await judgeProgramme(tx, programme, 'collect', businessDate(context.date));
    await recordDecisions(tx, [judged]);
    return judged;
  });
  if (decision.outcome !== 'refused') return true;
  context.count({ collectBlocked: 1 });
  return false;
}

async function collectFiles(joint: JointLoan, programme: Programme, context: StepContext): Promise<void> {
  const planned = await collectionsIn(context.db, { programmeId: programme.id, state: 'planned', channel: 'file', through: context.date, limit: 1 });
  for (const recovery of planned.length > 0 ? [false, true] : []) {
    for (let filled = 1; filled > 0; ) {
      filled = await context.chunk(async (tx) => {
        const rows = await fillFile(tx, { programmeId: programme.id, recovery, link: linkOf(programme) }, context.date, CHUNK);
        await refuseOverCap(tx, joint, rows);
        return rows.length;
      });
    }
  }
  for (const { fileRef } of await openFiles(context.db, programme.id)) await exchangeFile(joint, programme, context, fileRef);
}

/** What passes the caps of its mandate, or has none that holds any more, fails before it is sent. @returns what may be sent. */
export async function refuseOverCap(tx: Tx, joint: JointLoan, rows: readonly Collection[]): Promise<Collection[]> {
  const refused = await reserveCollections(tx, rows);
  const over = rows.flatMap((collection) => {
    const code = refused.get(collection.collectionId);
    return code === undefined ? [] : [{ collection, status: 'FAILED' as const, code, paymentSerial: '', networkSerial: '' }];
  });
  if (over.length > 0) await recordOutcomes(tx, portfolioContext(joint), over);
  return rows.filter((row) => !refused.has(row.collectionId));
}

/** Hands a file in and takes its results. A late or damaged result file leaves the collections as they are: the next day asks again. */
async function exchangeFile(joint: JointLoan, programme: Programme, context: StepContext, fileRef: string): Promise<void> {
  const sent = await collectionsIn(context.db, { programmeId: programme.id, state: 'sent', channel: 'file', fileRef, through: context.date, limit: 2 * CHUNK });
  const first = sent[0];
  if (!first) return;
  const date = fileRef.split('.').at(-2) ?? context.date;
  const content = joint.writeFile(
    files.collectOrderFile,
    date,
    sent.map((c) => ({ collectionRef: c.collectionId, token: c.mandateToken, amount: c.amount.toString() })),
  );
  const submitted = await joint.payment.exchange(payment.submitCollectFile, {
    serial: `file.${fileRef}`,
    businessDate: date,
    body: { fileRef, programme: wireProgramme(programme, first), link: first.link, date, content, settlesAt: programme.bankId },
  });
  if (submitted.state !== 'answered') return;
  const answer = await joint.payment.exchange(payment.paymentFile, {
    serial: `result.${fileRef}.${context.date}`,
    businessDate: context.date,
    body: { programme: wireProgramme(programme, first), kind: 'collect-result', date, fileRef },
  });
  if (answer.state !== 'answered' || !answer.answer.ready) return;
  const rows = readable(joint, files.collectResultFile, answer.answer, { institution: joint.payment.id, date });
  if (!rows) return;
  const results = new Map(rows.map((row) => [row.collectionRef, row]));
  const outcomes = sent.flatMap((collection) => outcomeOf(collection, results.get(collection.collectionId)));
  await record(joint, context, outcomes);
}

/** A file's rows, or undefined where it is damaged, cut off or of another day: it is fetched again later. */
function readable(
  joint: JointLoan,
  layout: { readonly name: string; readonly fields: readonly string[]; readonly sumOf: string },
  file: { content: string; digest: string },
  expected: { readonly institution: string; readonly date: string },
): readonly Readonly<Record<string, string>>[] | undefined {
  try {
    return joint.readFile(layout, file.content, file.digest, expected);
  } catch {
    return undefined;
  }
}

/** Recoveries run under their own heading, since their money is the platform's and not the bank's. */
function wireProgramme(programme: Programme, collection: Collection): string {
  return collection.purpose === 'recovery' ? `${programme.id}/recovery` : programme.id;
}

/** A result counts only where its amount is what was asked; anything else stays open and shows in the reconciliation. */
function outcomeOf(
  collection: Collection,
  result: { status?: string; code?: string; paymentSerial?: string; networkSerial?: string; amount?: string } | undefined,
): CollectionOutcome[] {
  if (!result || result.status === 'PROCESSING' || result.status === 'NOT_FOUND') return [];
  if (result.status === 'SUCCESS' && result.amount !== undefined && BigInt(result.amount) !== collection.amount) return [];
  const { code = '', paymentSerial = '', networkSerial = '' } = result;
  return [{ collection, status: result.status === 'SUCCESS' ? 'SUCCESS' : 'FAILED', code, paymentSerial, networkSerial }];
}

async function record(joint: JointLoan, context: StepContext, outcomes: readonly CollectionOutcome[]): Promise<void> {
  const programmes = portfolioContext(joint);
  for (let i = 0; i < outcomes.length; i += CHUNK) {
    const part = outcomes.slice(i, i + CHUNK);
    await context.chunk((tx) => recordOutcomes(tx, programmes, part));
  }
  const sum = (status: string) => outcomes.filter((o) => o.status === status);
  const total = (list: readonly CollectionOutcome[]) => list.reduce((a, o) => a + o.collection.amount, 0n);
  context.count({
    collectedCount: sum('SUCCESS').length,
    collectedAmount: total(sum('SUCCESS')),
    failedCount: sum('FAILED').length,
    failedAmount: total(sum('FAILED')),
  });
}

const SINGLES = 500;

async function collectSingles(joint: JointLoan, programme: Programme, context: StepContext): Promise<void> {
  await resolveUnknown(joint, programme, context);
  for (;;) {
    const planned = await collectionsIn(context.db, { programmeId: programme.id, state: 'planned', channel: 'single', through: context.date, limit: SINGLES });
    if (planned.length === 0) return;
    // Marked as sent before anything is sent: after a kill they are asked about, not sent anew under another serial.
    const sent = await context.chunk(async (tx) => {
      const rows = planned.map((c) => ({ ...c, state: 'sent' as const, link: linkOf(programme) }));
      await saveCollections(tx, rows);
      return refuseOverCap(tx, joint, rows);
    });
    const outcomes: CollectionOutcome[] = [];
    for (const collection of sent) outcomes.push(...(await collectOne(joint, programme, collection)));
    await record(joint, context, outcomes);
  }
}

/** One real-time request. No outcome means: not known yet. */
export async function collectOne(joint: JointLoan, programme: Programme, collection: Collection): Promise<CollectionOutcome[]> {
  const exchange = await joint.payment.exchange(payment.collect, {
    serial: `collect.${collection.collectionId}`,
    businessDate: collection.businessDate,
    subject: collection.loanId,
    body: {
      items: [
        {
          collectionRef: collection.collectionId,
          programme: wireProgramme(programme, collection),
          link: collection.link,
          token: collection.mandateToken,
          amount: collection.amount.toString(),
          settlesAt: programme.bankId,
        },
      ],
    },
  });
  if (exchange.state !== 'answered') return [];
  return outcomeOf(collection, exchange.answer.items[0]);
}

async function resolveUnknown(joint: JointLoan, programme: Programme, context: StepContext): Promise<void> {
  const unknown = await collectionsIn(context.db, { programmeId: programme.id, state: 'sent', channel: 'single', through: context.date, limit: CHUNK });
  if (unknown.length === 0) return;
  const exchange = await joint.payment.exchange(payment.queryCollections, {
    serial: `query.${programme.id}.${context.date}.${unknown[0]?.collectionId}.${unknown.length}`,
    businessDate: context.date,
    body: { collectionRefs: unknown.map((c) => c.collectionId) },
  });
  if (exchange.state !== 'answered') return;
  const known = new Map(exchange.answer.items.map((item) => [item.collectionRef, item]));
  await record(
    joint,
    context,
    unknown.flatMap((collection) => outcomeOf(collection, known.get(collection.collectionId))),
  );
  for (const collection of unknown) {
    if (known.get(collection.collectionId)?.status === 'NOT_FOUND') await record(joint, context, await collectOne(joint, programme, collection));
  }
}

/** Tells the bank what was collected; it advances the money to the class-II accounts. Recoveries go to the platform instead. */
export function noticeStep(joint: JointLoan): Step {
  return {
    name: 'notice',
    run: async (context) => {
      for (const programme of joint.programmes) {
        for (;;) {
          const collected = await collectionsIn(context.db, { programmeId: programme.id, state: 'success', through: context.date, limit: CHUNK });
          if (collected.length === 0) break;
          const noticed = await noticeChunk(joint, programme, context, collected);
          if (!noticed) break;
        }
      }
    },
  };
}

async function noticeChunk(joint: JointLoan, programme: Programme, context: StepContext, collected: readonly Collection[]): Promise<boolean> {
  const recoveries = collected.filter((c) => c.purpose === 'recovery');
  const repayments = collected.filter((c) => c.purpose !== 'recovery');
  if (recoveries.length > 0) await context.chunk((tx) => recordRecoveries(tx, programme, recoveries));
  if (repayments.length === 0) return true;
  if (!(await noticeBank(joint, programme, context.date, repayments))) return false;
  await context.chunk((tx) => recordAdvances(tx, portfolioContext(joint), programme.id, repayments));
  context.count({ advancedCount: repayments.length, advancedAmount: repayments.reduce((a, c) => a + c.amount, 0n) });
  return true;
}

/** The success notice. False where the bank could not be reached: the next close sends the same notices again. */
export async function noticeBank(joint: JointLoan, programme: Programme, date: string, collections: readonly Collection[]): Promise<boolean> {
  const first = collections[0];
  const funder = bankOf(joint, programme);
  const exchange = await funder.exchange(bank.noticeCollections, {
    serial: `notice.${first?.collectionId}.${collections.length}.${date}`,
    businessDate: date,
    ...(collections.length === 1 && first ? { subject: first.loanId } : {}),
    body: {
      items: collections.map((c) => ({
        collectionRef: c.collectionId,
        loanRef: c.loanId,
        accountNo: c.accountNo,
        amount: c.amount.toString(),
        principal: c.principal.toString(),
        interest: c.interest.toString(),
        penalty: c.penalty.toString(),
        fees: c.fees.toString(),
      })),
    },
  });
  if (exchange.state === 'unknown') return false;
  const refused = answerOf(funder, exchange).items.find((item) => item.status === 'REFUSED');
  if (refused) throw new Error(`${programme.id}: the bank refused notice ${refused.collectionRef}: ${refused.code}`);
  return true;
}
