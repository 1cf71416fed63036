import { today } from '@jinqiao/business-day';
import { addDays, businessDate } from '@jinqiao/calendar';
import { balance } from '@jinqiao/ledger';
import { cashFlowsOf, instalmentsOf, loansByKey } from '@jinqiao/lending';
import { control } from '@jinqiao/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drawFor, enrolBorrowers, type Installation, openJointLoan, startInstallation, wrongInBooks } from './installation.ts';

let installation: Installation;
beforeAll(async () => {
  installation = await startInstallation();
});
afterAll(() => installation.stop());

test('a joint loan runs from enrolment to settled books, to the fen', async () => {
  const { system, sandbox } = installation;
  // Drawn on 24 August 2026: the first instalment falls due on Thursday 24 September, before three holidays.
  const programme = await openJointLoan(system, '2026-08-24');
  const [good, poor] = await enrolBorrowers(system, programme, [1, 2]);
  if (!good || !poor) throw new Error('enrolment failed');
  expect(good.enrolled.line?.limit).toBe(10_000_000n);
  await control(sandbox.urls.payment, 'cards', { cards: [{ cardRef: poor.enrolled.customerId, behaviour: 'poor', fundedThrough: '2026-08-25' }] });
  const [loan, lost] = await drawFor(system, programme, [good, poor], { amount: 10_000_000n, periods: 12, method: 'equal-principal' });
  if (!loan || !lost) throw new Error('no loans');
  // 4.35 % x 1.6, and half as much again when overdue.
  expect([loan.rate, loan.penaltyRate]).toEqual([6_960_000n, 10_440_000n]);
  expect(await wrongInBooks(system)).toEqual([]);

  await system.close('2026-09-24');
  const [first] = await instalmentsOf(system.db, loan);
  expect(first).toMatchObject({
    n: 1,
    dueOn: '2026-09-24',
    principal: 833_333n,
    interest: 58_000n,
    paidPrincipal: 833_333n,
    paidInterest: 58_000n,
    settledOn: '2026-09-24',
  });
  expect(await balance(system.db, programme.book.stripes('advance/receivable'))).toBe(891_333n);
  expect(await wrongInBooks(system)).toEqual([]);

  // Friday to Sunday are holidays: the money arrives on Monday the 28th, four days later.
  await system.close('2026-09-28');
  expect(await balance(system.db, programme.book.stripes('advance/receivable'))).toBe(0n);
  expect(await balance(system.db, programme.book.stripes('income/advance-fee'))).toBe(713n);

  // The poor card fails through the trigger of 80 days past due: 24 September + 80 days.
  const trigger = addDays(businessDate('2026-09-24'), 80);
  await system.close(addDays(trigger, -1));
  expect((await loansByKey(system.db, [lost])).get(lost.loanId)).toMatchObject({ state: 'active', overdueSince: '2026-09-24', outstanding: 10_000_000n });
  await system.close(trigger);
  const compensated = (await loansByKey(system.db, [lost])).get(lost.loanId);
  expect(compensated).toMatchObject({ state: 'compensated', compensatedOn: trigger, outstanding: 0n });
  const flow = (await cashFlowsOf(system.db, lost)).find((f) => f.kind === 'compensation');
  // Three instalments were billed (580.00, 531.67, 483.33), then 19 days act/360 on what was not yet due: 75,000.01 x 6.96 % x 19 / 360.
  // Penalty at 10.44 % for 80, 50 and 19 days on 8,333.33 each, and compound interest on the three unpaid interests.
  expect(flow).toMatchObject({
    principal: 10_000_000n,
    interest: 58_000n + 53_167n + 48_333n + 27_550n,
    penalty: 19_333n + 1_346n + 12_083n + 771n + 4_592n + 266n,
  });
  expect(await wrongInBooks(system)).toEqual([]);
  expect((await today(system.db)).current).toBe(addDays(trigger, 1));
});
