import { bill as billSchema, bills, convertBill as convertSchema, id, myPurchase, payBill, type RepaymentResult, repaymentResult } from '@jinqiao/api';
import { holdToday } from '@jinqiao/business-day';
import { businessDate } from '@jinqiao/calendar';
import { bucketOfId } from '@jinqiao/database';
import { CNY, parsePositiveAmount } from '@jinqiao/money';
import { requireStanding } from '@jinqiao/parties';
import { partnershipFault } from '@jinqiao/partnership';
import {
  type Bill,
  billsByKey,
  billsOfCustomer,
  contractsByKey,
  convertBill,
  partsOfBills,
  payLaterFault,
  payLaterProgramme,
  payLaterProgrammes,
  type RepaymentRequest,
  repay,
  type Terms,
} from '@jinqiao/paylater';
import { mandatesOfCustomer, signedInstruments } from '@jinqiao/payments';
import { z } from 'zod';
import { shanghaiTimeOfDay } from '../time-of-day.ts';
import { type Api, type HttpContext, runOnce } from './context.ts';
import { customer, type Who } from './own.ts';
import { billView, partyNames, yuan } from './pay-later-views.ts';
import { currentDay } from './programmes.ts';
import { viewsOf } from './purchase-views.ts';

const params = z.object({ id });
const tags = ['customer pages'];
const SHOWN = 36;

export function myBillRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  api.get('/me/bills', { schema: { tags, summary: 'My bills, newest first', response: { 200: bills } } }, async (request) => {
    const who = await customer(context, request);
    return { items: await viewsOfBills(context, await billsOfCustomer(db, who, SHOWN)), nextCursor: null };
  });
  api.get('/me/bills/:id', { schema: { tags, summary: 'One of them', params, response: { 200: billSchema } } }, async (request) => {
    const bill = await ownBill(context, await customer(context, request), request.params.id);
    return (await viewsOfBills(context, [bill]))[0] as z.infer<typeof billSchema>;
  });
  api.post(
    '/me/bills/:id/repayments',
    { schema: { tags, summary: 'Pay a bill from the signed card; what is overdue is paid first', params, body: payBill, response: { 200: repaymentResult } } },
    async (request) => {
      const who = await customer(context, request);
      return runOnce(context, request, who.customerId, async (key) => {
        const bill = await ownBill(context, who, request.params.id);
        const amount = parsePositiveAmount(request.body.amount, CNY, '$.amount');
        return payNow(context, await payLaterProgramme(db, bill.programmeId), { ...who, purpose: 'bill', target: bill.billId, amount, key });
      });
    },
  );
  api.post(
    '/me/bills/:id/conversion',
    { schema: { tags, summary: 'Turn the free purchases of a bill into instalments', params, body: convertSchema, response: { 201: myPurchase } } },
    async (request, reply) => {
      const who = await customer(context, request);
      const made = await runOnce(context, request, who.customerId, async () => {
        if (!request.body.agreementAccepted) throw partnershipFault('AGREEMENT_NOT_ACCEPTED', {}, '$.agreementAccepted');
        const { billId, programmeId } = await ownBill(context, who, request.params.id);
        const terms = await payLaterProgramme(db, programmeId);
        const contract = await db.tx(async (tx) => {
          const on = businessDate(await holdToday(tx));
          await requireStanding(tx, who, on, 'new-business');
          return convertBill(tx, terms, { ...who, billId, periods: request.body.periods, agreementHash: '' }, on);
        });
        return (await viewsOf(context, [contract]))[0] as z.infer<typeof myPurchase>;
      });
      return reply.status(201).send(made);
    },
  );
}

async function ownBill({ system: { db } }: HttpContext, who: Who, billId: string): Promise<Bill> {
  const found = bucketOfId(billId) === who.bucket ? (await billsByKey(db, [{ bucket: who.bucket, billId }])).get(billId) : undefined;
  if (found?.customerId !== who.customerId) throw payLaterFault('BILL_UNKNOWN', { id: billId.slice(0, 40) });
  return found;
}

/** Several bills as pages see them, with their parts and contracts in one question each. */
async function viewsOfBills(context: HttpContext, rows: readonly Bill[]) {
  const { db } = context.system;
  const [programmes, party, on] = [await payLaterProgrammes(db), await partyNames(db), businessDate(await currentDay(db))];
  const all = await partsOfBills(db, rows);
  const contracts = await contractsByKey(db, all);
  const parts = Map.groupBy(all, ({ billId }) => billId);
  return rows.map((row) => {
    const terms = programmes.find(({ programmeId }) => programmeId === row.programmeId) as Terms;
    return billView(terms, row, parts.get(row.billId) ?? [], contracts, party, on);
  });
}

/** The signed card that bills are debited from, masked. */
export async function signedCard({ system: { db } }: HttpContext, who: Who, on: string): Promise<{ masked: string } | null> {
  const instrument = (await signedInstruments(db, [who], on)).get(who.customerId);
  if (instrument === undefined) return null;
  const mandate = (await mandatesOfCustomer(db, who.bucket, who.customerId)).find(({ instrumentHash }) => instrumentHash === instrument);
  return mandate ? { masked: mandate.instrumentMasked } : null;
}

/** Pays from the signed card. @throws Fault CARD_NEEDED, and of `repay`. */
export async function payNow(context: HttpContext, terms: Terms, request: Omit<RepaymentRequest, 'instrument'>): Promise<RepaymentResult> {
  const { db, payments, clock } = context.system;
  const on = businessDate(await currentDay(db));
  const instrument = (await signedInstruments(db, [request], on)).get(request.customerId);
  if (instrument === undefined) throw payLaterFault('CARD_NEEDED');
  const guard = async (tx: Parameters<typeof holdToday>[0]) => {
    const day = await holdToday(tx);
    await requireStanding(tx, request, businessDate(day), 'pay-in');
    return day;
  };
  const { repaymentId, state, amount, code } = await repay(db, payments, terms, { ...request, instrument }, { time: shanghaiTimeOfDay(clock), guard }, on);
  return { id: repaymentId, state: state === 'applied' ? 'done' : state === 'failed' ? 'failed' : 'processing', amount: yuan(amount), code };
}
