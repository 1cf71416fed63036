import { z } from 'zod';
import { items, minor, operation, ref, sealed, wireDate } from './common.ts';

/** Signs an agreement-payment mandate for a customer's card; later collections name the token only. */
export const bindCards = operation(
  'payment.card.bind',
  items(z.object({ cardRef: ref, name: sealed, idNumber: sealed, mobile: sealed, cardNumber: sealed })),
  items(z.object({ cardRef: ref, status: z.enum(['BOUND', 'REFUSED']), token: z.string(), code: z.string() })),
);

/**
 * Asks the card's issuer whether the elements belong together and which class the card is; the payment institution is a channel
 * only. Without a mobile number three elements are compared, with it four; the class is the fifth.
 */
export const verifyCards = operation(
  'payment.card.verify',
  items(z.object({ cardRef: ref, name: sealed, idNumber: sealed, mobile: sealed.optional(), cardNumber: sealed })),
  items(z.object({ cardRef: ref, match: z.boolean(), cardClass: z.enum(['I', 'II', 'III', 'credit', 'unknown']), code: z.string() })),
);

/** One real-time collection, or a few. `PROCESSING` is settled by a later notification or by a query. Idempotent on `collectionRef`. */
export const collect = operation(
  'payment.collect',
  items(z.object({ collectionRef: ref, programme: ref, token: z.string(), amount: minor })),
  items(z.object({ collectionRef: ref, status: z.enum(['SUCCESS', 'FAILED', 'PROCESSING']), code: z.string(), paymentSerial: z.string() })),
);

/** What became of collections: `NOT_FOUND` means that it never arrived and may be sent again. */
export const queryCollections = operation(
  'payment.collect.query',
  z.object({ collectionRefs: z.array(ref).max(20_000) }),
  items(
    z.object({
      collectionRef: ref,
      status: z.enum(['SUCCESS', 'FAILED', 'PROCESSING', 'NOT_FOUND']),
      code: z.string(),
      paymentSerial: z.string(),
      amount: minor,
    }),
  ),
  'question',
);

/** Hands in a day's file of collections (layout `collect-order`). Idempotent on `fileRef`. */
export const submitCollectFile = operation(
  'payment.collect.file',
  z.object({ fileRef: ref, programme: ref, date: wireDate, content: z.string() }),
  z.object({ status: z.enum(['ACCEPTED', 'REFUSED']), accepted: z.int(), code: z.string() }),
);

/** Files: `collect-result` of a `fileRef`, and `settlement` (every success of the date, whatever the way it came in). */
export const paymentFile = operation(
  'payment.file',
  z.object({ programme: ref, kind: z.enum(['collect-result', 'settlement']), date: wireDate, fileRef: z.string() }),
  z.object({ ready: z.boolean(), content: z.string(), digest: z.string() }),
  'question',
);

/** The payment institution tells the platform what became of a collection (payment institution → platform). */
export const collectionResult = operation(
  'platform.collection.result',
  items(z.object({ collectionRef: ref, status: z.enum(['SUCCESS', 'FAILED']), code: z.string(), paymentSerial: z.string(), amount: minor })),
  z.object({ received: z.int() }),
);
