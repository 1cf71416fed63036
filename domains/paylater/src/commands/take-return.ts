import type { BusinessDate } from '@jinqiao/calendar';
import type { Tx } from '@jinqiao/database';
import { balance, type Journal, postAndOpen } from '@jinqiao/ledger';
import { CNY, formatAmount, min, sum } from '@jinqiao/money';
import { derivedId } from '@jinqiao/runtime';
import { isOverdue } from '../allocation.ts';
import { billCharge } from '../charges.ts';
import { payLaterBook } from '../chart.ts';
import { type Credited, creditNote } from '../credit-note.ts';
import { payLaterFault } from '../errors.ts';
import { type Contract, type ContractKey, openOf, type Part, type Terms } from '../model.ts';
import { conversionCredited, credited } from '../postings/goods-back.ts';
import { billed } from '../postings/purchase.ts';
import { setOff } from '../postings/repayment.ts';
import { insertRefunds, refundable } from '../repayment-store.ts';
import { insertClaim, saveSellerPayments, sellerPaymentOf } from '../seller-store.ts';
import { creditBills, refreshContracts, type Spent, spend } from '../spend.ts';
import { contractsByKey, insertNote, openBilledParts, partsOfContracts, saveContracts, saveParts } from '../store.ts';
import { contractHeld } from './deliver-purchase.ts';

export type GoodsBack = ContractKey & {
  /** The shop's reference: a return that is told twice is taken once. */
  readonly noteId: string;
  /** Price of what came back, minor units. */
  readonly value: bigint;
};

/**
 * Goods came back, or the merchant refunds without them: a credit note. What the customer had paid too much pays what else of
 * the purchase is open, then what is overdue, and the rest goes back to the card.
 * @throws Fault PURCHASE_UNKNOWN, PURCHASE_STATE, CREDIT_EXCEEDS_PURCHASE.
 */
export async function takeReturn(tx: Tx, terms: Terms, { noteId, value, ...key }: GoodsBack, on: BusinessDate): Promise<void> {
  const contract = await contractHeld(tx, key);
  const { rowCount } = await tx.query('SELECT 1 FROM paylater.credit_note WHERE bucket = $1 AND note_id = $2', [contract.bucket, noteId]);
  if (rowCount > 0) return;
  const left = contract.amount - contract.returned;
  if (value <= 0n || value > left)
    throw payLaterFault('CREDIT_EXCEEDS_PURCHASE', { left: formatAmount(left, CNY), asked: formatAmount(value, CNY) }, '$.amount');
  if (contract.state === 'authorised') return shrink(tx, contract, { noteId, value }, on);
  if (contract.state !== 'active' && contract.state !== 'settled')
    throw payLaterFault('PURCHASE_STATE', { state: contract.state, needs: 'authorised, active, settled' });
  const stored = await partsOfContracts(tx, [contract]);
  // Late fees ran on what was owed until today.
  const parts = stored.map((part) => billCharge(terms, part, on));
  const charge = sum(parts.map((part, i) => part.charge - (stored[i] as Part).charge));
  const note = creditNote(terms, contract, parts, value, on);
  const unpaid = await takeFromSeller(tx, terms, contract, { noteId, value }, on);
  const journals: Journal[] = [
    ...billed(terms, noteId, contract.contractId, contract.bucket, { fee: 0n, charge }, on),
    credited(terms, contract, note, { value, unpaid, noteId }, on),
  ];
  await book(tx, parts, note, on);
  for (const [conversionId, amount] of note.conversions)
    journals.push(...(await creditConversion(tx, terms, { bucket: contract.bucket, conversionId, amount, noteId }, on)));
  await postAndOpen(tx, payLaterBook(terms), journals);
  await insertNote(tx, {
    bucket: contract.bucket,
    noteId,
    contractId: contract.contractId,
    customerId: contract.customerId,
    amount: value,
    fees: note.billedFees,
    surplus: note.surplus,
    notedOn: on,
  });
  await useCredit(tx, terms, { ...contract, contracts: [contract.contractId, ...note.conversions.keys()] }, noteId, on);
}

/** Nothing was delivered yet: the order is smaller, or gone. */
async function shrink(tx: Tx, contract: Contract, { noteId, value }: { noteId: string; value: bigint }, on: BusinessDate): Promise<void> {
  const { bucket, contractId, customerId } = contract;
  const gone = value === contract.amount;
  await saveContracts(tx, [gone ? { ...contract, state: 'cancelled', closedOn: on } : { ...contract, amount: contract.amount - value }]);
  await insertNote(tx, { bucket, noteId, contractId, customerId, amount: value, fees: 0n, surplus: 0n, notedOn: on });
}

/** Takes a credit note over into the contract, its parts and their bills. */
async function book(tx: Tx, before: readonly Part[], note: Credited, on: BusinessDate): Promise<void> {
  await saveParts(tx, note.parts);
  await saveContracts(tx, [note.contract]);
  await refreshContracts(tx, note.parts, on);
  await creditBills(
    tx,
    note.parts.map((part, i) => ({ part, amount: openOf(before[i] as Part) - openOf(part) })),
    'credited',
  );
}

