import { decideChange, listDecisions, proposeChange } from '@jinqiao/compliance';
import { instalmentsOf } from '@jinqiao/lending';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drawFor, enrolBorrowers, type Installation, lawfulProgramme, openJointLoan, startInstallation, wrongInBooks } from './installation.ts';

let installation: Installation;
beforeAll(async () => {
  installation = await startInstallation();
});
afterAll(() => installation.stop());

/** A programme that keeps the rules of January 2026 but for one: its payment institution debits the banks directly. */
const TODAY = lawfulProgramme('direct');

const act = (by: string) => ({ by, at: '2026-02-06T02:00:00.000Z', on: '2026-02-06' });

test('collections by a forbidden route wait, the refusal is stored, and they run once a breach is only shown', async () => {
  const { system } = installation;
  const { db } = system;
  const programme = await openJointLoan(system, '2026-01-05', TODAY);
  const borrowers = await enrolBorrowers(system, programme, [1, 2, 3]);
  const [first] = borrowers.filter((borrower) => borrower.enrolled.line);
  if (!first) throw new Error('no line');
  const [loan] = await drawFor(system, programme, [first], { amount: 500_000n, periods: 12, method: 'equal-principal' });
  if (!loan) throw new Error('no loan');
  const draw = (await listDecisions(db, { show: 'all', after: null, limit: 50 })).find((decision) => decision.kind === 'draw');
  expect(draw).toMatchObject({ outcome: 'approved', action: 'draw', profile: 'CN_CURRENT' });
  // 6.96 % a year by months: the rule of 2025-10-01 asked, with what it met.
  expect(draw?.rules.find((rule) => rule.ruleId === 'ALL_IN_COST_MAX')).toMatchObject({
    limit: '24000000',
    actual: '6960000',
    outcome: 'pass',
    since: '2025-10-01',
  });

  await system.close('2026-02-05');
  const refused = await listDecisions(db, { show: 'refused', after: null, limit: 50 });
  expect(refused.filter((decision) => decision.kind === 'collect').map(({ businessDate, reason, subject }) => [businessDate, reason, subject])).toEqual([
    ['2026-02-05', 'CLEARING_HOUSE_ROUTE', 'JL'],
  ]);
  const states = async () => (await db.query<{ state: string }>('SELECT state FROM payments.collection')).rows.map((row) => row.state);
  expect(await states()).toEqual(['planned']);

  const change = await db.tx((tx) =>
    proposeChange(tx, act('risk'), 'k1', { kind: 'on-breach', profile: 'CN_CURRENT', ruleId: 'CLEARING_HOUSE_ROUTE', mode: 'warn' }, 'until the hop is there'),
  );
  await db.tx((tx) => decideChange(tx, act('operator'), change.changeId, true, 'until the end of the month'));
  await system.close('2026-02-09');
  expect(await states()).not.toContain('planned');
  const shown = (await listDecisions(db, { show: 'breached', after: null, limit: 50 })).find(
    (decision) => decision.kind === 'collect' && decision.outcome === 'approved',
  );
  expect(shown?.rules.find((rule) => rule.ruleId === 'CLEARING_HOUSE_ROUTE')).toMatchObject({
    pass: false,
    outcome: 'breach',
    onBreach: 'warn',
    actual: 'direct',
  });
  expect((await instalmentsOf(db, loan))[0]?.settledOn).not.toBeNull();
  expect(await wrongInBooks(system)).toEqual([]);
});

test('what the rules block names the rule and its basis, changes nothing, and is kept', async () => {
  const { system } = installation;
  const programme = (await system.joint()).programmes[0];
  if (!programme) throw new Error('no programme');
  const guaranteed = { ...programme, facts: { ...programme.facts, guarantorEntity: 'platform' } };
  const [borrower] = await enrolBorrowers(system, programme, [4]);
  if (!borrower) throw new Error('no borrower');
  const before = (await system.db.query('SELECT 1 FROM lending.loan')).rowCount;
  await expect(drawFor(system, guaranteed, [borrower], { amount: 100_000n, periods: 6, method: 'equal-principal' })).rejects.toMatchObject({
    code: 'ACTION_BLOCKED',
    en: expect.stringContaining('整治办函〔2017〕141号'),
    params: { rule: 'GUARANTOR_LICENCE' },
  });
  expect((await system.db.query('SELECT 1 FROM lending.loan')).rowCount).toBe(before);
});
