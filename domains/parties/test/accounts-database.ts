import { type BusinessDate, businessDate } from '@jinqiao/calendar';
import type { Profile } from '@jinqiao/compliance';
import { type Database, type MigrationFolder, migrate, openDatabase } from '@jinqiao/database';
import { ledgerMigrations } from '@jinqiao/ledger';
import { derivedId } from '@jinqiao/runtime';
import { testDatabase } from '@jinqiao/runtime/testing';
import {
  type Account,
  accountsByKey,
  activateDrafts,
  balancesOf,
  confirmMovements,
  depositBook,
  draftAccounts,
  type Factor,
  type Movement,
  type MovementKind,
  movementsByKey,
  openPaymentAccount,
  releaseMovements,
  reserveMovements,
  reserveReversal,
  usedOf,
  verifyAccounts,
} from '../src/accounts/index.ts';

export const BUCKET = 9;
const partiesMigrations: MigrationFolder = { name: 'parties', folder: new URL('../sql/', import.meta.url) };

/** A database with the tables of parties and ledger, and accounts to move money on; dates are given, amounts are fen. */
export async function openAccountsDatabase(profile: Profile = 'CN_CURRENT') {
  const place = await testDatabase();
  const db: Database = openDatabase(place.url, { max: 16 });
  await migrate(db, [ledgerMigrations, partiesMigrations]);
  const terms = { profile, rating: null };
  let keys = 0;
  const again = (account: Account) => accountsByKey(db, [account]).then((found) => found.get(account.accountId) as Account);
  const reserve = (account: Account, kind: MovementKind, amount: bigint, on: string, factors: readonly Factor[] = [], key = '') => {
    keys += 1;
    const boundId = kind.startsWith('bound-') ? derivedId('bnd', BUCKET, account.accountId) : '';
    const request = { bucket: BUCKET, accountId: account.accountId, kind, amount, boundId, factors, key: key || `key ${keys}` };
    return db.tx(async (tx) => (await reserveMovements(tx, terms, businessDate(on), [request]))[0] as Movement);
  };
  const confirm = (movement: Movement, on: string) => db.tx((tx) => confirmMovements(tx, terms, businessDate(on), [movement]));
  return {
    db,
    terms,
    reserve,
    confirm,
    again,
    release: (movement: Movement, on: string) => db.tx((tx) => releaseMovements(tx, businessDate(on), [movement], 'REFUSED')),
    /** Reserves and confirms. */
    move: async (account: Account, kind: MovementKind, amount: bigint, on: string, factors: readonly Factor[] = []) => {
      const movement = await reserve(account, kind, amount, on, factors);
      await confirm(movement, on);
      return (await movementsByKey(db, [movement])).get(movement.movementId) as Movement;
    },
    reverse: async (movement: Movement, amount: bigint, on: string, key = 'once') => {
      const reversal = await db.tx((tx) => reserveReversal(tx, terms, businessDate(on), { bucket: BUCKET, movementId: movement.movementId, amount, key }));
      await confirm(reversal, on);
    },
    balance: async (account: Account) => (await balancesOf(db, [account])).get(account.accountId) ?? 0n,
    used: async (subject: string, counter: string, period: string) =>
      (await usedOf(db, [{ bucket: BUCKET, limit: { subject, counter, period, ruleId: '', cap: null } }]))[0]?.used ?? 0n,
    openBank: async (cls: 'I' | 'II' | 'III', on: string, name: string, change: { faceToFace?: boolean; customer?: string } = {}) => {
      const customerId = change.customer ?? `cus ${name}`.replace(' ', '_');
      const accountId = derivedId('acc', BUCKET, name);
      const key = { bucket: BUCKET, accountId };
      const path = `customer/class-${cls.toLowerCase()}`;
      const book = depositBook('bank', 'CNY').name;
      const faceToFace = change.faceToFace ?? false;
      const draft = {
        ...key,
        customerId,
        institution: 'bank',
        class: cls,
        book,
        path,
        asset: 'CNY',
        owner: accountId,
        faceToFace,
        agreedDay: null,
        elementsSealed: null,
      };
      const date = businessDate(on);
      const bound = { ...key, ...boundOf(accountId, name, date) };
      await db.tx((tx) => draftAccounts(tx, terms, date, [draft]));
      await db.tx((tx) => activateDrafts(tx, date, [{ ...key, accountNo: name, bound }]));
      return (await accountsByKey(db, [key])).get(accountId) as Account;
    },
    openPayment: (
      cls: 'I' | 'II' | 'III',
      on: string,
      name: string,
      change: { customer?: string; sources?: number; agreedDay?: bigint; faceToFace?: boolean } = {},
    ) =>
      db.tx((tx) =>
        openPaymentAccount(tx, terms, businessDate(on), {
          bucket: BUCKET,
          customerId: change.customer ?? `cus_${name}`,
          institution: 'payment',
          asset: 'CNY',
          class: cls,
          accountNo: name,
          sources: change.sources ?? 5,
          faceToFace: change.faceToFace ?? false,
          agreedDay: change.agreedDay ?? null,
          bound: boundOf(derivedId('acc', BUCKET, `payment ${change.customer ?? `cus_${name}`} ${cls} ${name}`), name, businessDate(on)),
        }),
      ),
    wrong: async () => (await verifyAccounts(db)).flatMap((check) => check.wrong),
    close: async () => {
      await db.end();
      await place.drop();
    },
  };
}

function boundOf(accountId: string, cardHash: string, verifiedOn: BusinessDate) {
  const boundId = derivedId('bnd', BUCKET, accountId);
  return { boundId, cardMasked: '622848*********5679', cardHash, cardClass: 'I', isDefault: true, verifiedBy: 'bank', elements: 5, verifiedOn };
}

export type AccountsDatabase = Awaited<ReturnType<typeof openAccountsDatabase>>;

export function day(date: string, n: number): BusinessDate {
  return businessDate(new Date(Date.parse(`${date}T00:00:00Z`) + n * 86_400_000).toISOString().slice(0, 10));
}
