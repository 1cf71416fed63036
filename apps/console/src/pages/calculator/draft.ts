import type { ScheduleCalculation } from '@jinqiao/api';

type Form = ScheduleCalculation;

/** The words that a field of choices knows; in the address others are dropped. */
export const CHOICES = {
  asset: ['CNY', 'USD'],
  method: [
    'equal-instalment',
    'equal-principal',
    'interest-only',
    'bullet',
    'flat',
    'stepped',
    'fixed-instalment',
    'on-demand',
    'free-plan',
  ] satisfies Form['method'][],
  ends: ['periods', 'maturity'],
  unit: ['day', 'week', 'month', 'year'] satisfies Form['unit'][],
  stub: ['short-last', 'long-last'] satisfies Form['stub'][],
  calendar: ['none', 'CN_BANK', 'CN_TRADING', 'WEEKENDS_ONLY'] satisfies (NonNullable<Form['businessDays']>['calendar'] | 'none')[],
  roll: ['following', 'modified-following', 'preceding', 'modified-preceding', 'none'] satisfies NonNullable<Form['businessDays']>['rule'][],
  rollInterest: ['moves', 'stays'] satisfies NonNullable<Form['businessDays']>['interest'][],
  interest: ['periodic', 'daily'] satisfies Form['interest'][],
  firstPeriod: ['whole', 'by-days'] satisfies Form['firstPeriod'][],
  dayCount: [
    'act/360',
    'act/364',
    'act/365',
    '30/360',
    '30/365',
    'nl/365',
    'act/act',
    'act/act-isda',
    '30e/360',
    '30e/360-isda',
    '30/360-us',
    'business/252',
  ] satisfies Form['dayCount'][],
  mode: ['half-up', 'half-even', 'up', 'down', 'ceiling', 'floor'] satisfies NonNullable<Form['rounding']>['mode'][],
  instalmentMode: ['', 'half-up', 'half-even', 'up', 'down', 'ceiling', 'floor'] satisfies (NonNullable<Form['rounding']>['mode'] | '')[],
  residual: ['last', 'smooth'] satisfies Form['residual'][],
  kind: ['periodic', 'upfront'] satisfies NonNullable<Form['fees']>[number]['kind'][],
} as const;

/** What the form holds before anybody types: the terms of the product that most customers see. Empty is left out of the question. */
const defaults = {
  asset: 'CNY',
  principal: '100000.00',
  rate: '6.96',
  method: 'equal-instalment',
  ends: 'periods',
  periods: '12',
  maturity: '',
  start: '',
  firstDue: '',
  every: '1',
  unit: 'month',
  endOfMonth: '',
  stub: 'short-last',
  calendar: 'none',
  roll: 'following',
  rollInterest: 'moves',
  interest: 'periodic',
  firstPeriod: 'whole',
  dayCount: 'act/360',
  rates: '',
  mode: 'half-up',
  to: '0.01',
  instalmentMode: '',
  instalmentTo: '',
  carry: '',
  residual: 'last',
  gracePrincipal: '0',
  graceInterest: '0',
  interestFree: '0',
  capitalised: '0',
  downPayment: '',
  balloon: '',
  instalment: '',
  steps: '',
  plan: '',
  fees: '',
  lender: '',
  penalty: '1.5',
} as const;

export type Name = keyof typeof defaults;
export type ChoiceName = keyof typeof CHOICES & Name;
/** Everything as it was typed, by the names that it has in the address. */
export type Draft = { readonly [N in Name]: N extends ChoiceName ? (typeof CHOICES)[N][number] : string };
export const DEFAULTS: Draft = defaults;

const NAMES = Object.keys(defaults) as Name[];
/** The terms that a link always says, so that it means the same later. */
const ALWAYS: readonly Name[] = ['principal', 'rate', 'method', 'periods', 'start'];

export type Search = Readonly<Record<string, string | undefined>>;

function isChoice(name: Name): name is ChoiceName {
  return name in CHOICES;
}

/** The draft of an address; a loan starts today where the address does not say when. */
export function readDraft(search: Search, today: string): Draft {
  const told = NAMES.filter((name) => search[name] !== undefined && (!isChoice(name) || CHOICES[name].some((choice) => choice === search[name])));
  return { ...DEFAULTS, start: today, ...Object.fromEntries(told.map((name) => [name, search[name]])) };
}

/** The address of a draft: what the method reads and what differs from the defaults. */
export function searchOf(draft: Draft): Record<string, string> {
  const told = NAMES.filter((name) => reads(draft, name) && (ALWAYS.includes(name) || draft[name] !== DEFAULTS[name]));
  return Object.fromEntries(told.map((name) => [name, draft[name]]));
}

const PLANNED = ['on-demand', 'free-plan'];
const SOLVED = ['equal-instalment', 'stepped', 'fixed-instalment'];

type Reads = (draft: Draft, planned: boolean) => boolean;

const byMethods =
  (...methods: string[]): Reads =>
  (draft) =>
    methods.includes(draft.method);
const unlessPlanned: Reads = (_, planned) => !planned;
const withCalendar: Reads = (draft, planned) => !planned && draft.calendar !== 'none';
const movesFirst: Reads = (draft, planned) => !planned && draft.interest === 'periodic' && draft.firstDue !== '';
const carries: Reads = byMethods('equal-instalment', 'flat');

/** Which methods read a term; one that is not here is read by all. */
const READ_WHEN: Partial<Record<Name, Reads>> = {
  ends: (draft) => draft.method !== 'free-plan',
  periods: (draft) => draft.method !== 'free-plan' && draft.ends === 'periods',
  maturity: (draft) => draft.method !== 'free-plan' && draft.ends === 'maturity',
  firstDue: unlessPlanned,
  every: (draft) => draft.method !== 'free-plan',
  unit: (draft) => draft.method !== 'free-plan',
  endOfMonth: (draft, planned) => !planned && (draft.unit === 'month' || draft.unit === 'year'),
  stub: (draft, planned) => !planned && draft.ends === 'maturity',
  calendar: unlessPlanned,
  roll: withCalendar,
  rollInterest: withCalendar,
  interest: unlessPlanned,
  firstPeriod: movesFirst,
  dayCount: (draft, planned) => planned || draft.interest === 'daily' || (movesFirst(draft, planned) && draft.firstPeriod === 'by-days'),
  rates: (draft) => draft.method !== 'flat' && !(carries(draft, false) && draft.carry !== ''),
  instalmentMode: byMethods(...SOLVED, 'flat'),
  instalmentTo: byMethods(...SOLVED, 'flat'),
  carry: carries,
  residual: byMethods('equal-instalment', 'flat'),
  gracePrincipal: byMethods('equal-principal', ...SOLVED, 'flat'),
  graceInterest: (draft, planned) => !planned && draft.method !== 'bullet',
  interestFree: unlessPlanned,
  capitalised: (draft, planned) => !planned && draft.method !== 'flat' && draft.method !== 'bullet' && !(carries(draft, false) && draft.carry !== ''),
  downPayment: unlessPlanned,
  balloon: byMethods('equal-principal', ...SOLVED),
  instalment: byMethods('fixed-instalment'),
  steps: byMethods('stepped'),
  plan: byMethods(...PLANNED),
};

export function reads(draft: Draft, name: Name): boolean {
  return READ_WHEN[name]?.(draft, PLANNED.includes(draft.method)) ?? true;
}
