import type { Db, Tx } from '@jinqiao/database';
import type { Carried } from './fund/carrying.ts';

/** Income of a fund's wallets that was earned and not carried to shares, in 1e-8 fen. */
export async function incomeDue(db: Db, fundId: string): Promise<Map<string, bigint>> {
  const { rows } = await db.query<{ customerId: string; amount: bigint }>(
    'SELECT customer_id AS "customerId", amount FROM wealth.income_due WHERE fund_id = $1 AND amount > 0',
    [fundId],
  );
  return new Map(rows.map(({ customerId, amount }) => [customerId, amount]));
}

type Wallet = Carried & { readonly bucket: number; readonly customerId: string };

export async function saveIncomeDue(tx: Tx, fundId: string, wallets: readonly Wallet[]): Promise<void> {
  await tx.query(
    `INSERT INTO wealth.income_due (bucket, fund_id, customer_id, amount) SELECT b, $1, c, a FROM unnest($2::int[], $3::text[], $4::bigint[]) AS g(b, c, a)
     ON CONFLICT (bucket, fund_id, customer_id) DO UPDATE SET amount = EXCLUDED.amount`,
    [fundId, wallets.map(({ bucket }) => bucket), wallets.map(({ customerId }) => customerId), wallets.map(({ due }) => due)],
  );
}
