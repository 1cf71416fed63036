import type { BusinessDate } from '@jinqiao/calendar';
import type { Tx } from '@jinqiao/database';
import { openAccounts, openBook } from '@jinqiao/ledger';
import { partiesFault } from '../../errors.ts';
import { bookNamed, ledgerAccount } from '../book.ts';
import type { AccountTerms } from '../context.ts';
import { heldLimit } from '../limits.ts';
import type { Account, AccountKey, BoundAccount } from '../model.ts';
import { afterEvent } from '../states.ts';
import { insertAccounts, insertBoundAccounts, lockAccounts, type NewAccount, saveAccounts } from '../store.ts';
import { addUses, countedIn, giveBack } from '../uses.ts';

export type Draft = Omit<NewAccount, 'state' | 'accountNo' | 'kind'>;

/**
 * Records bank accounts whose elements were given and that the bank is to open, each against the number of accounts that a
 * person may hold there. One that is on its way or open already stays as it is.
 * @throws Fault ACCOUNTS_HELD_MAX.
 */
export async function draftAccounts(tx: Tx, terms: AccountTerms, on: BusinessDate, drafts: readonly Draft[]): Promise<void> {
  const rows = drafts.map((draft) => ({ ...draft, kind: 'bank' as const, accountNo: '', state: 'ELEMENTS_SUBMITTED' as const }));
  await holdPlaces(tx, terms, on, rows);
}

/** Records accounts and counts those that are new among what their persons hold. @throws Fault ACCOUNTS_HELD_MAX. */
export async function holdPlaces(tx: Tx, terms: AccountTerms, on: BusinessDate, rows: readonly NewAccount[]): Promise<void> {
  const fresh = await insertAccounts(tx, rows);
  const counted = rows.filter((row) => fresh.has(row.accountId));
  const [passed] = await addUses(
    tx,
    counted.map((row) => ({ bucket: row.bucket, limit: heldLimit(row, terms.profile, on), amount: 1n })),
  );
  if (passed) throw partiesFault('ACCOUNTS_HELD_MAX', { cap: passed.cap ?? 0n, class: passed.counter.slice('held-'.length), rule: passed.ruleId });
}

export type Opened = AccountKey & { readonly accountNo: string; readonly bound: BoundAccount };

/** The bank has opened accounts: they are active, bound and have their ledger accounts. One that is open stays as it is. */
export async function activateDrafts(tx: Tx, on: BusinessDate, opened: readonly Opened[]): Promise<void> {
  const held = await lockAccounts(tx, opened);
  const fresh = opened.flatMap(({ accountId, accountNo, bound }) => {
    const account = held.get(accountId);
    if (!account || account.openedOn !== null) return [];
    return [{ account: { ...account, accountNo, state: afterEvent(account, 'opened'), openedOn: on }, bound }];
  });
  if (fresh.length === 0) return;
  for (const { account } of new Map(fresh.map((entry) => [entry.account.book, entry])).values()) await openBook(tx, bookNamed(account.book, account.asset), []);
  await openAccounts(
    tx,
    fresh.map(({ account }) => ledgerAccount(account)),
  );
  await saveAccounts(
    tx,
    on,
    fresh.map(({ account }) => ({ account, event: { event: 'opened', note: account.class } })),
    false,
  );
  await insertBoundAccounts(
    tx,
    fresh.map(({ bound }) => bound),
  );
}

/** The bank has refused to open accounts: what they held of their persons' numbers is free again. */
export async function refuseDrafts(tx: Tx, terms: AccountTerms, on: BusinessDate, refused: readonly (AccountKey & { readonly code: string })[]): Promise<void> {
  const held = await lockAccounts(tx, refused);
  const rows = refused.flatMap(({ accountId, code }) => {
    const account = held.get(accountId);
    if (!account || account.openedOn !== null || account.state === 'REJECTED') return [];
    return [{ account: { ...account, state: afterEvent(account, 'refused') }, event: { event: 'refused', note: code } }];
  });
  await saveAccounts(tx, on, rows, false);
  await giveUpPlaces(
    tx,
    terms,
    on,
    rows.map(({ account }) => account),
  );
}

/** Accounts that are no longer held make room for others. */
export async function giveUpPlaces(tx: Tx, terms: AccountTerms, on: BusinessDate, accounts: readonly Account[]): Promise<void> {
  await giveBack(
    tx,
    accounts.map((account) => ({ bucket: account.bucket, counted: countedIn(heldLimit(account, terms.profile, on)), amount: 1n })),
  );
}
