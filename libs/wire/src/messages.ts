import { z } from 'zod';
import { operation, ref, sealed } from './common.ts';

/** Sends a short message. The text may hold a one-time code, so it is sealed like the number. Idempotent on `messageRef`. */
export const sendText = operation(
  'messages.text.send',
  z.object({ messageRef: ref, mobile: sealed, text: sealed }),
  z.object({ status: z.enum(['ACCEPTED', 'REFUSED']), code: z.string() }),
);
