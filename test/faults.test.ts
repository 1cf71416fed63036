import { setTimeout as sleep } from 'node:timers/promises';
import { balance } from '@jinqiao/ledger';
import { instalmentsOf, type Loan, loansByKey } from '@jinqiao/lending';
import type { Programme } from '@jinqiao/partnership';
import { listBreaks } from '@jinqiao/payments';
import { control, type PartnerId } from '@jinqiao/server';
import { expect, test } from 'vitest';
import { drawFor, enrolBorrowers, type Installation, openJointLoan, startInstallation, wrongInBooks } from './installation.ts';

const START = '2026-03-02';
const DUE = '2026-04-02';
const LATER = '2026-04-08';

const EVERY = { scope: null, date: null, comparison: null, after: null, limit: 50 };

type Case = {
  readonly name: string;
  readonly partner: PartnerId;
  readonly kind: string;
  readonly times: number;
  readonly collection: 'file' | 'single';
  readonly breaks?: number;
};

/** What institutions do to us on the due date, and whether a break is expected to show meanwhile. */
const CASES: readonly Case[] = [
  { name: 'the bank commits and does not answer', partner: 'bank', kind: 'timeout-after-effect', times: 3, collection: 'file' },
  { name: 'the payment institution commits and does not answer, file', partner: 'payment', kind: 'timeout-after-effect', times: 3, collection: 'file' },
  { name: 'the payment institution commits and does not answer, single', partner: 'payment', kind: 'timeout-after-effect', times: 5, collection: 'single' },
  { name: 'results come by notification, twice each', partner: 'payment', kind: 'duplicate-notice', times: 6, collection: 'single' },
  { name: "the payment institution's files are late", partner: 'payment', kind: 'late-file', times: 2, collection: 'file' },
  { name: "the bank's files are late", partner: 'bank', kind: 'late-file', times: 2, collection: 'file' },
  { name: "the payment institution's file is cut off", partner: 'payment', kind: 'partial-file', times: 1, collection: 'file' },
  { name: "the bank's file is cut off", partner: 'bank', kind: 'partial-file', times: 1, collection: 'file' },
  { name: 'the settlement file has a wrong amount', partner: 'payment', kind: 'wrong-amount', times: 1, collection: 'single', breaks: 1 },
  { name: "the bank's file has a wrong amount", partner: 'bank', kind: 'wrong-amount', times: 1, collection: 'file', breaks: 1 },
  { name: 'the bank is down on the due date', partner: 'bank', kind: 'down', times: 24, collection: 'file' },
  { name: 'the payment institution is down on the due date', partner: 'payment', kind: 'down', times: 12, collection: 'single' },
];

test.each(CASES)(
  '$name: the books end right',
  async ({ partner, kind, times, collection, breaks }) => {
    const installation = await startInstallation();
    try {
      const { system, sandbox } = installation;
      await installation.serve();
      const programme = await openJointLoan(system, START, { collection });
      const borrowers = await enrolBorrowers(system, programme, [1, 2, 3, 4, 5, 6]);
      const loans = await drawFor(system, programme, borrowers, { amount: 1_200_000n, periods: 12, method: 'equal-principal' });
      await system.close('2026-04-01');
      await control(sandbox.urls[partner], 'faults', { kind, times });
      await system.close(DUE);
      const open = await listBreaks(system.db, { ...EVERY, state: null });
      if (breaks) expect(open.length).toBeGreaterThanOrEqual(breaks);
      // Wait out notifications that are on their way and a breaker that is open.
      await sleep(kind === 'down' ? 2_200 : 200);
      await clearFaults(installation, partner);
      await system.close(LATER);
      await expectPaid(installation, programme, loans);
      expect((await listBreaks(system.db, { ...EVERY, state: null })).filter(({ state }) => state !== 'resolved')).toEqual([]);
      expect(await wrongInBooks(system)).toEqual([]);
    } finally {
      await installation.stop();
    }
  },
  60_000,
);

/** What is left of a fault is used up, so that the days after it are ordinary ones. */
async function clearFaults({ sandbox }: Installation, partner: PartnerId): Promise<void> {
  const { faults } = sandbox.institutions[partner];
  for (const kind of ['timeout-after-effect', 'duplicate-notice', 'late-file', 'partial-file', 'wrong-amount', 'down'] as const) while (faults.take(kind));
}

/** Every first instalment is paid once, as of its due date, without penalty: 1,000.00 principal and 69.60 interest. */
async function expectPaid({ system }: Installation, programme: Programme, loans: readonly Loan[]): Promise<void> {
  const now = await loansByKey(system.db, loans);
  for (const loan of loans) {
    expect(now.get(loan.loanId)).toMatchObject({
      state: 'active',
      outstanding: 1_100_000n,
      overdueSince: null,
      paidPrincipal: 100_000n,
      paidInterest: 6_960n,
      paidPenalty: 0n,
    });
    expect((await instalmentsOf(system.db, loan))[0]).toMatchObject({ settledOn: DUE, penalty: 0n });
  }
  expect(await balance(system.db, programme.book.stripes('advance/receivable'))).toBe(0n);
  expect(
    await balance(
      system.db,
      loans.map((loan) => programme.book.of('customer/class-ii', loan.customerId, loan.bucket)),
    ),
  ).toBe(0n);
}
