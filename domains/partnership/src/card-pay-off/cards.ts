import type { BusinessDate } from '@jinqiao/calendar';
import type { Tx } from '@jinqiao/database';
import { parseRate } from '@jinqiao/money';
import { cardIssuer } from '@jinqiao/parties';
import { answerOf, bindPayee, linkOn } from '@jinqiao/payments';
import { derivedId, maskPan } from '@jinqiao/runtime';
import { payment, card as wire } from '@jinqiao/wire';
import { dayOf, type PayOffDesk } from './desk.ts';
import { payOffFault } from './errors.ts';
import { type CardStatement, type PayOffCard, UNDER_WAY } from './model.ts';
import { cardById, insertCard, payOffsOfCustomer, removeCard, saveStatement } from './store.ts';

/** A customer in clear, for what must pass them on sealed. */
export type Holder = { readonly bucket: number; readonly customerId: string; readonly name: string; readonly idNumber: string };

/**
 * Adds a credit card whose holder was checked: the payment institution registers it as one that is paid to, the issuer compares
 * the elements once more and tells its newest statement. Of the number a mask, a keyed digest and the token stay.
 * @param begins holds what must hold in the transaction in which the card is kept. @returns the consent that it rests on.
 * @throws Fault CARD_NOT_CREDIT, STATEMENT_NOT_TOLD, PARTNER_UNAVAILABLE, PARTNER_REFUSED, and of `begins`.
 */
export async function addCard(
  desk: PayOffDesk,
  on: BusinessDate,
  holder: Holder,
  cardNumber: string,
  begins: (tx: Tx) => Promise<string>,
): Promise<{ card: PayOffCard; statement: CardStatement }> {
  const { db, vault, joint, payments } = desk;
  const known = cardIssuer(cardNumber);
  if (known && known.type !== 'CC' && known.type !== 'SCC') throw payOffFault('CARD_NOT_CREDIT', {}, '$.cardNumber');
  const cardHash = vault.index('card', cardNumber);
  const cardId = derivedId('poc', holder.bucket, `${holder.customerId} ${cardHash}`);
  const seal = (text: string) => joint.payment.seal(text);
  const answer = answerOf(
    joint.payment,
    await joint.payment.exchange(payment.bindPayees, {
      serial: `payee.${cardId}`,
      businessDate: on,
      body: {
        items: [
          { payeeRef: cardId, link: linkOn(payments.profile, on), name: seal(holder.name), idNumber: seal(holder.idNumber), cardNumber: seal(cardNumber) },
        ],
      },
    }),
  ).items[0];
  if (answer?.status === 'BOUND' && answer.cardType !== 'credit') throw payOffFault('CARD_NOT_CREDIT', {}, '$.cardNumber');
  if (answer?.status !== 'BOUND') throw payOffFault('STATEMENT_NOT_TOLD', { code: answer?.code ?? 'NO_ANSWER' }, '$.cardNumber');
  const { bucket, customerId } = holder;
  const card = await db.tx(async (tx) => {
    const day = await dayOf(desk, tx, on);
    const consentId = await begins(tx);
    const made: PayOffCard = {
      bucket,
      cardId,
      customerId,
      cardHash,
      cardMasked: maskPan(cardNumber),
      issuer: known?.en ?? '',
      issuerZh: known?.zh ?? '',
      consentId,
      consentOn: day,
      removedOn: null,
      addedOn: day,
    };
    await bindPayee(tx, payments.profile, joint.payment.id, on, {
      bucket,
      customerId,
      instrumentHash: cardHash,
      instrumentMasked: made.cardMasked,
      token: answer.token,
      cardType: 'credit',
    });
    await insertCard(tx, made);
    return made;
  });
  return { card, statement: await fetchStatement(desk, on, holder, card) };
}

/** Asks the issuer for the newest statement. */
export async function askStatement({ issuer }: PayOffDesk, on: string, holder: Holder, card: PayOffCard) {
  const exchange = await issuer.exchange(wire.cardStatement, {
    serial: `statement.${derivedId('ref', 0, `${card.cardId} ${on}`)}`,
    businessDate: on,
    subject: card.cardId,
    body: {
      agreementRef: card.cardId,
      consentRef: card.consentId,
      consentOn: card.consentOn,
      name: issuer.seal(holder.name),
      idNumber: issuer.seal(holder.idNumber),
    },
  });
  return answerOf(issuer, exchange);
}

/** Fetches the newest statement of a card and keeps it. @throws Fault STATEMENT_NOT_TOLD, PARTNER_UNAVAILABLE. */
export async function fetchStatement(desk: PayOffDesk, on: string, holder: Holder, card: PayOffCard): Promise<CardStatement> {
  const answer = await askStatement(desk, on, holder, card);
  if (answer.status !== 'OK') throw payOffFault('STATEMENT_NOT_TOLD', { code: answer.code });
  const statement = statementOf(card, answer, on);
  await desk.db.tx((tx) => saveStatement(tx, statement));
  return statement;
}

/** A statement as the issuer told it on a day. */
export function statementOf(card: PayOffCard, answer: Awaited<ReturnType<typeof askStatement>>, on: string): CardStatement {
  return {
    bucket: card.bucket,
    statementId: derivedId('cst', card.bucket, `${card.cardId} ${answer.statementRef}`),
    cardId: card.cardId,
    statementOn: answer.statementOn,
    dueOn: answer.dueOn,
    balance: BigInt(answer.balance),
    minimum: BigInt(answer.minimum),
    paid: BigInt(answer.paid),
    feeRate: parseRate(answer.offer.feeRate),
    feePeriods: answer.offer.periods,
    toldOn: on,
  };
}

/** A card of one's own; another's is as unknown as one that does not exist. @throws Fault PAY_OFF_CARD_UNKNOWN. */
export async function ownCard(
  { db }: Pick<PayOffDesk, 'db'>,
  who: { readonly bucket: number; readonly customerId: string },
  cardId: string,
): Promise<PayOffCard> {
  const card = await cardById(db, who.bucket, cardId);
  if (!card || card.customerId !== who.customerId || card.removedOn !== null) throw payOffFault('PAY_OFF_CARD_UNKNOWN', { id: cardId.slice(0, 40) });
  return card;
}

/** Takes a card off the list, while nothing of it is under way. @throws Fault PAY_OFF_CARD_UNKNOWN, PAY_OFF_CARD_IN_USE. */
export async function dropCard(desk: PayOffDesk, who: { readonly bucket: number; readonly customerId: string }, cardId: string, on: string): Promise<void> {
  const card = await ownCard(desk, who, cardId);
  await desk.db.tx(async (tx) => {
    const day = await dayOf(desk, tx, on);
    const open = (await payOffsOfCustomer(tx, who)).some((payOff) => payOff.cardId === cardId && UNDER_WAY.includes(payOff.state));
    if (open) throw payOffFault('PAY_OFF_CARD_IN_USE');
    await removeCard(tx, card, day);
  });
}
