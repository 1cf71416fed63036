import type { Tx } from '@jinqiao/database';
import { accounts } from '@jinqiao/wire';
import type { z } from 'zod';
import { type BankAccount, enterAccounts, lockOne } from './bank-account-books.ts';
import { accountBucket, bucketsOf, firstOfEach } from './bank-books.ts';
import type { FaultBox } from './faults.ts';
import { answering } from './institution.ts';
import type { BankSetup } from './setup.ts';

type Item = z.output<typeof accounts.moveMoney.request>['items'][number];

const CONTRA: Readonly<Record<string, string>> = {
  'wealth-purchase': 'wealth',
  'wealth-redemption': 'wealth',
  'cash-in': 'cash',
  'cash-out': 'cash',
};

/** Moves money on customers' accounts. A movement that was made stays as it is; one that failed may be asked for again. */
export function moveMoney({ schema: s }: BankSetup, faults: FaultBox) {
  return answering(accounts.moveMoney, async (tx, body, context) => {
    const codes = new Map<string, string>();
    for (const item of firstOfEach(body.items, (i) => i.movementRef)) codes.set(item.movementRef, await moveOne(tx, s, context.businessDate, item, faults));
    return {
      items: body.items.map(({ movementRef }) => {
        const code = codes.get(movementRef) ?? 'OK';
        return { movementRef, status: code === 'OK' ? ('DONE' as const) : ('FAILED' as const), code };
      }),
    };
  });
}

async function moveOne(tx: Tx, s: string, date: string, item: Item, faults: FaultBox): Promise<string> {
  const account = await lockOne(tx, s, item.accountNo);
  const [bucket] = bucketsOf([item.movementRef]);
  const { rows } = await tx.query(`SELECT 1 FROM ${s}.movement WHERE bucket = $1 AND movement_ref = $2`, [bucket, item.movementRef]);
  if (rows.length > 0) return 'OK';
  const amount = BigInt(item.amount);
  if (account?.state !== 'open' || account.linkedTo !== '') return 'ACCOUNT_UNKNOWN';
  if (amount <= 0n) return 'AMOUNT_INVALID';
  if (item.kind.startsWith('bound-') && !(await isBound(tx, s, item))) return 'CARD_NOT_BOUND';
  if (item.direction === 'out' && availableOf(account) < amount) return 'INSUFFICIENT_BALANCE';
  if (faults.take('payout-failed', accounts.moveMoney.name)) return 'INTERBANK_UNAVAILABLE';
  const contra = { house: CONTRA[item.kind] ?? 'interbank' };
  const [debit, credit] = item.direction === 'out' ? [account, contra] : [contra, account];
  await tx.query(`INSERT INTO ${s}.movement (bucket, movement_ref, account_no, direction, kind, amount, business_date) VALUES ($1, $2, $3, $4, $5, $6, $7)`, [
    bucket,
    item.movementRef,
    item.accountNo,
    item.direction,
    item.kind,
    amount,
    date,
  ]);
  await enterAccounts(tx, s, date, [{ reference: item.movementRef, debit, credit, amount }]);
  return 'OK';
}

