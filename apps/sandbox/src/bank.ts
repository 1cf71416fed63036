import { bucketOf } from '@jinqiao/database';
import { bank, files } from '@jinqiao/wire';
import { bindCard, carryBalance, closeAccount, openClassAccounts, unbindCard } from './bank-accounts.ts';
import { creditSettlement, debitBatch, noticeCollections } from './bank-advances.ts';
import { bankBooks } from './bank-books.ts';
import { correctCollection } from './bank-corrections.ts';
import { agreeProgramme, examineApplications, openAccounts } from './bank-credit.ts';
import { balances, fileRows } from './bank-files.ts';
import { transferBetweenFunds } from './bank-funds.ts';
import { compensate, disburse, payOut } from './bank-loans.ts';
import { deductAccount, freezeAccount, moveMoney } from './bank-movements.ts';
import { moveMargin, settle } from './bank-platform.ts';
import { withdrawLoans } from './bank-withdrawals.ts';
import { hashOf } from './bureau.ts';
import { misbehaving } from './daily-file.ts';
import { createFaultBox } from './faults.ts';
import { answering, type RunningInstitution, startInstitution } from './institution.ts';

import type { BankSetup } from './setup.ts';

const LAYOUTS = {
  'loan-day': files.loanDayFile,
  'advance-day': files.advanceDayFile,
  'account-balance': files.accountBalanceFile,
  'loan-balance': files.loanBalanceFile,
};

const LISTS = ['black', 'grey', 'frozen'] as const;

/** The funding bank: class-II accounts, loans, advances, margin, and its batch at the day's end. */
export function startBank(setup: BankSetup): Promise<RunningInstitution> {
  const faults = createFaultBox();
  const operations = [
    agreeProgramme(setup),
    openAccounts(setup),
    openClassAccounts(setup),
    bindCard(setup),
    unbindCard(setup),
    moveMoney(setup, faults),
    transferBetweenFunds(setup, faults),
    carryBalance(setup),
    closeAccount(setup),
    freezeAccount(setup),
    deductAccount(setup),
    examineApplications(setup),
    disburse(setup),
    payOut(setup, faults),
    withdrawLoans(setup),
    noticeCollections(setup),
    moveMargin(setup),
    compensate(setup),
    settle(setup),
    creditSettlement(setup),
    correctCollection(setup),
    balances(setup),
    answering(bank.bankFile, async (tx, body) => {
      const rows = await fileRows(tx, setup.schema, body);
      return misbehaving(faults, bank.bankFile.name, { layout: LAYOUTS[body.kind], institution: setup.id, date: body.date, rows }, body.part);
    }),
  ];
  const controls = {
    day: async (body: Readonly<Record<string, unknown>>) => (body.phase === 'end' ? setup.db.tx((tx) => debitBatch(tx, setup.schema, String(body.date))) : {}),
    lists: (body: Readonly<Record<string, unknown>>) => setLists(setup, body),
  };
  return startInstitution(setup, operations, faults, controls, () => bankBooks(setup.db, setup.schema));
}

/** Puts ID numbers on the bank's black, grey and judicial-freeze lists. */
async function setLists(setup: BankSetup, body: Readonly<Record<string, unknown>>): Promise<{ listed: number }> {
  const rows = LISTS.flatMap((kind) => ((body[kind] as string[] | undefined) ?? []).map((idNumber) => ({ kind, hash: hashOf(idNumber) })));
  const { rowCount } = await setup.db.query(
    `INSERT INTO ${setup.schema}.list (bucket, id_number_hash, kind) SELECT b, h, k FROM unnest($1::int[], $2::text[], $3::text[]) AS g(b, h, k) ON CONFLICT DO NOTHING`,
    [rows.map((r) => bucketOf(r.hash)), rows.map((r) => r.hash), rows.map((r) => r.kind)],
  );
  return { listed: rowCount };
}
