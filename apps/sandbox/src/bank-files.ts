import { HOUSE_BUCKET, type Tx } from '@jinqiao/database';
import { bank } from '@jinqiao/wire';
import { type HouseKind, houseBalance } from './bank-books.ts';
import { answering } from './institution.ts';
import type { BankSetup } from './setup.ts';

/** What the bank's books say at this moment. */
export function balances({ schema: s }: BankSetup) {
  return answering(bank.bankBalances, async (tx, { programme }) => {
    const { rows } = await tx.query<{ held: string; owed: string }>(
      `SELECT (SELECT coalesce(sum(balance), 0)::text FROM ${s}.account WHERE programme = $1 AND kind = 'class-ii') AS held,
         (SELECT coalesce(sum(owed), 0)::text FROM ${s}.loan WHERE programme = $1) AS owed`,
      [programme],
    );
    const house = async (kind: HouseKind) => (await houseBalance(tx, s, programme, kind)).toString();
    return {
      classII: rows[0]?.held ?? '0',
      loanPrincipal: rows[0]?.owed ?? '0',
      advances: await house('advances'),
      margin: await house('margin'),
      platformSettlement: await house('platform-settlement'),
      advanceFees: await house('fee-income'),
      unallocated: await house('unallocated'),
    };
  });
}

type Kind = 'loan-day' | 'advance-day' | 'account-balance' | 'loan-balance';

/** The lines of a daily file. Files of a day name what happened on it; files of balances are as of now. */
export async function fileRows(tx: Tx, s: string, file: { programme: string; kind: Kind; date: string }): Promise<Record<string, string>[]> {
  const sql: Readonly<Record<Kind, string>> = {
    'loan-day': `SELECT collection_ref AS "collectionRef", loan_ref AS "loanRef", account_no AS "accountNo", amount::text, principal::text, interest::text, penalty::text, fees::text
      FROM ${s}.advance WHERE programme = $1 AND debited_on = $2 ORDER BY bucket, collection_ref`,
    'advance-day': `SELECT collection_ref AS "collectionRef", advanced_on::text AS "advancedOn", repaid_on::text AS "repaidOn", amount::text, days::text, fee::text
      FROM ${s}.advance WHERE programme = $1 AND repaid_on = $2 ORDER BY bucket, collection_ref`,
    'account-balance': `SELECT account_no AS "accountNo", balance::text FROM ${s}.account
      WHERE programme = $1 AND kind IN ('class-ii', 'class-iii') AND balance <> 0 AND bucket >= $2 ORDER BY bucket, account_no`,
    'loan-balance': `SELECT loan_ref AS "loanRef", owed::text AS principal FROM ${s}.loan WHERE programme = $1 AND owed <> 0 AND bucket >= $2 ORDER BY bucket, loan_ref`,
  };
  const ofDay = file.kind === 'loan-day' || file.kind === 'advance-day';
  return (await tx.query<Record<string, string>>(sql[file.kind], [file.programme, ofDay ? file.date : HOUSE_BUCKET])).rows;
}
