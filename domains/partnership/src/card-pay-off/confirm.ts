import { businessDate } from '@jinqiao/calendar';
import { keepingRefusals } from '@jinqiao/compliance';
import type { Tx } from '@jinqiao/database';
import { personInClear } from '@jinqiao/parties';
import { reserveDraws } from '../commands/draw.ts';
import { partnershipFault } from '../errors.ts';
import type { Disclosure } from '../gates.ts';
import { drawOf } from './apply.ts';
import { carryOn } from './carry-on.ts';
import { areaOf, dayOf, type PayOffDesk, payOffProgramme, programmeFor } from './desk.ts';
import { payOffFault } from './errors.ts';
import { giveBack, held } from './fund.ts';
import type { PayOff } from './model.ts';
import { movePayOff } from './store.ts';

/** What a customer accepted, word for word by its hash, and how long the cost table was open. */
export type Acceptance = { readonly agreementHash: string; readonly disclosure: Disclosure };

/**
 * The customer accepts the offer: the loan is reserved on its line with every rule of a draw asked, then booked by the bank and
 * paid to the card as far as institutions answer now; the close goes on with the rest. Accepted already, it goes on where it is.
 * @param begins what must hold in the transaction in which the loan begins.
 * @throws Fault PAY_OFF_NOT_OFFERED, QUOTE_EXPIRED, those of `reserveDraws` and of `begins`.
 */
export async function confirmPayOff(
  desk: PayOffDesk,
  on: string,
  given: PayOff,
  accepted: Acceptance,
  begins: (tx: Tx, payOff: PayOff) => Promise<unknown>,
): Promise<PayOff> {
  const { idNumber } = await personInClear(desk.db, desk.vault, given);
  const programme = programmeFor(payOffProgramme(desk.joint, given.programmeId), areaOf(idNumber));
  const request = { ...(await drawOf(desk, given, accepted.agreementHash)), disclosure: accepted.disclosure };
  const booking = await keepingRefusals(desk.db, async (tx) => {
    const day = await dayOf(desk, tx, on);
    const now = await held(tx, given);
    if (now.loanId !== null && now.n === given.n) return now;
    if (now.state !== 'offered' || now.n !== given.n) throw payOffFault('PAY_OFF_NOT_OFFERED', { state: now.state });
    if (now.routedOn !== day) throw partnershipFault('QUOTE_EXPIRED', { on: now.routedOn });
    await begins(tx, now);
    const [loan] = await reserveDraws(tx, programme, businessDate(day), [request]);
    const { agreementHash } = accepted;
    return movePayOff(tx, { ...now, state: 'booking', loanId: loan?.loanId ?? null, agreementHash }, day, programme.id);
  });
  return carryOn(desk, booking, on);
}

/** Nobody wants the offer: its quota is free again. @throws Fault PAY_OFF_NOT_OFFERED. */
export async function giveUpPayOff(desk: PayOffDesk, on: string, given: PayOff, code: 'CUSTOMER' | 'EXPIRED'): Promise<PayOff> {
  return desk.db.tx(async (tx) => {
    const day = await dayOf(desk, tx, on);
    const now = await held(tx, given);
    if (now.state === 'cancelled') return now;
    if (now.state !== 'offered' && !(code === 'EXPIRED' && now.state === 'routing')) throw payOffFault('PAY_OFF_NOT_OFFERED', { state: now.state });
    if (now.programmeId !== null) await giveBack(tx, now, 'given-up', code);
    return movePayOff(tx, { ...now, state: 'cancelled', code, finishedOn: day, elementsSealed: null }, day, code);
  });
}
