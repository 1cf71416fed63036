import type { Database, Tx } from '@jinqiao/database';
import type { Vault } from '@jinqiao/parties';
import type { Guard, Payments } from '@jinqiao/payments';
import type { Institution } from '@jinqiao/wire';
import type { JointLoan } from '../context.ts';
import type { Programme } from '../programme.ts';
import { insideRegion, type RoutedProgramme, routed } from '../routing/route.ts';
import { payOffFault } from './errors.ts';

/** What paying off cards needs around it: the banks' programmes, payments over institutions, and the cards' issuers. */
export type PayOffDesk = {
  readonly db: Database;
  readonly vault: Vault;
  readonly joint: JointLoan;
  readonly payments: Payments;
  readonly issuer: Institution;
  /** Guards what is booked: a command must find the day open and is told which it is, the close is fenced already. */
  readonly guard: Guard;
};

/** The programmes that pay off cards. */
export function payOffProgrammes({ programmes }: JointLoan): RoutedProgramme[] {
  return routed(programmes).filter(({ use }) => use === 'card-pay-off');
}

/** @throws Fault PAY_OFF_NOT_AVAILABLE. */
export function payOffProgramme(joint: JointLoan, programmeId: string | null): RoutedProgramme {
  const found = payOffProgrammes(joint).find(({ id }) => id === programmeId);
  if (!found) throw payOffFault('PAY_OFF_NOT_AVAILABLE');
  return found;
}

/** A programme as it stands for one customer: whether the customer lives inside the bank's region is a fact of its own. */
export function programmeFor<P extends Programme>(programme: P, area: string | null): P {
  const { routing } = programme;
  if (!routing) return programme;
  const { insideRegion: _, ...known } = programme.facts;
  const facts = { ...known, ...(area === null && routing.region.length > 0 ? {} : { insideRegion: insideRegion(routing, area) }) };
  return { ...programme, facts, policy: { ...programme.policy, facts } };
}

/** The GB/T 2260 area in a resident ID; permits and the foreigners' card tell none. */
export function areaOf(idNumber: string): string | null {
  return /^[1-7]/.test(idNumber) ? idNumber.slice(0, 6) : null;
}

/** The day on which a transaction books. */
export async function dayOf({ guard }: PayOffDesk, tx: Tx, on: string): Promise<string> {
  const held = await guard(tx);
  return typeof held === 'string' ? held : on;
}
