/** Double entry on PostgreSQL: accounts, journals of transfers, a hash chain per book, and the proof of it all. */
export { type Account, accountBucket, accountId, type Book, type Chart, type ChartEntry, defineBook, type Side } from './account.ts';
export { ledgerFault } from './errors.ts';
export { exportLedger } from './export.ts';
export { type Journal, journal, journalId, type Transfer } from './journal.ts';
export { openAccounts, openBook, post } from './post.ts';
export {
  type AccountRow,
  accountsById,
  balance,
  balanceOf,
  balances,
  books,
  journalsOfBook,
  journalsOfSubject,
  latestJournals,
  readJournals,
  type StoredJournal,
  type TrialBalanceLine,
  trialBalance,
} from './read.ts';
export { type Check, check, verifyLedger } from './verify.ts';
