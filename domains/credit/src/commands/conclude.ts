import { addMonths, type BusinessDate } from '@jinqiao/calendar';
import { complianceFault, decide, type Facts, firstBlocking, type Rulebook, type RuleResult, recordDecisions } from '@jinqiao/compliance';
import type { Tx } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';
import { type BankAnswer, partnerAnswerOf, recordPartnerAnswers } from '../decisions/partner-answers.ts';
import { TOTAL_LIMIT } from '../exposure/model.ts';
import { openLimits } from '../exposure/store.ts';
import type { CreditPolicy } from '../policy.ts';
import { openReviews } from '../reviews/commands.ts';
import { type Application, answerApplications, approveReviewed, insertLines, type Line } from '../store.ts';
import type { Now, ScreenedApplication } from './apply.ts';

/**
 * Takes the bank's answers: limit = min(platform, product cap, bank). The rules in force for granting a line come on top: the
 * bank's own decision, where they ask for it, is a limit of the bank's own.
 * @returns the lines that opened.
 */
export async function concludeApplications(
  tx: Tx,
  policy: CreditPolicy,
  { on, at }: Now,
  screened: readonly ScreenedApplication[],
  answers: ReadonlyMap<string, BankAnswer>,
  { rulebook, factsOf }: { readonly rulebook: Rulebook; readonly factsOf: (customerId: string) => Facts },
): Promise<Line[]> {
  const concluded = screened.flatMap(({ application, rules }) => {
    const answer = answers.get(application.applicationId);
    if (!answer) return [];
    const limit = limitOf(application, answer);
    const facts = { ...policy.facts, ...factsOf(application.customerId), lineAmount: limit, bankOwnDecision: answer.bankLimit !== null };
    const granted = decide(rulebook, { action: 'grant-line', facts, asOf: on, profile: policy.profile });
    return [conclude(application, rules, answer, limit, granted)];
  });
  await answerApplications(
    tx,
    concluded.map((c) => c.update),
  );
  await recordPartnerAnswers(tx, policy.programmeId, on, [...answers.values()]);
  await openReviews(
    tx,
    { on, at },
    policy,
    concluded
      .filter(({ update }) => update.state === 'manual')
      .map(({ application, update }) => ({ ...application, origin: 'bank' as const, code: update.refusalCode })),
  );
  await recordDecisions(
    tx,
    concluded.map((c) => ({ ...c.decision, businessDate: on, action: 'grant-line' as const, profile: policy.profile })),
  );
  const lines = concluded.flatMap(({ application, update }) => (update.finalLimit === null ? [] : [lineFor(policy, on, application, update.finalLimit)]));
  await openLines(tx, lines, on);
  return lines;
}

/** Opens lines, and with each what all products together may lend to its customer. */
async function openLines(tx: Tx, lines: readonly Line[], on: BusinessDate): Promise<void> {
  await insertLines(tx, lines);
  await openLimits(
    tx,
    on,
    lines.map(({ bucket, customerId }) => ({ bucket, customerId, scope: 'total' as const, amount: TOTAL_LIMIT })),
  );
}

function lineFor(policy: CreditPolicy, on: BusinessDate, { bucket, applicationId, customerId }: Application, limit: bigint): Line {
  return {
    bucket,
    lineId: derivedId('lin', bucket, applicationId),
    customerId,
    programmeId: policy.programmeId,
    limit,
    state: 'active',
    openedOn: on,
    validThrough: addMonths(on, policy.lineMonths),
    reviewOn: addMonths(on, policy.reviewMonths),
  };
}

/**
 * Concludes an application that the bank left to a person and a person approved: the rules in force for granting a line are
 * asked as ever, and the line opens. @throws Fault ACTION_BLOCKED with the rule that stands in the way.
 */
export async function concludeReviewed(
  tx: Tx,
  policy: CreditPolicy,
  on: BusinessDate,
  application: Application,
  limit: bigint,
  { rulebook, factsOf }: { readonly rulebook: Rulebook; readonly factsOf: (customerId: string) => Facts },
): Promise<void> {
  const { bucket, applicationId, customerId } = application;
  const answer = await partnerAnswerOf(tx, bucket, applicationId);
  const facts = { ...policy.facts, ...factsOf(customerId), lineAmount: limit, bankOwnDecision: (answer?.bankLimit ?? null) !== null };
  const rules = decide(rulebook, { action: 'grant-line', facts, asOf: on, profile: policy.profile });
  const failed = firstBlocking(rules);
  if (failed) {
    const { ruleId, en = ruleId, zh = ruleId, basis = '' } = failed;
    throw complianceFault('ACTION_BLOCKED', { rule: ruleId, name: en, nameZh: zh, basis });
  }
  await approveReviewed(tx, application, limit);
  await recordDecisions(tx, [
    {
      bucket,
      customerId,
      subject: applicationId,
      kind: 'credit',
      businessDate: on,
      outcome: 'approved',
      reason: null,
      rules: [...(answer?.rules ?? []), ...rules],
      action: 'grant-line',
      profile: policy.profile,
    },
  ]);
  await openLines(tx, [lineFor(policy, on, application, limit)], on);
}

/** The least of the three limits; a bank without one of its own trusts the platform's. */
function limitOf(application: ScreenedApplication['application'], { bankLimit }: BankAnswer): bigint {
  return bankLimit !== null && bankLimit < application.platformLimit ? bankLimit : application.platformLimit;
}

function conclude(
  application: ScreenedApplication['application'],
  rules: readonly RuleResult[],
  answer: BankAnswer,
  limit: bigint,
  granted: readonly RuleResult[],
) {
  // A rule that was asked at the application and is asked again counts as it stands now.
  const asked = new Set(granted.map((rule) => rule.ruleId));
  const before = rules.filter((rule) => !asked.has(rule.ruleId));
  const vector = answer.status === 'APPROVED' ? [...before, ...answer.rules, ...granted] : [...rules, ...answer.rules];
  const failed = firstBlocking(vector);
  const approved = answer.status === 'APPROVED' && !failed;
  const state = approved ? ('approved' as const) : answer.status === 'MANUAL' ? ('manual' as const) : ('rejected' as const);
  const refusal = approved ? null : (failed?.ruleId ?? answer.code);
  return {
    application,
    update: {
      bucket: application.bucket,
      applicationId: application.applicationId,
      state,
      bankLimit: answer.bankLimit,
      finalLimit: approved ? limit : null,
      refusalCode: refusal,
      refusalSide: approved ? null : (failed?.side ?? 'bank'),
      bureauReportRef: answer.bureauReportRef,
    },
    decision: {
      bucket: application.bucket,
      customerId: application.customerId,
      subject: application.applicationId,
      kind: 'credit' as const,
      outcome: approved ? ('approved' as const) : state === 'manual' ? ('manual' as const) : ('refused' as const),
      reason: refusal,
      rules: vector,
    },
  };
}
