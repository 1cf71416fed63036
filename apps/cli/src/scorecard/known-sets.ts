/** Public sets of borrowers, known by their columns: which column is the outcome, and what a card may not use. */

import type { Excluded } from '@jinqiao/scorecard';

export type Outcome = 'bad' | 'good' | 'open';

export type KnownSet = {
  readonly name: string;
  /** All of these columns are there; any one of a group of names. */
  readonly columns: readonly (readonly string[])[];
  readonly target: readonly string[];
  readonly bad: string;
  readonly outcomeOf: (value: string) => Outcome;
  readonly id: readonly string[];
  /** Columns that were not known when the applicant applied, and why. */
  readonly leaks: Readonly<Record<string, Excluded>>;
  readonly protected: readonly string[];
  /** The applicant's sex by the value of a column. */
  readonly sex?: { readonly columns: readonly string[]; readonly of: (value: string) => string | null };
  /** When the applicant applied: the span of the sample, and no characteristic. */
  readonly appliedOn?: string;
  /** Dates that become months before the application. */
  readonly monthsBefore?: Readonly<Record<string, string>>;
};

const oneIsBad = (value: string): Outcome => (Number(value) === 1 ? 'bad' : 'good');

const GERMAN: KnownSet = {
  name: 'german-credit',
  columns: [['creditability'], ['personal_status_and_sex', 'personal.status.and.sex']],
  target: ['creditability'],
  bad: 'bad',
  outcomeOf: (value) => (value === 'bad' ? 'bad' : 'good'),
  id: ['id'],
  leaks: {},
  protected: ['personal_status_and_sex', 'personal.status.and.sex', 'foreign_worker', 'foreign.worker'],
  sex: {
    columns: ['personal_status_and_sex', 'personal.status.and.sex'],
    of: (value) => /^\s*(male|female)\b/.exec(value)?.[1] ?? null,
  },
};

const GIVE_ME_SOME_CREDIT: KnownSet = {
  name: 'give-me-some-credit',
  columns: [['SeriousDlqin2yrs'], ['RevolvingUtilizationOfUnsecuredLines']],
  target: ['SeriousDlqin2yrs'],
  bad: '1 (90 days past due or worse within two years)',
  outcomeOf: oneIsBad,
  id: ['id', 'Id', 'column 1'],
  leaks: {},
  protected: [],
};

const TAIWAN_TARGETS = ['default.payment.next.month', 'default payment next month', 'default_payment_next_month'];
const TAIWAN: KnownSet = {
  name: 'uci-taiwan',
  columns: [TAIWAN_TARGETS, ['LIMIT_BAL']],
  target: TAIWAN_TARGETS,
  bad: '1 (no payment the month after)',
  outcomeOf: oneIsBad,
  id: ['ID', 'id'],
  leaks: {},
  protected: ['GENDER', 'SEX', 'MARRIAGE'],
  sex: { columns: ['GENDER', 'SEX'], of: (value) => ({ 1: 'male', 2: 'female' })[Number(value)] ?? null },
};

const LENDING_CLUB: KnownSet = {
  name: 'lendingclub-2007-2011',
  columns: [['loan_status'], ['issue_d'], ['sub_grade'], ['total_rec_prncp']],
  target: ['loan_status'],
  bad: 'charged off or in default; loans that are not over are left out',
  outcomeOf: (value) => {
    if (/charged off|default/i.test(value)) return 'bad';
    return /fully paid/i.test(value) ? 'good' : 'open';
  },
  id: ['loan_id', 'id', 'member_id'],
  leaks: {
    ...Object.fromEntries(
      [
        ...['out_prncp', 'out_prncp_inv', 'total_pymnt', 'total_pymnt_inv', 'total_rec_prncp', 'total_rec_int', 'total_rec_late_fee', 'recoveries'],
        ...['collection_recovery_fee', 'last_pymnt_d', 'last_pymnt_amnt', 'next_pymnt_d', 'last_credit_pull_d', 'debt_settlement_flag', 'pymnt_plan'],
      ].map((column) => [column, 'performance' as const]),
    ),
    ...Object.fromEntries(['int_rate', 'installment', 'grade', 'sub_grade', 'verification_status'].map((column) => [column, 'decision' as const])),
    funded_amnt: 'funding',
    funded_amnt_inv: 'funding',
  },
  protected: [],
  appliedOn: 'issue_d',
  monthsBefore: { earliest_cr_line: 'months_since_earliest_cr_line' },
};

const SETS: readonly KnownSet[] = [GERMAN, GIVE_ME_SOME_CREDIT, TAIWAN, LENDING_CLUB];

/** The set that has these columns. */
export function knownSet(columns: readonly string[]): KnownSet | undefined {
  return SETS.find((set) => set.columns.every((names) => names.some((name) => columns.includes(name))));
}

/** Columns of sets that nobody described: by their names alone. */
export const PROTECTED_NAMES = /^(sex|gender|ethnicity|race|religion|nationality|marital[_. ]?status|marriage|性别|民族|婚姻(状况)?)$/i;
export const ID_NAMES = /^(id|.*[_. ]id|编号)$/i;
export const SEX_NAMES = /^(sex|gender|性别)$/i;
export const AGE_NAMES = /^(age|age[_. ]in[_. ]years|年龄)$/i;
