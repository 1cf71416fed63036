import type { Step, StepContext } from '@jinqiao/business-day';
import { addWorkingDays, type BusinessDate, businessDate } from '@jinqiao/calendar';
import { balance, post } from '@jinqiao/ledger';
import { ageLoans, claimsOf, closeCompensated, dueAgenda, dueKinds, type LoanKey, loansByKey, portfolioOf, setAgenda } from '@jinqiao/lending';
import { parseRate, RATE_ONE } from '@jinqiao/money';
import { amountsInFlight, answerOf } from '@jinqiao/payments';
import { derivedId } from '@jinqiao/runtime';
import { bank } from '@jinqiao/wire';
import { writeOffClaims } from '../commands/write-off-claims.ts';
import { bankOf, CHUNK, type JointLoan, portfolioContext } from '../context.ts';
import { marginMoved } from '../postings/bank-share.ts';
import { compensationPaid, recourseAcquired } from '../postings/guarantee.ts';
import type { Programme } from '../programme.ts';
import { economicsOf, saveEconomics } from '../store.ts';

/** Looks at unpaid loans: overdue from the day after the due date, handed to the guarantor at the trigger, written off at the end. */
export function ageStep(joint: JointLoan): Step {
  const programmes = portfolioContext(joint);
  return {
    name: 'age',
    run: async (context) => {
      const on = businessDate(context.date);
      const due = await dueKinds(context.db, on);
      if (!due.has('age') && !due.has('compensate') && !due.has('write-off')) return;
      const inFlight = await amountsInFlight(context.db, '9999-12-31');
      for (let seen = -1; seen !== 0; ) {
        const aged = await context.chunk((tx) => ageLoans(tx, programmes, on, inFlight, CHUNK));
        seen = aged.seen;
        context.count({ aged: aged.seen, newlyOverdue: aged.newlyOverdue });
      }
      for (const programme of joint.programmes) await compensateProgramme(joint, programme, context, on);
      await writeOff(joint, context);
    },
  };
}

const CLAIMS = 1_000;

/** Pays the bank for loans at the trigger. The payment has one serial per set of loans, so a repeated close pays once. */
async function compensateProgramme(joint: JointLoan, programme: Programme, context: StepContext, on: BusinessDate): Promise<void> {
  for (;;) {
    const due: LoanKey[] = await context.db.tx((tx) => dueAgenda(tx, 'compensate', context.date, CLAIMS * joint.programmes.length));
    const loans = [...(await loansByKey(context.db, due)).values()].filter((loan) => loan.programmeId === programme.id);
    if (loans.length === 0) return;
    const claims = await claimsOf(context.db, portfolioContext(joint), loans, on);
    const reference = derivedId('cmp', 0, `${programme.id} ${context.date} ${claims.map((c) => c.loan.loanId).join(' ')}`);
    const funder = bankOf(joint, programme);
    const paid = answerOf(
      funder,
      await funder.exchange(bank.compensate, {
        serial: reference,
        businessDate: context.date,
        body: {
          compensationRef: reference,
          programme: programme.id,
          items: claims.map(({ loan, split }) => ({
            loanRef: loan.loanId,
            principal: split.principal.toString(),
            interest: (split.interest + split.penalty + split.fees).toString(),
          })),
        },
      }),
    );
    if (paid.status !== 'DONE') throw new Error(`${programme.id}: the bank refused compensation ${reference}: ${paid.code}`);
    const [fromMargin, fromSettlement] = [BigInt(paid.fromMargin), BigInt(paid.fromSettlement)];
    await context.chunk(async (tx) => {
      await closeCompensated(tx, portfolioContext(joint), programme.id, claims, on);
      const economics = await economicsOf(tx, programme.id);
      await saveEconomics(tx, programme.id, {
        ...economics,
        compensated: economics.compensated + fromMargin + fromSettlement,
        compensatedPrincipal: economics.compensatedPrincipal + claims.reduce((a, c) => a + c.split.principal, 0n),
      });
      await post(tx, programme.book, [compensationPaid(programme, context.date, reference, fromMargin, fromSettlement)]);
      await post(tx, programme.platform, recourseAcquired(programme, context.date, reference, claims, fromMargin, fromSettlement));
    });
    context.count({ compensatedCount: claims.length, compensatedAmount: fromMargin + fromSettlement, drawnFromMargin: fromMargin });
  }
}

