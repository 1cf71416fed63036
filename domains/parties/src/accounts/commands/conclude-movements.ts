import { addDays, type BusinessDate } from '@jinqiao/calendar';
import type { Tx } from '@jinqiao/database';
import type { Journal } from '@jinqiao/ledger';
import type { AccountTerms } from '../context.ts';
import { documentFlow } from '../limits.ts';
import type { Account, Movement } from '../model.ts';
import { addReversed, type MovementKey, movementsByKey, saveMovements } from '../movement-store.ts';
import { moved, postFor } from '../postings.ts';
import { accountsOfCustomer, type Change, lockAccounts, saveAccounts } from '../store.ts';
import { giveBack, usedOf } from '../uses.ts';
import { withReserved } from './reserve-movements.ts';

/** Movements that still wait, with their accounts held; whoever comes second finds none. */
async function waiting(tx: Tx, keys: readonly MovementKey[]): Promise<{ movements: Movement[]; accounts: Map<string, Account> }> {
  const named = [...(await movementsByKey(tx, keys)).values()];
  // Accounts first, then movements: the order in which they are reserved.
  const accounts = await lockAccounts(tx, named);
  const held = await movementsByKey(tx, keys, 'FOR UPDATE OF m');
  return { movements: [...held.values()].filter((movement) => movement.state === 'reserved'), accounts };
}

/**
 * The institution has moved the money: posts the journals, frees what was reserved, restores the limits of the original
 * day for a return, activates a class-III account on its first inflow from a bound one, and asks for the ID document where
 * the flow over a person's class-III accounts has come that far.
 */
export async function confirmMovements(tx: Tx, terms: AccountTerms, on: BusinessDate, keys: readonly MovementKey[]): Promise<void> {
  const { movements, accounts } = await waiting(tx, keys);
  if (movements.length === 0) return;
  const originals = await movementsByKey(
    tx,
    movements.flatMap(({ bucket, reverses }) => (reverses ? [{ bucket, movementId: reverses }] : [])),
  );
  const journals = new Map<string, { account: Account; journals: Journal[] }>();
  const events = new Map<string, Change>();
  for (const movement of movements) {
    const account = accounts.get(movement.accountId) as Account;
    const activates = movement.kind === 'bound-transfer-in' && account.activatedOn === null;
    if (activates) events.set(account.accountId, { event: 'activated', note: '' });
    accounts.set(account.accountId, { ...withReserved(account, movement, -1n), activatedOn: activates ? on : account.activatedOn });
    const of = originals.get(movement.reverses ?? '')?.kind ?? movement.kind;
    const list = journals.get(account.book)?.journals ?? [];
    journals.set(account.book, { account, journals: [...list, moved(account, movement, of, on)] });
  }
  await saveMovements(
    tx,
    movements.map((movement) => ({ ...movement, state: 'confirmed' as const })),
  );
  await saveAccounts(tx, on, changesOf(accounts, events));
  await giveBack(
    tx,
    movements.flatMap(({ bucket, reverses, amount }) => (originals.get(reverses ?? '')?.counted ?? []).map((counted) => ({ bucket, counted, amount }))),
  );
  for (const { account, journals: list } of journals.values()) await postFor(tx, account, list);
  for (const account of accounts.values()) await askForDocument(tx, terms, on, account);
}

function changesOf(accounts: ReadonlyMap<string, Account>, events: ReadonlyMap<string, Change>) {
  return [...accounts.values()].map((account) => {
    const event = events.get(account.accountId);
    return event ? { account, event } : { account };
  });
}

/** The institution has moved nothing: limits and balance are free again. */
export async function releaseMovements(tx: Tx, on: BusinessDate, keys: readonly MovementKey[], code: string): Promise<void> {
  const { movements, accounts } = await waiting(tx, keys);
  if (movements.length === 0) return;
  for (const movement of movements) {
    const account = accounts.get(movement.accountId) as Account;
    accounts.set(account.accountId, withReserved(account, movement, -1n));
  }
  await saveMovements(
    tx,
    movements.map((movement) => ({ ...movement, state: 'released' as const, code })),
  );
  await saveAccounts(tx, on, changesOf(accounts, new Map()));
  await addReversed(
    tx,
    movements.flatMap(({ bucket, reverses, amount }) => (reverses ? [{ bucket, movementId: reverses, amount: -amount }] : [])),
  );
  await giveBack(
    tx,
    movements.flatMap(({ bucket, counted, amount }) => counted.map((text) => ({ bucket, counted: text, amount }))),
  );
}

async function askForDocument(tx: Tx, terms: AccountTerms, on: BusinessDate, account: Account): Promise<void> {
  const flow = documentFlow(account, terms.profile, on);
  if (!flow || account.documentDue !== null || account.documentOn !== null) return;
  const [flowed] = await usedOf(tx, [{ bucket: account.bucket, limit: flow.limit }]);
  if (!flowed || flowed.used < flow.threshold) return;
  const open = (await accountsOfCustomer(tx, account.bucket, account.customerId)).filter((other) => isPersonsClassIII(other, account));
  const held = [...(await lockAccounts(tx, open)).values()];
  // The document is the person's: once given it is not asked for again, and a later account gets no later date.
  if (held.some((other) => other.documentOn !== null)) return;
  const due = held.find((other) => other.documentDue !== null)?.documentDue ?? addDays(on, flow.days);
  await saveAccounts(
    tx,
    on,
    held
      .filter((other) => other.documentDue === null)
      .map((other) => ({ account: { ...other, documentDue: due }, event: { event: 'document-asked', note: due } })),
  );
}

/** Whether an account is one of those over which the flow of a person is counted. */
export function isPersonsClassIII(other: Account, account: Pick<Account, 'institution'>): boolean {
  return other.kind === 'bank' && other.class === 'III' && other.institution === account.institution && other.openedOn !== null && other.state !== 'CLOSED';
}
