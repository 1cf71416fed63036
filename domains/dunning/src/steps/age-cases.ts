import type { StepContext } from '@jinqiao/business-day';
import { addDays, type BusinessDate } from '@jinqiao/calendar';
import { delinquencyBucket } from '@jinqiao/contract';
import type { Tx } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';
import { debtsOfCases, endedDebt, insertCases, insertEvents, type NewEvent, openCases, putDebts, saveCases, unseenCases } from '../case-store.ts';
import { complaining } from '../complaint-store.ts';
import { insertMessages } from '../contact-store.ts';
import type { Dunning } from '../context.ts';
import { askSources, type Debt, type DebtKey, type Ending, totalOwed } from '../debt.ts';
import { type Case, type CaseDebt, type CaseKey, endingOf } from '../model.ts';
import { judgePromises, openPromisesOf } from '../promise-store.ts';
import { receivedOnCases } from '../receipts.ts';
import { queueOf, type StrategyBody } from '../strategy.ts';

/** How many contracts or cases one transaction of the close takes. */
export const CHUNK = 2_000;
export const CLOSE = 'close';

/**
 * Puts what is overdue at the end of a day into cases: one open case for a customer and creditor. The walk has no mark, since putting
 * a contract into its case again changes nothing: after a kill it begins anew and ends at the same.
 */
export async function openOverdue({ sources }: Pick<Dunning, 'sources'>, context: StepContext, on: BusinessDate, limit: number): Promise<void> {
  for (const source of sources) {
    let after: DebtKey | null = null;
    for (;;) {
      const debts: readonly Debt[] = await context.chunk(async (tx) => {
        const found = await source.overdue(tx, on, after, limit);
        if (found.length > 0) context.count({ casesOpened: await placeDebts(tx, found, on) });
        return found;
      });
      after = debts.at(-1) ?? null;
      if (debts.length < limit) break;
    }
  }
}

const nameOf = ({ customerId, creditor }: Pick<Debt, 'customerId' | 'creditor'>) => `${customerId} ${creditor}`;

/** @returns how many cases opened. */
async function placeDebts(tx: Tx, debts: readonly Debt[], on: BusinessDate): Promise<number> {
  const known = await openCases(tx, debts);
  const fresh = [...Map.groupBy(debts, nameOf)]
    .filter(([name]) => !known.has(name))
    .map(([name, own]) => {
      const first = own[0] as Debt;
      const daysPastDue = Math.max(...own.map((debt) => debt.daysPastDue));
      return {
        ...first,
        caseId: derivedId('dun', first.bucket, `${name} ${on}`),
        openedOn: on,
        openedIn: delinquencyBucket(daysPastDue),
        seenOn: addDays(on, -1),
      };
    });
  if (fresh.length > 0) await insertCases(tx, fresh);
  const caseOf = new Map([...[...known].map(([name, one]) => [name, one.caseId] as const), ...fresh.map((one) => [nameOf(one), one.caseId] as const)]);
  const cases = debts.map((debt) => ({ bucket: debt.bucket, caseId: caseOf.get(nameOf(debt)) as string }));
  const before = await debtsOfCases(tx, distinct(cases));
  const rows = debts.map((debt, i): CaseDebt => {
    const { caseId } = cases[i] as CaseKey;
    const was = before.get(caseId)?.find((one) => one.contractId === debt.contractId && one.kind === debt.kind);
    return { ...debt, caseId, enteredOn: was?.enteredOn ?? on, leftOn: null, ending: null };
  });
  await putDebts(tx, rows, on);
  await insertEvents(
    tx,
    [
      ...fresh.map((one): NewEvent => ({ ...one, event: 'opened', actor: CLOSE, now: one.openedIn })),
      ...rows
        .filter((row) => row.enteredOn === on)
        .map((row): NewEvent => ({ ...row, event: 'debt-entered', actor: CLOSE, now: row.contractId, about: row.contractId })),
    ],
    on,
    null,
  );
  return fresh.length;
}

function distinct(keys: readonly CaseKey[]): CaseKey[] {
  return [...new Map(keys.map((key) => [key.caseId, key])).values()];
}

/** Brings open cases up to the day, chunk by chunk: which contracts left and why, what is owed, which queue, whether it is over. A case that was looked at is not met again. */
export async function reviewCases(
  dunning: Pick<Dunning, 'sources'>,
  context: StepContext,
  strategy: StrategyBody,
  on: BusinessDate,
  limit: number,
): Promise<void> {
  for (let seen = -1; seen !== 0; ) {
    seen = await context.chunk(async (tx) => {
      const cases = await unseenCases(tx, on, limit);
      if (cases.length > 0) context.count(await review(tx, dunning, cases, strategy, on));
      return cases.length;
    });
  }
}

