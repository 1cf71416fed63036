import type { BusinessDate } from '@jinqiao/calendar';
import type { Tx } from '@jinqiao/database';
import { openAccounts, openBook } from '@jinqiao/ledger';
import { derivedId, maskPan } from '@jinqiao/runtime';
import { accounts as wire } from '@jinqiao/wire';
import { partiesFault } from '../../errors.ts';
import { depositBook, depositPath, ledgerAccount } from '../book.ts';
import { type AccountsContext, type AccountTerms, type Begins, openDay } from '../context.ts';
import { type Elements, forInstitution, openElements, sealElements } from '../elements.ts';
import { elementsNeeded } from '../limits.ts';
import type { Account, AccountClass, BoundAccount } from '../model.ts';
import { everyRow } from '../pages.ts';
import { afterEvent } from '../states.ts';
import { accountsByKey, elementsOf, insertBoundAccounts, lockAccounts, saveAccounts, unansweredAccounts } from '../store.ts';
import { activateDrafts, draftAccounts, holdPlaces, refuseDrafts } from './draft-accounts.ts';

export type OpenRequest = {
  readonly bucket: number;
  readonly customerId: string;
  readonly class: 'II' | 'III';
  readonly elements: Elements;
  /** A repeated request with the same key is the same account. */
  readonly key: string;
};

/**
 * Opens a bank account of class II or III: the elements are kept sealed until the bank, which asks the issuer of the bound
 * card, has answered.
 * @returns the account: `ACTIVE`, `REJECTED`, or `BOUND_BANK_VERIFYING` while the bank's answer is not known.
 * @throws Fault ACCOUNTS_HELD_MAX, and of `begins`.
 */
export async function openAccount(context: AccountsContext, request: OpenRequest, begins?: Begins): Promise<Account> {
  const { bucket, customerId } = request;
  const account = draftOf(context, bucket, customerId, request.class, request.key);
  const elementsSealed = sealElements(context.vault, request.elements);
  await context.db.tx(async (tx) => {
    const on = await openDay(context, tx);
    if ((await accountsByKey(tx, [account])).size === 0) await begins?.(tx, on);
    await draftAccounts(tx, context, on, [{ ...account, elementsSealed }]);
  });
  await askOpening(context, account);
  return (await accountsByKey(context.db, [account])).get(account.accountId) as Account;
}

/** What an account of the institution's own book is recorded as, before it is open. */
export function draftOf(context: Pick<AccountsContext, 'institution' | 'asset'>, bucket: number, customerId: string, cls: AccountClass, key: string) {
  const institution = context.institution.id;
  const accountId = derivedId('acc', bucket, `${institution} ${customerId} ${cls} ${key}`);
  return {
    bucket,
    accountId,
    customerId,
    institution,
    class: cls,
    book: depositBook(institution, context.asset).name,
    path: depositPath('bank', cls),
    asset: context.asset,
    owner: accountId,
    faceToFace: false,
    agreedDay: null,
  };
}

/** The bound account that an account is opened with. */
export function firstBoundOf(context: AccountsContext, account: Pick<Account, 'bucket' | 'accountId'>, elements: Elements) {
  const cardHash = context.vault.index('card', elements.cardNumber);
  return { bucket: account.bucket, boundId: derivedId('bnd', account.bucket, `${account.accountId} ${cardHash}`), cardHash };
}

/** A short keyed digest of the mobile number, for serials. */
export function mobileTag(context: AccountsContext, elements: Elements): string {
  return context.vault.index('mobile', elements.mobile).slice(0, 12);
}

