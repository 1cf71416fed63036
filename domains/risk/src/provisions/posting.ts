import { type Journal, journal, signedTransfer } from '@jinqiao/ledger';
import type { LossBook } from '../positions/model.ts';

/**
 * The month-end's provisions in the book that bears the loss: what was written off in the month is taken out of the
 * allowance, then the allowance is brought to what is needed, by the difference only; negative is a release.
 * @param used what was written off in the month. @param charged what the allowance then lacks.
 */
export function provided(of: LossBook, on: string, product: string, { used, charged }: { readonly used: bigint; readonly charged: bigint }): Journal[] {
  const head = { businessDate: on, reference: `${product}/${on}`, subject: of.scope };
  return [
    ...(used === 0n ? [] : [journal({ ...head, kind: 'provision-used', transfers: [signedTransfer(of.allowance, of.loss, used)] })]),
    ...(charged === 0n ? [] : [journal({ ...head, kind: 'provision', transfers: [signedTransfer(of.expense, of.allowance, charged)] })]),
  ];
}
