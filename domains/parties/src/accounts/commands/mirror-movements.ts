import { businessDate } from '@jinqiao/calendar';
import type { Tx } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';
import { limitsOn } from '../limits.ts';
import { directionOf, type MovementKind } from '../model.ts';
import { insertMovements } from '../movement-store.ts';

/** The id of the class-II account that a customer holds for a programme. */
export function programmeAccountId(bucket: number, programmeId: string, customerId: string): string {
  return derivedId('acc', bucket, `${programmeId} ${customerId}`);
}

export type MirroredMovement = {
  readonly bucket: number;
  readonly programmeId: string;
  readonly customerId: string;
  readonly kind: MovementKind;
  readonly amount: bigint;
  /** The loan or collection that it belongs to; with the kind it is one movement. */
  readonly reference: string;
};

/**
 * Puts on record what the bank has moved on programmes' class-II accounts, whose journals the programme posts itself. Only
 * what no limit counts may pass here.
 * @throws TypeError for a kind that is not exempt in class II.
 */
export async function mirrorMovements(tx: Tx, on: string, movements: readonly MirroredMovement[]): Promise<void> {
  const date = businessDate(on);
  await insertMovements(
    tx,
    movements.map(({ bucket, programmeId, customerId, kind, amount, reference }) => {
      const accountId = programmeAccountId(bucket, programmeId, customerId);
      requireExempt(kind, { bucket, accountId, customerId });
      return {
        bucket,
        movementId: derivedId('mov', bucket, `${accountId} ${kind} ${reference}`),
        accountId,
        kind,
        direction: directionOf(kind),
        amount,
        businessDate: date,
        boundId: '',
        counted: [],
        state: 'mirrored' as const,
        code: '',
        reverses: null,
        reversed: 0n,
      };
    }),
  );
}

function requireExempt(kind: MovementKind, key: { readonly bucket: number; readonly accountId: string; readonly customerId: string }): void {
  const account = { ...key, institution: 'bank', kind: 'bank' as const, class: 'II' as const, faceToFace: false, activatedOn: null, agreedDay: null };
  // The date decides only how high a cap is, never whether a kind counts.
  if (limitsOn(account, kind, 'CUSTOM', businessDate('2000-01-01')).length > 0) throw new TypeError(`${kind} counts in the limits of a class-II account`);
}
