import {
  funding as fundingSchema,
  fundingVerdict,
  id,
  journal,
  type LenderFunding,
  type PayLaterProgramme,
  type PurchaseDetail,
  type PurchaseSummary,
  page,
  pageQuery,
  payLaterProgrammes as programmesSchema,
  proposeFunding as proposeSchema,
  purchaseDetail,
  purchaseSummary,
} from '@jinqiao/api';
import { holdToday } from '@jinqiao/business-day';
import { businessDate } from '@jinqiao/calendar';
import { ruleInForce } from '@jinqiao/compliance';
import { bucketOfId } from '@jinqiao/database';
import { journalsOfSubject } from '@jinqiao/ledger';
import { CNY, formatRate, parsePositiveAmount } from '@jinqiao/money';
import { customerById } from '@jinqiao/parties';
import {
  type Contract,
  contractsByKey,
  decideFunding,
  type Funding,
  listFundings,
  listPurchases,
  multipleOf,
  type PurchaseRow,
  payLaterBook,
  payLaterFault,
  payLaterProgramme,
  payLaterProgrammes,
  programmeFigures,
  proposeFunding,
  readStanding,
  sellerPaymentOf,
  type Terms,
} from '@jinqiao/paylater';
import { z } from 'zod';
import { callerOf } from './caller.ts';
import { type Api, type HttpContext, readCursor, runOnce, writeCursor } from './context.ts';
import { partyNames, yuan } from './pay-later-views.ts';
import { currentDay } from './programmes.ts';
import { viewOf } from './purchase-views.ts';
import { journalViews } from './views.ts';

const params = z.object({ id });
const tags = ['pay later'];
const SHOWN = 50;
const STATES = ['authorised', 'active', 'overdue', 'settled', 'cancelled', 'written-off'] as const;

/** Pay later as staff see it: programmes with their creditors' books, a lender's funding by maker and checker, purchases. */
export function payLaterRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  api.get(
    '/pay-later/programmes',
    { schema: { tags, summary: 'Pay-later programmes, what is used of them, and the lender’s money', response: { 200: programmesSchema } } },
    () => programmesOf(context),
  );
  api.post(
    '/pay-later/programmes/:id/fundings',
    { schema: { tags, summary: 'Propose that a lender raises money or pays it back', params, body: proposeSchema, response: { 201: fundingSchema } } },
    async (request, reply) => {
      const { login } = callerOf(request);
      const made = await runOnce(context, request, login, async (key) => {
        const terms = await payLaterProgramme(db, request.params.id);
        if (terms.product !== 'micro-loan') throw payLaterFault('FUNDING_INVALID');
        const amount = parsePositiveAmount(request.body.amount, CNY, '$.amount');
        return db.tx(async (tx) =>
          fundingView(await proposeFunding(tx, { ...request.body, programmeId: terms.programmeId, amount, by: login, key }, await holdToday(tx))),
        );
      });
      return reply.status(201).send(made);
    },
  );
  api.post(
    '/pay-later/fundings/:id/verdict',
    { schema: { tags, summary: 'Approve or reject what another person proposed', params, body: fundingVerdict, response: { 200: fundingSchema } } },
    async (request) => {
      const { login } = callerOf(request);
      return runOnce(context, request, login, () =>
        db.tx(async (tx) => {
          const on = businessDate(await holdToday(tx));
          return fundingView(await decideFunding(tx, { fundingId: request.params.id, approve: request.body.approve, by: login }, on));
        }),
      );
    },
  );
  purchaseRoutes(api, context);
}

function purchaseRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  const querystring = pageQuery.extend({
    state: z.enum(STATES).optional(),
    programmeId: id.optional(),
    customerId: id.optional(),
    q: z.string().max(64).optional(),
  });
  api.get(
    '/pay-later/purchases',
    { schema: { tags, summary: 'Purchases on credit, newest first', querystring, response: { 200: page(purchaseSummary) } } },
    async (request) => {
      const { limit, cursor, state, programmeId, customerId, q } = request.query;
      const place = readCursor(cursor, /^\d{4}-\d{2}-\d{2}plc_[0-9a-f]{26}$/);
      const after = place === null ? null : { on: place.slice(0, 10), contractId: place.slice(10) };
      const rows = await listPurchases(
        db,
        { state: state ?? null, programmeId: programmeId ?? null, customerId: customerId ?? null, q: q ?? null },
        after,
        limit,
      );
      const last = rows.at(-1);
      return { items: rows.map(summaryView), nextCursor: rows.length < limit || !last ? null : writeCursor(`${last.authorisedOn}${last.contractId}`) };
    },
  );
  api.get(
    '/pay-later/purchases/:id',
    { schema: { tags, summary: 'One purchase: instalments, what came back, the seller’s payment', params, response: { 200: purchaseDetail } } },
    async (request) => detailOf(context, await contractNamed(context, request.params.id)),
  );
  api.get(
    '/pay-later/purchases/:id/journals',
    { schema: { tags, summary: 'Journal entries of a purchase', params, response: { 200: page(journal) } } },
    async (request) => {
      const { bucket, contractId } = await contractNamed(context, request.params.id);
      return { items: await journalViews(db, await journalsOfSubject(db, bucket, contractId)), nextCursor: null };
    },
  );
}

