import type { Step, StepContext } from '@jinqiao/business-day';
import { carryOn } from './carry-on.ts';
import { giveUpPayOff } from './confirm.ts';
import type { PayOffDesk } from './desk.ts';
import type { PayOff, PayOffState } from './model.ts';
import { payOffsIn } from './store.ts';

const CHUNK = 200;

/**
 * Before a day ends: offers that nobody took and applications that were interrupted give their quota back, and everything
 * accepted is carried on. Without one under way, one question is asked of the database.
 */
export function payOffStep(deskIn: (context: StepContext) => PayOffDesk): Step {
  return {
    name: 'card-pay-offs',
    run: async (context) => {
      const desk = deskIn(context);
      await each(desk, ['routing', 'offered'], (payOff) => giveUpPayOff(desk, context.date, payOff, 'EXPIRED'));
      await each(desk, ['booking', 'paying', 'paid', 'returning'], async (payOff) => {
        const after = await carryOn(desk, payOff, context.date);
        context.count({ payOffs: after.state === payOff.state ? 0 : 1, payOffsOpen: after.finishedOn === null ? 1 : 0 });
        // An offer that a next bank makes now ends with the day: the customer applies again.
        if (after.state === 'offered') await giveUpPayOff(desk, context.date, after, 'EXPIRED');
      });
    },
  };
}

async function each(desk: PayOffDesk, states: readonly PayOffState[], work: (payOff: PayOff) => Promise<unknown>): Promise<void> {
  for (let after: PayOff | null = null; ; ) {
    const page: PayOff[] = await payOffsIn(desk.db, states, after, CHUNK);
    for (const payOff of page) await work(payOff);
    after = page.at(-1) ?? null;
    if (page.length < CHUNK) return;
  }
}

/** Takes up pay-offs that were interrupted when a server last ended; what cannot be done now is left to the close. */
export async function resumePayOffs(desk: PayOffDesk, on: string): Promise<void> {
  await each(desk, ['routing', 'booking', 'paying', 'paid', 'returning'], (payOff) => carryOn(desk, payOff, on));
}
