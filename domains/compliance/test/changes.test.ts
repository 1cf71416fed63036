import { businessDate } from '@jinqiao/calendar';
import type { Database } from '@jinqiao/database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type ChangeBody,
  decide,
  decideChange,
  type Facts,
  keepingRefusals,
  listDecisions,
  listOwnRules,
  loadRulebook,
  type NewDecision,
  proposeChange,
  recordDecisions,
  refusalOf,
  registerEntities,
} from '../src/index.ts';
import { act, complianceDatabase } from './store.ts';

let db: Database;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ db, stop } = await complianceDatabase());
  const entities = [
    { entityId: 'platform', name: 'Platform', nameZh: '平台', kind: 'company' },
    { entityId: 'bank', name: 'Bank', nameZh: '银行', kind: 'bank' },
  ];
  await db.tx((tx) => registerEntities(tx, entities, [], '2026-01-01'));
});
afterAll(() => stop());

let keys = 0;
const propose = (body: ChangeBody, by = 'maker') => {
  keys += 1;
  return db.tx((tx) => proposeChange(tx, act(by), `key ${keys}`, body, 'as agreed'));
};
const approve = (id: string, by = 'checker') => db.tx((tx) => decideChange(tx, act(by), id, true, 'checked against the paper'));
const enact = async (body: ChangeBody) => approve((await propose(body)).changeId);

const licence = (change: object = {}): ChangeBody => ({
  kind: 'licence',
  licence: { entityId: 'platform', licenceType: 'financing-guarantee', number: 'G-1', validFrom: '2026-01-01', validTo: '2026-12-31', scopes: [], ...change },
});
const guarantor = async (date: string): Promise<string | undefined> => {
  const facts: Facts = { guarantorEntity: 'platform' };
  const vector = decide(await loadRulebook(db), { action: 'guarantee', facts, asOf: businessDate(date), profile: 'CN_CURRENT' });
  return vector.find((result) => result.ruleId === 'GUARANTOR_LICENCE')?.outcome;
};

test('a licence counts from its first to its last day, once another person has approved it', async () => {
  const change = await propose(licence());
  expect(await guarantor('2026-06-01')).toBe('breach');
  await expect(approve(change.changeId, 'maker')).rejects.toMatchObject({ code: 'CHECKER_IS_MAKER' });
  expect((await approve(change.changeId)).state).toBe('approved');
  // The same verdict again is the same answer; another person's comes too late.
  expect((await approve(change.changeId)).state).toBe('approved');
  await expect(approve(change.changeId, 'third')).rejects.toMatchObject({ code: 'CHANGE_DECIDED' });
  expect(await Promise.all(['2025-12-31', '2026-01-01', '2026-12-31', '2027-01-01'].map(guarantor))).toEqual(['breach', 'pass', 'pass', 'breach']);
  // A later version takes its place: revoked as of 30 June.
  await enact(licence({ validTo: '2026-06-30' }));
  expect(await Promise.all(['2026-06-30', '2026-07-01'].map(guarantor))).toEqual(['pass', 'breach']);
});

const REFUSED: readonly [what: string, body: ChangeBody, code: string][] = [
  ['a licence that a company may not hold', licence({ licenceType: 'banking' }), 'LICENCE_NOT_FOR_KIND'],
  ['a licence that there is not', licence({ licenceType: 'everything' }), 'LICENCE_TYPE_UNKNOWN'],
  ['a licence of nobody', licence({ entityId: 'nobody' }), 'ENTITY_UNKNOWN'],
  ['a scope that there is not', licence({ scopes: ['moon'] }), 'LICENCE_SCOPE_UNKNOWN'],
  ['a licence that ends before it begins', licence({ validTo: '2025-12-31' }), 'LICENCE_DATES_INVALID'],
  ['a mode of a rule that the profile has not', { kind: 'on-breach', profile: 'CN_2017', ruleId: 'ALL_IN_COST_MAX', mode: 'warn' }, 'RULE_UNKNOWN'],
];

test.each(REFUSED)('%s is refused', async (_, body, code) => {
  await expect(propose(body)).rejects.toMatchObject({ code });
});

type OwnRuleChange = Extract<ChangeBody, { kind: 'rule' }>;
const own = (change: Partial<OwnRuleChange['rule']>): OwnRuleChange => ({
  kind: 'rule',
  rule: {
    ruleId: 'OWN_DRAW_MAX',
    zh: '单笔上限',
    en: 'Largest draw',
    profiles: ['CUSTOM'],
    from: '2026-01-01',
    to: null,
    unit: 'amount',
    value: '1000000',
    basis: 'credit policy of the operator',
    provenance: 'ours',
    actions: ['draw'],
    check: { form: 'at-most', fact: 'drawAmount' },
    ...change,
  },
});

