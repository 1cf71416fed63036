import { type BusinessDate, businessDate } from '@jinqiao/calendar';
import type { Database, Tx } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';
import { type Institution, payment } from '@jinqiao/wire';
import { dayUnder, type Guard, type Payments } from '../context.ts';
import { paymentsFault } from '../errors.ts';
import type { Channel } from '../orders/model.ts';
import { answerOf } from '../partner.ts';
import { linkOn } from '../routing/link.ts';
import { termsInForce } from '../terms.ts';
import type { Mandate } from './model.ts';
import { type Caps, mandateRules } from './rules.ts';
import { insertMandates, keepToken, mandateById, mandatesOfCustomer, saveMandate } from './store.ts';

export type SignRequest = {
  readonly customerId: string;
  readonly bucket: number;
  readonly institutionId: string;
  readonly channel: Channel;
  readonly name: string;
  readonly idNumber: string;
  readonly mobile: string;
  /** Card number, or what the wallet is known by. */
  readonly instrument: string;
  readonly instrumentHash: string;
  readonly instrumentMasked: string;
  readonly caps?: Caps;
  /** The caller's key: the same request again meets its own mandate. */
  readonly key: string;
};

export function institutionOf(payments: Payments, id: string): Institution {
  const found = payments.institutions.find((institution) => institution.id === id);
  if (!found) throw paymentsFault('INSTITUTION_NOT_OFFERED', { institution: id, channel: '', date: '' });
  return found;
}

/**
 * Begins a mandate: the issuer checks the elements and sends its code. Safe to repeat under the same key.
 * @throws Fault INSTITUTION_NOT_OFFERED, MANDATE_CAPS_INVALID, MANDATE_EXISTS, MANDATE_REFUSED, PARTNER_UNAVAILABLE.
 */
export async function signMandate(db: Database, payments: Payments, on: BusinessDate, request: SignRequest, guard: Guard): Promise<Mandate> {
  const institution = institutionOf(payments, request.institutionId);
  const terms = termsInForce(on).find((row) => row.institution === institution.id && row.channel === request.channel);
  if (!terms) throw paymentsFault('INSTITUTION_NOT_OFFERED', { institution: institution.name, channel: request.channel, date: on });
  const mandate = plannedMandate(payments, on, request);
  const known = await db.tx(async (tx) => {
    await guard(tx);
    const others = await mandatesOfCustomer(tx, request.bucket, request.customerId);
    if (others.some((other) => other.state === 'active' && sameWay(other, mandate) && other.mandateId !== mandate.mandateId))
      throw paymentsFault('MANDATE_EXISTS', { institution: institution.name });
    await insertMandates(tx, [mandate]);
    return (await mandateById(tx, mandate.bucket, mandate.mandateId)) ?? mandate;
  });
  if (known.state !== 'requested') return known;
  const answer = answerOf(
    institution,
    await institution.exchange(payment.signMandate, {
      serial: `mandate-sign.${known.mandateId}`,
      businessDate: known.requestedOn,
      subject: known.mandateId,
      body: {
        mandateRef: known.mandateId,
        channel: request.channel,
        link: linkOn(payments.profile, on),
        name: institution.seal(request.name),
        idNumber: institution.seal(request.idNumber),
        mobile: institution.seal(request.mobile),
        instrument: institution.seal(request.instrument),
      },
    }),
  );
  const refused = answer.status === 'REFUSED' || !terms.cardTypes.includes(answer.cardType);
  const code = answer.status === 'CODE_SENT' && refused ? 'CARD_TYPE_NOT_TAKEN' : answer.code;
  const moved: Mandate = { ...known, state: refused ? 'refused' : 'code-sent', code, cardType: answer.cardType };
  await db.tx((tx) => saveMandate(tx, moved));
  if (refused) throw paymentsFault('MANDATE_REFUSED', { code }, '$.instrument');
  return moved;
}

const sameWay = (a: Mandate, b: Mandate) =>
  a.institutionId === b.institutionId && a.channel === b.channel && a.instrumentHash === b.instrumentHash && a.purpose === b.purpose;

function plannedMandate(payments: Payments, on: BusinessDate, request: SignRequest): Mandate {
  const rules = mandateRules(payments.profile, on);
  const caps = request.caps ?? rules;
  const rising = 0n < caps.payment && caps.payment <= caps.day && caps.day <= caps.month;
  if (!rising || caps.payment > rules.payment || caps.day > rules.day || caps.month > rules.month)
    throw paymentsFault('MANDATE_CAPS_INVALID', { payment: rules.payment, day: rules.day, month: rules.month }, '$.caps');
  const { bucket, customerId, institutionId, channel, instrumentHash, instrumentMasked } = request;
  return {
    bucket,
    mandateId: derivedId('mdt', bucket, `${customerId} ${institutionId} ${channel} ${instrumentHash} ${request.key}`),
    customerId,
    institutionId,
    channel,
    instrumentHash,
    instrumentMasked,
    cardType: 'unknown',
    purpose: 'payment',
    token: '',
    paymentCap: caps.payment,
    dayCap: caps.day,
    monthCap: caps.month,
    validFrom: on,
    validThrough: rules.validThrough,
    state: 'requested',
    code: '',
    tries: 0,
    requestedOn: on,
    signedOn: null,
    cancelledOn: null,
    cancelledBy: null,
  };
}

