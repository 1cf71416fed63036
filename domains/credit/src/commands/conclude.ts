import { addMonths, type BusinessDate } from '@jinqiao/calendar';
import { type RuleResult, recordDecisions, ruleInForce } from '@jinqiao/compliance';
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
 * Takes the bank's answers: limit = min(platform, product cap, bank). Where the rules in force ask for the bank's own
 * decision, an approval without a limit of the bank's own is refused.
 * @returns the lines that opened.
 */
export async function concludeApplications(
  tx: Tx,
  policy: CreditPolicy,
  on: BusinessDate,
  screened: readonly ScreenedApplication[],
  answers: ReadonlyMap<string, BankAnswer>,
): Promise<Line[]> {
  const ownDecision = ruleInForce('BANK_OWN_DECISION', policy.profile, on) !== undefined;
  const concluded = screened.flatMap(({ application, rules }) => {
    const answer = answers.get(application.applicationId);
    return answer ? [conclude(application, rules, answer, ownDecision)] : [];
  });
  await answerApplications(
    tx,
    concluded.map((c) => c.update),
  );
  await recordDecisions(
    tx,
    concluded.map((c) => ({ ...c.decision, businessDate: on })),
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

function conclude(application: ScreenedApplication['application'], rules: readonly RuleResult[], answer: BankAnswer, ownDecision: boolean) {
  const own: RuleResult = {
    ruleId: 'BANK_OWN_DECISION',
    side: 'bank',
    limit: ownDecision ? 'required' : 'none',
    actual: answer.bankLimit === null ? 'none' : answer.bankLimit.toString(),
    pass: !ownDecision || answer.bankLimit !== null,
  };
  const vector = answer.status === 'APPROVED' ? [...rules, ...answer.rules, own] : [...rules, ...answer.rules];
  const failed = vector.find((rule) => !rule.pass);
  const approved = answer.status === 'APPROVED' && !failed;
  const limit = answer.bankLimit !== null && answer.bankLimit < application.platformLimit ? answer.bankLimit : application.platformLimit;
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