async function review(tx: Tx, dunning: Pick<Dunning, 'sources'>, cases: readonly Case[], strategy: StrategyBody, on: BusinessDate) {
  const debts = await standingDebts(tx, dunning, cases, on);
  const changed = [...debts.values()].flat().filter((debt) => debt.leftOn === on);
  await putDebts(tx, changed, on);
  const after = cases.map((one) => reviewed(one, debts.get(one.caseId) ?? [], strategy, on));
  await saveCases(tx, after);
  const closed = after.filter(({ state }) => state === 'closed');
  await endPromises(tx, dunning, closed, on);
  await insertEvents(
    tx,
    [
      ...changed.map((debt): NewEvent => ({ ...debt, event: 'debt-left', actor: CLOSE, was: debt.contractId, now: debt.ending ?? '', about: debt.contractId })),
      ...after.flatMap((one, i): NewEvent[] =>
        one.state === 'closed'
          ? [{ ...one, event: 'closed', actor: CLOSE, now: one.ending ?? '' }]
          : one.queue === cases[i]?.queue
            ? []
            : [{ ...one, event: 'queued', actor: CLOSE, was: cases[i]?.queue ?? '', now: one.queue }],
      ),
    ],
    on,
    null,
  );
  await queueMessages(tx, after, strategy, on);
  return { casesClosed: closed.length, casesSeen: after.length };
}

/** The contracts of cases as they stand: those that are no debt any more leave today, with the reason. */
async function standingDebts(tx: Tx, { sources }: Pick<Dunning, 'sources'>, cases: readonly Case[], on: BusinessDate): Promise<Map<string, CaseDebt[]>> {
  const debts = await debtsOfCases(tx, cases);
  const open = [...debts.values()].flat().filter(({ leftOn }) => leftOn === null);
  const standing = await askSources(sources, open, (source, keys) => source.standing(tx, on, keys));
  const now = (debt: CaseDebt): CaseDebt => {
    if (debt.leftOn !== null) return debt;
    const stands = standing.get(debt.contractId);
    if (typeof stands === 'object' && stands.kind === debt.kind) return { ...debt, ...stands };
    return endedDebt(debt, typeof stands === 'string' ? stands : stands ? 'compensated' : 'settled', on);
  };
  return new Map([...debts].map(([caseId, own]) => [caseId, own.map(now)]));
}

function reviewed(one: Case, debts: readonly CaseDebt[], strategy: StrategyBody, on: BusinessDate): Case {
  const open = debts.filter(({ leftOn }) => leftOn === null);
  if (open.length === 0) {
    const endings = debts.filter(({ leftOn }) => leftOn === on).flatMap(({ ending }): Ending[] => (ending ? [ending] : []));
    return { ...one, state: 'closed', ending: endingOf(endings), closedOn: on, owed: 0n, seenOn: on };
  }
  const daysPastDue = Math.max(...open.map((debt) => debt.daysPastDue));
  const owed = open.reduce((sum, debt) => sum + totalOwed(debt.owed), 0n);
  return { ...one, daysPastDue, owed, seenOn: on, queue: queueOf(strategy, { ...one, daysPastDue, owed }) };
}

/** Promises on cases that are over: kept where the money came, without object otherwise. */
async function endPromises(tx: Tx, { sources }: Pick<Dunning, 'sources'>, closed: readonly Case[], on: string): Promise<void> {
  const open = await openPromisesOf(tx, closed);
  if (open.length === 0) return;
  const came = await receivedOnCases(
    tx,
    sources,
    open.map((promise) => ({ ...promise, from: promise.madeOn, through: on })),
  );
  const verdicts = open.map((promise) => {
    const received = (came.get(promise.caseId)?.received ?? 0n) - promise.receivedBefore;
    return { ...promise, received, state: received >= promise.amount ? ('kept' as const) : ('void' as const) };
  });
  await judgePromises(tx, verdicts, on);
}

/** Messages that go out by themselves at some days past due. Whoever complains gets none. */
async function queueMessages(tx: Tx, cases: readonly Case[], strategy: StrategyBody, on: string): Promise<void> {
  const due = cases.flatMap((one) => {
    const rule = one.state === 'open' ? strategy.messages.find(({ daysPastDue }) => daysPastDue === one.daysPastDue) : undefined;
    return rule ? [{ ...one, template: rule.template }] : [];
  });
  const silent = await complaining(tx, due);
  await insertMessages(
    tx,
    due
      .filter(({ customerId }) => !silent.has(customerId))
      .map((one) => ({ ...one, messageId: derivedId('dms', one.bucket, `${one.caseId} ${on} ${one.template}`), added: '', queuedBy: CLOSE, queuedOn: on })),
  );
}