async function contractNamed({ system: { db } }: HttpContext, contractId: string): Promise<Contract> {
  const bucket = bucketOfId(contractId);
  const found = bucket === undefined ? undefined : (await contractsByKey(db, [{ bucket, contractId }])).get(contractId);
  if (!found) throw payLaterFault('PURCHASE_UNKNOWN', { id: contractId.slice(0, 40) });
  return found;
}

async function detailOf(context: HttpContext, contract: Contract): Promise<PurchaseDetail> {
  const { db } = context.system;
  const [person, payment] = [await customerById(db, contract.bucket, contract.customerId), await sellerPaymentOf(db, contract)];
  return {
    ...(await viewOf(context, contract)),
    customerId: contract.customerId,
    customerName: person?.nameMasked ?? null,
    programmeId: contract.programmeId,
    sellerPayment: payment ? { amount: yuan(payment.amount), netted: yuan(payment.netted), state: payment.state, orderId: payment.orderId } : null,
  };
}

function summaryView({ contractId, amount, returned, outstanding, ...row }: PurchaseRow): PurchaseSummary {
  const { customerId, customerName, orderRef, kind, programmeId, seller, state, periods, authorisedOn, deliveredOn, overdueSince } = row;
  const plain = { customerId, customerName, orderRef, kind, programmeId, seller, state, periods, authorisedOn, deliveredOn, overdueSince };
  return { id: contractId, ...plain, amount: yuan(amount), returned: yuan(returned), outstanding: yuan(outstanding) };
}

function fundingView({ fundingId, amount, source, direction, reference, state, madeBy, checkedBy, madeOn }: Funding): LenderFunding {
  return { id: fundingId, source, direction, amount: yuan(amount), reference, state, madeBy, checkedBy, madeOn };
}

async function programmesOf(context: HttpContext): Promise<{ items: PayLaterProgramme[]; asset: string }> {
  const { db } = context.system;
  const [figures, party] = [await programmeFigures(db), await partyNames(db)];
  const items: PayLaterProgramme[] = [];
  for (const terms of await payLaterProgrammes(db)) {
    const used = figures.get(terms.programmeId);
    items.push({
      id: terms.programmeId,
      product: terms.product,
      name: terms.name,
      nameZh: terms.nameZh,
      creditor: party(terms.creditor),
      customers: used?.customers ?? 0,
      frozen: yuan(used?.frozen ?? 0n),
      outstanding: yuan(used?.outstanding ?? 0n),
      overdue: yuan(used?.overdue ?? 0n),
      book: payLaterBook(terms).name,
      lender: terms.product === 'micro-loan' ? await lenderOf(context, terms) : null,
      fundings: (await listFundings(db, terms.programmeId, SHOWN)).map(fundingView),
    });
  }
  return { items, asset: CNY.code };
}

async function lenderOf({ system: { db } }: HttpContext, terms: Terms): Promise<PayLaterProgramme['lender']> {
  const on = businessDate(await currentDay(db));
  const { netAssets, nonStandard, standard, cash, sources } = await readStanding(db, terms);
  const limit = (ruleId: string) => {
    const value = ruleInForce(ruleId, terms.profile, on)?.value;
    return value === undefined || value === null ? null : formatRate(value);
  };
  return {
    cash: yuan(cash),
    netAssets: yuan(netAssets),
    sources: Object.entries(sources).map(([source, amount]) => ({ source: source as keyof typeof sources, amount: yuan(amount) })),
    nonStandard: { multiple: formatRate(multipleOf(nonStandard, netAssets)), limit: limit('MICRO_NON_STANDARD_MAX') },
    standard: { multiple: formatRate(multipleOf(standard, netAssets)), limit: limit('MICRO_STANDARD_MAX') },
  };
}