/**
 * Confirms a mandate with the code that the customer received.
 * @throws Fault MANDATE_UNKNOWN, MANDATE_NOT_WAITING, SMS_CODE_FORM, SMS_CODE_WRONG, MANDATE_REFUSED, PARTNER_UNAVAILABLE.
 */
export async function confirmMandate(db: Database, payments: Payments, on: BusinessDate, key: OwnMandate, smsCode: string, guard: Guard): Promise<Mandate> {
  const mandate = await ownMandate(db, key);
  if (mandate.state === 'active') return mandate;
  if (mandate.state !== 'code-sent') throw paymentsFault('MANDATE_NOT_WAITING', { state: mandate.state });
  if (!/^\d{6}$/.test(smsCode)) throw paymentsFault('SMS_CODE_FORM', {}, '$.smsCode');
  const institution = institutionOf(payments, mandate.institutionId);
  const sealed = institution.seal(smsCode);
  const answer = answerOf(
    institution,
    await institution.exchange(payment.confirmMandate, {
      // The digest of what is sealed says nothing of the code to who has not the key.
      serial: `mandate-confirm.${derivedId('cfm', 0, `${mandate.mandateId} ${mandate.tries} ${sealed}`)}`,
      businessDate: on,
      subject: mandate.mandateId,
      body: { mandateRef: mandate.mandateId, smsCode: sealed },
    }),
  );
  const state = answer.status === 'ACTIVE' ? 'active' : answer.status === 'REFUSED' ? 'refused' : 'code-sent';
  const moved: Mandate = { ...mandate, state, code: answer.code, token: answer.token, tries: mandate.tries + 1, signedOn: state === 'active' ? on : null };
  const stored = await db.tx(async (tx) => {
    await guard(tx);
    await saveMandate(tx, moved);
    if (moved.token !== '') await keepToken(tx, moved);
    return ownMandate(tx, key);
  });
  if (stored.state === 'cancelled') {
    // Cancelled while the institution was confirming it: what it has made active must end there too.
    await cancelMandate(db, payments, on, key, stored.cancelledBy ?? '', guard);
    throw paymentsFault('MANDATE_NOT_WAITING', { state: stored.state });
  }
  if (answer.status === 'CODE_WRONG') throw paymentsFault('SMS_CODE_WRONG', {}, '$.smsCode');
  if (answer.status === 'REFUSED') throw paymentsFault('MANDATE_REFUSED', { code: answer.code });
  return moved;
}

/** A mandate of a customer; `customerId` null where staff ask. */
export type OwnMandate = { readonly bucket: number; readonly mandateId: string; readonly customerId: string | null };

export async function ownMandate(db: Database | Tx, key: OwnMandate, lock: '' | 'FOR UPDATE' = ''): Promise<Mandate> {
  const mandate = await mandateById(db, key.bucket, key.mandateId, lock);
  if (!mandate || (key.customerId !== null && mandate.customerId !== key.customerId))
    throw paymentsFault('MANDATE_UNKNOWN', { id: key.mandateId.slice(0, 40) });
  return mandate;
}

/**
 * Ends a mandate. From this moment on nothing new is sent under it, whether or not the institution answers; what was sent
 * before runs its course. Cancelled already, it stays so.
 * @throws Fault MANDATE_UNKNOWN, PARTNER_UNAVAILABLE while the institution has not been told: the same command tells it.
 */
export async function cancelMandate(db: Database, payments: Payments, on: BusinessDate, key: OwnMandate, by: string, guard: Guard): Promise<Mandate> {
  const cancelled = await db.tx(async (tx) => {
    const day = await dayUnder(guard, tx, on);
    const mandate = await ownMandate(tx, key, 'FOR UPDATE');
    if (mandate.state === 'cancelled' || mandate.state === 'refused') return mandate;
    const ended: Mandate = { ...mandate, state: 'cancelled', cancelledOn: businessDate(day), cancelledBy: by };
    await saveMandate(tx, ended);
    return ended;
  });
  if (cancelled.token === '') return cancelled;
  const institution = institutionOf(payments, cancelled.institutionId);
  answerOf(
    institution,
    await institution.exchange(payment.cancelMandate, {
      serial: `mandate-cancel.${cancelled.mandateId}`,
      businessDate: cancelled.cancelledOn ?? on,
      subject: cancelled.mandateId,
      body: { mandateRef: cancelled.mandateId, token: cancelled.token },
    }),
  );
  return cancelled;
}