test('an own rule binds under CUSTOM alone, its versions take over by date, and its history stays', async () => {
  await enact(own({}));
  await enact(own({ value: '500000', from: '2026-07-01' }));
  const rulebook = await loadRulebook(db);
  const limit = (date: string, profile: 'CUSTOM' | 'CN_CURRENT' = 'CUSTOM') =>
    decide(rulebook, { action: 'draw', facts: { drawAmount: 700_000n }, asOf: businessDate(date), profile })
      .filter((result) => result.ruleId === 'OWN_DRAW_MAX')
      .map((result) => [result.limit, result.outcome, result.since]);
  expect(limit('2025-12-31')).toEqual([]);
  expect(limit('2026-06-30')).toEqual([['1000000', 'pass', '2026-01-01']]);
  expect(limit('2026-07-01')).toEqual([['500000', 'breach', '2026-07-01']]);
  expect(limit('2026-07-01', 'CN_CURRENT')).toEqual([]);
  expect((await listOwnRules(db)).map(({ version, rule, madeBy, checkedBy }) => [version, rule.to, madeBy, checkedBy])).toEqual([
    [1, '2026-07-01', 'maker', 'checker'],
    [2, null, 'maker', 'checker'],
  ]);
});

const UNUSABLE: readonly [what: string, change: Partial<OwnRuleChange['rule']>][] = [
  ['an id in small letters', { ruleId: 'own' }],
  ['a broken value', { value: '1.5' }],
  ['a day that does not exist', { from: '2026-02-30' }],
  ['an end before its beginning', { to: '2025-12-31' }],
  ['an action that there is not', { actions: ['fly' as 'draw'] }],
  ['actions and no check', { check: null }],
  ['a fact that there is not', { check: { form: 'at-most', fact: 'moonPhase' as 'drawAmount' } }],
  ['a fact of another unit', { check: { form: 'at-most', fact: 'termMonths' } }],
  ['a form that does not fit the fact', { check: { form: 'is-true', fact: 'drawAmount' } }],
];

test.each(UNUSABLE)('an own rule with %s is refused', async (_, change) => {
  await expect(propose(own(change))).rejects.toMatchObject({ code: 'RULE_INVALID' });
});

test('what a breach does is configured by profile and rule; it is still in the vector', async () => {
  const facts: Facts = { drawAmount: 700_000n };
  const mode = async () =>
    decide(await loadRulebook(db), { action: 'draw', facts, asOf: businessDate('2026-08-01'), profile: 'CUSTOM' }).map((result) => [
      result.outcome,
      result.onBreach,
    ]);
  expect(await mode()).toEqual([['breach', 'block']]);
  await enact({ kind: 'on-breach', profile: 'CUSTOM', ruleId: 'OWN_DRAW_MAX', mode: 'warn' });
  expect(await mode()).toEqual([['breach', 'warn']]);
});

test('a refusal leaves nothing but its decision', async () => {
  const decision: NewDecision = {
    bucket: 3,
    customerId: 'cus_03',
    subject: 'loa_03',
    kind: 'draw',
    businessDate: '2026-11-26',
    outcome: 'refused',
    reason: 'OWN_DRAW_MAX',
    rules: [{ ruleId: 'OWN_DRAW_MAX', side: 'platform', limit: '1', actual: '2', pass: false }],
    action: 'draw',
    profile: 'CUSTOM',
  };
  const refused = () =>
    keepingRefusals(db, async (tx) => {
      await recordDecisions(tx, [{ ...decision, subject: 'loa_other', outcome: 'approved', rules: [], reason: null }]);
      throw refusalOf(new Error('blocked'), [decision]);
    });
  await expect(refused()).rejects.toThrow('blocked');
  await expect(refused()).rejects.toThrow('blocked');
  const stored = await listDecisions(db, { show: 'breached', after: null, limit: 10 });
  expect(stored.map(({ subject, outcome, reason, action, profile }) => [subject, outcome, reason, action, profile])).toEqual([
    ['loa_03', 'refused', 'OWN_DRAW_MAX', 'draw', 'CUSTOM'],
  ]);
  expect(await listDecisions(db, { show: 'all', after: null, limit: 10 })).toHaveLength(1);
});
