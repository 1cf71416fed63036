import { z } from 'zod';
import { fileAnswer, filePart, items, minor, operation, ref, sealed, wireDate } from './common.ts';

/** How the payment institution reaches the bank: through a clearing house (银支付〔2017〕209号), or directly as before 2018-06-30. */
export const link = z.enum(['clearing', 'direct']);

/** Signs an agreement-payment mandate for a customer's card; later collections name the token only. Through the clearing house, the issuer keeps an agreement. */
export const bindCards = operation(
  'payment.card.bind',
  items(z.object({ cardRef: ref, link, name: sealed, idNumber: sealed, mobile: sealed, cardNumber: sealed })),
  items(z.object({ cardRef: ref, status: z.enum(['BOUND', 'REFUSED']), token: z.string(), code: z.string() })),
);

/**
 * Asks the card's issuer whether the elements belong together and which class the card is; the payment institution is a channel
 * only. Without a mobile number three elements are compared, with it four; the class is the fifth.
 */
export const verifyCards = operation(
  'payment.card.verify',
  items(z.object({ cardRef: ref, name: sealed, idNumber: sealed, mobile: sealed.optional(), cardNumber: sealed })),
  items(z.object({ cardRef: ref, match: z.boolean(), cardClass: z.enum(['I', 'II', 'III', 'credit', 'unknown']), code: z.string() })),
);

/** The bank that funds the programme: collected money is settled there; `bank` when absent. */
const settlesAt = ref.optional();

/** One real-time collection, or a few. `PROCESSING` is settled by a later notification or by a query. Idempotent on `collectionRef`. */
export const collect = operation(
  'payment.collect',
  items(z.object({ collectionRef: ref, programme: ref, link, token: z.string(), amount: minor, settlesAt })),
  items(
    z.object({
      collectionRef: ref,
      status: z.enum(['SUCCESS', 'FAILED', 'PROCESSING']),
      code: z.string(),
      paymentSerial: z.string(),
      networkSerial: z.string(),
    }),
  ),
);

/** What became of collections: `NOT_FOUND` means that it never arrived and may be sent again. */
export const queryCollections = operation(
  'payment.collect.query',
  z.object({ collectionRefs: z.array(ref).max(20_000) }),
  items(
    z.object({
      collectionRef: ref,
      status: z.enum(['SUCCESS', 'FAILED', 'PROCESSING', 'NOT_FOUND']),
      code: z.string(),
      paymentSerial: z.string(),
      networkSerial: z.string().meta({ description: 'Of the clearing house; empty where none was passed' }),
      amount: minor,
    }),
  ),
  'question',
);

/** Hands in a day's file of collections (layout `collect-order`). Idempotent on `fileRef`. */
export const submitCollectFile = operation(
  'payment.collect.file',
  z.object({ fileRef: ref, programme: ref, link, date: wireDate, content: z.string(), settlesAt }),
  z.object({ status: z.enum(['ACCEPTED', 'REFUSED']), accepted: z.int(), code: z.string() }),
);

/** Files: `collect-result` of a `fileRef`, and `settlement` (every success of the date, whatever the way it came in). */
export const paymentFile = operation(
  'payment.file',
  z.object({ programme: ref, kind: z.enum(['collect-result', 'settlement']), date: wireDate, fileRef: z.string(), part: filePart }),
  fileAnswer,
  'question',
);

/** The payment institution tells the platform what became of a collection (payment institution → platform). */
export const collectionResult = operation(
  'platform.collection.result',
  items(
    z.object({
      collectionRef: ref,
      status: z.enum(['SUCCESS', 'FAILED']),
      code: z.string(),
      paymentSerial: z.string(),
      networkSerial: z.string(),
      amount: minor,
    }),
  ),
  z.object({ received: z.int() }),
);

/** Ways of paying. Wallet channels bear the name of the pattern that they follow; who runs them is an invented institution. */
export const channel = z.enum(['card', 'alipay-pattern', 'tenpay-pattern', 'wechat-pay-pattern']);
export const orderKind = z.enum(['collection', 'payout', 'refund', 'entrusted', 'own-transfer']);
const orderStatus = z.enum(['SUCCESS', 'FAILED', 'PROCESSING']);

