import type { BusinessDate } from '@jinqiao/calendar';
import { invite, type Line } from '@jinqiao/credit';
import { askRegister, CONSENT_TEXTS, customerIdOf, grantConsents, namedPerson, recordEvidence, recordRealNames, register } from '@jinqiao/parties';
import { type Applicant, onboard, type Programme } from '@jinqiao/partnership';
import { recordAccountEvidence } from './account-evidence.ts';
import { screenIdentified } from './screening.ts';
import type { System } from './system.ts';

export type Enrolment = {
  readonly name: string;
  readonly idNumber: string;
  readonly mobile: string;
  readonly cardNumber: string;
  readonly passwordHash: string;
  readonly tenureMonths: number;
  readonly ordersPerYear: number;
  readonly suggestedLimit: bigint | null;
};

export type Enrolled = Applicant & { readonly line: Line | undefined };

/** Takes many customers through sign-up, real name, consents and the credit decision with the services that one customer uses. */
export async function enrol(system: System, programme: Programme, on: BusinessDate, people: readonly Enrolment[]): Promise<Enrolled[]> {
  const { vault, clock } = system;
  const named = people.map((person) => namedPerson(vault, on, { ...customerIdOf(vault, person.mobile), name: person.name, idNumber: person.idNumber }));
  const { evidence, faults } = await askRegister(system.identity.register, clock, on, named);
  const refused = faults.find((fault) => fault !== undefined);
  if (refused) throw refused;
  const applicants = await system.db.tx(async (tx) => {
    const ids = await register(
      tx,
      vault,
      on,
      people.map((p) => ({ mobile: p.mobile, passwordHash: p.passwordHash, synthetic: true })),
    );
    const known = ids.map((id, i) => ({ ...id, ...(people[i] as Enrolment) }));
    await recordRealNames(tx, named);
    await recordEvidence(tx, evidence);
    await screenIdentified(tx, system, on, known);
    const grants = (purpose: 'bureau-report' | 'data-to-bank') =>
      known.map((k) => ({
        customerId: k.customerId,
        bucket: k.bucket,
        purpose,
        recipient: 'bank',
        accepted: true,
        textVersion: CONSENT_TEXTS[purpose].version,
        channel: 'import',
      }));
    const consents = await grantConsents(tx, clock, on, grants('bureau-report'));
    await grantConsents(tx, clock, on, grants('data-to-bank'));
    await invite(
      tx,
      known.map((k) => ({
        bucket: k.bucket,
        programmeId: programme.id,
        customerId: k.customerId,
        validThrough: '2099-12-31',
        tenureMonths: k.tenureMonths,
        ordersPerYear: k.ordersPerYear,
        suggestedLimit: k.suggestedLimit,
      })),
    );
    return known.map((k, i) => ({
      customerId: k.customerId,
      bucket: k.bucket,
      name: k.name,
      idNumber: k.idNumber,
      mobile: k.mobile,
      cardNumber: k.cardNumber,
      consentId: consents[i] ?? '',
    }));
  });
  const lines = new Map((await onboard(system.db, await system.joint(), programme, vault, on, applicants)).map((line) => [line.customerId, line]));
  await recordAccountEvidence(system, programme, on, applicants);
  return applicants.map((applicant) => ({ ...applicant, line: lines.get(applicant.customerId) }));
}
