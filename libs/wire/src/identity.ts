import { z } from 'zod';
import { items, operation, ref, sealed } from './common.ts';

/** Asks the register of persons whether names and ID numbers belong together (联网核查). */
export const checkPersons = operation(
  'identity.person.check',
  items(z.object({ personRef: ref, name: sealed, idNumber: sealed })),
  items(z.object({ personRef: ref, result: z.enum(['MATCH', 'MISMATCH', 'NOT_FOUND']), code: z.string() })),
);

/** Opens a liveness check of a person against the ID photograph; the customer goes on at the address answered. Idempotent on `sessionRef`. */
export const openLiveness = operation('identity.liveness.open', z.object({ sessionRef: ref, name: sealed, idNumber: sealed }), z.object({ url: z.string() }));

/** What became of a liveness check. No picture leaves the register. */
export const livenessResult = operation(
  'identity.liveness.result',
  z.object({ sessionRef: ref }),
  z.object({ status: z.enum(['PENDING', 'PASS', 'FAIL', 'NOT_FOUND']), code: z.string() }),
  'question',
);