/** Begins an agreement-payment mandate: the issuer checks the elements and sends a code to the mobile number that it knows. Idempotent on `mandateRef`. */
export const signMandate = operation(
  'payment.mandate.sign',
  z.object({ mandateRef: ref, channel, link, name: sealed, idNumber: sealed, mobile: sealed, instrument: sealed }),
  z.object({ status: z.enum(['CODE_SENT', 'REFUSED']), code: z.string(), cardType: z.enum(['debit', 'credit', 'wallet', 'unknown']) }),
);

/** Confirms a mandate with the code from the customer's telephone; the token stands for card and mandate from then on. */
export const confirmMandate = operation(
  'payment.mandate.confirm',
  z.object({ mandateRef: ref, smsCode: sealed }),
  z.object({ status: z.enum(['ACTIVE', 'CODE_WRONG', 'REFUSED']), token: z.string(), code: z.string() }),
);

/**
 * Registers cards that are paid to and never debited, such as a credit card whose bill a lender pays: the issuer compares the
 * elements and says which kind of card it is. Idempotent on `payeeRef`.
 */
export const bindPayees = operation(
  'payment.payee.bind',
  items(z.object({ payeeRef: ref, link, name: sealed, idNumber: sealed, cardNumber: sealed })),
  items(z.object({ payeeRef: ref, status: z.enum(['BOUND', 'REFUSED']), token: z.string(), cardType: z.string(), code: z.string() })),
);

/** Ends a mandate at the institution and at the issuer. Ended already, it stays so. */
export const cancelMandate = operation(
  'payment.mandate.cancel',
  z.object({ mandateRef: ref, token: z.string() }),
  z.object({ status: z.enum(['CANCELLED', 'UNKNOWN']) }),
);

/**
 * Payment orders. `collection` debits the token and owes the money to the payee until it is settled; `payout` and
 * `entrusted` debit the payer's account and credit the payee at once; `own-transfer` debits one token and credits another
 * of the same person; `refund` gives money of `originRef` back the way it came. `time` is the time of day in Shanghai,
 * for the cut-off. Idempotent on `orderRef`: a known order answers with its outcome and does nothing.
 */
export const submitOrders = operation(
  'payment.order.submit',
  items(
    z.object({
      orderRef: ref,
      kind: orderKind,
      mode: z.enum(['real-time', 'batch']),
      channel,
      link,
      token: z.string(),
      payer: z.string(),
      payee: z.object({ kind: z.enum(['merchant', 'token', 'origin']), ref: z.string() }),
      originRef: z.string(),
      amount: minor,
      time: z.string().regex(/^\d{2}:\d{2}$/),
    }),
  ),
  items(
    z.object({
      orderRef: ref,
      status: orderStatus,
      code: z.string(),
      institutionSerial: z.string(),
      networkSerial: z.string().meta({ description: 'Of the clearing house; empty where none was passed' }),
      source: z.string().meta({ description: 'Where the money of a refund came from: `reserve` while the payee was not paid, else `payee`' }),
    }),
  ),
);

/** What became of orders. `NOT_FOUND`: it has not arrived; it may still, so it is no failure. */
export const queryOrders = operation(
  'payment.order.query',
  z.object({ orderRefs: z.array(ref).max(20_000) }),
  items(
    z.object({
      orderRef: ref,
      status: z.enum(['SUCCESS', 'FAILED', 'PROCESSING', 'NOT_FOUND']),
      code: z.string(),
      institutionSerial: z.string(),
      networkSerial: z.string(),
      source: z.string(),
      amount: minor,
    }),
  ),
  'question',
);

/**
 * Files: `order-result` closes a date (every order of it with its final outcome; none is taken for that date afterwards),
 * `order-settlement` says which collections were paid to their payees on a date.
 */
export const orderFile = operation(
  'payment.order.file',
  z.object({ kind: z.enum(['order-result', 'order-settlement']), date: wireDate, part: filePart }),
  fileAnswer,
  'question',
);

/** What the institution holds of the platform's customers' money, for the daily proof. */
export const orderReserve = operation('payment.order.reserve', z.object({}), z.object({ held: minor, orders: z.int() }), 'question');

/** The payment institution tells the platform what became of orders (payment institution → platform). */
export const orderResult = operation(
  'platform.order.result',
  items(
    z.object({
      orderRef: ref,
      status: z.enum(['SUCCESS', 'FAILED']),
      code: z.string(),
      institutionSerial: z.string(),
      networkSerial: z.string(),
      source: z.string(),
      amount: minor,
    }),
  ),
  z.object({ received: z.int() }),
);
