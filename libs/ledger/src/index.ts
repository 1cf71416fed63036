/** Double entry on PostgreSQL: accounts, journals of transfers, a hash chain per book, and the proof of it all. */
export { type Database, type Db, migrate, openDatabase, type Tx } from '@jinqiao/database';
export { type Account, accountBucket, accountId, type Book, type Chart, type ChartEntry, defineBook, type Limits, type Side } from './account.ts';
export { type AsOf, type Totals, totalsAsOf, trialBalanceAsOf } from './as-of.ts';
export { type ChainRange, verifyChain } from './chain.ts';
export { accountsOfPath, accountTree, type TreeLine } from './chart.ts';
export { type Check, check, type Proof, prove } from './check.ts';
export {
  type Checkpoint,
  ed25519Check,
  ed25519Signer,
  proofStatus,
  type SignatureCheck,
  type Signer,
  signCheckpoint,
  verifyCheckpoints,
} from './checkpoint.ts';
export { consume, consumers, openConsumer } from './consumer.ts';
export { followDays, keepDays, latestJournals, stretchOfDates, trialBalanceOn } from './days.ts';
export { verifyDays } from './days-check.ts';
export { ledgerFault } from './errors.ts';
export { expirePending } from './expire.ts';
export { exportLedger } from './export.ts';
export { accountsOfOwner, type BookOverview, bookOverviews, houseStripes, ownedAccounts, PENDING_SHOWN } from './find.ts';
export { accountStatementOn, type DateRange } from './history.ts';
export { importLedger } from './import.ts';
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
  signedTransfer,
  type Transfer,
  voiding,
} from './journal.ts';
export { type ChainLink, checkpointsOf, followingJournals, latestLinks, linkOfJournal } from './links.ts';
export { ledgerMigrations } from './migrations.ts';
export { closeAccount, openAccounts, openBook, setLimits } from './open.ts';
export { type Outcome, type Posted, post } from './post.ts';
export { postAndOpen } from './post-and-open.ts';
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
  loadJournal,
  type OwnedBalance,
  ownedBalances,
  readJournals,
  type StoredJournal,
  type TrialBalanceLine,
  trialBalance,
} from './read.ts';
export { accountStatement, type StatementLine, type StatementPage } from './statement.ts';
export { verifyLedger } from './verify.ts';
