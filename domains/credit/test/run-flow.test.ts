import { businessDate, CN_BANK } from '@jinqiao/calendar';
import { RULES, readRulebookText, rulebookOf, rulebookText } from '@jinqiao/compliance';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { meets } from '../src/decisions/decide.ts';
import type { Flow, Step } from '../src/decisions/model.ts';
import { runFlow } from '../src/decisions/run-flow.ts';
import { requireFlow } from '../src/decisions/validate.ts';
import { dueAt } from '../src/reviews/due.ts';
import { SAMPLE_CARD } from '../src/scorecard.ts';
import { guarded, inputsOf, jointLoan, run, TERMS } from './applicant.ts';

const GOOD = { ...TERMS, age: 40, tenureMonths: 60, ordersPerYear: 50 };

test('every step is asked, and the first check that refuses is the reason', () => {
  const { outcome, code, codes, limit, steps } = run({ ...GOOD, whitelist: 'miss', age: 50, tenureMonths: 0, ordersPerYear: 0 });
  expect({ outcome, code, codes, limit }).toEqual({ outcome: 'refuse', code: 'WHITELIST', codes: ['WHITELIST', 'PLATFORM_AGE', 'PLATFORM_SCORE'], limit: '0' });
  expect(steps.map(({ id, outcome }) => [id, outcome])).toEqual([
    ['admission', 'refuse'],
    ['score', 'approve'],
    ['limit', 'refuse'],
    ['rules-in-force', 'approve'],
  ]);
});

const AGES: readonly (readonly [age: number, outcome: string])[] = [
  [20, 'refuse'],
  [21, 'approve'],
  [49, 'approve'],
  [50, 'refuse'],
];
test.each(AGES)('at %i years the programme of 21 to 49 says %s', (age, outcome) => {
  expect(run({ ...GOOD, age }).outcome).toBe(outcome);
});

test('the limit is the band of the score, the cap where it is less, or what came with the invitation', () => {
  expect(run({ ...GOOD, productCap: '5000000' }).limit).toBe('5000000');
  expect(run({ ...GOOD, limitModel: 'suggested', suggestedLimit: '1234500' }).limit).toBe('1234500');
  expect(run({ ...GOOD, limitModel: 'suggested' })).toMatchObject({ outcome: 'refuse', code: 'PLATFORM_SCORE', limit: '0' });
});

test('a cap that is unknown gives nothing', () => {
  const { productCap: _, ...unknown } = GOOD;
  expect(run(unknown)).toMatchObject({ outcome: 'refuse', codes: ['PLATFORM_SCORE', 'PRODUCT_CAP'], limit: '0' });
});

test('a review comes after a refusal and before an approval; a note decides nothing', () => {
  const signals = { CARD_SHARED: 1, LISTED_BLACK: 0 };
  expect(run(GOOD, guarded, { signals })).toMatchObject({ outcome: 'review', code: 'CARD_SHARED' });
  expect(run(GOOD, guarded, { signals: { CARD_SHARED: 1, LINKED_PERSONS: 6 } })).toMatchObject({
    outcome: 'refuse',
    code: 'LINKED_PERSONS',
    codes: ['CARD_SHARED', 'LINKED_PERSONS'],
  });
  expect(run({ ...GOOD, overdue: true }, guarded)).toMatchObject({ outcome: 'refuse', code: 'OVERDUE_NOW' });
  const noting: Flow = {
    ...jointLoan,
    steps: [{ id: 'note', kind: 'rules', rules: [{ code: 'PLATFORM_AGE', check: { form: 'at-most', feature: 'age', value: '30' }, effect: 'note' }] }],
  };
  expect(run(GOOD, noting)).toMatchObject({ outcome: 'approve', code: null, codes: [] });
});

test('cut-offs refuse below the first, send to a person below the second', () => {
  const cutOffs: Step = {
    id: 'cut-offs',
    kind: 'cut-offs',
    bands: [
      { below: 600, outcome: 'refuse', code: 'SCORE_LOW' },
      { below: 700, outcome: 'review', code: 'SCORE_BORDERLINE' },
      { below: null, outcome: 'approve' },
    ],
  };
  const flow: Flow = { ...jointLoan, steps: [jointLoan.steps[1] as Step, cutOffs] };
  const outcomes = [0, 8, 60].map((tenureMonths) => {
    const { score, outcome, code } = run({ ...GOOD, tenureMonths }, flow);
    return [score, outcome, code];
  });
  expect(outcomes).toEqual([
    [590, 'refuse', 'SCORE_LOW'],
    [640, 'review', 'SCORE_BORDERLINE'],
    [710, 'approve', null],
  ]);
});

test('a card takes days since a date and knows an unknown feature', () => {
  const card = {
    ...SAMPLE_CARD,
    characteristics: [
      {
        feature: 'registeredOn',
        kind: 'numeric' as const,
        reason: 'SHORT_TENURE',
        bins: [
          { below: 30, points: 5 },
          { below: null, points: 50 },
          { missing: true as const, points: 1 },
        ],
      },
    ],
  };
  const flow: Flow = { ...jointLoan, steps: [{ id: 'score', kind: 'scorecard', card }] };
  const material = { cards: new Map([['joint-loan-sample@1', card]]), rulebook: { rules: [], onBreach: () => 'block' as const, holdsLicence: () => false } };
  const scores = ['2026-02-01', '2026-01-31', undefined].map((registeredOn) => runFlow(flow, inputsOf(registeredOn ? { registeredOn } : {}), material).score);
  expect(scores).toEqual([305, 350, 301]);
});

