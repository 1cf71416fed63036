import type { BusinessDate } from '@jinqiao/calendar';
import type { Tx } from '@jinqiao/database';
import { sum } from '@jinqiao/money';
import { type Paid, payParts, type Split } from './allocation.ts';
import { billsByKey, saveBills } from './bill-store.ts';
import type { Bill } from './bills.ts';
import { type Contract, openOf, type Part } from './model.ts';
import type { Applied } from './postings/repayment.ts';
import { billsWithoutOpenParts, contractsByKey, saveContracts, saveParts, standingOf } from './store.ts';

const NOTHING: Split = { charge: 0n, fee: 0n, principal: 0n };

export type Spending = {
  /** The parts as stored. */
  readonly before: readonly Part[];
  /** The same parts with what is billed at this moment. */
  readonly ready: readonly Part[];
  readonly amount: bigint;
  /** The day from which it counts. */
  readonly paidOn: BusinessDate;
};

export type Spent = { readonly applied: readonly Applied[]; readonly rest: bigint };

type Change = { readonly before: Part; readonly ready: Part; readonly after: Part };

/**
 * Spends money, or credits, of different customers on their parts, and books what follows into parts, contracts and bills. The
 * customers' limits are held: nothing else changes these contracts meanwhile.
 */
export async function spend(tx: Tx, spendings: readonly Spending[], as: 'paid' | 'credited', on: BusinessDate): Promise<Spent[]> {
  const results = spendings.map(({ before, ready, amount, paidOn }) => {
    const paid: Paid = payParts(ready, amount, paidOn);
    const all = paid.parts.map((after, i): Change => ({ before: before[i] as Part, ready: ready[i] as Part, after }));
    return { paid, changes: all.filter((change) => change.ready !== change.after) };
  });
  const changes = results.flatMap((result) => result.changes);
  const parts = changes.map(({ after }) => after);
  await saveParts(tx, parts);
  const contracts = await refreshContracts(tx, parts, on);
  await creditBills(
    tx,
    changes.map(({ ready, after }) => ({ part: after, amount: openOf(ready) - openOf(after) })),
    as,
  );
  return results.map(({ paid, changes: own }) => ({
    applied: [...Map.groupBy(own, ({ after }) => after.contractId)].map(([id, of]) =>
      appliedTo(contracts.get(id) as Contract, paid.splits.get(id) ?? NOTHING, of),
    ),
    rest: paid.rest,
  }));
}

function appliedTo(contract: Contract, split: Split, changes: readonly Change[]): Applied {
  const billedNow = changes.filter(({ before, after }) => after.feeBilled && !before.feeBilled);
  return {
    contract,
    split,
    chargeBilled: sum(changes.map(({ before, after }) => after.charge - before.charge)),
    feeBilled: sum(billedNow.map(({ after }) => after.fee)),
    unearned: sum(changes.map(({ before, after }) => before.earned - after.earned)),
  };
}

/** Takes over into contracts what their parts have become. @returns the contracts as they were, for what is posted about them. */
export async function refreshContracts(tx: Tx, parts: readonly Part[], on: BusinessDate): Promise<Map<string, Contract>> {
  const keys = [...new Map(parts.map((part) => [part.contractId, part])).values()];
  if (keys.length === 0) return new Map();
  const contracts = await contractsByKey(tx, keys);
  const standing = await standingOf(tx, keys, on);
  await saveContracts(
    tx,
    [...contracts.values()].map((contract): Contract => {
      const { open, outstanding, overdueSince } = standing.get(contract.contractId) ?? { open: 0, outstanding: 0n, overdueSince: null };
      const closed = open === 0 && contract.state === 'active';
      return {
        ...contract,
        outstanding,
        overdueSince,
        state: closed ? 'settled' : contract.state,
        closedOn: closed ? on : contract.closedOn,
      };
    }),
  );
  return contracts;
}

/** Tells bills what has come off their parts; those with nothing open are paid. */
export async function creditBills(tx: Tx, changes: readonly { readonly part: Part; readonly amount: bigint }[], as: 'paid' | 'credited'): Promise<void> {
  const byBill = Map.groupBy(
    changes.filter(({ part }) => part.billId !== null),
    ({ part }) => part.billId as string,
  );
  if (byBill.size === 0) return;
  const keys = [...byBill].map(([billId, own]) => ({ bucket: (own[0] as { part: Part }).part.bucket, billId }));
  const [bills, done] = [await billsByKey(tx, keys), await billsWithoutOpenParts(tx, keys)];
  await saveBills(
    tx,
    [...bills.values()].map((bill): Bill => {
      const amount = sum((byBill.get(bill.billId) ?? []).map((change) => change.amount));
      const closed = done.has(bill.billId);
      return { ...bill, [as]: bill[as] + amount, state: closed ? 'paid' : bill.state, debitOn: closed ? null : bill.debitOn };
    }),
  );
}
