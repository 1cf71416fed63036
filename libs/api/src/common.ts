import { z } from 'zod';

/** Money is a decimal string in the asset's digits, without separators: `"100000.00"`. */
export const money = z
  .string()
  .regex(/^-?\d{1,16}(\.\d{1,8})?$/)
  .meta({ description: 'Decimal amount in the asset of the object', examples: ['1461.91'] });
/** What a caller may send as an amount; over-precise and negative values are refused by the domain with their own code. */
export const amountInput = z
  .string()
  .min(1)
  .max(32)
  .meta({ description: 'Positive decimal amount with at most the digits of the asset', examples: ['5000.00'] });
/** A rate per year as a decimal string: `"0.0696"` is 6.96 %. */
export const rate = z.string().meta({ description: 'Rate per year as a decimal fraction', examples: ['0.0696'] });
export const date = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .meta({ description: 'Business date', examples: ['2026-01-15'] });
export const instant = z.string().meta({ description: 'Instant, ISO 8601 in UTC' });
export const id = z.string().min(1).max(64);
/** Why somebody does something, in their own words: it is kept, and shown to who checks it. */
export const reason = z.string().trim().min(4).max(500);

export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string().meta({ description: 'English' }),
    detailZh: z.string().meta({ description: '中文' }),
    path: z.string().optional(),
    traceId: z.string().optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details with a stable code' });

export const page = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), nextCursor: z.string().nullable() });
export const pageQuery = z.object({ cursor: z.string().max(400).optional(), limit: z.coerce.number().int().min(1).max(200).default(50) });

/** One rule that a decision rested on. */
export const ruleResult = z
  .object({
    ruleId: z.string(),
    side: z.enum(['platform', 'bank', 'bureau']),
    limit: z.string(),
    actual: z.string(),
    pass: z.boolean(),
    // What a rule of a pack says of itself; rules of a programme or a partner say no more than the above.
    outcome: z.enum(['pass', 'breach', 'not-applicable', 'fact-missing']).optional(),
    onBreach: z.enum(['block', 'warn']).optional(),
    unit: z.string().optional(),
    form: z.string().optional(),
    zh: z.string().optional(),
    en: z.string().optional(),
    basis: z.string().optional(),
    since: date.optional(),
  })
  .meta({ id: 'RuleResult' });

export type Problem = z.infer<typeof problem>;
export type RuleResult = z.infer<typeof ruleResult>;
