import { holdToday } from '@jinqiao/business-day';
import { type BusinessDate, businessDate } from '@jinqiao/calendar';
import { keepingRefusals } from '@jinqiao/compliance';
import type { Tx } from '@jinqiao/database';
import { recordAdvances, recordOutcomes } from '@jinqiao/lending';
import { collectOne, linkOf, noticeBank, type Programme, portfolioContext, refuseOverCap, requireProgramme } from '@jinqiao/partnership';
import { type Collection, collectionsByKey, type NewCollection, saveCollections } from '@jinqiao/payments';
import { derivedId } from '@jinqiao/runtime';
import type { HttpContext } from './context.ts';

/** What became of a debit at once; `processing`: nobody knows yet, the close asks. */
export type CollectedNow = { readonly state: 'done' | 'processing' | 'failed'; readonly paid: bigint; readonly reason: string | null };

/** What a customer orders to pay on a loan: `occasion` names the command, so that a repetition meets its own debit. */
export type PaymentNow = {
  readonly loan: { readonly bucket: number; readonly loanId: string };
  readonly occasion: string;
  readonly order: (tx: Tx, on: BusinessDate) => Promise<NewCollection>;
};

/** Debits a customer's card now for what an order plans, and tells the bank what it brought in where the money is the bank's. */
export async function collectNow(context: HttpContext, programme: Programme, payment: PaymentNow): Promise<CollectedNow> {
  const { db } = context.system;
  const joint = await context.system.joint();
  const planned = await keepingRefusals(db, (tx) => send(context, tx, programme, payment));
  if (planned.state === 'failed') return { state: 'failed', paid: 0n, reason: planned.code };
  const outcomes = planned.state === 'sent' ? await collectOne(joint, programme, planned) : [];
  if (planned.state === 'sent' && outcomes.length === 0) return { state: 'processing', paid: 0n, reason: null };
  await db.tx(async (tx) => {
    await holdToday(tx);
    await recordOutcomes(tx, portfolioContext(joint), outcomes);
  });
  const outcome = outcomes[0];
  if (outcome?.status === 'FAILED') return { state: 'failed', paid: 0n, reason: outcome.code };
  const collected = (await collectionsByKey(db, [planned])).get(planned.collectionId);
  // Told to the bank now; its batch at the day's end debits the account and pays the loan. What is the platform's waits for the close.
  if (collected?.state === 'success' && collected.purpose !== 'recovery' && (await noticeBank(joint, programme, collected.businessDate, [collected])))
    await db.tx((tx) => recordAdvances(tx, portfolioContext(joint), programme.id, [collected]));
  return { state: 'done', paid: planned.amount, reason: null };
}

async function send(context: HttpContext, tx: Tx, programme: Programme, { loan, occasion, order }: PaymentNow): Promise<Collection> {
  const on = businessDate(await holdToday(tx));
  const collectionId = derivedId('col', loan.bucket, `${loan.loanId} ${on} ${occasion}`);
  const before = (await collectionsByKey(tx, [{ bucket: loan.bucket, collectionId }])).get(collectionId);
  if (before) return before;
  await requireProgramme(tx, programme, 'collect', on);
  const row: Collection = {
    ...(await order(tx, on)),
    state: 'sent',
    fileRef: null,
    code: '',
    paymentSerial: '',
    link: linkOf(programme),
    networkSerial: '',
    principal: 0n,
    interest: 0n,
    penalty: 0n,
    fees: 0n,
    clearedOn: null,
  };
  await saveCollections(tx, [row]);
  const may = await refuseOverCap(tx, await context.system.joint(tx), [row]);
  return may.length > 0 ? row : ((await collectionsByKey(tx, [row])).get(row.collectionId) ?? row);
}
