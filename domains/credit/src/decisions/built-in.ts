import { SAMPLE_CARD } from '../scorecard.ts';
import type { Flow, Step } from './model.ts';

const ADMISSION: Step = {
  id: 'admission',
  kind: 'rules',
  rules: [
    { code: 'WHITELIST', check: { form: 'one-of', feature: 'whitelist', values: ['hit'] }, effect: 'refuse' },
    { code: 'PLATFORM_AGE', check: { form: 'between', feature: 'age', from: { of: 'ageFrom' }, to: { of: 'ageTo' } }, effect: 'refuse' },
  ],
};
// Whichever version of it is deployed: what is deployed decides.
const SCORE: Step = { id: 'score', kind: 'scorecard', card: { name: SAMPLE_CARD.name } };
const LIMIT: Step = {
  id: 'limit',
  kind: 'limit',
  bands: [
    { from: 660, units: '100000' },
    { from: 620, units: '60000' },
    { from: 570, units: '30000' },
    { from: 520, units: '10000' },
    { from: 470, units: '3000' },
  ],
  instead: { when: { form: 'one-of', feature: 'limitModel', values: ['suggested'] }, feature: 'suggestedLimit' },
  caps: [{ feature: 'productCap', code: 'PRODUCT_CAP' }],
  code: 'PLATFORM_SCORE',
};
// Who applies has the bank ask the bureau: both must be allowed.
const RULES: Step = { id: 'rules-in-force', kind: 'compliance', actions: ['apply', 'query-bureau'] };

/** The platform's side of the joint loan: invited, of an age that the programme admits, scored, and lawful. */
const JOINT_LOAN: Flow = {
  name: 'joint-loan',
  zh: '联合贷款',
  en: 'Joint loan',
  steps: [ADMISSION, SCORE, LIMIT, RULES],
  overrides: { codes: ['PLATFORM_AGE', 'PLATFORM_SCORE'], maxUnits: '50000', fourEyesAboveUnits: '10000' },
  review: { unit: 'working-days', value: 2 },
};

/** The same with what is known of repayment and of shared devices, addresses and cards; a programme names it to use it. */
const JOINT_LOAN_GUARDED: Flow = {
  name: 'joint-loan-guarded',
  zh: '联合贷款(反欺诈)',
  en: 'Joint loan with fraud checks',
  steps: [
    ADMISSION,
    {
      id: 'repayment',
      kind: 'rules',
      rules: [
        { code: 'OVERDUE_NOW', check: { form: 'is-false', feature: 'overdue' }, effect: 'refuse', missing: 'pass' },
        { code: 'LATE_BEFORE', check: { form: 'at-most', feature: 'worstDaysLate', value: '30' }, effect: 'review', missing: 'pass' },
      ],
    },
    SCORE,
    LIMIT,
    {
      id: 'fraud',
      kind: 'fraud',
      detectors: [
        { code: 'LISTED_BLACK', form: 'listed', list: 'black', above: 0, effect: 'refuse' },
        { code: 'LISTED_GREY', form: 'listed', list: 'grey', above: 0, effect: 'review' },
        { code: 'CARD_SHARED', form: 'shared', attribute: 'card', days: 366, above: 0, effect: 'review' },
        { code: 'DEVICE_SHARED', form: 'shared', attribute: 'device', days: 90, above: 2, effect: 'review' },
        { code: 'DEVICE_VELOCITY', form: 'velocity', attribute: 'device', days: 7, above: 3, effect: 'refuse' },
        { code: 'ADDRESS_VELOCITY', form: 'velocity', attribute: 'address', days: 1, above: 20, effect: 'review' },
        { code: 'LINKED_PERSONS', form: 'component', attributes: ['card', 'device'], depth: 3, above: 5, effect: 'refuse' },
      ],
    },
    RULES,
  ],
  overrides: {
    codes: [
      'PLATFORM_AGE',
      'PLATFORM_SCORE',
      'LATE_BEFORE',
      'LISTED_GREY',
      'CARD_SHARED',
      'DEVICE_SHARED',
      'DEVICE_VELOCITY',
      'ADDRESS_VELOCITY',
      'LINKED_PERSONS',
    ],
    maxUnits: '50000',
    fourEyesAboveUnits: '10000',
  },
  review: { unit: 'working-hours', value: 16 },
};

/** Who may pay later: no arrears of any loan, not on a list of the platform's, of age, and scored. What is bought is asked of the rules each time. */
const PAY_LATER: Flow = {
  name: 'pay-later',
  zh: '先享后付',
  en: 'Pay later',
  steps: [
    {
      id: 'admission',
      kind: 'rules',
      rules: [
        { code: 'PLATFORM_AGE', check: { form: 'between', feature: 'age', from: { of: 'ageFrom' }, to: { of: 'ageTo' } }, effect: 'refuse' },
        { code: 'OVERDUE_NOW', check: { form: 'is-false', feature: 'overdue' }, effect: 'refuse', missing: 'pass' },
      ],
    },
    SCORE,
    LIMIT,
    {
      id: 'fraud',
      kind: 'fraud',
      detectors: [
        { code: 'LISTED_BLACK', form: 'listed', list: 'black', above: 0, effect: 'refuse' },
        { code: 'LISTED_GREY', form: 'listed', list: 'grey', above: 0, effect: 'refuse' },
      ],
    },
  ],
  overrides: { codes: [], maxUnits: '0', fourEyesAboveUnits: '0' },
  review: { unit: 'working-days', value: 2 },
};

/** Flows that an installation begins with, each as its first version; what they become is decided by maker and checker. */
export const BUILT_IN_FLOWS: readonly Flow[] = [JOINT_LOAN, JOINT_LOAN_GUARDED, PAY_LATER];
