import { createHmac, timingSafeEqual } from 'node:crypto';
import {
  addAssetSource,
  assetStatementQuery,
  type CertificateView,
  certificateFacts,
  certificateQuery,
  certificate as certificateSchema,
  type MyAssets,
  myAssets,
} from '@jinqiao/api';
import { holdToday } from '@jinqiao/business-day';
import { addDays, businessDate } from '@jinqiao/calendar';
import { sum } from '@jinqiao/money';
import { CONSENT_TEXTS, customersById, grantConsents, personInClear } from '@jinqiao/parties';
import { derivedId, instant, maskIdNumber } from '@jinqiao/runtime';
import { type Certificate, certificateById, insertCertificate, listSuppliers, wealthFault } from '@jinqiao/wealth';
import { certificatePdf, type Holder, statementPdf } from '../asset-documents.ts';
import { type AssetSource, assetsOf, certifiedLines } from '../assets.ts';
import { type Api, type HttpContext, runOnce } from './context.ts';
import { fen } from './fund-views.ts';
import { customer, type Who } from './own.ts';
import { currentDay } from './programmes.ts';

const tags = ['customer pages'];

/** One view over all suppliers, statements by month, and certificates that others can check. */
export function myAssetRoutes(api: Api, context: HttpContext): void {
  const { db, clock } = context.system;
  api.get(
    '/me/assets',
    { schema: { tags, summary: 'What I hold over all suppliers that I agreed to see here', response: { 200: myAssets } } },
    async (request) => assetsView(context, await customer(context, request)),
  );
  api.post(
    '/me/asset-sources',
    { schema: { tags, summary: 'Agree to see a supplier’s products in my assets', body: addAssetSource, response: { 200: myAssets } } },
    async (request) => {
      const who = await customer(context, request);
      return runOnce(context, request, who.customerId, async () => {
        const { supplierId, ...given } = request.body;
        if (!(await listSuppliers(db)).some((known) => known.supplierId === supplierId)) throw wealthFault('SUPPLIER_UNKNOWN', { supplierId }, '$.supplierId');
        await db.tx(async (tx) => {
          const on = businessDate(await holdToday(tx));
          await grantConsents(tx, clock, on, [{ ...who, purpose: 'asset-view', recipient: supplierId, ...given, channel: 'h5' }]);
        });
        return assetsView(context, who);
      });
    },
  );
  api.get('/me/statements', { schema: { tags, summary: 'My statement of a month as PDF', querystring: assetStatementQuery } }, async (request, reply) => {
    const who = await customer(context, request);
    const asOf = await currentDay(db);
    const { month } = request.query;
    if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month) || month > asOf.slice(0, 7)) throw wealthFault('STATEMENT_MONTH', { latest: asOf.slice(0, 7) }, '$.month');
    const sources = (await assetsOf(db, who)).filter(({ consentId }) => consentId !== null);
    return reply
      .type('application/pdf')
      .header('content-disposition', `inline; filename="statement-${month}.pdf"`)
      .send(await statementPdf(await holderOf(context, who), month, asOf, sources));
  });
  certificateRoutes(api, context);
}

