import type { Step } from '@jinqiao/business-day';
import { type BusinessDate, businessDate } from '@jinqiao/calendar';
import { holdLimits } from '@jinqiao/credit';
import type { Tx } from '@jinqiao/database';
import { postAndOpen } from '@jinqiao/ledger';
import { sum } from '@jinqiao/money';
import { insertBills } from '../bill-store.ts';
import { billOf } from '../bills.ts';
import { billCharge } from '../charges.ts';
import { payLaterBook } from '../chart.ts';
import type { Part, Terms } from '../model.ts';
import { billed } from '../postings/purchase.ts';
import { contractsByKey, partsToBill, saveParts } from '../store.ts';

const CUSTOMERS = 500;

/** 出账: what is to be billed by a date becomes statements, one for each customer and due day; fees and charges become receivable. */
export function statementStep(terms: Terms): Step {
  return {
    name: `pay-later-bill ${terms.programmeId}`,
    run: async ({ date, chunk, count }) => {
      const on = businessDate(date);
      for (let made = 1; made > 0; count({ bills: made })) made = await chunk((tx) => makeBills(tx, terms, on));
    },
  };
}

/** Bills some customers' parts. @returns how many bills. */
async function makeBills(tx: Tx, terms: Terms, on: BusinessDate): Promise<number> {
  const parts = await partsToBill(tx, terms.programmeId, on, CUSTOMERS);
  if (parts.length === 0) return 0;
  await holdLimits(tx, parts);
  const contracts = await contractsByKey(tx, parts);
  const single = ({ contractId }: Part) => contracts.get(contractId)?.periods === 1;
  const groups = [...Map.groupBy(parts, (part) => `${part.customerId} ${part.dueOn}`).values()].map((before) => {
    const charged = before.map((part) => billCharge(terms, part, on));
    const bill = billOf(terms, charged, on, single);
    return { before, bill, after: charged.map((part): Part => ({ ...part, billId: bill.billId, feeBilled: true })) };
  });
  await insertBills(
    tx,
    groups.map(({ bill }) => bill),
  );
  await saveParts(
    tx,
    groups.flatMap(({ after }) => after),
  );
  const journals = groups.flatMap(({ before, bill, after }) =>
    [...Map.groupBy(after, ({ contractId }) => contractId)].flatMap(([contractId, own]) => {
      const was = own.map((part) => before.find(({ contractId: id, n }) => id === part.contractId && n === part.n) as Part);
      const fee = sum(own.map((part, i) => (was[i]?.feeBilled ? 0n : part.fee)));
      const charge = sum(own.map((part, i) => part.charge - (was[i]?.charge ?? 0n)));
      return billed(terms, bill.billId, contractId, bill.bucket, { fee, charge }, on);
    }),
  );
  await postAndOpen(tx, payLaterBook(terms), journals);
  return groups.length;
}
