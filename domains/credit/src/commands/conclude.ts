import { addMonths, type BusinessDate } from '@jinqiao/calendar';
import { decide, type Facts, firstBlocking, type Rulebook, type RuleResult, recordDecisions } from '@jinqiao/compliance';
import type { Tx } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';
import type { CreditPolicy } from '../policy.ts';
import { answerApplications, insertLines, type Line } from '../store.ts';
import type { ScreenedApplication } from './apply.ts';

export type BankAnswer = {
  readonly applicationRef: string;
  readonly status: 'APPROVED' | 'REJECTED' | 'MANUAL';
  readonly code: string;
  readonly bankLimit: bigint | null;
  readonly bureauReportRef: string;
  readonly rules: readonly RuleResult[];
};

/**
 * Takes the bank's answers: limit = min(platform, product cap, bank). The rules in force for granting a line come on top: the
 * bank's own decision, where they ask for it, is a limit of the bank's own.
 * @returns the lines that opened.
 */
export async function concludeApplications(
  tx: Tx,
  policy: CreditPolicy,
  on: BusinessDate,
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
  await recordDecisions(
    tx,
    concluded.map((c) => ({ ...c.decision, businessDate: on, action: 'grant-line' as const, profile: policy.profile })),
  );
  const lines = concluded.flatMap(({ application, update }) =>
    update.finalLimit === null
      ? []
      : [
          {
            bucket: application.bucket,
            lineId: derivedId('lin', application.bucket, application.applicationId),
            customerId: application.customerId,
            programmeId: policy.programmeId,
            limit: update.finalLimit,
            state: 'active' as const,
            openedOn: on,
            validThrough: addMonths(on, policy.lineMonths),
            reviewOn: addMonths(on, policy.reviewMonths),
          },
        ],
  );
  await insertLines(tx, lines);
  return lines;
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
