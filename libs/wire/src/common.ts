import { z } from 'zod';

/** Amounts on the wire are whole minor units of the programme's asset, as text: `"891333"` is 8,913.33 CNY. */
export const minor = z.string().regex(/^-?\d{1,18}$/);
export const wireDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
export const ref = z.string().min(1).max(80);
/** A field sealed with SM4 by the sender for the receiver (`v1.<iv>.<cipher>.<mac>`), see the gateway. */
export const sealed = z.string().max(2000);
export const rule = z.object({ ruleId: z.string(), side: z.enum(['platform', 'bank', 'bureau']), limit: z.string(), actual: z.string(), pass: z.boolean() });

/** An operation of the neutral protocol: its name, what is sent, and what is answered. */
export type Operation<Q extends z.ZodType = z.ZodType, A extends z.ZodType = z.ZodType> = {
  readonly name: string;
  readonly request: Q;
  readonly answer: A;
  /** Changes nothing at the receiver: it is answered anew each time. */
  readonly readOnly: boolean;
};

export function operation<Q extends z.ZodType, A extends z.ZodType>(
  name: string,
  request: Q,
  answer: A,
  kind: 'command' | 'question' = 'command',
): Operation<Q, A> {
  return { name, request, answer, readOnly: kind === 'question' };
}

export const items = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item).max(20_000) });

/** A daily file travels in pieces: `part` counts from 0 and is 0 when absent; the digest is the whole file's, in `parts` pieces (1 when absent). */
export const filePart = z.int().min(0).optional();
export const fileAnswer = z.object({ ready: z.boolean(), content: z.string(), digest: z.string(), parts: z.int().min(1).optional() });
