import { z } from 'zod';
import { minor, operation, ref, wireDate } from './common.ts';

/** A funding bank asks where its programme stands (bank → platform). Amounts in minor units. */
export const programmePosition = operation(
  'platform.programme.position',
  z.object({ programme: ref }),
  z.object({
    programme: ref,
    businessDate: wireDate,
    loans: z.int(),
    outstanding: minor,
    disbursed: minor,
    marginHeld: minor,
    marginRequired: minor,
    drawsStopped: z.boolean(),
  }),
  'question',
);