/** Asks the bank to open an account and records its answer. @returns false while the answer is not known. */
export async function askOpening(context: AccountsContext, key: Pick<Account, 'bucket' | 'accountId'>): Promise<boolean> {
  const account = (await accountsByKey(context.db, [key])).get(key.accountId) as Account;
  const sealed = await elementsOf(context.db, key);
  if (sealed === null || account.openedOn !== null) return true;
  const elements = openElements(context.vault, sealed);
  const { boundId, cardHash } = firstBoundOf(context, account, elements);
  const exchange = await context.institution.exchange(wire.openAccounts, {
    // Card and mobile belong to the message: a customer who corrects them sends another one.
    serial: `open.${account.accountId}.${boundId}.${mobileTag(context, elements)}`,
    businessDate: await context.db.tx((tx) => openDay(context, tx)),
    subject: account.accountId,
    body: {
      items: [
        { accountRef: account.accountId, class: account.class === 'II' ? 'II' : 'III', boundRef: boundId, ...forInstitution(context.institution, elements) },
      ],
    },
  });
  const answer = exchange.state === 'answered' ? exchange.answer.items[0] : undefined;
  await context.db.tx(async (tx) => {
    const on = await openDay(context, tx);
    if (exchange.state === 'unknown') return markAsked(tx, on, account);
    if (answer?.status !== 'ACTIVE')
      return refuseDrafts(tx, context, on, [{ ...key, code: exchange.state === 'refused' ? exchange.code : (answer?.code ?? '') }]);
    const bound = {
      ...key,
      boundId,
      cardHash,
      cardMasked: maskPan(elements.cardNumber),
      cardClass: answer.cardClass,
      isDefault: true,
      verifiedBy: context.institution.id,
      elements: elementsNeeded('bank', account.class, context.profile, on),
      verifiedOn: on,
    };
    return activateDrafts(tx, on, [{ ...key, accountNo: answer.accountNo, bound }]);
  });
  return exchange.state !== 'unknown';
}

async function markAsked(tx: Tx, on: BusinessDate, key: Pick<Account, 'bucket' | 'accountId'>): Promise<void> {
  const account = (await lockAccounts(tx, [key])).get(key.accountId);
  if (account?.state !== 'ELEMENTS_SUBMITTED') return;
  await saveAccounts(tx, on, [{ account: { ...account, state: afterEvent(account, 'asked') }, event: { event: 'verifying', note: '' } }]);
}

/** Asks again about accounts whose opening was not answered. */
export async function resumeOpenings(context: AccountsContext): Promise<void> {
  const waiting = everyRow(
    (after, limit) => unansweredAccounts(context.db, after, limit),
    ({ bucket, accountId }) => ({ bucket, id: accountId }),
  );
  for await (const account of waiting) await askOpening(context, account);
}

export type PaymentAccountRequest = {
  readonly bucket: number;
  readonly customerId: string;
  readonly institution: string;
  readonly asset: string;
  readonly class: AccountClass;
  readonly accountNo: string;
  /** Over how many external sources the identity was verified. */
  readonly sources: number;
  readonly faceToFace: boolean;
  /** The agreed cap of a day for payments with certificate or signature, in minor units; null: none was agreed. */
  readonly agreedDay: bigint | null;
  /** The bank account of the same name to which the balance can be cashed out; null where none was given. */
  readonly bound: Omit<BoundAccount, 'bucket' | 'accountId'> | null;
};

/**
 * Records a payment account that a payment institution has opened. Classes II and III open face to face or by three and
 * five external sources, class I by one.
 * @throws Fault ACCOUNT_ELEMENTS_MISSING, ACCOUNTS_HELD_MAX.
 */
export async function openPaymentAccount(tx: Tx, terms: AccountTerms, on: BusinessDate, request: PaymentAccountRequest): Promise<Account> {
  const { bucket, customerId, institution, sources, bound } = request;
  const needed = elementsNeeded('payment', request.class, terms.profile, on);
  if (sources < needed && !(request.faceToFace && request.class !== 'I'))
    throw partiesFault('ACCOUNT_ELEMENTS_MISSING', { class: request.class, needed, given: sources });
  const book = depositBook(institution, request.asset);
  const accountId = derivedId('acc', bucket, `${institution} ${customerId} ${request.class} ${request.accountNo}`);
  const row = {
    ...request,
    accountId,
    kind: 'payment' as const,
    book: book.name,
    path: depositPath('payment', request.class),
    owner: accountId,
    state: 'ACTIVE' as const,
    elementsSealed: null,
  };
  await holdPlaces(tx, terms, on, [row]);
  const account = (await lockAccounts(tx, [row])).get(accountId) as Account;
  if (account.openedOn !== null) return account;
  const open = { ...account, openedOn: on };
  await openBook(tx, book, []);
  await openAccounts(tx, [ledgerAccount(open)]);
  await saveAccounts(tx, on, [{ account: open, event: { event: 'opened', note: request.class } }]);
  if (bound) await insertBoundAccounts(tx, [{ ...bound, bucket, accountId }]);
  return { ...open, events: open.events + 1 };
}
