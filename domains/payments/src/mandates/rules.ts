import { addMonths, type BusinessDate } from '@jinqiao/calendar';
import { type Profile, ruleInForce } from '@jinqiao/compliance';

/** The most that a mandate lets be debited, in minor units: by payment, calendar day and calendar month. */
export type Caps = { readonly payment: bigint; readonly day: bigint; readonly month: bigint };
export type MandateRules = Caps & { readonly validThrough: BusinessDate };

function rulesOf(family: 'MANDATE' | 'LOAN_MANDATE', profile: Profile, on: BusinessDate): MandateRules {
  const value = (name: string) => {
    const rule = ruleInForce(`${family}_${name}`, profile, on);
    if (!rule) throw new TypeError(`no rule ${family}_${name} of ${profile} on ${on}`);
    return rule.value;
  };
  return { payment: value('PAYMENT_CAP'), day: value('DAY_CAP'), month: value('MONTH_CAP'), validThrough: addMonths(on, Number(value('VALID_MONTHS'))) };
}

/** The caps and the validity that a mandate gets that asks for nothing else. */
export function mandateRules(profile: Profile, on: BusinessDate): MandateRules {
  return rulesOf('MANDATE', profile, on);
}

/** Those of a card that is bound for the repayment of loans: they cover the largest line, and last as long as a loan may. */
export function loanMandateRules(profile: Profile, on: BusinessDate): MandateRules {
  return rulesOf('LOAN_MANDATE', profile, on);
}
