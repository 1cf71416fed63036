import { today } from '@jinqiao/business-day';
import { type Act, type CaseKey, casesOfCustomer, takeCase } from '@jinqiao/dunning';
import type { Loan } from '@jinqiao/lending';
import type { Programme, ProgrammeParameters } from '@jinqiao/partnership';
import { control } from '@jinqiao/server';
import { type Borrower, drawFor, enrolBorrowers, type Installation, openJointLoan, startInstallation } from './installation.ts';

/** A clock whose hands the test moves; times are those of Shanghai. */
export function handClock(at: string) {
  const clock = { at: Date.parse(`${at}+08:00`), now: () => clock.at, set: (time: string) => (clock.at = Date.parse(`${time}+08:00`)) };
  return clock;
}

export type Scene = Installation & {
  readonly clock: ReturnType<typeof handClock>;
  readonly programme: Programme;
  readonly borrowers: readonly Borrower[];
  readonly loans: readonly Loan[];
};

/** Borrowers who drew 12,000.00 over 12 months on 24 August 2026 and whose cards are empty from the next day: first due on 24 September. */
export async function overdueScene(count: number, change: Partial<ProgrammeParameters> = {}): Promise<Scene> {
  const clock = handClock('2026-09-26T10:00:00');
  const installation = await startInstallation({ clock });
  const programme = await openJointLoan(installation.system, '2026-08-24', change);
  const borrowers = await enrolBorrowers(
    installation.system,
    programme,
    Array.from({ length: count }, (_, i) => i + 1),
  );
  await fund(installation, borrowers, false);
  const loans = await drawFor(installation.system, programme, borrowers, { amount: 1_200_000n, periods: 12, method: 'equal-principal' });
  return { ...installation, clock, programme, borrowers, loans };
}

/** Fills or empties cards. */
export async function fund({ sandbox }: Pick<Installation, 'sandbox'>, borrowers: readonly Borrower[], full: boolean): Promise<void> {
  await control(sandbox.urls.payment, 'cards', {
    cards: borrowers.map(({ enrolled }) => ({ cardRef: enrolled.customerId, behaviour: full ? 'good' : 'poor', fundedThrough: full ? null : '2026-08-25' })),
  });
}

export async function actOf(scene: Pick<Scene, 'system' | 'clock'>, by: string): Promise<Act> {
  return { by, on: (await today(scene.system.db)).current, at: new Date(scene.clock.now()).toISOString() };
}

/** The open case of a borrower, in the hands of `by`. */
export async function caseInHand(scene: Scene, borrower: Borrower, by: string): Promise<CaseKey> {
  const found = (await casesOfCustomer(scene.system.db, borrower.enrolled)).find(({ state }) => state === 'open');
  if (!found) throw new Error('no open case');
  const act = await actOf(scene, by);
  return scene.system.db.tx((tx) => takeCase(tx, act, found));
}
