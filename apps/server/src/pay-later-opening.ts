import { ageInYears, type BusinessDate } from '@jinqiao/calendar';
import { creditFault, exposureOf, invitationsOf, openLimits, scoreApplicant } from '@jinqiao/credit';
import type { Tx } from '@jinqiao/database';
import type { System } from './system.ts';

/** The most that all products together lend to one person: the cap on consumer credit of a household. [source: 互联网贷款办法, 200,000] */
const TOTAL_LIMIT = 20_000_000n;
/** What pay-later gives at most. [OURS] */
const PAY_LATER_CAP = 5_000_000n;

export type Opening = { readonly limit: bigint; readonly refusal: string | null };
type Person = { readonly bucket: number; readonly customerId: string; readonly birthDate: BusinessDate };

/** What the platform would let a person pay later. */
export async function assessOpening(tx: Tx, system: System, person: Person, on: BusinessDate): Promise<Opening> {
  const programme = (await system.joint(tx)).programmes[0];
  const invited = programme && (await invitationsOf(tx, programme.id, [person])).get(person.customerId);
  const { limit } = scoreApplicant(
    { age: ageInYears(person.birthDate, on), tenureMonths: invited?.tenureMonths ?? 0, ordersPerYear: invited?.ordersPerYear ?? 0 },
    100n,
  );
  return limit === 0n ? { limit, refusal: 'PLATFORM_SCORE' } : { limit: limit < PAY_LATER_CAP ? limit : PAY_LATER_CAP, refusal: null };
}

/** Opens the limits to pay later; those that are open stay as they are. @throws Fault PAY_LATER_REFUSED. */
export async function openPayLaterLimits(tx: Tx, system: System, person: Person, on: BusinessDate): Promise<void> {
  const known = await exposureOf(tx, [], person, on);
  if (known.some(({ scope }) => scope === 'pay-later')) return;
  const { limit, refusal } = await assessOpening(tx, system, person, on);
  if (refusal !== null) throw creditFault('PAY_LATER_REFUSED');
  const { bucket, customerId } = person;
  await openLimits(tx, on, [
    { bucket, customerId, scope: 'total', amount: TOTAL_LIMIT },
    ...(['pay-later', 'trade-credit', 'micro-loan'] as const).map((scope) => ({ bucket, customerId, scope, amount: limit })),
  ]);
}