async function writeOff(joint: JointLoan, context: StepContext): Promise<void> {
  for (let done = -1; done !== 0; ) {
    done = await context.chunk(async (tx) => {
      const due = await dueAgenda(tx, 'write-off', context.date, CHUNK);
      const loans = [...(await loansByKey(tx, due)).values()].filter((loan) => loan.state === 'compensated');
      await setAgenda(
        tx,
        due.map((item) => ({ ...item, dueOn: null })),
      );
      for (const [programmeId, group] of Map.groupBy(loans, (loan) => loan.programmeId))
        await writeOffClaims(tx, portfolioContext(joint).of(programmeId) as Programme, group, context.date);
      return due.length;
    });
  }
}

/** What the margin deposit must hold for an outstanding principal: its floor, the middle it is brought to, its ceiling. Rounded up. */
export function marginBand(programme: Programme, outstanding: bigint): { required: bigint; middle: bigint; ceiling: bigint } {
  const low = parseRate(programme.parameters.marginLow);
  const high = parseRate(programme.parameters.marginHigh);
  const share = (rate: bigint) => (outstanding * rate + RATE_ONE - 1n) / RATE_ONE;
  return { required: share(low), middle: share((low + high) / 2n), ceiling: share(high) };
}

/**
 * Keeps the margin deposit inside its band at the end of the day: below the floor it is called and topped up from the
 * settlement account to the middle; above the ceiling it is released to the middle. A call that is not met by its
 * deadline stops new draws.
 */
export function marginStep(joint: JointLoan): Step {
  return {
    name: 'margin',
    run: async (context) => {
      for (const programme of joint.programmes) await marginOf(joint, programme, context);
    },
  };
}

async function marginOf(joint: JointLoan, programme: Programme, context: StepContext): Promise<void> {
  const { outstanding } = await portfolioOf(context.db, programme.id);
  const held = await balance(context.db, [programme.book.house('platform/margin')]);
  const band = marginBand(programme, outstanding);
  const settlement = await balance(context.db, [programme.book.house('platform/settlement')]);
  const called = held < band.required ? band.middle - held : 0n;
  const released = held > band.ceiling ? held - band.middle : 0n;
  const topUp = programme.parameters.marginAutoTopUp ? (called < settlement ? called : settlement) : 0n;
  const move = topUp - released;
  if (move === 0n && called === 0n && !(await economicsOf(context.db, programme.id)).callSince) return;
  if (move !== 0n) {
    const funder = bankOf(joint, programme);
    const moved = answerOf(
      funder,
      await funder.exchange(bank.moveMargin, {
        serial: `margin.${programme.id}.${context.date}`,
        businessDate: context.date,
        body: {
          marginRef: `margin.${programme.id}.${context.date}`,
          programme: programme.id,
          direction: move > 0n ? 'in' : 'out',
          amount: (move > 0n ? move : -move).toString(),
        },
      }),
    );
    if (moved.status !== 'DONE') throw new Error(`${programme.id}: the bank refused to move margin: ${moved.code}`);
  }
  await context.once(programme.id, async (tx) => {
    const economics = await economicsOf(tx, programme.id);
    const short = held + move < band.required;
    const callSince = short ? (economics.callSince ?? context.date) : null;
    const callDeadline = callSince && addWorkingDays(programme.calendar, businessDate(callSince), programme.parameters.marginCallWorkingDays);
    await saveEconomics(tx, programme.id, { ...economics, callSince, callDeadline, drawsStopped: callDeadline !== null && context.date > callDeadline });
    if (move === 0n) return;
    const journals = marginMoved(programme, context.date, move);
    await post(tx, programme.book, journals.bank);
    await post(tx, programme.platform, journals.platform);
  });
  context.count({ marginCalled: called, marginReleased: released });
}
