import type { ScheduleCalculation } from '@jinqiao/api';
import { isDate } from '../../format/dates.ts';
import { shift } from '../../format/decimal.ts';
import type { TextKey } from '../../i18n/index.ts';
import { calculator } from '../../i18n/texts/calculator.ts';
import { CHOICES, type Draft, type Name, reads } from './draft.ts';
import { CELLS, type ListName, type Row, readRows } from './rows.ts';

/** What is wrong with what was typed, by the path that the server would give. */
export type Wrong = Readonly<Record<string, TextKey>>;
export type Question = { readonly terms: ScheduleCalculation; readonly wrong: Wrong };

/** What the cost table must name and nobody named, in both languages, so that the question does not depend on that of the page. */
const FEE = { name: calculator.feeDefault[1], nameZh: calculator.feeDefault[0] };
export const UNNAMED_LENDER = calculator.lenderDefault.join(' ');

/** Where a term stands in the question, if not under its own name. */
const PLACES: Partial<Record<Name, string>> = {
  rate: 'annualRate',
  calendar: 'businessDays.calendar',
  roll: 'businessDays.rule',
  rollInterest: 'businessDays.interest',
  mode: 'rounding.mode',
  to: 'rounding.to',
  instalmentMode: 'rounding.instalment.mode',
  instalmentTo: 'rounding.instalment.to',
  carry: 'rounding.carryInterest',
  gracePrincipal: 'grace.principal',
  graceInterest: 'grace.interest',
  interestFree: 'grace.interestFree',
  capitalised: 'grace.capitalised',
  penalty: 'penaltyMultiplier',
};

export function placeOf(name: Name): string {
  return PLACES[name] ?? name;
}

/** Amounts as people write them, with separators, become the plain decimals of the API; what is no amount goes to the server as it is. */
export const plainAmount = (text: string): string => text.replace(/[\s,，]/g, '');

/** Reads typed texts, and remembers which of them have no form that could be sent. */
function reader() {
  const wrong: Record<string, TextKey> = {};
  const read =
    <T>(form: RegExp | ((text: string) => boolean), fault: TextKey, make: (text: string) => T, none: T) =>
    (typed: string, place: string): T => {
      const text = typed.trim();
      const fits = typeof form === 'function' ? form(text) : form.test(text);
      if (text !== '' && fits) return make(text);
      wrong[place] = text === '' ? 'calculator:wrong.required' : fault;
      return none;
    };
  const same = (text: string) => text;
  return {
    wrong,
    amount: read(/./, 'calculator:wrong.required', plainAmount, ''),
    percent: read(/^-?\d{1,6}(\.\d{1,6})?$/, 'calculator:wrong.percent', (text) => shift(text, -2), ''),
    factor: read(/^\d{1,4}(\.\d{1,8})?$/, 'calculator:wrong.factor', same, ''),
    whole: read(/^\d{1,9}$/, 'calculator:wrong.whole', Number, 0),
    date: read(isDate, 'calculator:wrong.date', same, ''),
  };
}

/** The question that a draft asks: only terms that its method reads. */
export function questionOf(draft: Draft): Question {
  const from = reader();
  const must = <N extends Name, T>(name: N, value: (typed: Draft[N], place: string) => T): T | undefined =>
    reads(draft, name) ? value(draft[name], placeOf(name)) : undefined;
  const when = <N extends Name, T>(name: N, value: (typed: Draft[N], place: string) => T): T | undefined =>
    draft[name] === '' ? undefined : must(name, value);
  const list = <T>(name: ListName, value: (row: Row, at: string) => T): T[] | undefined => {
    const rows = reads(draft, name) ? readRows(draft[name], CELLS[name].length) : [];
    return rows.length === 0 ? undefined : rows.map((row, index) => value(row, `${name}[${index}]`));
  };
  const terms = {
    asset: draft.asset,
    principal: from.amount(draft.principal, 'principal'),
    annualRate: from.percent(draft.rate, 'annualRate'),
    method: draft.method,
    periods: must('periods', from.whole),
    maturity: must('maturity', from.date),
    stub: must('stub', chosen),
    every: must('every', from.whole),
    unit: must('unit', chosen),
    start: from.date(draft.start, 'start'),
    firstDue: when('firstDue', from.date),
    endOfMonth: when('endOfMonth', Boolean),
    businessDays: businessDaysOf(draft),
    interest: must('interest', chosen),
    firstPeriod: must('firstPeriod', chosen),
    dayCount: must('dayCount', chosen),
    rates: list('rates', ([date = '', rate = ''], at) => ({ from: from.date(date, `${at}.from`), annualRate: from.percent(rate, `${at}.annualRate`) })),
    rounding: {
      mode: draft.mode,
      to: from.amount(draft.to, 'rounding.to'),
      instalment: { mode: when('instalmentMode', (mode) => mode || undefined), to: when('instalmentTo', from.amount) },
      carryInterest: when('carry', Boolean),
    },
    residual: must('residual', chosen),
    grace: {
      principal: must('gracePrincipal', from.whole),
      interest: must('graceInterest', from.whole),
      interestFree: must('interestFree', from.whole),
      capitalised: must('capitalised', from.whole),
    },
    downPayment: when('downPayment', from.amount),
    balloon: when('balloon', from.amount),
    instalment: when('instalment', from.amount),
    steps: list('steps', ([periods = '', factor = ''], at) => ({ periods: from.whole(periods, `${at}.periods`), factor: from.factor(factor, `${at}.factor`) })),
    plan: list('plan', ([on = '', amount = ''], at) => ({ on: from.date(on, `${at}.on`), principal: from.amount(amount, `${at}.principal`) })),
    fees: list('fees', ([name = '', kind = '', amount = '', collectedBy = ''], at) => ({
      ...(name.trim() === '' ? FEE : { name: name.trim() }),
      kind: CHOICES.kind.find((known) => known === kind) ?? 'periodic',
      amount: from.amount(amount, `${at}.amount`),
      collectedBy: collectedBy.trim() || draft.lender.trim() || UNNAMED_LENDER,
    })),
    lender: draft.lender.trim() || UNNAMED_LENDER,
    penaltyMultiplier: from.factor(draft.penalty, 'penaltyMultiplier'),
  };
  return { terms: { ...terms, grace: reads(draft, 'interestFree') ? terms.grace : undefined }, wrong: from.wrong };
}

const chosen = <T>(word: T): T => word;

function businessDaysOf(draft: Draft): ScheduleCalculation['businessDays'] {
  if (!reads(draft, 'roll') || draft.calendar === 'none') return undefined;
  return { calendar: draft.calendar, rule: draft.roll, interest: draft.rollInterest };
}
