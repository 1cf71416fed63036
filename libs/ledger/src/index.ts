/** Double entry on PostgreSQL: accounts, journals of transfers, a hash chain per book, and the proof of it all. */
export { type Account, accountBucket, accountId, type Book, type Chart, type ChartEntry, defineBook, type Limits, type Side } from './account.ts';
export { type ChainRange, verifyChain } from './chain.ts';
export { type Check, check } from './check.ts';
export { ledgerFault } from './errors.ts';
export { exportLedger } from './export.ts';
export {
  type Entry,
  type Following,
  type Journal,
  journal,
  journalId,
  type LoadedJournal,
  pendingJournal,
  reversal,
  settlement,
  type Transfer,
  voiding,
} from './journal.ts';
export { closeAccount, openAccounts, openBook, setLimits } from './open.ts';
export { type Outcome, type Posted, post } from './post.ts';
export { openPoster, type Poster, type PosterOptions } from './poster.ts';
export {
  type AccountRow,
  accountsById,
  balance,
  balanceOf,
  balances,
  books,
  journalById,
  journalsOfBook,
  journalsOfSubject,
  latestJournals,
  loadJournal,
  readJournals,
  type StoredJournal,
  type TrialBalanceLine,
  trialBalance,
} from './read.ts';
export { verifyLedger } from './verify.ts';