function certificateRoutes(api: Api, context: HttpContext): void {
  const { db, clock } = context.system;
  api.post('/me/certificates', { schema: { tags, summary: 'Certify what I hold now', response: { 201: certificateSchema } } }, async (request, reply) => {
    const who = await customer(context, request);
    const issued = await runOnce(context, request, who.customerId, async (key): Promise<CertificateView> => {
      const certificateId = derivedId('crt', who.bucket, `${who.customerId} ${key}`);
      await db.tx(async (tx) => {
        // What is held now is what the day before closed with, and no day closes while it is read.
        const asOf = addDays(businessDate(await holdToday(tx)), -1);
        const lines = certifiedLines(await assetsOf(tx, who));
        const total = sum(lines.map(({ value }) => value));
        await insertCertificate(tx, { ...who, certificateId, asOf, total, lines }, instant(clock));
      });
      const kept = (await certificateById(db, certificateId)) as Certificate;
      return { id: kept.certificateId, code: codeOf(context, kept), asOf: kept.asOf, total: fen(kept.total) };
    });
    return reply.status(201).send(issued);
  });
  api.get(
    '/certificates',
    { schema: { tags, summary: 'Whether a certificate is what was issued', querystring: certificateQuery, response: { 200: certificateFacts } } },
    async (request) => {
      const kept = await checked(context, request.query);
      const holder = (await customersById(db, [kept])).get(kept.customerId);
      return {
        asOf: kept.asOf,
        holder: holder?.nameMasked ?? '*',
        total: fen(kept.total),
        lines: kept.lines.map(({ nameEn, nameZh, shares, value }) => ({ name: nameEn, nameZh, shares: fen(shares), value: fen(value) })),
      };
    },
  );
  api.get('/me/certificates/pdf', { schema: { tags, summary: 'A certificate of mine as PDF', querystring: certificateQuery } }, async (request, reply) => {
    const who = await customer(context, request);
    const kept = await checked(context, request.query);
    if (kept.customerId !== who.customerId) throw wealthFault('CERTIFICATE_UNKNOWN');
    return reply
      .type('application/pdf')
      .header('content-disposition', `inline; filename="${kept.certificateId}.pdf"`)
      .send(await certificatePdf(await holderOf(context, who), kept, codeOf(context, kept)));
  });
}

/** Whoever has the number alone learns nothing. @throws Fault CERTIFICATE_UNKNOWN. */
async function checked(context: HttpContext, { id, code }: { readonly id: string; readonly code: string }): Promise<Certificate> {
  const kept = await certificateById(context.system.db, id);
  const [right, given] = [Buffer.from(kept ? codeOf(context, kept) : ''), Buffer.from(code)];
  if (!kept || right.length !== given.length || !timingSafeEqual(right, given)) throw wealthFault('CERTIFICATE_UNKNOWN');
  return kept;
}

/** Sixty-four bits of a keyed digest over all that is certified. */
function codeOf({ system }: HttpContext, { certificateId, customerId, asOf, total, lines }: Certificate): string {
  const text = [certificateId, customerId, asOf, total, ...lines.map(({ productId, shares, value }) => `${productId} ${shares} ${value}`)].join('\n');
  return createHmac('sha256', system.keys.vault).update(`certificate\n${text}`).digest('hex').slice(0, 16).toUpperCase();
}

async function holderOf({ system }: HttpContext, who: Who): Promise<Holder> {
  const { name, idNumber } = await personInClear(system.db, system.vault, who);
  return { name, idMasked: maskIdNumber(idNumber) };
}

async function assetsView({ system: { db } }: HttpContext, who: Who): Promise<MyAssets> {
  const sources = await assetsOf(db, who);
  const valueOfSource = ({ items }: AssetSource) => sum(items.map(({ value }) => value));
  const { version, zh, en } = CONSENT_TEXTS['asset-view'];
  return {
    asOf: await currentDay(db),
    total: fen(sum(sources.map(valueOfSource))),
    sources: sources.map((source) => ({
      supplierId: source.supplier.supplierId,
      name: source.supplier.nameEn,
      nameZh: source.supplier.nameZh,
      consentId: source.consentId,
      value: source.consentId === null ? null : fen(valueOfSource(source)),
      items: source.items.map(({ fund, shares, value, inTransit, profit, days }) => ({
        productId: fund.fundId,
        name: fund.nameEn,
        nameZh: fund.nameZh,
        shares: fen(shares),
        value: fen(value),
        inTransit: fen(inTransit),
        profit: fen(profit),
        days: days.map(({ on, amount }) => ({ date: on, amount: fen(amount) })),
      })),
    })),
    text: { version, zh, en },
  };
}
