import { today } from '@jinqiao/business-day';
import { businessDate } from '@jinqiao/calendar';
import { loansByKey, portfolioOf } from '@jinqiao/lending';
import { bankAccountOf } from '@jinqiao/parties';
import { disburseDraws, reserveDraws } from '@jinqiao/partnership';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrolBorrowers, type Installation, openJointLoan, startInstallation, wrongInBooks } from './installation.ts';

let installation: Installation;
beforeAll(async () => {
  installation = await startInstallation();
});
afterAll(() => installation.stop());

test('draws at the same moment never pass the limit together, and one draw is booked once however often it is sent', async () => {
  const { system } = installation;
  const programme = await openJointLoan(system, '2026-03-02');
  const [borrower] = await enrolBorrowers(system, programme, [1]);
  if (!borrower) throw new Error('enrolment failed');
  const { bucket, customerId } = borrower.enrolled;
  const on = businessDate((await today(system.db)).current);
  const account = await bankAccountOf(system.db, bucket, customerId, programme.id);
  const joint = await system.joint();
  const draw = async (key: string) => {
    const loans = await system.db.tx((tx) =>
      reserveDraws(tx, programme, on, [
        {
          bucket,
          customerId,
          accountNo: account?.accountNo ?? '',
          mandateToken: account?.mandateToken ?? '',
          amount: 4_000_000n,
          periods: 12,
          method: 'equal-principal',
          rate: null,
          agreementHash: '',
          key,
        },
      ]),
    );
    await disburseDraws(system.db, joint, programme, loans, on);
    return loans;
  };
  // Four draws of 40,000.00 on a line of 100,000.00, each sent three times at once: two fit.
  const results = await Promise.allSettled(['a', 'a', 'a', 'b', 'b', 'b', 'c', 'c', 'c', 'd', 'd', 'd'].map(draw));
  const booked = results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
  const ids = new Set(booked.map((loan) => loan.loanId));
  expect(ids.size).toBe(2);
  expect(results.filter((result) => result.status === 'rejected').map((result) => (result.status === 'rejected' ? result.reason.code : ''))).toEqual(
    Array(6).fill('LINE_LIMIT_EXCEEDED'),
  );
  const loans = await loansByKey(system.db, booked);
  expect([...loans.values()].map((loan) => [loan.state, loan.outstanding])).toEqual([
    ['active', 4_000_000n],
    ['active', 4_000_000n],
  ]);
  expect(await portfolioOf(system.db, programme.id)).toMatchObject({ loans: 2n, disbursed: 8_000_000n, outstanding: 8_000_000n });
  expect(await wrongInBooks(system)).toEqual([]);
});
