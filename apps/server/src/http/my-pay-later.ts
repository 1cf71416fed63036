import {
  checkOutRequest,
  id,
  myPurchase,
  myPurchases,
  openPayLater,
  type PayLater,
  payLaterPurchase,
  payLaterQuote,
  payLaterQuoteRequest,
  payLater as payLaterSchema,
  repaymentResult,
  returnAnswer,
  returnRequest,
  shopOrders,
} from '@jinqiao/api';
import { holdToday } from '@jinqiao/business-day';
import { businessDate } from '@jinqiao/calendar';
import { exposureOf } from '@jinqiao/credit';
import { bucketOfId } from '@jinqiao/database';
import { CNY } from '@jinqiao/money';
import { CONSENT_TEXTS, grantConsents, parseResidentId, personInClear, requireStanding } from '@jinqiao/parties';
import {
  billsOfCustomer,
  type Contract,
  cancelPurchase,
  contractsByKey,
  contractsOfCustomer,
  openBilled,
  openBilledParts,
  partsOfBills,
  partsOfContracts,
  payLaterFault,
  payLaterProgramme,
  payLaterProgrammes,
  settlementAmount,
  type Terms,
} from '@jinqiao/paylater';
import { derivedId } from '@jinqiao/runtime';
import { shop as wire } from '@jinqiao/wire';
import { z } from 'zod';
import { openPayLaterLimits, requireOpened } from '../pay-later-opening.ts';
import { type Api, type HttpContext, runOnce } from './context.ts';
import { payNow, signedCard } from './my-bills.ts';
import { askShop } from './my-shop.ts';
import { customer, type Who } from './own.ts';
import { checkOut, confirm, quote } from './pay-later-checkout.ts';
import { limitView, partyNames, yuan } from './pay-later-views.ts';
import { currentDay } from './programmes.ts';
import { viewOf, viewsOf } from './purchase-views.ts';

const params = z.object({ id });
const tags = ['customer pages'];
const SHOWN = 100;

export function myPayLaterRoutes(api: Api, context: HttpContext): void {
  api.get('/me/pay-later', { schema: { tags, summary: 'Where I stand with paying later', response: { 200: payLaterSchema } } }, async (request) =>
    standingOf(context, await customer(context, request)),
  );
  api.post(
    '/me/pay-later/activation',
    { schema: { tags, summary: 'Apply for a limit to pay later', body: openPayLater, response: { 200: payLaterSchema } } },
    async (request) => {
      const who = await customer(context, request);
      return runOnce(context, request, who.customerId, () => open(context, who, request.body));
    },
  );
  api.post(
    '/me/pay-later/checkouts',
    { schema: { tags, summary: 'Turn my cart into orders, one for each seller', body: checkOutRequest, response: { 201: shopOrders } } },
    async (request, reply) => {
      const who = await customer(context, request);
      return reply.status(201).send(await runOnce(context, request, who.customerId, (key) => checkOut(context, who, key)));
    },
  );
  api.post(
    '/me/pay-later/quotes',
    { schema: { tags, summary: 'The plans of an order with costs and agreement', body: payLaterQuoteRequest, response: { 200: payLaterQuote } } },
    async (request) => {
      const who = await customer(context, request);
      return runOnce(context, request, who.customerId, (key) => quote(context, who, request.body, key));
    },
  );
  api.post(
    '/me/pay-later/purchases',
    { schema: { tags, summary: 'Confirm a plan that was quoted', body: payLaterPurchase, response: { 201: myPurchase } } },
    async (request, reply) => {
      const who = await customer(context, request);
      return reply.status(201).send(await runOnce(context, request, who.customerId, () => confirm(context, who, request.body)));
    },
  );
  purchaseRoutes(api, context);
}

function purchaseRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  api.get('/me/pay-later/purchases', { schema: { tags, summary: 'My purchases on credit, newest first', response: { 200: myPurchases } } }, async (request) => {
    const who = await customer(context, request);
    return { items: await viewsOf(context, await contractsOfCustomer(db, who, SHOWN)), nextCursor: null };
  });
  api.get('/me/pay-later/purchases/:id', { schema: { tags, summary: 'One of them', params, response: { 200: myPurchase } } }, async (request) =>
    viewOf(context, await ownContract(context, await customer(context, request), request.params.id)),
  );
  api.post(
    '/me/pay-later/purchases/:id/cancellation',
    { schema: { tags, summary: 'Give an order up before it is shipped', params, response: { 200: myPurchase } } },
    async (request) => {
      const who = await customer(context, request);
      return runOnce(context, request, who.customerId, async () => {
        const contract = await ownContract(context, who, request.params.id);
        if (contract.state !== 'authorised' && contract.state !== 'cancelled')
          throw payLaterFault('PURCHASE_STATE', { state: contract.state, needs: 'authorised' });
        const { status } = await askShop(context, wire.cancel, `cancel.${contract.contractId}`, { orderRef: contract.orderRef });
        if (status !== 'CANCELLED') throw payLaterFault('PURCHASE_STATE', { state: 'shipped', needs: 'not shipped' });
        await db.tx(async (tx) => cancelPurchase(tx, contract, businessDate(await holdToday(tx))));
        return viewOf(context, contract);
      });
    },
  );
  api.post(
    '/me/pay-later/purchases/:id/returns',
    { schema: { tags, summary: 'Ask to send goods back', params, body: returnRequest, response: { 200: returnAnswer } } },
    async (request) => {
      const who = await customer(context, request);
      return runOnce(context, request, who.customerId, async (key) => {
        const { bucket, contractId, orderRef } = await ownContract(context, who, request.params.id);
        const returnRef = derivedId('ret', bucket, `${contractId} ${key}`);
        const { status, code, amount } = await askShop(context, wire.askReturn, `return.${returnRef}`, { returnRef, orderRef, lines: request.body.lines });
        return { state: status === 'EXPECTED' ? ('expected' as const) : ('refused' as const), code, amount: yuan(BigInt(amount)) };
      });
    },
  );
  api.post(
    '/me/pay-later/purchases/:id/settlement',
    { schema: { tags, summary: 'Settle a purchase early from the signed card', params, response: { 200: repaymentResult } } },
    async (request) => {
      const who = await customer(context, request);
      return runOnce(context, request, who.customerId, async (key) => {
        const contract = await ownContract(context, who, request.params.id);
        const terms = await payLaterProgramme(db, contract.programmeId);
        const on = businessDate(await currentDay(db));
        const amount = settlementAmount(terms, await partsOfContracts(db, [contract]), on);
        return payNow(context, terms, { ...who, purpose: 'settlement', target: contract.contractId, amount, key });
      });
    },
  );
}

async function ownContract({ system: { db } }: HttpContext, who: Who, contractId: string): Promise<Contract> {
  const found = bucketOfId(contractId) === who.bucket ? (await contractsByKey(db, [{ bucket: who.bucket, contractId }])).get(contractId) : undefined;
  if (found?.customerId !== who.customerId) throw payLaterFault('PURCHASE_UNKNOWN', { id: contractId.slice(0, 40) });
  return found;
}

async function standingOf(context: HttpContext, who: Who): Promise<PayLater> {
  const { db } = context.system;
  const on = businessDate(await currentDay(db));
  const [programmes, party] = [await payLaterProgrammes(db), await partyNames(db)];
  const all = await exposureOf(db, await context.system.usage(), who, on);
  const limits = all.filter(({ scope }) => ['total', 'pay-later', 'trade-credit', 'micro-loan'].includes(scope));
  const [next] = (await billsOfCustomer(db, who, SHOWN))
    .filter(({ state }) => state === 'billed' || state === 'overdue')
    .sort((a, b) => (a.dueOn < b.dueOn ? -1 : 1));
  let overdue = 0n;
  for (const terms of programmes) {
    const parts = await openBilledParts(db, terms.programmeId, [who]);
    overdue += openBilled(
      terms,
      parts.filter((part) => part.dueOn < on && !part.revolving),
      on,
    );
  }
  const nextOpen = next && openBilled(programmes.find(({ programmeId }) => programmeId === next.programmeId) as Terms, await partsOfBills(db, [next]), on);
  const { version, en, zh } = CONSENT_TEXTS['pay-later'];
  return {
    state: limits.some(({ scope }) => scope === 'pay-later') ? 'open' : 'not-open',
    refusal: null,
    businessDate: on,
    asset: CNY.code,
    limits: limits.map(limitView),
    creditors: programmes.map(({ creditor, product }) => ({ ...party(creditor), product })),
    overdue: yuan(overdue),
    next: next ? { billId: next.billId, dueOn: next.dueOn, amount: yuan(nextOpen ?? 0n), minimum: next.minimum === null ? null : yuan(next.minimum) } : null,
    consent: { version, en, zh },
    card: await signedCard(context, who, on),
  };
}

async function open(context: HttpContext, who: Who, body: z.infer<typeof openPayLater>): Promise<PayLater> {
  const { system } = context;
  const refusal = await system.db.tx(async (tx) => {
    const on = businessDate(await holdToday(tx));
    await requireStanding(tx, who, on, 'new-business');
    const { idNumber } = await personInClear(tx, system.vault, who);
    await grantConsents(tx, system.clock, on, [{ ...who, purpose: 'pay-later', recipient: CONSENT_TEXTS['pay-later'].recipient, ...body, channel: 'h5' }]);
    return openPayLaterLimits(tx, system, { ...who, birthDate: parseResidentId(idNumber, on).birthDate }, on);
  });
  // Only now, so that the run that refused is kept.
  requireOpened(refusal);
  return standingOf(context, who);
}
