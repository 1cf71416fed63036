import type { Step } from '@jinqiao/business-day';
import { addDays, type BusinessDate, businessDate } from '@jinqiao/calendar';
import { holdLimits } from '@jinqiao/credit';
import type { Tx } from '@jinqiao/database';
import { postAndOpen } from '@jinqiao/ledger';
import { sum } from '@jinqiao/money';
import { billsPastDue, saveBills } from '../bill-store.ts';
import { type Bill, carriedOver, minimumMet } from '../bills.ts';
import { billCharge } from '../charges.ts';
import { payLaterBook } from '../chart.ts';
import { type Contract, openCharge, openFee, openOf, openPrincipal, type Part, type Terms } from '../model.ts';
import { billed, writtenOff } from '../postings/purchase.ts';
import { refreshContracts } from '../spend.ts';
import { contractsToWriteOff, partsOfBills, partsOfContracts, saveContracts, saveParts } from '../store.ts';

const CHUNK = 500;

/** 逾期: at the end of its due day a bill that is not paid is overdue, or goes on where the minimum came in; what is hopeless is written off. */
export function overdueStep(terms: Terms): Step {
  return {
    name: `pay-later-age ${terms.programmeId}`,
    run: async ({ date, chunk, count }) => {
      const on = businessDate(date);
      for (let looked = 1; looked > 0; count({ pastDue: looked })) looked = await chunk((tx) => lookAtBills(tx, terms, on));
      for (let lost = 1; lost > 0; count({ writtenOff: lost })) lost = await chunk((tx) => writeOff(tx, terms, on));
    },
  };
}

async function lookAtBills(tx: Tx, terms: Terms, on: BusinessDate): Promise<number> {
  const bills = await billsPastDue(tx, terms.programmeId, on, CHUNK);
  if (bills.length === 0) return 0;
  await holdLimits(tx, bills);
  const parts = Map.groupBy(await partsOfBills(tx, bills), ({ billId }) => billId);
  const changes = bills.map((bill) => endOfDueDay(terms, bill, parts.get(bill.billId) ?? []));
  const after = changes.flatMap((change) => change.parts);
  await saveBills(
    tx,
    changes.map(({ bill }) => bill),
  );
  await saveParts(tx, after);
  const before = new Map([...parts.values()].flat().map((part) => [`${part.contractId} ${part.n}`, part]));
  await postAndOpen(
    tx,
    payLaterBook(terms),
    [...Map.groupBy(after, ({ contractId }) => contractId)].flatMap(([contractId, own]) => {
      const charge = sum(own.map((part) => part.charge - (before.get(`${contractId} ${part.n}`)?.charge ?? 0n)));
      return billed(terms, `due ${on}`, contractId, (own[0] as Part).bucket, { fee: 0n, charge }, on);
    }),
  );
  // It is overdue from the next day on.
  await refreshContracts(tx, [...after, ...[...parts.values()].flat()], addDays(on, 1));
  return bills.length;
}

function endOfDueDay(terms: Terms, bill: Bill, parts: readonly Part[]): { readonly bill: Bill; readonly parts: readonly Part[] } {
  const open = parts.filter((part) => openOf(part) > 0n);
  if (open.length === 0) return { bill: { ...bill, state: 'paid', debitOn: null }, parts: [] };
  if (minimumMet(bill)) return { bill: { ...bill, state: 'revolving', debitOn: null }, parts: open.map((part) => carriedOver(terms, part)) };
  return {
    bill: { ...bill, state: 'overdue' },
    // What a minimum repayment had left bears interest through its due day, and the late fee from there.
    parts: open.filter(({ revolving }) => revolving).map((part) => ({ ...billCharge(terms, part, part.dueOn), revolving: false })),
  };
}

async function writeOff(tx: Tx, terms: Terms, on: BusinessDate): Promise<number> {
  const contracts = await contractsToWriteOff(tx, terms.programmeId, addDays(on, -terms.writeOffDpd), CHUNK);
  if (contracts.length === 0) return 0;
  await holdLimits(tx, contracts);
  const parts = Map.groupBy(await partsOfContracts(tx, contracts), ({ contractId }) => contractId);
  await postAndOpen(
    tx,
    payLaterBook(terms),
    contracts.flatMap((contract) => {
      const own = parts.get(contract.contractId) ?? [];
      const open = {
        principal: sum(own.map(openPrincipal)),
        fee: sum(own.filter(({ feeBilled }) => feeBilled).map(openFee)),
        charge: sum(own.map(openCharge)),
      };
      return [writtenOff(terms, contract, open, on)];
    }),
  );
  await saveContracts(
    tx,
    contracts.map((contract): Contract => ({ ...contract, state: 'written-off', closedOn: on })),
  );
  return contracts.length;
}
