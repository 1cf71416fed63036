import { addMonths, type BusinessDate } from '@jinqiao/calendar';
import type { Db, Tx } from '@jinqiao/database';
import { type Clock, derivedId, instant, maskText } from '@jinqiao/runtime';
import { holdOpenCase, insertEvents } from '../case-store.ts';
import { complaining } from '../complaint-store.ts';
import { CHANNELS, type Channel, type Forbidden, forbidding } from '../contact-rules.ts';
import { type CallOutcome, type Contact, contactById, contactsOnDay, insertContact } from '../contact-store.ts';
import { type Act, holdPerson } from '../context.ts';
import { dunningFault } from '../errors.ts';
import type { Case, CaseKey } from '../model.ts';
import { dunningLimit } from '../rules.ts';
import { instantOf, type LocalMoment, shanghaiMoment, textOf } from '../shanghai.ts';

type Person = { readonly bucket: number; readonly customerId: string };

/** Until when a record of a day is kept at least. */
export function retainUntil(day: BusinessDate): BusinessDate {
  return addMonths(day, dunningLimit('DUNNING_RECORD_MONTHS', day));
}

/**
 * Holds a person and asks the rules. Null: a contact may be made and, within this transaction, nobody else makes one.
 * @param counted whether this contact is among those counted already, as a message that may have left is.
 */
export async function askContact(tx: Tx, who: Person, channel: Channel, debtor: boolean, now: LocalMoment, counted = false): Promise<Forbidden | null> {
  await holdPerson(tx, who);
  const made = counted ? 0 : await contactsOnDay(tx, who, now.day);
  return forbidding({ channel, debtor, now, made, complaint: (await complaining(tx, [who])).has(who.customerId) });
}

/** @throws Fault CONTACT_FORBIDDEN naming the rule, its basis and the earliest moment at which it may be tried again. */
export async function requireContact(tx: Tx, who: Person, channel: Channel, debtor: boolean, now: LocalMoment): Promise<void> {
  const forbidden = await askContact(tx, who, channel, debtor, now);
  if (!forbidden) return;
  const { ruleId, en, zh, basis, earliest } = forbidden;
  throw dunningFault('CONTACT_FORBIDDEN', {
    rule: ruleId,
    name: en,
    nameZh: zh,
    basis,
    earliest: earliest ? `${textOf(earliest)} Asia/Shanghai` : 'not before that ends',
    earliestZh: earliest ? `${textOf(earliest)}(北京时间)` : '该情形解除之前不可',
    earliestAt: earliest ? instantOf(earliest) : '',
  });
}

/** Who works on a case holds it. @throws Fault CASE_UNKNOWN, CASE_CLOSED, CASE_NOT_YOURS. */
export async function holdOwnCase(tx: Tx, act: Pick<Act, 'by'>, key: CaseKey): Promise<Case> {
  const held = await holdOpenCase(tx, key);
  if (held.assignee !== act.by) throw dunningFault('CASE_NOT_YOURS', { id: key.caseId });
  return held;
}

export type NewContact = {
  readonly channel: Exclude<Channel, 'sms'>;
  /** Whom: the debtor, or anybody else, which the rules refuse. */
  readonly with: 'debtor' | 'third-party';
  readonly outcome: CallOutcome;
  readonly note: string;
  readonly key: string;
};

/**
 * Records a contact that is being made now. The rules are asked in the same transaction, which holds the person, so two people at
 * once never pass the cap; what is forbidden is refused and not recorded.
 * @throws Fault CASE_UNKNOWN, CASE_CLOSED, CASE_NOT_YOURS, CONTACT_FORBIDDEN.
 */
export async function recordContact(tx: Tx, clock: Clock, act: Act, key: CaseKey, contact: NewContact): Promise<Contact> {
  const contactId = derivedId('con', key.bucket, `${key.caseId} ${act.by} ${contact.key}`);
  const known = await contactById(tx, key.bucket, contactId);
  if (known) return known;
  const held = await holdOwnCase(tx, act, key);
  const now = shanghaiMoment(clock);
  await requireContact(tx, held, contact.channel, contact.with === 'debtor', now);
  await insertContact(tx, {
    bucket: held.bucket,
    contactId,
    caseId: held.caseId,
    customerId: held.customerId,
    channel: contact.channel,
    localDay: now.day,
    at: instant(clock),
    businessDate: act.on,
    madeBy: act.by,
    outcome: contact.outcome,
    note: maskText(contact.note),
    retainUntil: retainUntil(now.day),
  });
  await insertEvents(tx, [{ ...held, event: 'contacted', actor: act.by, now: `${contact.channel} ${contact.outcome}`, about: contactId }], act.on, act.at);
  return (await contactById(tx, held.bucket, contactId)) as Contact;
}

export type ChannelView = { readonly channel: Channel; readonly allowed: boolean; readonly forbidden: Forbidden | null };

/** What the rules say of each channel at this moment, without holding anybody: for the desk, not for a decision. */
export async function channelsNow(db: Db, clock: Clock, who: Person): Promise<{ readonly made: number; readonly channels: readonly ChannelView[] }> {
  const now = shanghaiMoment(clock);
  const [made, complaint] = [await contactsOnDay(db, who, now.day), (await complaining(db, [who])).has(who.customerId)];
  const channels = CHANNELS.map((channel) => {
    const forbidden = forbidding({ channel, debtor: true, now, made, complaint });
    return { channel, allowed: forbidden === null, forbidden };
  });
  return { made, channels };
}
