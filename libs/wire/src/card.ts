import { z } from 'zod';
import { items, minor, operation, ref, sealed, wireDate } from './common.ts';

/**
 * Asks a card's issuer whether a credit card is the person's own (payment institution → issuer). Elements are sealed by
 * `origin` for the issuer.
 */
export const cardHolder = operation(
  'issuer.card.holder',
  items(z.object({ cardRef: ref, origin: ref, name: sealed, idNumber: sealed, instrument: sealed })),
  items(z.object({ cardRef: ref, match: z.boolean(), code: z.string() })),
);

/** What an issuer offers for paying a bill in instalments: a fee each period, of the principal at the start, as decimal text. */
const instalmentOffer = z.object({ feeRate: z.string(), periods: z.array(z.int().min(1)) });

/**
 * The newest statement of a credit card under the holder's consent (platform → issuer). The card is named by the agreement
 * under which a payment institution pays to it, never by its number. `paid` is what has come in since the statement;
 * `payments` are its newest parts, each by the reference of the transfer that brought it.
 */
export const cardStatement = operation(
  'issuer.card.statement',
  z.object({ agreementRef: ref, consentRef: ref, consentOn: wireDate, name: sealed, idNumber: sealed }),
  z.object({
    status: z.enum(['OK', 'NONE', 'REFUSED']),
    code: z.string(),
    bank: z.string(),
    bankZh: z.string(),
    statementRef: z.string(),
    statementOn: z.string(),
    dueOn: z.string(),
    balance: minor,
    minimum: minor,
    paid: minor,
    offer: instalmentOffer,
    payments: z.array(z.object({ reference: ref, amount: minor, paidOn: wireDate })).max(200),
  }),
  'question',
);
