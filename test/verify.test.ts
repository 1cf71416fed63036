import { control } from '@jinqiao/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drawFor, enrolBorrowers, type Installation, openJointLoan, startInstallation, wrongInBooks } from './installation.ts';

let installation: Installation;

beforeAll(async () => {
  installation = await startInstallation();
  const { system, sandbox } = installation;
  const programme = await openJointLoan(system, '2026-03-02');
  const borrowers = await enrolBorrowers(system, programme, [1, 2, 3, 4]);
  await control(sandbox.urls.payment, 'cards', { cards: [{ cardRef: borrowers[0]?.enrolled.customerId, behaviour: 'poor', fundedThrough: '2026-03-03' }] });
  await drawFor(system, programme, borrowers, { amount: 1_200_000n, periods: 12, method: 'equal-instalment' });
  await system.close('2026-04-05');
});
afterAll(() => installation.stop());

/** Each corruption with the check that must find it. It is done and undone inside the database, behind the program's back. */
const CORRUPTIONS: readonly (readonly [what: string, check: string, corrupt: string, repair: string])[] = [
  [
    'the amount of a transfer',
    'balances-recompute',
    `UPDATE ledger.transfer SET amount = amount + 1 WHERE (book, sequence, position) = (SELECT book, max(sequence), 0 FROM ledger.transfer GROUP BY book ORDER BY book LIMIT 1)`,
    `UPDATE ledger.transfer SET amount = amount - 1 WHERE (book, sequence, position) = (SELECT book, max(sequence), 0 FROM ledger.transfer GROUP BY book ORDER BY book LIMIT 1)`,
  ],
  [
    'a running balance',
    'balances-recompute',
    `UPDATE ledger.account SET debits = debits + 100 WHERE path = 'loan/interest'`,
    `UPDATE ledger.account SET debits = debits - 100 WHERE path = 'loan/interest'`,
  ],
  [
    'the date of a journal',
    'hash-chain',
    `UPDATE ledger.transfer SET business_date = business_date - 1 WHERE kind = 'disbursement'`,
    `UPDATE ledger.transfer SET business_date = business_date + 1 WHERE kind = 'disbursement'`,
  ],
  [
    'the order of journals',
    'hash-chain',
    `UPDATE ledger.transfer SET sequence = -sequence WHERE kind = 'payout'`,
    `UPDATE ledger.transfer SET sequence = -sequence WHERE kind = 'payout'`,
  ],
  [
    'the owner of an account',
    'account-identity',
    `UPDATE ledger.account SET owner = owner || 'x' WHERE path = 'loan/principal'`,
    `UPDATE ledger.account SET owner = left(owner, -1) WHERE path = 'loan/principal'`,
  ],
  [
    'a journal of an account that does not exist',
    'no-orphans',
    `INSERT INTO ledger.transfer (bucket, journal_id, position, book, sequence, business_date, debit_account, credit_account, amount, kind, reference, subject, digest)
     SELECT 0, first_id, 0, 'none', 1, '2026-03-02', 1, 2, 1, 'x', 'x', 'x', '' FROM ledger.first_id('202603', 0)`,
    `DELETE FROM ledger.transfer WHERE book = 'none'`,
  ],
  [
    'a transfer without a journal',
    'no-orphans',
    `INSERT INTO ledger.transfer (bucket, journal_id, position, book, sequence, business_date, debit_account, credit_account, amount)
     SELECT bucket, journal_id, 99, book, sequence, business_date, debit_account, credit_account, 1 FROM ledger.transfer WHERE position = 0 ORDER BY journal_id LIMIT 1`,
    `DELETE FROM ledger.transfer WHERE position = 99`,
  ],
  [
    'the principal of a loan',
    'loan-principal JL',
    `UPDATE lending.loan SET outstanding = outstanding + 1`,
    `UPDATE lending.loan SET outstanding = outstanding - 1`,
  ],
  [
    'an instalment',
    'loan-receivables JL',
    `UPDATE lending.instalment SET interest = interest + 1 WHERE settled_on IS NULL`,
    `UPDATE lending.instalment SET interest = interest - 1 WHERE settled_on IS NULL`,
  ],
  [
    "the portfolio's sums",
    'portfolio-sums JL',
    `UPDATE lending.portfolio SET weight = weight + 1 WHERE bucket = 7`,
    `UPDATE lending.portfolio SET weight = weight - 1 WHERE bucket = 7`,
  ],
  [
    'the accrual',
    'portfolio-accrual JL',
    `UPDATE partnership.economics SET accrued_exact = accrued_exact + 1`,
    `UPDATE partnership.economics SET accrued_exact = accrued_exact - 1`,
  ],
  [
    "the bank's margin account",
    'bank-agrees JL',
    `UPDATE sandbox_bank.account SET balance = balance + 1 WHERE account_no = 'JL:margin'`,
    `UPDATE sandbox_bank.account SET balance = balance - 1 WHERE account_no = 'JL:margin'`,
  ],
  [
    "a customer's account at the bank",
    'customer-money JL',
    `UPDATE sandbox_bank.account SET balance = balance + 5 WHERE kind = 'class-ii'`,
    `UPDATE sandbox_bank.account SET balance = balance - 5 WHERE kind = 'class-ii'`,
  ],
];

test('sound books pass', async () => {
  expect(await wrongInBooks(installation.system)).toEqual([]);
});

test.each(CORRUPTIONS)('%s is found by %s', async (_what, check, corrupt, repair) => {
  const { system } = installation;
  expect((await system.db.query(corrupt)).rowCount).toBeGreaterThan(0);
  const failed = (await system.verify()).filter((c) => !c.ok);
  expect(failed.map((c) => c.name)).toContain(check);
  expect(failed.find((c) => c.name === check)?.wrong.length).toBeGreaterThan(0);
  await system.db.query(repair);
  expect(await wrongInBooks(system)).toEqual([]);
});
