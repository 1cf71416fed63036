import { createSender, type Outcome, type SenderOptions } from '@jinqiao/gateway';
import type { Operation } from '@jinqiao/wire';
import type { z } from 'zod';

/** A signed channel from one institution to another. */
export type Channel = {
  exchange<Q extends z.ZodType, A extends z.ZodType>(
    operation: Operation<Q, A>,
    message: { serial: string; businessDate: string; body: z.output<Q> },
  ): Promise<{ state: 'answered'; answer: z.output<A> } | Exclude<Outcome, { state: 'answered' }>>;
};

export function channelTo(options: SenderOptions): Channel {
  const sender = createSender(options);
  return {
    exchange: async (operation, message) => {
      const outcome = await sender.exchange({ ...message, operation: operation.name, fresh: operation.readOnly });
      return outcome.state === 'answered' ? { state: 'answered', answer: operation.answer.parse(outcome.answer) } : outcome;
    },
  };
}
