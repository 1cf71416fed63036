import type { Tx } from '@jinqiao/database';
import { type Journal, post } from '@jinqiao/ledger';
import { loansByKey, saveLoans } from '@jinqiao/lending';
import { type Collection, saveCollections } from '@jinqiao/payments';
import { recovered } from '../postings/guarantee.ts';
import type { Programme } from '../programme.ts';
import { economicsOf, saveEconomics } from '../store.ts';

/** Borrowers have paid after compensation: claims fall, the platform's money is on its way. */
export async function recordRecoveries(tx: Tx, programme: Programme, collections: readonly Collection[]): Promise<void> {
  const loans = await loansByKey(tx, collections);
  const journals: Journal[] = [];
  for (const collection of collections) {
    const loan = loans.get(collection.loanId);
    if (!loan) throw new TypeError(`recovery ${collection.collectionId} names no loan`);
    const open = loan.state === 'compensated' ? loan.recourseClaim : 0n;
    const toClaim = collection.amount < open ? collection.amount : open;
    journals.push(...recovered(programme, collection, loan, toClaim));
    loans.set(loan.loanId, { ...loan, recourseClaim: loan.recourseClaim - toClaim, recourseRecovered: loan.recourseRecovered + collection.amount });
  }
  await saveLoans(tx, [...loans.values()]);
  const economics = await economicsOf(tx, programme.id);
  await saveEconomics(tx, programme.id, { ...economics, recovered: economics.recovered + collections.reduce((a, c) => a + c.amount, 0n) });
  await saveCollections(
    tx,
    collections.map((c) => ({ ...c, state: 'applied' as const })),
  );
  await post(tx, programme.platform, journals);
}
