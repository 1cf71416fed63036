import { ageInYears, type BusinessDate } from '@jinqiao/calendar';
import { decide, type Facts, firstBlocking, loadRulebook, type RuleResult, recordDecisions } from '@jinqiao/compliance';
import type { Tx } from '@jinqiao/database';
import type { CustomerKey } from '@jinqiao/parties';
import { derivedId } from '@jinqiao/runtime';
import { type Decided, decideApplications } from '../decisions/decide.ts';
import type { Features } from '../features/catalogue.ts';
import type { Attribute } from '../fraud/model.ts';
import { recordSightings } from '../fraud/sightings.ts';
import type { CreditPolicy } from '../policy.ts';
import { openReviews } from '../reviews/commands.ts';
import { type Application, clearedApplications, type Invitation, insertApplications, invitationsOf } from '../store.ts';

/** Who applies, born on a date that their ID number tells, and what they were seen with, by keyed digests. */
export type ScreenedApplicant = CustomerKey & {
  readonly birthDate: BusinessDate;
  readonly registeredOn: BusinessDate;
  readonly seenWith?: Readonly<Partial<Record<Attribute, string>>>;
  /** What those below know of them, such as how they repaid. */
  readonly known?: Features;
};

export type ScreenedApplication = { readonly application: Application; readonly rules: readonly RuleResult[] };

/** The open day, and the instant. */
export type Now = { readonly on: BusinessDate; readonly at: string };

/**
 * The platform's own side, by the flow of the programme: its result is stored as a run. Refusals end here without a bureau pull
 * (a whitelist miss is told to the customer neutrally), what a person must look at goes to the queue, and the others are ready
 * to be handed over to the bank. An application that a person cleared is not decided again.
 */
export async function screenApplications(
  tx: Tx,
  policy: CreditPolicy,
  now: Now,
  applicants: readonly ScreenedApplicant[],
  factsOf: (customerId: string) => Facts,
): Promise<ScreenedApplication[]> {
  const cleared = await clearedApplications(tx, policy.programmeId, applicants);
  const fresh = applicants.filter(({ customerId }) => !cleared.has(customerId));
  const invitations = await invitationsOf(tx, policy.programmeId, fresh);
  await recordSightings(
    tx,
    fresh.flatMap((applicant) => sightingsOf(policy, now, applicant)),
  );
  const decided = await decideApplications(tx, {
    flowName: policy.flow,
    on: now.on,
    at: now.at,
    programmeId: policy.programmeId,
    profile: policy.profile,
    digits: policy.digits,
    subjects: fresh.map(({ bucket, customerId, ...applicant }) => ({
      bucket,
      customerId,
      subject: applicationIdOf(policy, now, { bucket, customerId }),
      features: featuresOf(policy, now.on, { bucket, customerId, ...applicant }, invitations.get(customerId)),
      facts: { ...policy.facts, ...factsOf(customerId) },
    })),
  });
  const screened = decided.map((answer, at) => applicationOf(policy, now.on, fresh[at] as ScreenedApplicant, answer));
  await insertApplications(
    tx,
    screened.map((s) => s.application),
  );
  await recordDecisions(
    tx,
    screened.filter(({ application }) => application.state !== 'sent').map((entry) => decisionOf(policy, now.on, entry)),
  );
  await openReviews(
    tx,
    now,
    policy,
    screened
      .filter(({ application }) => application.state === 'manual')
      .map(({ application }) => ({ ...application, origin: 'flow' as const, code: application.refusalCode })),
  );
  return [...screened, ...(await clearedAgain(tx, policy, now.on, [...cleared.values()], factsOf))];
}

/** What a person cleared goes to the bank as far as the rules in force allow it today: nobody overrides those. */
async function clearedAgain(
  tx: Tx,
  policy: CreditPolicy,
  on: BusinessDate,
  cleared: readonly Application[],
  factsOf: (customerId: string) => Facts,
): Promise<ScreenedApplication[]> {
  if (cleared.length === 0) return [];
  const rulebook = await loadRulebook(tx);
  const asked = cleared.map((application): ScreenedApplication => {
    const facts = { ...policy.facts, ...factsOf(application.customerId), lineAmount: application.platformLimit };
    const rules = (['apply', 'query-bureau'] as const).flatMap((action) => decide(rulebook, { action, facts, asOf: on, profile: policy.profile }));
    const failed = firstBlocking(rules);
    const refused = { state: 'platform-refused' as const, refusalCode: failed?.ruleId ?? null, refusalSide: failed?.side ?? null };
    return { rules, application: { ...application, ...(failed ? refused : { state: 'sent' as const }) } };
  });
  await recordDecisions(
    tx,
    asked.filter(({ application }) => application.state !== 'sent').map((entry) => decisionOf(policy, on, entry)),
  );
  return asked;
}

function applicationIdOf({ programmeId }: CreditPolicy, { on }: Now, { bucket, customerId }: CustomerKey): string {
  return derivedId('app', bucket, `${programmeId} ${customerId} ${on}`);
}

function sightingsOf(policy: CreditPolicy, now: Now, { bucket, customerId, seenWith = {} }: ScreenedApplicant) {
  const subject = applicationIdOf(policy, now, { bucket, customerId });
  return Object.entries(seenWith).map(([attribute, digest]) => ({ bucket, customerId, attribute: attribute as Attribute, digest, subject, seenOn: now.on }));
}

/** What the flow is told: who applies, how they were invited, and the terms of the programme. */
function featuresOf(
  policy: CreditPolicy,
  on: BusinessDate,
  { birthDate, registeredOn, known = {} }: ScreenedApplicant,
  invitation: Invitation | undefined,
): Features {
  const invited = policy.whitelist === 'all' || (invitation !== undefined && invitation.validThrough >= on);
  return {
    ...known,
    age: ageInYears(birthDate, on),
    registeredOn,
    whitelist: invited ? 'hit' : 'miss',
    tenureMonths: invitation?.tenureMonths ?? 0,
    ordersPerYear: invitation?.ordersPerYear ?? 0,
    ...(invitation?.suggestedLimit == null ? {} : { suggestedLimit: invitation.suggestedLimit.toString() }),
    limitModel: policy.limitModel,
    ageFrom: policy.platformAge.from,
    ageTo: policy.platformAge.to,
    productCap: policy.cap.toString(),
  };
}

function applicationOf(policy: CreditPolicy, on: BusinessDate, { bucket, customerId }: ScreenedApplicant, decided: Decided): ScreenedApplication {
  const { outcome, code, limit, rules } = decided;
  const state = code === 'WHITELIST' ? 'whitelist-miss' : outcome === 'refuse' ? 'platform-refused' : outcome === 'review' ? 'manual' : 'sent';
  const side = rules.find((rule) => rule.ruleId === code && !rule.pass)?.side ?? null;
  return {
    rules,
    application: {
      bucket,
      applicationId: decided.subject,
      customerId,
      programmeId: policy.programmeId,
      state,
      appliedOn: on,
      platformLimit: limit,
      score: decided.score ?? 0,
      reasons: decided.scoreReasons,
      bankLimit: null,
      finalLimit: null,
      refusalCode: code,
      refusalSide: side,
    },
  };
}

function decisionOf(policy: CreditPolicy, on: BusinessDate, { application, rules }: ScreenedApplication) {
  return {
    bucket: application.bucket,
    customerId: application.customerId,
    subject: application.applicationId,
    kind: 'credit' as const,
    businessDate: on,
    outcome: application.state === 'manual' ? ('manual' as const) : ('refused' as const),
    reason: application.refusalCode,
    rules,
    action: 'apply' as const,
    profile: policy.profile,
  };
}
