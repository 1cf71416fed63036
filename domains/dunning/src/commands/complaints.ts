import { addDays, businessDate } from '@jinqiao/calendar';
import { bucketOfId, type Tx } from '@jinqiao/database';
import { type Clock, derivedId, maskText } from '@jinqiao/runtime';
import { casesOfCustomer, insertEvents } from '../case-store.ts';
import { type Complaint, closeComplaint, complaintsOf, holdComplaint, insertComplaint } from '../complaint-store.ts';
import { type Act, holdPerson } from '../context.ts';
import { dunningFault } from '../errors.ts';
import { dunningLimit } from '../rules.ts';
import { shanghaiMoment } from '../shanghai.ts';
import { retainUntil } from './contact.ts';

type Person = { readonly bucket: number; readonly customerId: string };

/**
 * Opens a complaint: from here nobody contacts the customer about debts, and messages that wait do not leave. It holds the person,
 * so that a contact is either before it or refused.
 * @throws Fault COMPLAINT_OPEN where one is open already.
 */
export async function openComplaint(tx: Tx, clock: Clock, act: Act, who: Person, reason: string, key: string): Promise<Complaint> {
  const complaintId = derivedId('cmt', who.bucket, `${who.customerId} ${act.by} ${key}`);
  await holdPerson(tx, who);
  const known = await complaintsOf(tx, who);
  const same = known.find((complaint) => complaint.complaintId === complaintId);
  if (same) return same;
  const open = known.find(({ state }) => state === 'open');
  if (open) throw dunningFault('COMPLAINT_OPEN', { id: open.complaintId });
  const on = businessDate(act.on);
  await insertComplaint(tx, {
    ...who,
    complaintId,
    reason: maskText(reason),
    openedBy: act.by,
    openedOn: act.on,
    openedAt: act.at,
    dueOn: addDays(on, dunningLimit('DUNNING_COMPLAINT_DAYS_MAX', on)),
    retainUntil: retainUntil(shanghaiMoment(clock).day),
  });
  await tellCases(tx, act, who, 'complaint-opened', complaintId);
  return (await holdComplaint(tx, who.bucket, complaintId)) as Complaint;
}

/**
 * Answers a complaint, or lifts the stop for a reason: dunning may go on. The same again changes nothing.
 * @throws Fault COMPLAINT_UNKNOWN, COMPLAINT_CLOSED.
 */
export async function endComplaint(
  tx: Tx,
  clock: Clock,
  act: Act,
  complaintId: string,
  closing: { readonly state: 'answered' | 'lifted'; readonly answer: string },
): Promise<Complaint> {
  const bucket = bucketOfId(complaintId) ?? 0;
  const complaint = await holdComplaint(tx, bucket, complaintId);
  if (!complaint) throw dunningFault('COMPLAINT_UNKNOWN', { id: complaintId.slice(0, 40) });
  if (complaint.state === closing.state && complaint.closedBy === act.by) return complaint;
  if (complaint.state !== 'open') throw dunningFault('COMPLAINT_CLOSED', { id: complaintId });
  await closeComplaint(tx, complaint, {
    state: closing.state,
    answer: maskText(closing.answer),
    by: act.by,
    on: act.on,
    retainUntil: retainUntil(shanghaiMoment(clock).day),
  });
  await tellCases(tx, act, complaint, `complaint-${closing.state}`, complaintId);
  return (await holdComplaint(tx, bucket, complaintId)) as Complaint;
}

async function tellCases(tx: Tx, act: Act, who: Person, event: string, complaintId: string): Promise<void> {
  const open = (await casesOfCustomer(tx, who)).filter(({ state }) => state === 'open');
  await insertEvents(
    tx,
    open.map((one) => ({ ...one, event, actor: act.by, now: complaintId, about: complaintId })),
    act.on,
    act.at,
  );
}
