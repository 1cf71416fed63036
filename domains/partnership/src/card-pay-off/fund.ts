import { ageInYears, type BusinessDate, businessDate } from '@jinqiao/calendar';
import { applicationOf, creditFault, invitationsOf, lineOf, scoreApplicant } from '@jinqiao/credit';
import type { Tx } from '@jinqiao/database';
import { isFault } from '@jinqiao/errors';
import { usedByCustomers } from '@jinqiao/lending';
import { parseResidentId } from '@jinqiao/parties';
import { instant } from '@jinqiao/runtime';
import { placeOf } from '@jinqiao/vault';
import { type Applicant, onboard } from '../commands/onboard.ts';
import { chooseFunder, type FundingRequest, type RoutedProgramme, releaseFunder } from '../routing/route.ts';
import { type RouteOutcome, recordOutcome } from '../routing/store.ts';
import { areaOf, dayOf, type PayOffDesk, payOffProgramme, payOffProgrammes, programmeFor } from './desk.ts';
import type { PayOff } from './model.ts';
import { movePayOff, payOffById } from './store.ts';

/** The repayment card and who holds it, as the banks must know them. */
export type Elements = Pick<Applicant, 'name' | 'idNumber' | 'mobile' | 'cardNumber'> & { readonly consentId: string };

export const SEALED_PAY_OFFS = { table: 'partnership.card_pay_off', row: 'pay_off_id', columns: ['elements_sealed'] } as const;

const placeOfElements = (payOffId: string) => placeOf(SEALED_PAY_OFFS.table, SEALED_PAY_OFFS.columns[0], payOffId);

export function sealElements({ vault }: PayOffDesk, payOffId: string, elements: Elements): string {
  return vault.seal(JSON.stringify(elements), placeOfElements(payOffId));
}

function elementsOf({ vault }: PayOffDesk, { payOffId, elementsSealed }: PayOff): Elements | undefined {
  return elementsSealed === null ? undefined : (JSON.parse(vault.open(elementsSealed, placeOfElements(payOffId))) as Elements);
}

/** What the router must know of an applicant. The score is the platform's, from the newest that it knows of the customer under any of the programmes. */
export async function fundingRequest(
  { db }: Pick<PayOffDesk, 'db'>,
  programmes: readonly RoutedProgramme[],
  person: { readonly bucket: number; readonly customerId: string; readonly idNumber: string },
  asked: Pick<FundingRequest, 'subject' | 'amount' | 'periods'>,
  on: BusinessDate,
): Promise<FundingRequest> {
  const { bucket, customerId, idNumber } = person;
  const age = ageInYears(parseResidentId(idNumber, on).birthDate, on);
  let score = 0;
  for (const { id, asset } of programmes) {
    const known = (await invitationsOf(db, id, [person])).get(customerId);
    const { tenureMonths = 0, ordersPerYear = 0 } = known ?? {};
    score = Math.max(score, scoreApplicant({ age, tenureMonths, ordersPerYear }, 10n ** BigInt(asset.digits)).score);
  }
  return { ...asked, bucket, customerId, area: areaOf(idNumber), age, score };
}

/** What a bank said to an application. */
type Answer = { readonly outcome: Extract<RouteOutcome, 'approved' | 'refused' | 'silent'>; readonly code: string; readonly stop?: Error };

/** Faults that concern the customer or their card: another bank would find the same. */
const STOPS = ['CARD_REFUSED', 'ACCOUNT_REFUSED', 'UNDER_REVIEW'];

/**
 * Asks banks one after another until one approves: each is chosen, its quota reserved and the choice kept before it is asked.
 * A refusal or silence gives the quota back and goes on to the next, since nothing is booked by an application. Taken up
 * again after a kill, the bank that was chosen is asked first, under the serial that it knows.
 * @throws Fault CARD_REFUSED, ACCOUNT_REFUSED, UNDER_REVIEW: the pay-off is refused.
 */
export async function askFunders(desk: PayOffDesk, given: PayOff, on: BusinessDate): Promise<PayOff> {
  let payOff = given;
  const elements = elementsOf(desk, given);
  while (payOff.state === 'routing') {
    if (payOff.programmeId === null) {
      payOff = await chooseNext(desk, payOff, elements, on);
      continue;
    }
    const programme = programmeFor(payOffProgramme(desk.joint, payOff.programmeId), areaOf(elements?.idNumber ?? ''));
    const answer = elements ? await askOne(desk, programme, payOff, elements, on) : { outcome: 'refused' as const, code: 'ELEMENTS_MISSING' };
    payOff = await takeAnswer(desk, payOff, answer, on);
    if (answer.stop) throw answer.stop;
  }
  return payOff;
}