/** What a conversion had paid comes off its instalments. */
async function creditConversion(
  tx: Tx,
  terms: Terms,
  { bucket, conversionId, amount, noteId }: { bucket: number; conversionId: string; amount: bigint; noteId: string },
  on: BusinessDate,
): Promise<Journal[]> {
  const contract = (await contractsByKey(tx, [{ bucket, contractId: conversionId }])).get(conversionId) as Contract;
  const parts = await partsOfContracts(tx, [contract]);
  const note = creditNote(terms, contract, parts, min(amount, contract.amount - contract.returned), on);
  await book(tx, parts, note, on);
  return [conversionCredited(terms, contract, note, noteId, on)];
}

/** A micro-loan's goods: what was not paid to the seller yet is not paid, the rest the seller owes. @returns what was not paid yet. */
async function takeFromSeller(tx: Tx, terms: Terms, contract: Contract, { noteId, value }: { noteId: string; value: bigint }, on: string): Promise<bigint> {
  if (terms.product !== 'micro-loan') return 0n;
  const payment = await sellerPaymentOf(tx, contract, 'FOR UPDATE');
  const unpaid = payment?.state === 'planned' ? min(value, payment.amount - payment.netted) : 0n;
  if (payment && unpaid > 0n) {
    const amount = payment.amount - unpaid;
    await saveSellerPayments(tx, [{ ...payment, amount, state: amount === payment.netted ? 'paid' : 'planned' }]);
  }
  if (value > unpaid) {
    const { bucket, programmeId, seller } = contract;
    await insertClaim(tx, { bucket, claimId: noteId, programmeId, seller, amount: value - unpaid, taken: 0n, madeOn: on });
  }
  return unpaid;
}

/**
 * Spends what a customer is owed: on the contracts that are named, on what is overdue, and back to the card. What is owed is what
 * the ledger says, less the refunds that are on their way.
 */
export async function useCredit(
  tx: Tx,
  terms: Terms,
  of: Pick<Contract, 'bucket' | 'customerId' | 'programmeId'> & { readonly contracts: readonly string[] },
  reference: string,
  on: BusinessDate,
): Promise<void> {
  const ledger = payLaterBook(terms);
  const { bucket, customerId, programmeId, contracts } = of;
  const promised = await tx.query<{ amount: bigint }>(
    `SELECT coalesce(sum(amount), 0)::bigint AS amount FROM paylater.refund WHERE bucket = $1 AND customer_id = $2 AND programme_id = $3 AND state <> 'paid'`,
    [bucket, customerId, programmeId],
  );
  const owed = (await balance(tx, [ledger.of('customer/credit', customerId, bucket)])) - (promised.rows[0]?.amount ?? 0n);
  if (owed <= 0n) return;
  const named = await partsOfContracts(
    tx,
    contracts.map((contractId) => ({ bucket, contractId })),
  );
  const own = named.filter((part) => openOf(part) > 0n);
  const others = (await openBilledParts(tx, programmeId, [of])).filter((part) => !contracts.includes(part.contractId) && isOverdue(part, on));
  const before = [...own, ...others];
  const ready = before.map((part) => billFee(billCharge(terms, part, on)));
  const [spent] = await spend(tx, [{ before, ready, amount: owed, paidOn: on }], 'credited', on);
  const { applied, rest } = spent as Spent;
  if (applied.length > 0) await postAndOpen(tx, ledger, [setOff(terms, { bucket, customerId, reference }, applied, on)]);
  await refundRest(tx, of, { amount: rest, reference }, on);
}

/** A fee that is paid before its statement is billed with the payment. */
export function billFee(part: Part): Part {
  return part.feeBilled ? part : { ...part, feeBilled: true };
}

/** Sends what is left back the way it came: repayments in the order of their dates, the latest first. */
async function refundRest(
  tx: Tx,
  { bucket, customerId, programmeId }: Pick<Contract, 'bucket' | 'customerId' | 'programmeId'>,
  { amount, reference }: { amount: bigint; reference: string },
  on: string,
): Promise<void> {
  if (amount === 0n) return;
  let rest = amount;
  const refunds = (await refundable(tx, programmeId, { bucket, customerId })).flatMap(({ repaymentId, left }) => {
    const part = min(rest, left);
    rest -= part;
    return part === 0n ? [] : [{ repaymentId, amount: part }];
  });
  await insertRefunds(
    tx,
    refunds.map((refund) => ({
      ...refund,
      bucket,
      refundId: derivedId('plr', bucket, `${reference} ${refund.repaymentId}`),
      programmeId,
      customerId,
      orderId: '',
      state: 'planned' as const,
      tries: 0,
      madeOn: on,
    })),
  );
}
