import { ageInYears, type BusinessDate } from '@jinqiao/calendar';
import { decide, type Facts, firstBlocking, type Rulebook, type RuleResult, recordDecisions } from '@jinqiao/compliance';
import type { Tx } from '@jinqiao/database';
import type { CustomerKey } from '@jinqiao/parties';
import { derivedId } from '@jinqiao/runtime';
import type { CreditPolicy } from '../policy.ts';
import { scoreApplicant } from '../scorecard.ts';
import { type Application, type Invitation, insertApplications, invitationsOf } from '../store.ts';

/** Who applies, born on a date that their ID number tells. */
export type ScreenedApplicant = CustomerKey & { readonly birthDate: BusinessDate };

export type ScreenedApplication = { readonly application: Application; readonly rules: readonly RuleResult[] };

/**
 * The platform's own side: whitelist, age rule, scorecard, caps, and the rules in force for an application. Refusals end here without a bureau pull
 * (a whitelist miss is told to the customer neutrally); the others are ready to be handed over to the bank.
 */
export async function screenApplications(
  tx: Tx,
  policy: CreditPolicy,
  on: BusinessDate,
  applicants: readonly ScreenedApplicant[],
  minorPerUnit: bigint,
  rules: { readonly rulebook: Rulebook; readonly factsOf: (customerId: string) => Facts },
): Promise<ScreenedApplication[]> {
  const invitations = await invitationsOf(tx, policy.programmeId, applicants);
  const screened = applicants.map((applicant) => screen(policy, on, applicant, invitations.get(applicant.customerId), minorPerUnit, rules));
  await insertApplications(
    tx,
    screened.map((s) => s.application),
  );
  await recordDecisions(
    tx,
    screened
      .filter((s) => s.application.state !== 'sent')
      .map(({ application, rules }) => ({
        bucket: application.bucket,
        customerId: application.customerId,
        subject: application.applicationId,
        kind: 'credit' as const,
        businessDate: on,
        outcome: 'refused' as const,
        reason: application.refusalCode,
        rules,
        action: 'apply' as const,
        profile: policy.profile,
      })),
  );
  return screened;
}

function screen(
  policy: CreditPolicy,
  on: BusinessDate,
  customer: ScreenedApplicant,
  invitation: Invitation | undefined,
  minorPerUnit: bigint,
  { rulebook, factsOf }: { readonly rulebook: Rulebook; readonly factsOf: (customerId: string) => Facts },
): ScreenedApplication {
  const invited = policy.whitelist === 'all' || (invitation !== undefined && invitation.validThrough >= on);
  const age = ageInYears(customer.birthDate, on);
  const score = scoreApplicant({ age, tenureMonths: invitation?.tenureMonths ?? 0, ordersPerYear: invitation?.ordersPerYear ?? 0 }, minorPerUnit);
  const wished = policy.limitModel === 'suggested' ? (invitation?.suggestedLimit ?? 0n) : score.limit;
  const platformLimit = wished < policy.cap ? wished : policy.cap;
  const facts = { ...policy.facts, ...factsOf(customer.customerId), lineAmount: platformLimit };
  const rules: RuleResult[] = [
    { ruleId: 'WHITELIST', side: 'platform', limit: policy.whitelist, actual: invited ? 'hit' : 'miss', pass: invited },
    {
      ruleId: 'PLATFORM_AGE',
      side: 'platform',
      limit: `${policy.platformAge.from}-${policy.platformAge.to}`,
      actual: String(age),
      pass: age >= policy.platformAge.from && age <= policy.platformAge.to,
    },
    { ruleId: 'PLATFORM_SCORE', side: 'platform', limit: '> 0', actual: platformLimit.toString(), pass: platformLimit > 0n },
    { ruleId: 'PRODUCT_CAP', side: 'platform', limit: policy.cap.toString(), actual: platformLimit.toString(), pass: platformLimit <= policy.cap },
    // Who applies has the bank ask the bureau: both must be allowed.
    ...(['apply', 'query-bureau'] as const).flatMap((action) => decide(rulebook, { action, facts, asOf: on, profile: policy.profile })),
  ];
  const failed = firstBlocking(rules);
  const state = !invited ? 'whitelist-miss' : failed ? 'platform-refused' : 'sent';
  return {
    rules,
    application: {
      bucket: customer.bucket,
      applicationId: derivedId('app', customer.bucket, `${policy.programmeId} ${customer.customerId} ${on}`),
      customerId: customer.customerId,
      programmeId: policy.programmeId,
      state,
      appliedOn: on,
      platformLimit,
      score: score.score,
      reasons: score.reasons,
      bankLimit: null,
      finalLimit: null,
      refusalCode: failed?.ruleId ?? null,
      refusalSide: failed?.side ?? null,
    },
  };
}
