import type { Tx } from '@jinqiao/database';
import { bank } from '@jinqiao/wire';
import { bucketsOf, enterBank, firstOfEach, houseAccount } from './bank-books.ts';
import { answering } from './institution.ts';
import type { BankSetup } from './setup.ts';

type Loan = {
  readonly programme: string;
  readonly accountNo: string;
  readonly owed: bigint;
  readonly principal: bigint;
  readonly state: string;
  readonly paid: boolean;
};

/** An entrusted payment has come back: it passes the class-II account once more and repays the loan. Once per loan, and only a loan on which nothing was repaid. */
export function withdrawLoans({ schema: s }: BankSetup) {
  return answering(bank.withdrawLoans, async (tx, body, context) => {
    const asked = firstOfEach(body.items, (item) => item.loanRef);
    const loans = await lockLoans(
      tx,
      s,
      asked.map((item) => item.loanRef),
    );
    const codes = new Map<string, string>();
    for (const { loanRef, programme } of asked) {
      const loan = loans.get(loanRef);
      const code = codeOf(loan, programme);
      codes.set(loanRef, code);
      if (code !== 'OK' || !loan || loan.state === 'withdrawn') continue;
      await tx.query(`UPDATE ${s}.loan SET owed = 0, state = 'withdrawn' WHERE bucket = $1 AND loan_ref = $2`, [bucketsOf([loanRef])[0], loanRef]);
      await enterBank(tx, s, programme, context.businessDate, [
        { reference: loanRef, debit: houseAccount(programme, 'interbank'), credit: loan.accountNo, amount: loan.principal },
        { reference: loanRef, debit: loan.accountNo, credit: houseAccount(programme, 'loans'), amount: loan.principal },
      ]);
    }
    return {
      items: body.items.map(({ loanRef }) => {
        const code = codes.get(loanRef) ?? 'LOAN_UNKNOWN';
        return { loanRef, status: code === 'OK' ? ('WITHDRAWN' as const) : ('REFUSED' as const), code };
      }),
    };
  });
}

function codeOf(loan: Loan | undefined, programme: string): string {
  if (loan?.programme !== programme) return 'LOAN_UNKNOWN';
  if (loan.state === 'withdrawn') return 'OK';
  if (loan.state !== 'open' || loan.owed !== loan.principal) return 'LOAN_NOT_OPEN';
  return loan.paid ? 'OK' : 'NOT_PAID_OUT';
}

async function lockLoans(tx: Tx, s: string, references: readonly string[]): Promise<Map<string, Loan>> {
  const { rows } = await tx.query<Loan & { ref: string }>(
    `SELECT l.loan_ref AS ref, l.programme, l.account_no AS "accountNo", l.owed, l.principal, l.state,
       EXISTS (SELECT 1 FROM ${s}.payout p WHERE p.bucket = l.bucket AND p.payout_ref = l.loan_ref AND p.status = 'PAID') AS paid
     FROM ${s}.loan l WHERE (l.bucket, l.loan_ref) IN (SELECT * FROM unnest($1::int[], $2::text[])) ORDER BY l.loan_ref FOR UPDATE`,
    [bucketsOf(references), references],
  );
  return new Map(rows.map((row) => [row.ref, row]));
}
