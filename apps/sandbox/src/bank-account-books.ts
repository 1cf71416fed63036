import { HOUSE_BUCKET, type Tx } from '@jinqiao/database';
import { accountBucket, enterBank } from './bank-books.ts';

/** A customer's account as the bank's books have it. */
export type BankAccount = {
  readonly accountNo: string;
  readonly programme: string;
  readonly kind: string;
  readonly state: string;
  readonly linkedTo: string;
  readonly balance: bigint;
  readonly frozen: bigint;
  readonly frozenWhole: boolean;
};

/** A customer's account, locked; undefined where there is none of that number. */
export async function lockOne(tx: Tx, s: string, accountNo: string): Promise<BankAccount | undefined> {
  if (!/^\d{19}$/.test(accountNo)) return undefined;
  const { rows } = await tx.query<BankAccount>(
    `SELECT account_no AS "accountNo", programme, kind, state, linked_to AS "linkedTo", balance, frozen, frozen_whole AS "frozenWhole"
     FROM ${s}.account WHERE bucket = $1 AND account_no = $2 AND kind <> 'house' FOR UPDATE`,
    [accountBucket(accountNo), accountNo],
  );
  return rows[0];
}

type Side = BankAccount | { readonly house: string };
type AccountEntry = { readonly reference: string; readonly debit: Side; readonly credit: Side; readonly amount: bigint };

/** Posts between customers' accounts and house accounts of the same programme; a house account opens when it is first met. */
export async function enterAccounts(tx: Tx, s: string, date: string, entries: readonly AccountEntry[]): Promise<void> {
  for (const { reference, debit, credit, amount } of entries) {
    const programme = 'programme' in debit ? debit.programme : 'programme' in credit ? credit.programme : '';
    const name = (side: Side) => ('house' in side ? `${programme}:${side.house}` : side.accountNo);
    await openHouse(
      tx,
      s,
      programme,
      [debit, credit].flatMap((side) => ('house' in side ? [side.house] : [])),
    );
    await enterBank(tx, s, programme, date, [{ reference, debit: name(debit), credit: name(credit), amount }]);
  }
}

/** The house accounts that customers' movements outside of programmes pass through. */
async function openHouse(tx: Tx, s: string, programme: string, kinds: readonly string[]): Promise<void> {
  await tx.query(
    `INSERT INTO ${s}.account (bucket, account_no, programme, kind, owner_ref, balance) SELECT $3::int, n, $2::text, 'house', '', 0 FROM unnest($1::text[]) n ON CONFLICT DO NOTHING`,
    [kinds.map((kind) => `${programme}:${kind}`), programme, HOUSE_BUCKET],
  );
}
