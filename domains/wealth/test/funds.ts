import { closeThrough, openFirstDay, type Step } from '@jinqiao/business-day';
import { addDays, type BusinessDate, businessDate } from '@jinqiao/calendar';
import { bucketOf, type Database, migrate, openDatabase } from '@jinqiao/database';
import { exportLedger, ledgerMigrations } from '@jinqiao/ledger';
import { derivedId } from '@jinqiao/runtime';
import { testDatabase } from '@jinqiao/runtime/testing';
import {
  acceptOrders,
  type Confirmation,
  carryIncomeStep,
  confirmStep,
  DAILY_CARRY,
  type Fund,
  type FundOrder,
  openFund,
  payRedemptionsStep,
  type Registrar,
  reconcileRegisterStep,
  type WalletBalance,
  type WalletIncome,
  wallets,
} from '../src/index.ts';
import { ordersToConfirm } from '../src/store.ts';

export const FUND: Fund = {
  fundId: '519858',
  nameEn: 'Golden Bridge money fund',
  nameZh: '金桥货币',
  calendar: 'CN_TRADING',
  cutOff: '15:00',
  confirmDays: 1,
  cashDays: 1,
  ...DAILY_CARRY,
  fastPool: null,
  issuerRisk: 1,
  sellerRisk: 1,
};

export function customer(name: string): { readonly bucket: number; readonly customerId: string } {
  const bucket = bucketOf(name);
  return { bucket, customerId: derivedId('cus', bucket, name) };
}

/** What the registrar says where it does not simply agree. */
export type Word = {
  confirmations?: (due: readonly FundOrder[]) => Confirmation[];
  per10k?: bigint;
  sevenDayYield?: bigint;
  /** By customer; without it, what every wallet earned on the day. */
  income?: readonly WalletIncome[];
  statement?: (agreed: readonly WalletBalance[]) => WalletBalance[];
};

/** A fund on a database of its own whose registrar agrees with us but for what a test makes it say on a date. */
export async function openTestFund(first: string, terms: Partial<Fund> = {}) {
  const fund: Fund = { ...FUND, ...terms };
  const database = await testDatabase();
  const db = openDatabase(database.url, { max: 3 });
  await migrate(db, [
    ledgerMigrations,
    { name: 'business-day', folder: new URL('../../../libs/business-day/sql/', import.meta.url) },
    { name: 'wealth', folder: new URL('../sql/', import.meta.url) },
  ]);
  await openFirstDay(db, first);
  await db.tx((tx) => openFund(tx, fund));
  const words = new Map<string, Word>();
  const registrar = registrarOf(db, words);
  const steps = [confirmStep(fund, registrar), carryIncomeStep(fund, registrar), payRedemptionsStep(fund), reconcileRegisterStep(fund, registrar)];
  return {
    db,
    words,
    accept: (on: string, name: string, kind: 'subscribe' | 'redeem', amount: bigint, acceptedAt: string, reference = `${on} ${name} ${kind} ${acceptedAt}`) => {
      const who = customer(name);
      const orderId = derivedId('ford', who.bucket, reference);
      return db.tx((tx) => acceptOrders(tx, fund, businessDate(on), [{ ...who, orderId, kind, amount, acceptedAt }]));
    },
    close: (through: string, wrap: (step: Step) => Step = (step) => step) =>
      closeThrough(db, { through, nextDate: (date) => addDays(date as BusinessDate, 1), steps: steps.map(wrap), summarise: async () => ({}) }),
    wallet: async (name: string) => {
      const found = (await wallets(db, FUND.fundId)).find(({ customerId }) => customerId === customer(name).customerId);
      return { available: found?.available ?? 0n, frozen: found?.frozen ?? 0n, inTransit: found?.inTransit ?? 0n };
    },
    exported: async () => {
      const lines: string[] = [];
      for await (const line of exportLedger(db)) lines.push(line);
      return lines;
    },
    end: async () => {
      await db.end();
      await database.drop();
    },
  };
}

/** 0.4512 yuan on 10,000 shares. */
const PER_10K = 4_512n;

function registrarOf(db: Database, words: ReadonlyMap<string, Word>): Registrar {
  return {
    confirmations: async ({ fundId }, on) => {
      const due = await ordersToConfirm(db, fundId, on);
      return words.get(on)?.confirmations?.(due) ?? due.map(({ orderId, amount }) => ({ orderId, outcome: 'confirmed', amount }));
    },
    published: async (_, on) => ({ per10k: words.get(on)?.per10k ?? PER_10K, sevenDayYield: words.get(on)?.sevenDayYield ?? null }),
    income: async ({ fundId }, on) =>
      words.get(on)?.income ??
      (await wallets(db, fundId)).map(({ bucket, customerId, available, frozen }) => ({
        bucket,
        customerId,
        amount: ((available + frozen) * (words.get(on)?.per10k ?? PER_10K)) / 100_000_000n,
      })),
    statement: async ({ fundId }, on) => {
      const agreed = (await wallets(db, fundId)).map(({ bucket, customerId, available, inTransit }) => ({
        bucket,
        customerId,
        balance: available + inTransit,
      }));
      return words.get(on)?.statement?.(agreed) ?? agreed;
    },
  };
}
