import { holdToday } from '@jinqiao/business-day';
import { addDays, type BusinessDate } from '@jinqiao/calendar';
import type { Tx } from '@jinqiao/database';
import {
  type Act,
  type Case,
  debtsOfCases,
  holdOwnCase,
  listCases,
  makePlan,
  makePromise,
  offerSettlement,
  openComplaint,
  owedOn,
  recordContact,
  sendWaiting,
  takeCase,
} from '@jinqiao/dunning';
import { isFault } from '@jinqiao/errors';
import { type Clock, fixedClock, instant } from '@jinqiao/runtime';
import type { System } from '@jinqiao/server';

/** How long before the demonstration's end the desk is worked on; each case has its day, and some have theirs later and stay free. */
const DAYS = 30;
const SPREAD = 45;
const AGENTS = ['risk', 'operator'] as const;
const MORNING_UTC = 'T02:30:00Z';
const OUTCOMES = ['reached', 'no-answer', 'promised', 'reached', 'disputed'] as const;

/** Work at the dunning desk on the last days of the demonstration, at half past ten in the morning of each. Played again, nothing happens twice. */
export async function playDunning(system: System, date: BusinessDate, end: BusinessDate): Promise<void> {
  const clock = fixedClock(Date.parse(`${date}${MORNING_UTC}`));
  await sendWaiting(system.db, { ...system.dunning, clock });
  const day = Math.round((Date.parse(date) - Date.parse(addDays(end, -DAYS))) / 86_400_000);
  if (day < 0) return;
  const filter = { queue: null, assignee: null, state: 'open' as const, creditor: null, q: null, free: false, after: null, limit: 500 };
  const { cases } = await listCases(system.db, filter);
  for (const one of cases.filter(({ caseId }) => numberOf(caseId) % SPREAD === day)) await work(system, clock, one, numberOf(one.caseId));
}

/** A number that follows from a case alone: whatever is played again meets the same cases. */
function numberOf(caseId: string): number {
  return Number.parseInt(caseId.slice(-6), 16);
}

/** Takes a case, talks, and agrees something where the case allows it. */
async function work(system: System, clock: Clock, one: Case, n: number): Promise<void> {
  const by = AGENTS[n % 7 === 0 ? 1 : 0] as string;
  const act = async (tx: Tx): Promise<Act> => ({ by, on: await holdToday(tx), at: instant(clock) });
  if (one.assignee !== null && one.assignee !== by) return;
  await system.db.tx(async (tx) => takeCase(tx, await act(tx), one));
  const outcome = OUTCOMES[n % OUTCOMES.length] as (typeof OUTCOMES)[number];
  const call = { channel: 'call' as const, with: 'debtor' as const, outcome, note: '核实情况并告知还款方式', key: 'demonstration' };
  await tolerant(() => system.db.tx(async (tx) => void (await recordContact(tx, clock, await act(tx), one, call))));
  const steps = [promise, agree, complain] as const;
  await tolerant(() => system.db.tx(async (tx) => (steps[n % steps.length] as (typeof steps)[number])(system, tx, await act(tx), clock, one)));
}

type Agreement = (system: System, tx: Tx, act: Act, clock: Clock, one: Case) => Promise<void>;

const promise: Agreement = async ({ dunning }, tx, act, _, one) => {
  const amount = await owedOn(tx, dunning, one, act.on);
  await makePromise(tx, dunning, act, await holdOwnCase(tx, act, one), { amount, dueOn: addDays(act.on as BusinessDate, 5), key: 'demonstration' });
};

/** A claim of our own gets a plan, every other one an offer; what a bank is owed a promise. */
const agree: Agreement = async (system, tx, act, clock, one) => {
  if (one.creditor !== 'platform') return promise(system, tx, act, clock, one);
  const { dunning } = system;
  const held = await holdOwnCase(tx, act, one);
  const debt = (await debtsOfCases(tx, [one])).get(one.caseId)?.find(({ leftOn }) => leftOn === null);
  if (!debt) return;
  const terms = { contractId: debt.contractId, reason: '收入下降,协商还款', key: 'demonstration' };
  const on = act.on as BusinessDate;
  if (one.bucket % 2 === 0) await makePlan(tx, dunning, act, held, { ...terms, periods: 6, firstOn: addDays(on, 5) });
  else await offerSettlement(tx, dunning, act, held, { ...terms, amount: (debt.owed.principal * 7n) / 10n, validUntil: addDays(on, 20) });
};

const complain: Agreement = async (system, tx, act, clock, one) => {
  if (one.bucket % 3 === 0) await openComplaint(tx, clock, act, one, '来电过于频繁,影响正常工作', 'demonstration');
  else await agree(system, tx, act, clock, one);
};

/** What the rules refuse on some day is no part of the play. */
async function tolerant(work: () => Promise<void>): Promise<void> {
  await work().catch((error: unknown) => {
    if (!isFault(error) || error.status >= 500) throw error;
  });
}
