import type { LoanKey } from '@jinqiao/lending';
import { formatAmount, USD } from '@jinqiao/money';
import { economicsOf } from '@jinqiao/partnership';
import type { System } from '@jinqiao/server';
import type { Driven } from './drive.ts';
import { paidAtTerm, type TapeLoan } from './tape.ts';

const money = (cents: bigint) => formatAmount(cents, USD);
const sum = (loans: readonly TapeLoan[], of: (loan: TapeLoan) => bigint) => money(loans.reduce((total, loan) => total + of(loan), 0n));

/** The replay's figures against the tape's: the form that other programs read. */
export async function reportOf(system: System, loans: readonly TapeLoan[], driven: Driven, seconds: number, verified: boolean) {
  const { db } = system;
  const economics = await economicsOf(db, driven.programme.id);
  const books = (
    await db.query<{ funded: string; principal: string; interest: string; fees: string; recovered: string }>(
      `SELECT sum(principal)::text AS funded, sum(paid_principal)::text AS principal, sum(paid_interest)::text AS interest, sum(paid_fees)::text AS fees, sum(recourse_recovered)::text AS recovered FROM lending.loan`,
    )
  ).rows[0];
  const journals = (await db.query<{ n: number }>('SELECT sum(sequence)::int AS n FROM ledger.book')).rows[0]?.n ?? 0;
  const atTerm = loans.filter((loan) => paidAtTerm(loan) && loan.issuedOn.startsWith('2011'));
  const interest = await interestOf(
    system,
    atTerm.map((loan) => driven.keys.get(loan.id) as LoanKey),
  );
  const gap = (loan: TapeLoan) => {
    const ours = interest.get(driven.keys.get(loan.id)?.loanId ?? '') ?? 0n;
    return ours > loan.interest ? ours - loan.interest : loan.interest - ours;
  };
  return {
    loans: loans.length,
    tape: {
      funded: sum(loans, (l) => l.funded),
      principal: sum(loans, (l) => l.principal),
      interest: sum(loans, (l) => l.interest),
      lateFees: sum(loans, (l) => l.lateFees),
      recoveries: sum(loans, (l) => l.recoveries),
    },
    books: {
      funded: money(BigInt(books?.funded ?? 0)),
      principal: money(BigInt(books?.principal ?? 0)),
      interest: money(BigInt(books?.interest ?? 0)),
      lateFees: money(BigInt(books?.fees ?? 0)),
      recoveries: money(BigInt(books?.recovered ?? 0)),
    },
    paidAtTerm2011: {
      loans: atTerm.length,
      interestExact: atTerm.filter((l) => gap(l) === 0n).length,
      interestWithinCent: atTerm.filter((l) => gap(l) <= 1n).length,
    },
    programme: {
      bankYield: money(economics.bankPosted),
      platformResidual: money(economics.interestPosted + economics.chargesPosted - economics.bankPosted - economics.advanceFees),
      compensated: money(economics.compensated),
      recovered: money(economics.recovered),
      advanceFees: money(economics.advanceFees),
      marginHigh: money(driven.marginHigh),
    },
    days: driven.days,
    events: driven.events,
    journals,
    seconds: Math.round(seconds * 10) / 10,
    eventsPerSecond: Math.round(driven.events / seconds),
    verify: verified ? 'ok' : 'failed',
  };
}

async function interestOf(system: System, keys: readonly LoanKey[]): Promise<Map<string, bigint>> {
  const { rows } = await system.db.query<{ id: string; interest: bigint }>(
    'SELECT l.loan_id AS id, l.paid_interest AS interest FROM unnest($1::int[], $2::text[]) AS g(b, i) JOIN lending.loan l ON l.bucket = g.b AND l.loan_id = g.i',
    [keys.map((k) => k.bucket), keys.map((k) => k.loanId)],
  );
  return new Map(rows.map((row) => [row.id, row.interest]));
}
