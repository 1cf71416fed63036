import {
  decideQualification as decideSchema,
  declareQualification as declareSchema,
  id,
  type MyQualification,
  myQualification,
  type ProductChangeView,
  type Product as ProductView,
  productChange,
  productChangeList,
  productList,
  productVerdict,
  proposeProductChange as proposeSchema,
  type QualificationView,
  qualificationList,
  reportRecording as recordingSchema,
  supplierList,
} from '@jinqiao/api';
import { holdToday } from '@jinqiao/business-day';
import { businessDate } from '@jinqiao/calendar';
import { bucketOfId } from '@jinqiao/database';
import { asset, parseAmount, parsePositiveAmount } from '@jinqiao/money';
import { customersById, partiesFault } from '@jinqiao/parties';
import {
  decideProductChange,
  decideQualification,
  declaredQualifications,
  declareQualification,
  documentsOf,
  lastQualification,
  listProductChanges,
  listProducts,
  listSuppliers,
  type Product,
  type ProductChange,
  type ProductChangeBody,
  productLevel,
  proposeProductChange,
  type Qualification,
  quotasUsed,
  reportRecording,
} from '@jinqiao/wealth';
import { z } from 'zod';
import { requireOfferable } from '../product-desk.ts';
import { callerOf } from './caller.ts';
import { actOf } from './compliance-context.ts';
import { type Api, type HttpContext, runOnce } from './context.ts';
import { fen } from './fund-views.ts';
import { customer, type Who } from './own.ts';

const CNY = asset('CNY');
const params = z.object({ id });
const tags = ['products'];
/** Changes and declarations that a page shows. */
const SHOWN = 100;

/** The catalogue: what is on the shelf, and how it gets there and leaves it. */
export function productRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  api.get('/suppliers', { schema: { tags, summary: 'Suppliers of products', response: { 200: supplierList } } }, async () => ({
    items: (await listSuppliers(db)).map(({ supplierId, nameEn, nameZh, kind, entityId }) => ({ id: supplierId, name: nameEn, nameZh, kind, entityId })),
  }));
  api.get('/products', { schema: { tags, summary: 'Every product, whatever its state', response: { 200: productList } } }, async () => ({
    items: await productViews(context, await listProducts(db)),
  }));
  api.get(
    '/me/products',
    { schema: { tags: ['customer pages'], summary: 'The shelf: products that are sold here or shown with a link', response: { 200: productList } } },
    async () => ({
      items: await productViews(
        context,
        (await listProducts(db)).filter(({ state, sale }) => state === 'listed' && sale !== 'run-off'),
      ),
    }),
  );
  changeRoutes(api, context);
  qualificationRoutes(api, context);
}

function changeRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  api.get('/product-changes', { schema: { tags, summary: 'Changes of products, those to decide first', response: { 200: productChangeList } } }, async () => ({
    items: (await listProductChanges(db, SHOWN)).map(changeView),
  }));
  api.post(
    '/product-changes',
    { schema: { tags, summary: 'Propose to offer, change, suspend, resume or delist a product', body: proposeSchema, response: { 201: productChange } } },
    async (request, reply) => {
      const { login } = callerOf(request);
      const proposed = await runOnce(context, request, login, async (key) => {
        const act = await actOf(context, login);
        const body = bodyOf(request.body.change);
        const { profile } = await context.system.accounts();
        return changeView(
          await db.tx(async (tx) => {
            const change = await proposeProductChange(tx, act, key, body, request.body.reason);
            // What could not be approved is not worth a colleague's time.
            await requireOfferable(profile, businessDate(act.on))(tx, body);
            return change;
          }),
        );
      });
      return reply.status(201).send(proposed);
    },
  );
  api.post(
    '/product-changes/:id/verdict',
    { schema: { tags, summary: 'Approve or reject what another person proposed', params, body: productVerdict, response: { 200: productChange } } },
    async (request) => {
      const { login } = callerOf(request);
      return runOnce(context, request, login, async () => {
        const act = await actOf(context, login);
        const { approve, reason } = request.body;
        const { profile } = await context.system.accounts();
        const allowed = requireOfferable(profile, businessDate(act.on));
        return changeView(await db.tx((tx) => decideProductChange(tx, act, request.params.id, { approve, verdict: reason }, allowed)));
      });
    },
  );
}

function qualificationRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  const known = async (customerId: string): Promise<Who> => {
    const bucket = bucketOfId(customerId) ?? -1;
    const found = await customersById(db, [{ bucket, customerId }]);
    if (!found.has(customerId)) throw partiesFault('CUSTOMER_UNKNOWN', { id: customerId.slice(0, 40) });
    return { bucket, customerId };
  };
  api.post(
    '/recordings',
    { schema: { tags, summary: 'Report a recording of a sale', body: recordingSchema, response: { 204: z.null() } } },
    async (request, reply) => {
      const { login } = callerOf(request);
      await runOnce(context, request, login, async () => {
        const { customerId, ...recording } = request.body;
        const who = await known(customerId);
        await db.tx(async (tx) => reportRecording(tx, who, recording, await holdToday(tx)));
        return true;
      });
      return reply.status(204).send(null);
    },
  );
  api.get(
    '/qualifications',
    { schema: { tags, summary: 'Declarations of qualified investors to decide', response: { 200: qualificationList } } },
    async () => ({
      items: (await declaredQualifications(db, SHOWN)).map(qualificationView),
    }),
  );
  api.post(
    '/qualifications',
    { schema: { tags, summary: 'Accept or reject the newest declaration of a customer', body: decideSchema, response: { 200: myQualification } } },
    async (request) => {
      const { login } = callerOf(request);
      return runOnce(context, request, login, async () => {
        const who = await known(request.body.customerId);
        return db.tx(async (tx) => {
          await decideQualification(tx, who, { accept: request.body.accept, by: login }, businessDate(await holdToday(tx)));
          return current(await lastQualification(tx, who));
        });
      });
    },
  );
  const own = { tags: ['customer pages'] };
  api.get('/me/qualification', { schema: { ...own, summary: 'Whether I am a qualified investor', response: { 200: myQualification } } }, async (request) =>
    current(await lastQualification(db, await customer(context, request))),
  );
  api.post(
    '/me/qualification',
    { schema: { ...own, summary: 'Declare myself a qualified investor', body: declareSchema, response: { 201: myQualification } } },
    async (request, reply) => {
      const who = await customer(context, request);
      const declared = await runOnce(context, request, who.customerId, async () => {
        const { years, evidence, ...figures } = request.body;
        const read = (name: keyof typeof figures) => parseAmount(figures[name], CNY, `$.${name}`);
        const given = { years, evidence, netAssets: read('netAssets'), assets: read('assets'), income: read('income') };
        return db.tx(async (tx) => {
          await declareQualification(tx, who, given, await holdToday(tx));
          return current(await lastQualification(tx, who));
        });
      });
      return reply.status(201).send(declared);
    },
  );
}

const current = (last: Qualification | undefined): MyQualification => ({ current: last ? qualificationView(last) : null });

function qualificationView({ customerId, years, netAssets, assets, income, evidence, state, declaredOn, validThrough }: Qualification): QualificationView {
  return { customerId, years, netAssets: fen(netAssets), assets: fen(assets), income: fen(income), evidence, state, declaredOn, validThrough };
}

function bodyOf(change: z.output<typeof proposeSchema>['change']): ProductChangeBody {
  if (!('terms' in change)) return change;
  const { least, step, quota, ...terms } = change.terms;
  const read = (value: string, name: string) => parsePositiveAmount(value, CNY, `$.change.terms.${name}`);
  return { ...change, terms: { ...terms, least: read(least, 'least'), step: read(step, 'step'), quota: quota === null ? null : read(quota, 'quota') } };
}

function changeView({ changeId, body, ...change }: ProductChange): ProductChangeView {
  const told = JSON.parse(JSON.stringify(body, (_, value: unknown) => (typeof value === 'bigint' ? fen(value) : value)));
  return { id: changeId, ...change, body: told };
}

async function productViews({ system: { db } }: HttpContext, products: readonly Product[]): Promise<ProductView[]> {
  const suppliers = new Map((await listSuppliers(db)).map((supplier) => [supplier.supplierId, supplier]));
  const ids = products.map(({ productId }) => productId);
  const [documents, used] = [await documentsOf(db, ids), await quotasUsed(db, ids)];
  return products.map((product): ProductView => {
    const { terms, productId, supplierId, type, sale, state, version, listedOn } = product;
    const { nameEn, nameZh, summaryEn, summaryZh, least, step, quota, issuerRisk, sellerRisk, ...plain } = terms;
    return {
      ...plain,
      id: productId,
      type,
      sale,
      state,
      version,
      listedOn,
      supplier: suppliers.get(supplierId)?.nameEn ?? supplierId,
      supplierZh: suppliers.get(supplierId)?.nameZh ?? supplierId,
      name: nameEn,
      nameZh,
      summary: summaryEn,
      summaryZh,
      risk: `R${productLevel(issuerRisk, sellerRisk)}`,
      least: fen(least),
      step: fen(step),
      quota: quota === null ? null : fen(quota),
      quotaLeft: quota === null ? null : fen(quota - (used.get(productId) ?? 0n)),
      documents: (documents.get(productId) ?? []).map(({ kind, version: of, zh, en, digest, publishedOn }) => ({
        kind,
        version: of,
        zh,
        en,
        digest,
        publishedOn,
      })),
    };
  });
}
