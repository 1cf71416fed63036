import { type Database, migrate, openDatabase } from '@jinqiao/runtime';
import { testDatabase } from '@jinqiao/runtime/testing';
import { defineBook, exportLedger, type Journal, journal, ledgerMigrations, openAccounts, openBook } from '../src/index.ts';

export const BUCKET = 7;

/** A small bank: customers' wallets that may not go below zero, cash, and income. */
export const BOOK = defineBook('wallets', 'CNY', {
  cash: { side: 'debit', notNegative: false, en: 'Cash', zh: '现金' },
  wallet: { side: 'credit', notNegative: true, en: 'Wallet', zh: '钱包' },
  income: { side: 'credit', notNegative: false, en: 'Income', zh: '收入' },
});

export const ann = BOOK.of('wallet', 'ann', BUCKET);
export const bob = BOOK.of('wallet', 'bob', BUCKET);
export const cash = BOOK.house('cash', BUCKET);
export const income = BOOK.house('income', BUCKET);

const entry = (kind: string, reference: string, transfers: Journal['transfers'], businessDate = '2026-01-15') =>
  journal({ businessDate, kind, reference, subject: 'ann', transfers });

export const topUp = (reference: string, amount: bigint, date?: string): Journal => entry('top-up', reference, [{ debit: cash, credit: ann, amount }], date);
export const send = (reference: string, amount: bigint): Journal => entry('send', reference, [{ debit: ann, credit: bob, amount }]);
/** Pays Bob and a fee in one journal. */
export const sendWithFee = (reference: string, amount: bigint, fee: bigint): Journal =>
  entry('send', reference, [
    { debit: ann, credit: bob, amount },
    { debit: ann, credit: income, amount: fee },
  ]);

export type TestBook = { readonly db: Database; close(): Promise<void> };

/** A database with the tables of the ledger and nothing in them. */
export async function openEmptyBook(): Promise<TestBook> {
  const place = await testDatabase();
  const db = openDatabase(place.url, { max: 4 });
  await migrate(db, [ledgerMigrations]);
  return {
    db,
    close: async () => {
      await db.end();
      await place.drop();
    },
  };
}

/** A database with the book and its accounts open, all empty. */
export async function openTestBook(): Promise<TestBook> {
  const place = await openEmptyBook();
  await place.db.tx(async (tx) => {
    await openBook(tx, BOOK, ['cash', 'income']);
    await openAccounts(tx, [ann, bob]);
  });
  return place;
}

export async function exported(db: Database): Promise<string> {
  return (await Array.fromAsync(exportLedger(db))).join('\n');
}