test('a rulebook that was kept as text decides as the one it was', () => {
  const parts = { rules: RULES, onBreach: [{ profile: 'CN_2017', ruleId: 'BUREAU_CONSENT', mode: 'warn' as const }], licences: [] };
  const text = rulebookText(parts);
  const cards = new Map([['joint-loan-sample@deployed', SAMPLE_CARD]]);
  const inputs = inputsOf(GOOD, { facts: { bureauConsent: false, lenderEntity: 'bank', termMonths: '12' } });
  const [before, after] = [rulebookOf(parts), readRulebookText(text)].map((rulebook) => runFlow(jointLoan, inputs, { cards, rulebook }));
  expect(after).toEqual(before);
  expect(before?.steps.at(-1)?.checks.length).toBeGreaterThan(3);
});

test('who meets the challenger is decided by customer and flow, in about the share asked for', () => {
  const at = (share: number) => Array.from({ length: 2_000 }, (_, n) => meets({ flow: 'x', version: 1, mode: 'shadow', share }, 'joint-loan', `cus_${n}`));
  expect(at(0)).not.toContain(true);
  expect(at(10_000)).not.toContain(false);
  const some = at(2_500);
  expect(at(2_500)).toEqual(some);
  expect(some.filter(Boolean).length).toBeGreaterThan(430);
  expect(some.filter(Boolean).length).toBeLessThan(570);
});

const DUE: readonly (readonly [opened: string, time: string, unit: 'working-hours' | 'working-days', value: number, due: string])[] = [
  ['2026-03-02', '10:30', 'working-hours', 4, '2026-03-02 14:30'],
  ['2026-03-02', '16:00', 'working-hours', 4, '2026-03-03 11:00'],
  ['2026-03-02', '07:00', 'working-hours', 9, '2026-03-02 18:00'],
  ['2026-03-06', '20:00', 'working-hours', 1, '2026-03-09 10:00'],
  // The holiday of the National Day: 1 to 7 October 2026; the 10th is a working Saturday.
  ['2026-09-30', '17:00', 'working-hours', 2, '2026-10-08 10:00'],
  ['2026-10-09', '17:00', 'working-days', 2, '2026-10-12 18:00'],
];
test.each(DUE)('opened on %s at %s, due in %s %i: %s', (opened, time, unit, value, due) => {
  const { on, time: at } = dueAt({ on: businessDate(opened), time }, { unit, value }, CN_BANK);
  expect(`${on} ${at}`).toBe(due);
});

/** The guarded flow with its card in it. */
const WITH_CARD: Flow = { ...guarded, steps: guarded.steps.map((step) => (step.kind === 'scorecard' ? { ...step, card: SAMPLE_CARD } : step)) };

type Json = Record<string, unknown>;
type Change = (flow: Json) => void;
const at =
  (path: string, value: unknown): Change =>
  (flow) => {
    const parts = path.split('.');
    const last = parts.pop() as string;
    const place = parts.reduce((object, part) => object[part] as Json, flow);
    place[last] = value;
  };
