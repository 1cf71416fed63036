import type { Step, StepContext } from '@jinqiao/business-day';
import { isFault } from '@jinqiao/errors';
import { disbursingLoans, dueAgenda, dueKinds, loansByKey, payOutLoans, setAgenda } from '@jinqiao/lending';
import { disburseDraws, payOn } from '../commands/draw.ts';
import { CHUNK, type JointLoan } from '../context.ts';
import type { Programme } from '../programme.ts';

/** Before a day ends, draws whose outcome is not known are asked about, and second legs that failed are tried again. */
export function disburseStep(joint: JointLoan): Step {
  return {
    name: 'disburse',
    run: async (context) => {
      for (const programme of joint.programmes) {
        const waiting = await disbursingLoans(context.db, programme.id, CHUNK);
        // One by one: each goes under the serial of the draw that it was.
        for (const loan of waiting) await disburseDraws(context.db, joint, programme, [loan], context.date, context.fence).catch(silentBank);
        await retryPayOuts(joint, programme, context);
      }
    },
  };
}

/** A bank that does not answer does not hold up the others: its draws stay on their way, and earn from the day on which it booked them. */
function silentBank(error: unknown): void {
  if (!isFault(error) || error.code !== 'PARTNER_UNAVAILABLE') throw error;
}

async function retryPayOuts(joint: JointLoan, programme: Programme, context: StepContext): Promise<void> {
  if (!(await dueKinds(context.db, context.date)).has('pay-out')) return;
  const due = await context.db.tx((tx) => dueAgenda(tx, 'pay-out', context.date, CHUNK));
  const loans = [...(await loansByKey(context.db, due)).values()].filter((loan) => loan.programmeId === programme.id);
  if (loans.length === 0) return;
  const out = await payOn(context.db, joint, programme, loans, context.date);
  await context.chunk(async (tx) => {
    const done = loans.filter((loan) => out.has(loan.loanId));
    await payOutLoans(tx, programme.book, done, context.date);
    await setAgenda(
      tx,
      done.map((loan) => ({ bucket: loan.bucket, loanId: loan.loanId, kind: 'pay-out' as const, dueOn: null })),
    );
  });
}
