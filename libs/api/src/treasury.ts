import { z } from 'zod';
import { amountInput, date, id, money, rate } from './common.ts';

export const treasuryOrder = z
  .object({
    id,
    kind: z.enum(['contribute', 'withdraw', 'deposit']),
    amount: money,
    bank: z.string(),
    rate,
    from: date,
    to: date,
    reference: z.string(),
    state: z.enum(['proposed', 'rejected', 'booked', 'running', 'repaid']),
    accrued: money.meta({ description: 'Interest accrued, act/360' }),
    madeBy: z.string(),
    checkedBy: z.string().nullable(),
  })
  .meta({ id: 'TreasuryOrder' });
export const treasury = z
  .object({
    account: money.meta({ description: 'On the own account' }),
    deposits: money,
    interestDue: money,
    interest: money.meta({ description: 'Earned in all' }),
    orders: z.array(treasuryOrder),
  })
  .meta({ id: 'Treasury' });
export const proposeTreasury = z
  .object({
    kind: z.enum(['contribute', 'withdraw', 'deposit']),
    amount: amountInput,
    bank: z.string().min(1).max(80),
    rate: z.string().max(16).default('0'),
    from: date,
    to: date,
    reference: z.string().min(1).max(80),
  })
  .strict();
export const treasuryVerdict = z.object({ approve: z.boolean() }).strict();
export type Treasury = z.output<typeof treasury>;
export type TreasuryOrderView = z.output<typeof treasuryOrder>;
