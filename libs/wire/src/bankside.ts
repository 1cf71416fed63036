import { z } from 'zod';
import { items, minor, operation, ref, sealed } from './common.ts';

/** What passes between payment institutions and banks is the same on both ways: straight to the bank, or through the clearing house. */
function bankside<const N extends 'issuer' | 'clearing'>(by: N) {
  return {
    /** An agreement with the card's issuer (协议): sign, confirm with the code that the issuer sent, cancel. Elements are sealed by `origin` for the issuer. */
    agreement: operation(
      `${by}.agreement`,
      z.object({
        agreementRef: ref,
        origin: ref,
        action: z.enum(['sign', 'confirm', 'cancel']),
        name: sealed,
        idNumber: sealed,
        mobile: sealed,
        instrument: sealed,
        smsCode: sealed,
      }),
      z.object({
        status: z.enum(['CODE_SENT', 'ACTIVE', 'CANCELLED', 'CODE_WRONG', 'REFUSED']),
        code: z.string(),
        agreementNo: z.string(),
        cardType: z.string(),
      }),
    ),
    /** Agreements for entrusted collection (商业委托): the issuer compares the elements, and the holder agreed with the payee, so no code is sent. Elements are sealed by `origin` for the issuer. */
    entrust: operation(
      `${by}.entrust`,
      items(z.object({ agreementRef: ref, origin: ref, name: sealed, idNumber: sealed, mobile: sealed, instrument: sealed })),
      items(z.object({ agreementRef: ref, status: z.enum(['ACTIVE', 'REFUSED']), code: z.string(), agreementNo: z.string(), cardType: z.string().optional() })),
    ),
    /** Debits and credits of accounts: `agreement:<no>` is a customer's card, `merchant:<ref>` a settlement account. Idempotent on `transferRef`. */
    transfer: operation(
      `${by}.transfer`,
      items(z.object({ transferRef: ref, origin: ref, side: z.enum(['debit', 'credit']), account: z.string(), amount: minor })),
      items(z.object({ transferRef: ref, status: z.enum(['SUCCESS', 'FAILED']), code: z.string(), networkSerial: z.string() })),
    ),
  };
}

export const issuer = bankside('issuer');
export const clearing = bankside('clearing');