/** Holds a pay-off; whoever comes second finds it where the first has left it. */
export async function held(tx: Tx, payOff: PayOff): Promise<PayOff> {
  return (await payOffById(tx, payOff, 'FOR UPDATE')) ?? payOff;
}

async function chooseNext(desk: PayOffDesk, payOff: PayOff, elements: Elements | undefined, on: BusinessDate): Promise<PayOff> {
  const programmes = payOffProgrammes(desk.joint);
  const request = await fundingRequest(
    desk,
    programmes,
    { ...payOff, idNumber: elements?.idNumber ?? '' },
    { subject: payOff.payOffId, amount: payOff.amount, periods: payOff.periods },
    on,
  );
  return desk.db.tx(async (tx) => {
    const day = businessDate(await dayOf(desk, tx, on));
    const now = await held(tx, payOff);
    if (now.state !== 'routing' || now.programmeId !== null) return now;
    const { n, programme } = await chooseFunder(tx, programmes, request, day, instant(desk.joint.clock));
    if (programme) return movePayOff(tx, { ...now, n, programmeId: programme.id, routedOn: day }, day, programme.id);
    return movePayOff(tx, { ...now, n, state: 'refused', code: 'NO_FUNDER', finishedOn: day, elementsSealed: null }, day, 'NO_FUNDER');
  });
}

/** One bank: the customer's line there, or an application for one. */
async function askOne(desk: PayOffDesk, programme: RoutedProgramme, payOff: PayOff, elements: Elements, on: BusinessDate): Promise<Answer> {
  const { db, joint, vault } = desk;
  const { bucket, customerId, amount } = payOff;
  try {
    const before = await lineOf(db, bucket, customerId, programme.id);
    const line = before ?? (await onboard(db, joint, programme, vault, on, [{ ...elements, bucket, customerId }]))[0];
    if (!line) return { outcome: 'refused', code: (await applicationOf(db, bucket, customerId, programme.id))?.refusalCode ?? 'REFUSED' };
    const used = (await usedByCustomers(db, programme.id, [payOff])).get(customerId);
    if (line.state !== 'active' || used?.overdue) throw creditFault('LINE_FROZEN');
    return amount <= line.limit - (used?.used ?? 0n) ? { outcome: 'approved', code: '' } : { outcome: 'refused', code: 'LINE_LIMIT_EXCEEDED' };
  } catch (error) {
    if (!isFault(error)) throw error;
    if (error.code === 'PARTNER_UNAVAILABLE') return { outcome: 'silent', code: error.code };
    return { outcome: 'refused', code: error.code, ...(STOPS.includes(error.code) && { stop: error }) };
  }
}

async function takeAnswer(desk: PayOffDesk, payOff: PayOff, { outcome, code, stop }: Answer, on: string): Promise<PayOff> {
  return desk.db.tx(async (tx) => {
    const day = await dayOf(desk, tx, on);
    const now = await held(tx, payOff);
    if (now.state !== 'routing' || now.programmeId !== payOff.programmeId || now.n !== payOff.n) return now;
    if (outcome === 'approved') {
      await recordOutcome(tx, { bucket: now.bucket, subject: now.payOffId }, now.n, 'approved', '');
      return movePayOff(tx, { ...now, state: 'offered', offeredAt: instant(desk.joint.clock) }, day, now.programmeId ?? '');
    }
    await giveBack(tx, now, outcome, code);
    if (stop) return movePayOff(tx, { ...now, state: 'refused', code, programmeId: null, finishedOn: day, elementsSealed: null }, day, code);
    return movePayOff(tx, { ...now, programmeId: null }, day, `${now.programmeId} ${code}`);
  });
}

/** Gives the reservation of a pay-off back, for a reason that its choice keeps. */
export async function giveBack(tx: Tx, payOff: PayOff, outcome: RouteOutcome, code: string): Promise<void> {
  const { bucket, payOffId, customerId, amount, n, programmeId, routedOn } = payOff;
  if (programmeId === null) throw new TypeError(`pay-off ${payOffId} has reserved nothing`);
  await releaseFunder(tx, { bucket, subject: payOffId, customerId, amount, n, programmeId }, routedOn, outcome, code);
}
