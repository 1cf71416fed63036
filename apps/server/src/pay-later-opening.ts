import { ageInYears, type BusinessDate } from '@jinqiao/calendar';
import { creditFault, decideApplications, exposureOf, invitationsOf, openLimits, TOTAL_LIMIT } from '@jinqiao/credit';
import type { Tx } from '@jinqiao/database';
import { CNY } from '@jinqiao/money';
import { derivedId, instant } from '@jinqiao/runtime';
import type { System } from './system.ts';

/** What pay-later gives at most, and the ages that it admits. [OURS] */
const PAY_LATER_CAP = 5_000_000n;
const AGES = { ageFrom: 18, ageTo: 65 } as const;

type Person = { readonly bucket: number; readonly customerId: string; readonly birthDate: BusinessDate };

/**
 * Opens the limits to pay later, as the decision flow `pay-later` decides; those that are open stay as they are. A refusal is
 * stored with the run; the same day has the same answer.
 * @returns the code of the refusal; null where they are open.
 */
export async function openPayLaterLimits(tx: Tx, system: System, person: Person, on: BusinessDate): Promise<string | null> {
  const known = await exposureOf(tx, [], person, on);
  if (known.some(({ scope }) => scope === 'pay-later')) return null;
  const { bucket, customerId, birthDate } = person;
  const programme = (await system.joint(tx)).programmes[0];
  const invited = programme && (await invitationsOf(tx, programme.id, [person])).get(customerId);
  const features = {
    ...AGES,
    age: ageInYears(birthDate, on),
    tenureMonths: invited?.tenureMonths ?? 0,
    ordersPerYear: invited?.ordersPerYear ?? 0,
    limitModel: 'scorecard',
    productCap: PAY_LATER_CAP.toString(),
  };
  const [decided] = await decideApplications(tx, {
    flowName: 'pay-later',
    on,
    at: instant(system.clock),
    programmeId: 'pay-later',
    profile: 'CN_CURRENT',
    digits: CNY.digits,
    subjects: [{ bucket, customerId, subject: derivedId('app', bucket, `pay-later ${customerId} ${on}`), features }],
  });
  if (decided?.outcome !== 'approve') return decided?.code ?? 'PLATFORM_SCORE';
  await openLimits(tx, on, [
    { bucket, customerId, scope: 'total', amount: TOTAL_LIMIT },
    ...(['pay-later', 'trade-credit', 'micro-loan'] as const).map((scope) => ({ bucket, customerId, scope, amount: decided.limit })),
  ]);
  return null;
}

/** @throws Fault PAY_LATER_REFUSED. */
export function requireOpened(refusal: string | null): void {
  if (refusal !== null) throw creditFault('PAY_LATER_REFUSED');
}
