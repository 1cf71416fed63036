import type { z } from 'zod';
import type { Operation } from './common.ts';

/** What became of a message. `unknown` is not a refusal: it may have taken effect, and is asked about until it is known. */
export type Exchange<A> =
  | { readonly state: 'answered'; readonly answer: A }
  | { readonly state: 'refused'; readonly code: string; readonly en: string; readonly zh: string }
  | { readonly state: 'unknown'; readonly reason: string };

/**
 * A partner institution as the domains see it: operations of the neutral protocol go in, typed answers come out.
 * The same serial always means the same message: sending it again repeats the first answer.
 */
export type Institution = {
  readonly id: string;
  readonly name: string;
  readonly nameZh: string;
  exchange<Q extends z.ZodType, A extends z.ZodType>(
    operation: Operation<Q, A>,
    message: { readonly serial: string; readonly businessDate: string; readonly body: z.output<Q>; readonly subject?: string },
  ): Promise<Exchange<z.output<A>>>;
  /** Seals a sensitive field for this institution. */
  seal(text: string): string;
};
