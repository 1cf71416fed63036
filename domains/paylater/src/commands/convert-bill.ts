import type { BusinessDate } from '@jinqiao/calendar';
import { holdLimits } from '@jinqiao/credit';
import type { Db, Tx } from '@jinqiao/database';
import { postAndOpen } from '@jinqiao/ledger';
import { CNY, formatAmount, sum } from '@jinqiao/money';
import { derivedId } from '@jinqiao/runtime';
import { billsByKey } from '../bill-store.ts';
import type { Bill } from '../bills.ts';
import { payLaterBook } from '../chart.ts';
import { payLaterFault } from '../errors.ts';
import { type Contract, openPrincipal, type Part, settledIfPaid, type Terms } from '../model.ts';
import { partsOf } from '../plan.ts';
import { converted } from '../postings/purchase.ts';
import { payingCustomers } from '../repayment-store.ts';
import { creditBills, refreshContracts } from '../spend.ts';
import { contractsByKey, insertContract, insertParts, partsOfBills, saveParts } from '../store.ts';
import { planOf } from './authorise-purchase.ts';

/** What of a bill can be turned into instalments: open principal of free purchases. */
export async function convertible(db: Db, bill: Pick<Bill, 'bucket' | 'billId'>): Promise<Part[]> {
  const parts = await partsOfBills(db, [bill]);
  const contracts = await contractsByKey(db, parts);
  return parts.filter((part) => contracts.get(part.contractId)?.periods === 1 && openPrincipal(part) > 0n && part.fee === 0n);
}

/**
 * 账单分期: the open free purchases of a bill become one contract of instalments, from the next statement on. Their charges, if
 * any, stay on the bill.
 * @throws Fault BILL_UNKNOWN, CONVERSION_TOO_LATE, CONVERSION_TOO_SMALL, PLAN_NOT_OFFERED, REPAYMENT_UNDER_WAY.
 */
export async function convertBill(
  tx: Tx,
  terms: Terms,
  { bucket, customerId, billId, periods, agreementHash }: { bucket: number; customerId: string; billId: string; periods: number; agreementHash: string },
  on: BusinessDate,
): Promise<Contract> {
  const { feeRate } = planOf(terms, periods);
  const contractId = derivedId('plc', bucket, `${terms.programmeId} ${customerId} conversion ${billId}`);
  await holdLimits(tx, [{ bucket, customerId }]);
  const known = (await contractsByKey(tx, [{ bucket, contractId }])).get(contractId);
  if (known) return known;
  const bill = (await billsByKey(tx, [{ bucket, billId }])).get(billId);
  if (bill?.customerId !== customerId || bill.programmeId !== terms.programmeId) throw payLaterFault('BILL_UNKNOWN', { id: billId.slice(0, 40) });
  if (bill.state !== 'billed' || on > bill.dueOn) throw payLaterFault('CONVERSION_TOO_LATE', { on: bill.dueOn });
  if ((await payingCustomers(tx, terms.programmeId, [{ bucket, customerId }])).size > 0) throw payLaterFault('REPAYMENT_UNDER_WAY');
  const parts = await convertible(tx, bill);
  const amount = sum(parts.map(openPrincipal));
  if (amount < terms.leastConversion) throw payLaterFault('CONVERSION_TOO_SMALL', { least: formatAmount(terms.leastConversion, CNY) });
  const conversion: Contract = {
    bucket,
    contractId,
    programmeId: terms.programmeId,
    customerId,
    kind: 'conversion',
    orderRef: billId,
    seller: '',
    state: 'active',
    amount,
    returned: 0n,
    outstanding: amount,
    periods,
    feeRate,
    agreementHash,
    authorisedOn: on,
    deliveredOn: on,
    overdueSince: null,
    closedOn: null,
  };
  await insertContract(tx, conversion);
  await insertParts(tx, partsOf(terms, conversion, on));
  await postAndOpen(tx, payLaterBook(terms), [converted(terms, conversion, parts, on)]);
  const after = parts.map((part): Part => {
    const open = openPrincipal(part);
    return settledIfPaid({ ...part, paidPrincipal: part.principal, converted: part.converted + open, conversionId: contractId }, on);
  });
  await saveParts(tx, after);
  await refreshContracts(tx, after, on);
  await creditBills(
    tx,
    after.map((part, i) => ({ part, amount: openPrincipal(parts[i] as Part) })),
    'credited',
  );
  return conversion;
}
