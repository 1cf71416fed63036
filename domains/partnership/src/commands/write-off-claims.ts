import type { Tx } from '@jinqiao/database';
import { post } from '@jinqiao/ledger';
import { type Loan, saveLoans } from '@jinqiao/lending';
import { writtenOff } from '../postings/guarantee.ts';
import type { Programme } from '../programme.ts';
import { economicsOf, saveEconomics } from '../store.ts';

/** The guarantor gives up what is left of its claims on borrowers: the loss is booked, and what is paid later is income. */
export async function writeOffClaims(tx: Tx, programme: Programme, loans: readonly Loan[], on: string): Promise<void> {
  const open = loans.filter((loan) => loan.recourseClaim > 0n);
  const lost = open.reduce((a, loan) => a + loan.recourseClaim, 0n);
  const economics = await economicsOf(tx, programme.id);
  await saveEconomics(tx, programme.id, { ...economics, writtenOff: economics.writtenOff + lost });
  await saveLoans(
    tx,
    loans.map((loan) => ({ ...loan, state: 'written-off' as const, recourseClaim: 0n, writtenOff: loan.writtenOff + loan.recourseClaim })),
  );
  await post(
    tx,
    programme.platform,
    open.map((loan) => writtenOff(programme, on, loan, loan.recourseClaim)),
  );
}