const WRONG: readonly (readonly [name: string, change: Change, path: string])[] = [
  ['a name with a blank', at('name', 'joint loan'), '$.name'],
  ['no step', at('steps', []), '$.steps'],
  ['a step twice', at('steps.1.id', 'admission'), '$.steps[1].id'],
  ['a step of no kind', at('steps.0.kind', 'guess'), '$.steps[0].kind'],
  ['a rule without a code', at('steps.0.rules.0.code', ''), '$.steps[0].rules[0].code'],
  ['a feature that is none', at('steps.0.rules.0.check.feature', 'height'), '$.steps[0].rules[0].check.feature'],
  ['a prototype as a feature', at('steps.0.rules.0.check.feature', 'toString'), '$.steps[0].rules[0].check.feature'],
  ['a form that is none', at('steps.0.rules.0.check.form', 'like'), '$.steps[0].rules[0].check.form'],
  ['a number held to words', at('steps.0.rules.0.check.feature', 'age'), '$.steps[0].rules[0].check.form'],
  ['a bound that is no number', at('steps.0.rules.1.check.from', '21.5'), '$.steps[0].rules[1].check.from'],
  ['a bound that is a word', at('steps.0.rules.1.check.from', { of: 'whitelist' }), '$.steps[0].rules[1].check.from.of'],
  ['an effect that is none', at('steps.0.rules.0.effect', 'block'), '$.steps[0].rules[0].effect'],
  ['a characteristic of no feature', at('steps.2.card.characteristics.0.feature', 'height'), '$.steps[2].card.characteristics[0].feature'],
  ['points with a half', at('steps.2.card.characteristics.0.bins.0.points', 1.5), '$.steps[2].card.characteristics[0].bins[0].points'],
  ['bins that go back', at('steps.2.card.characteristics.0.bins.1.below', 20), '$.steps[2].card.characteristics[0].bins'],
  ['bands that ascend', at('steps.3.bands.1.from', 700), '$.steps[3].bands[1].from'],
  ['a limit with a decimal', at('steps.3.bands.0.units', '10.5'), '$.steps[3].bands[0].units'],
  ['a limit without a cap', at('steps.3.caps', []), '$.steps[3].caps'],
  ['a detector that is none', at('steps.4.detectors.0.form', 'hunch'), '$.steps[4].detectors[0].form'],
  ['an attribute that is none', at('steps.4.detectors.2.attribute', 'face'), '$.steps[4].detectors[2].attribute'],
  ['links ten steps deep', at('steps.4.detectors.6.depth', 10), '$.steps[4].detectors[6].depth'],
  ['an action that is none', at('steps.5.actions.0', 'lend'), '$.steps[5].actions[0]'],
  ['a compliance rule overridden', at('overrides.codes.0', 'BUREAU_CONSENT'), '$.overrides.codes[0]'],
  ['a code without words', at('steps.0.rules.0.code', 'TOO_TALL'), '$.reasons.TOO_TALL'],
  ['a review without an end', at('review.value', 0), '$.review.value'],
  ['a challenger for more than everybody', at('challenger', { flow: 'joint-loan', version: 1, share: 10_001, mode: 'test' }), '$.challenger.share'],
  ['a limit before the score', at('steps', [guarded.steps[3], guarded.steps[2]]), '$.steps[0]'],
];
test.each(WRONG)('a flow with %s is refused, and told where', (_name, change, path) => {
  const flow = structuredClone(WITH_CARD) as unknown as Json;
  expect(() => requireFlow(flow as unknown as Flow)).not.toThrow();
  change(flow);
  const refused = (() => {
    try {
      return requireFlow(flow as unknown as Flow);
    } catch (error) {
      return error;
    }
  })();
  expect(refused).toMatchObject({ code: 'FLOW_INVALID', path, zh: expect.stringMatching(/：./) });
});

/** Random flows that `requireFlow` lets through, over random features. */
const feature = fc.constantFrom('age', 'tenureMonths', 'ordersPerYear', 'loansActive', 'worstDaysLate');
const rule = fc.record({
  code: fc.constantFrom('PLATFORM_AGE', 'LATE_BEFORE', 'FEW_ORDERS', 'SHORT_TENURE'),
  check: fc.record({ form: fc.constantFrom('at-most', 'at-least'), feature, value: fc.integer({ min: 0, max: 100 }).map(String) }),
  effect: fc.constantFrom('refuse', 'review', 'note'),
  missing: fc.constantFrom('pass', 'fail'),
});
const flows = fc.tuple(fc.array(rule, { minLength: 1, maxLength: 5 }), fc.boolean(), fc.boolean()).map(
  ([rules, fraud, lawful]): Flow => ({
    ...guarded,
    overrides: { ...guarded.overrides, codes: [] },
    steps: [
      { id: 'random', kind: 'rules', rules },
      ...guarded.steps.filter(({ kind }) => (fraud || kind !== 'fraud') && (lawful || kind !== 'compliance')),
    ] as Step[],
  }),
);
const people = fc.record(
  {
    whitelist: fc.constantFrom('hit', 'miss'),
    age: fc.integer({ min: 0, max: 99 }),
    tenureMonths: fc.integer({ min: 0, max: 99 }),
    ordersPerYear: fc.integer({ min: 0, max: 99 }),
    worstDaysLate: fc.integer({ min: 0, max: 99 }),
    overdue: fc.boolean(),
    suggestedLimit: fc.integer({ min: 0, max: 9_999_999 }).map(String),
  },
  { requiredKeys: [] },
);

test('a run has the same answer when it is made again from what was stored', () => {
  const cards = new Map([['joint-loan-sample@deployed', SAMPLE_CARD]]);
  const rulebook = rulebookOf({ rules: RULES, onBreach: [], licences: [] });
  fc.assert(
    fc.property(flows, people, fc.integer({ min: 0, max: 9 }), (flow, person, counted) => {
      requireFlow(flow);
      const signals = { CARD_SHARED: counted, LINKED_PERSONS: counted };
      const inputs = inputsOf({ ...TERMS, ...person }, { signals, facts: { bureauConsent: counted > 3 } });
      const first = runFlow(flow, inputs, { cards, rulebook });
      const kept = readRulebookText(rulebookText({ rules: RULES, onBreach: [], licences: [] }));
      const again = runFlow(JSON.parse(JSON.stringify(flow)), JSON.parse(JSON.stringify(inputs)), { cards, rulebook: kept });
      expect(again).toEqual(first);
      // What refuses is named, and nothing is given to whom it refuses a limit.
      expect(first.outcome === 'approve').toBe(first.code === null);
      if (first.outcome === 'approve') expect(BigInt(first.limit) > 0n && BigInt(first.limit) <= 10_000_000n).toBe(true);
    }),
    { numRuns: 60 },
  );
});
