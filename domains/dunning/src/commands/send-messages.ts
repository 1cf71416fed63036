import { addDays, type BusinessDate, businessDate } from '@jinqiao/calendar';
import { checkCopy, loadRulebook } from '@jinqiao/compliance';
import type { Database, Tx } from '@jinqiao/database';
import { derivedId, instant, maskText } from '@jinqiao/runtime';
import { recordBureauNotice } from '../bureau-notices.ts';
import { caseByKey } from '../case-store.ts';
import {
  contactById,
  holdMessage,
  insertContact,
  insertMessages,
  type Message,
  type MessageKey,
  messageById,
  setContactOutcome,
  setMessage,
  waitingMessages,
} from '../contact-store.ts';
import type { Act, Dunning } from '../context.ts';
import { dunningFault } from '../errors.ts';
import type { CaseKey } from '../model.ts';
import { dunningLimit } from '../rules.ts';
import { shanghaiMoment } from '../shanghai.ts';
import { isTemplate, textOfMessage } from '../templates.ts';
import { askContact, holdOwnCase, requireContact, retainUntil } from './contact.ts';

/** Own words of who sends a message: what threatens or draws others in is refused. @throws Fault WORDING_FORBIDDEN. */
export async function requireWording(tx: Tx, text: string, asOf: BusinessDate): Promise<void> {
  const [found] = checkCopy(await loadRulebook(tx), { text, kind: 'dunning', asOf, profile: 'CN_CURRENT', entityId: null });
  if (!found) return;
  throw dunningFault('WORDING_FORBIDDEN', {
    word: found.word,
    reason: found.reasonEn,
    reasonZh: found.reasonZh,
    suggestion: found.suggestionEn,
    suggestionZh: found.suggestionZh,
  });
}

/**
 * Queues a message of somebody who works on a case. It is asked for now, so it is refused at once where the rules forbid a contact;
 * `sendMessage` sends it.
 * @throws Fault CASE_UNKNOWN, CASE_CLOSED, CASE_NOT_YOURS, TEMPLATE_UNKNOWN, WORDING_FORBIDDEN, CONTACT_FORBIDDEN.
 */
export async function orderMessage(
  tx: Tx,
  { clock }: Dunning,
  act: Act,
  key: CaseKey,
  given: { readonly template: string; readonly added: string; readonly key: string },
): Promise<MessageKey> {
  const messageId = derivedId('dms', key.bucket, `${key.caseId} ${act.by} ${given.key}`);
  if (await messageById(tx, { bucket: key.bucket, messageId })) return { bucket: key.bucket, messageId };
  const held = await holdOwnCase(tx, act, key);
  if (!isTemplate(given.template)) throw dunningFault('TEMPLATE_UNKNOWN', { template: given.template.slice(0, 40) }, '$.template');
  const now = shanghaiMoment(clock);
  await requireWording(tx, given.added, now.day);
  await requireContact(tx, held, 'sms', true, now);
  await insertMessages(tx, [{ ...held, messageId, template: given.template, added: maskText(given.added), queuedBy: act.by, queuedOn: act.on }]);
  return { bucket: key.bucket, messageId };
}

/**
 * Sends a message that waits, where the rules allow it now: the contact is counted before anything leaves, and given back where the
 * operator surely refused it. A message whose outcome is unknown is asked for again under its serial, which may deliver it, so only
 * in the hours in which it may arrive. A complaint stops what has not left.
 * @returns the message as it is now; undefined where somebody else works on it or it is done.
 */
export async function sendMessage(db: Database, dunning: Dunning, key: MessageKey): Promise<Message | undefined> {
  const message = await db.tx((tx) => releaseMessage(tx, dunning, key));
  if (message?.state !== 'sending') return message;
  const person = await dunning.reach(db, message);
  // The day on which it first left: the same message says the same, however often it is asked for.
  const left = businessDate((await contactById(db, key.bucket, message.messageId))?.localDay ?? message.queuedOn);
  const outcome = person
    ? await dunning.sender.send(message.queuedOn, {
        messageId: message.messageId,
        mobile: person.mobile,
        text: textOfMessage(message.template, { name: person.name, date: reportFrom(left), added: message.added }),
      })
    : ({ state: 'refused', code: 'NO_NUMBER' } as const);
  await db.tx((tx) => conclude(tx, message, outcome, left));
  return messageById(db, key);
}

async function conclude(tx: Tx, message: Message, outcome: Awaited<ReturnType<Dunning['sender']['send']>>, left: BusinessDate): Promise<void> {
  const state = { accepted: 'sent', unknown: 'unknown', refused: 'refused' } as const;
  const contact = { accepted: 'sent', unknown: 'unknown', refused: 'not-sent' } as const;
  await setMessage(tx, message, state[outcome.state], outcome.state === 'refused' ? outcome.code : '');
  await setContactOutcome(tx, message.bucket, message.messageId, contact[outcome.state]);
  if (outcome.state === 'accepted' && message.template === 'bureau-notice') await recordBureauNotice(tx, message, left, reportFrom(left), retainUntil(left));
}

/** Lets a message go, or stops it; it leaves as `sending`, counted as a contact. */
async function releaseMessage(tx: Tx, { clock }: Dunning, key: MessageKey): Promise<Message | undefined> {
  const message = await holdMessage(tx, key);
  if (!message) return undefined;
  const stopped = async (state: 'stopped' | 'expired', code: string): Promise<Message> => {
    await setMessage(tx, key, state, code);
    return { ...message, state, code };
  };
  const now = shanghaiMoment(clock);
  const counted = message.state !== 'queued';
  // What may have left was counted then; whether it may arrive now is asked all the same.
  const forbidden = await askContact(tx, message, 'sms', true, now, counted);
  if (forbidden?.ruleId === 'COMPLAINT_OPEN' && !counted) return stopped('stopped', forbidden.ruleId);
  if ((await caseByKey(tx, message)).state !== 'open' && !counted) return stopped('expired', 'CASE_CLOSED');
  if (forbidden) return undefined;
  if (!counted)
    await insertContact(tx, {
      ...message,
      contactId: message.messageId,
      channel: 'sms',
      localDay: now.day,
      at: instant(clock),
      businessDate: message.queuedOn,
      madeBy: message.queuedBy,
      outcome: 'unknown',
      note: message.template,
      retainUntil: retainUntil(now.day),
    });
  await setMessage(tx, key, 'sending', '');
  return { ...message, state: 'sending' };
}

/** The first day on which something bad may be reported after a notice of a day. */
export function reportFrom(on: BusinessDate): BusinessDate {
  return addDays(on, dunningLimit('BUREAU_NOTICE_DAYS_MIN', on));
}

const PAGE = 200;

/** Sends whatever waits and may leave now. @returns how many left. */
export async function sendWaiting(db: Database, dunning: Dunning): Promise<number> {
  let sent = 0;
  let after: Parameters<typeof waitingMessages>[1] = null;
  for (;;) {
    const page: Message[] = await waitingMessages(db, after, PAGE);
    for (const message of page) if ((await sendMessage(db, dunning, message))?.state === 'sent') sent += 1;
    const last = page.at(-1);
    if (!last || page.length < PAGE) return sent;
    after = { queuedOn: last.queuedOn, key: last };
  }
}
