import type { Step } from '@jinqiao/business-day';
import { businessDate } from '@jinqiao/calendar';
import type { Dunning } from '../context.ts';
import { strategyOn } from '../strategy.ts';
import { CHUNK, openOverdue, reviewCases } from './age-cases.ts';
import { judgeAgreements } from './agreements.ts';
import { judgeDuePromises } from './judge-promises.ts';

/** The day's part of a close, once what is overdue is known: plans, offers and promises judged, cases opened, moved between queues and closed, messages queued. */
export function dunningStep(dunning: Pick<Dunning, 'sources'>, limit = CHUNK): Step {
  return {
    name: 'dunning',
    run: async (context) => {
      const on = businessDate(context.date);
      await judgeAgreements(dunning, context, on);
      await judgeDuePromises(dunning, context, on);
      await openOverdue(dunning, context, on, limit);
      await reviewCases(dunning, context, await strategyOn(context.db, on), on, limit);
    },
  };
}
