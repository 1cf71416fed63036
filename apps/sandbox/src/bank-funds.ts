import { fund } from '@jinqiao/wire';
import { bucketsOf } from './bank-books.ts';
import type { FaultBox } from './faults.ts';
import { answering } from './institution.ts';
import type { BankSetup } from './setup.ts';

/** Moves money from the collection account of one fund to that of another. A transfer that was made stays as it is. */
export function transferBetweenFunds({ schema: s }: BankSetup, faults: FaultBox) {
  return answering(fund.transferBetweenFunds, async (tx, body, context) => {
    const [bucket] = bucketsOf([body.transferRef]);
    const { rowCount } = await tx.query(`SELECT 1 FROM ${s}.fund_transfer WHERE bucket = $1 AND transfer_ref = $2`, [bucket, body.transferRef]);
    if (rowCount > 0) return { status: 'DONE' as const, code: 'OK' };
    if (BigInt(body.amount) <= 0n) return { status: 'REFUSED' as const, code: 'AMOUNT_INVALID' };
    if (body.from === body.to) return { status: 'REFUSED' as const, code: 'SAME_FUND' };
    if (faults.take('payout-failed', fund.transferBetweenFunds.name)) return { status: 'REFUSED' as const, code: 'INTERBANK_UNAVAILABLE' };
    await tx.query(`INSERT INTO ${s}.fund_transfer (bucket, transfer_ref, from_fund, to_fund, amount, of, business_date) VALUES ($1, $2, $3, $4, $5, $6, $7)`, [
      bucket,
      body.transferRef,
      body.from,
      body.to,
      body.amount,
      body.of,
      context.businessDate,
    ]);
    return { status: 'DONE' as const, code: 'OK' };
  });
}
