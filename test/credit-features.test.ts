import { type FeatureName, featuresAt } from '@jinqiao/credit';
import { control } from '@jinqiao/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drawFor, enrolBorrowers, type Installation, openJointLoan, startInstallation } from './installation.ts';

const NAMES = ['loansActive', 'outstanding', 'overdue', 'instalmentsOnTime', 'instalmentsLate', 'worstDaysLate'] as const satisfies readonly FeatureName[];

let installation: Installation;
beforeAll(async () => {
  installation = await startInstallation();
}, 60_000);
afterAll(() => installation.stop());

test('how customers repay is known day by day, from the day on which it happened', async () => {
  const { system, sandbox } = installation;
  const programme = await openJointLoan(system, '2026-03-02');
  const [good, poor] = await enrolBorrowers(system, programme, [1, 2]);
  // 12,000 yuan over twelve months: 1,000 of principal a month, the first on Thursday, 2 April.
  await drawFor(system, programme, good && poor ? [good, poor] : [], { amount: 1_200_000n, periods: 12, method: 'equal-principal' });
  await control(sandbox.urls.payment, 'cards', { cards: [{ cardRef: poor?.enrolled.customerId, behaviour: 'poor', fundedThrough: '2026-03-31' }] });
  await system.close('2026-04-03');
  const knownAt = '2999-01-01T00:00:00.000Z';
  const at = async (borrower: typeof good, asOf: string) => {
    const { bucket = 0, customerId = '' } = borrower?.enrolled ?? {};
    const known = (await featuresAt(system.db, [{ bucket, subject: customerId }], NAMES, { asOf, knownAt })).get(customerId) ?? {};
    return Object.fromEntries(NAMES.flatMap((name) => (known[name] ? [[name, known[name].value]] : [])));
  };
  const drawn = { loansActive: 1, outstanding: '1200000', overdue: false, instalmentsOnTime: 0, instalmentsLate: 0, worstDaysLate: 0 };
  expect(await at(good, '2026-03-01')).toEqual({});
  expect(await at(good, '2026-03-02')).toEqual(drawn);
  expect(await at(good, '2026-04-01')).toEqual(drawn);
  expect(await at(good, '2026-04-03')).toEqual({ ...drawn, outstanding: '1100000', instalmentsOnTime: 1 });
  expect(await at(poor, '2026-04-01')).toEqual(drawn);
  expect(await at(poor, '2026-04-03')).toEqual({ ...drawn, overdue: true });
}, 120_000);