async function isBound(tx: Tx, s: string, { boundRef, accountNo }: Item): Promise<boolean> {
  // A programme's account is bound to the card that it was opened with, under no reference of its own.
  const { rows } = await tx.query<{ known: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM ${s}.bound WHERE bucket = $1 AND bound_ref = $2 AND account_no = $3 AND NOT removed)
       OR EXISTS (SELECT 1 FROM ${s}.account WHERE bucket = $4 AND account_no = $3 AND programme <> 'deposits') AS known`,
    [...bucketsOf([boundRef]), boundRef, accountNo, accountBucket(accountNo)],
  );
  return rows[0]?.known ?? false;
}

function availableOf(account: BankAccount): bigint {
  return account.frozenWhole ? 0n : account.balance - account.frozen;
}

/** An order for an account that another has replaced is for that other. */
async function inPlaceOf(tx: Tx, s: string, accountNo: string): Promise<BankAccount | undefined> {
  const account = await lockOne(tx, s, accountNo);
  return account && account.linkedTo !== '' ? lockOne(tx, s, account.linkedTo) : account;
}

/** A court's freeze begins or ends. */
export function freezeAccount({ schema: s }: BankSetup) {
  return answering(accounts.freezeAccount, async (tx, body) => {
    const account = await inPlaceOf(tx, s, body.accountNo);
    if (account?.state !== 'open') return { status: 'REFUSED' as const, code: 'ACCOUNT_UNKNOWN' };
    const [bucket] = bucketsOf([body.freezeRef]);
    if (body.action === 'freeze') {
      await tx.query(
        `INSERT INTO ${s}.freeze (bucket, freeze_ref, account_no, amount, deducted, released) VALUES ($1, $2, $3, $4, 0, false) ON CONFLICT DO NOTHING`,
        [bucket, body.freezeRef, account.accountNo, body.amount],
      );
    } else await tx.query(`UPDATE ${s}.freeze SET released = true WHERE bucket = $1 AND freeze_ref = $2`, [bucket, body.freezeRef]);
    await bindBalance(tx, s, account.accountNo);
    return { status: 'DONE' as const, code: 'OK' };
  });
}

/** What the freezes in force bind, kept with the balance. */
async function bindBalance(tx: Tx, s: string, accountNo: string): Promise<void> {
  await tx.query(
    `UPDATE ${s}.account SET (frozen, frozen_whole) = (SELECT coalesce(sum(amount - deducted), 0)::bigint, coalesce(bool_or(amount IS NULL), false)
       FROM ${s}.freeze WHERE account_no = $2 AND NOT released) WHERE bucket = $1 AND account_no = $2`,
    [accountBucket(accountNo), accountNo],
  );
}

/** Frozen money is paid to the authority that froze it. */
export function deductAccount({ schema: s }: BankSetup) {
  return answering(accounts.deductAccount, async (tx, body, context) => {
    const refused = (code: string) => ({ status: 'REFUSED' as const, code });
    const account = await inPlaceOf(tx, s, body.accountNo);
    if (account?.state !== 'open') return refused('ACCOUNT_UNKNOWN');
    const [bucket, freezeBucket] = bucketsOf([body.deductionRef, body.freezeRef]);
    const { rows } = await tx.query(`SELECT 1 FROM ${s}.deduction WHERE bucket = $1 AND deduction_ref = $2`, [bucket, body.deductionRef]);
    if (rows.length > 0) return { status: 'DONE' as const, code: 'OK' };
    const amount = BigInt(body.amount);
    const { rows: frozen } = await tx.query<{ left: bigint | null }>(
      `SELECT amount - deducted AS left FROM ${s}.freeze WHERE bucket = $1 AND freeze_ref = $2 AND account_no = $3 AND NOT released`,
      [freezeBucket, body.freezeRef, account.accountNo],
    );
    const freeze = frozen[0];
    if (!freeze) return refused('FREEZE_UNKNOWN');
    if (amount <= 0n || (freeze.left !== null && amount > freeze.left)) return refused('AMOUNT_INVALID');
    if (amount > account.balance) return refused('INSUFFICIENT_BALANCE');
    await tx.query(`INSERT INTO ${s}.deduction (bucket, deduction_ref, freeze_ref, account_no, amount, business_date) VALUES ($1, $2, $3, $4, $5, $6)`, [
      bucket,
      body.deductionRef,
      body.freezeRef,
      account.accountNo,
      amount,
      context.businessDate,
    ]);
    await tx.query(`UPDATE ${s}.freeze SET deducted = deducted + $3 WHERE bucket = $1 AND freeze_ref = $2`, [freezeBucket, body.freezeRef, amount]);
    await bindBalance(tx, s, account.accountNo);
    await enterAccounts(tx, s, context.businessDate, [{ reference: body.deductionRef, debit: account, credit: { house: 'judicial' }, amount }]);
    return { status: 'DONE' as const, code: 'OK' };
  });
}
