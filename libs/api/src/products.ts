import { z } from 'zod';
import { amountInput, date, id, money } from './common.ts';

const level = z.enum(['R1', 'R2', 'R3', 'R4', 'R5']);
const levelNumber = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5)]);
const productType = z.enum(['money-fund', 'fund', 'pension-product', 'trust-plan', 'bank-wealth', 'broker-plan', 'insurance', 'p2p-loan', 'virtual-currency']);
const saleMode = z.enum(['here', 'redirect', 'run-off']);
const documentKind = z.enum(['prospectus', 'contract', 'risk-disclosure', 'summary']);

export const supplier = z
  .object({ id, name: z.string(), nameZh: z.string(), kind: z.string(), entityId: id.meta({ description: 'In the registry of licences' }) })
  .meta({ id: 'Supplier' });
export const supplierList = z.object({ items: z.array(supplier) });

const productDocument = z
  .object({
    kind: documentKind,
    version: z.int(),
    zh: z.string(),
    en: z.string(),
    digest: z.string().meta({ description: 'SHA-256 of both texts, Chinese first, with a line break between' }),
    publishedOn: date,
  })
  .meta({ id: 'ProductDocument' });

export const product = z
  .object({
    id,
    type: productType,
    sale: saleMode,
    state: z.enum(['listed', 'suspended', 'delisted']),
    version: z.int(),
    supplier: z.string(),
    supplierZh: z.string(),
    name: z.string(),
    nameZh: z.string(),
    summary: z.string(),
    summaryZh: z.string(),
    risk: level.meta({ description: 'The higher of what the supplier and the seller say' }),
    least: money,
    step: money,
    from: date.nullable(),
    to: date.nullable(),
    quota: money.nullable(),
    quotaLeft: money.nullable(),
    termDays: z.int().nullable(),
    qualified: z.boolean().meta({ description: 'Only for qualified investors' }),
    recorded: z.boolean().meta({ description: 'Only with a recording of the sale' }),
    url: z.string().nullable(),
    listedOn: date,
    documents: z.array(productDocument),
  })
  .meta({ id: 'Product' });
export const productList = z.object({ items: z.array(product) }).meta({ id: 'ProductList' });

const text = z.string().min(1).max(4000);
const terms = z
  .object({
    nameEn: text,
    nameZh: text,
    summaryEn: text,
    summaryZh: text,
    least: amountInput,
    step: amountInput,
    from: date.nullable(),
    to: date.nullable(),
    quota: amountInput.nullable(),
    termDays: z.int().min(1).max(36_500).nullable(),
    issuerRisk: levelNumber,
    sellerRisk: levelNumber,
    qualified: z.boolean(),
    recorded: z.boolean(),
    url: z.string().max(400).nullable(),
  })
  .strict();
const documents = z.array(z.object({ kind: documentKind, zh: text, en: text }).strict()).max(10);
const productId = z.string().regex(/^[\w-]{1,20}$/);

export const proposeProductChange = z
  .object({
    change: z.discriminatedUnion('action', [
      z.object({ action: z.literal('offer'), productId, supplierId: id, type: productType, sale: saleMode, terms, documents }).strict(),
      z.object({ action: z.literal('change-terms'), productId, terms, documents }).strict(),
      z.object({ action: z.enum(['suspend', 'resume', 'delist']), productId }).strict(),
    ]),
    reason: z.string().min(1).max(400),
  })
  .strict();
export const productChange = z
  .object({
    id,
    productId: id,
    action: z.enum(['offer', 'change-terms', 'suspend', 'resume', 'delist']),
    body: z.record(z.string(), z.unknown()),
    reason: z.string(),
    state: z.enum(['proposed', 'approved', 'rejected']),
    madeBy: z.string(),
    madeAt: z.string(),
    checkedBy: z.string().nullable(),
    checkedAt: z.string().nullable(),
    verdict: z.string().nullable(),
  })
  .meta({ id: 'ProductChange' });
export const productChangeList = z.object({ items: z.array(productChange) });
export const productVerdict = z.object({ approve: z.boolean(), reason: z.string().min(1).max(400) }).strict();

export const reportRecording = z
  .object({ recordingId: id, customerId: id, productId, digest: z.string().regex(/^[0-9a-f]{64}$/) })
  .strict()
  .meta({ description: 'A recording of a sale that the seller keeps, by its hash' });

const figures = { netAssets: money, assets: money, income: money };
export const qualification = z
  .object({
    customerId: id,
    years: z.int(),
    ...figures,
    evidence: z.string(),
    state: z.enum(['declared', 'accepted', 'rejected']),
    declaredOn: date,
    validThrough: date.nullable(),
  })
  .meta({ id: 'Qualification' });
export const qualificationList = z.object({ items: z.array(qualification) });
export const myQualification = z.object({ current: qualification.nullable() }).meta({ id: 'MyQualification' });
export const declareQualification = z
  .object({
    years: z.int().min(0).max(99),
    netAssets: z.string().max(32),
    assets: z.string().max(32),
    income: z.string().max(32),
    evidence: z.string().regex(/^[0-9a-f]{64}$/),
  })
  .strict();
export const decideQualification = z.object({ customerId: id, accept: z.boolean() }).strict();

export type Product = z.output<typeof product>;
export type ProductList = z.output<typeof productList>;
export type ProductChangeView = z.output<typeof productChange>;
export type ProductChangeList = z.output<typeof productChangeList>;
export type SupplierList = z.output<typeof supplierList>;
export type MyQualification = z.output<typeof myQualification>;
export type QualificationList = z.output<typeof qualificationList>;
export type QualificationView = z.output<typeof qualification>;

/** What a notice says of one day of a calendar, after the calendars of this version were made. */
export const proposeCalendarChange = z
  .object({ calendar: z.enum(['CN_TRADING', 'CN_BANK']), on: date, working: z.boolean(), basis: z.string().min(1).max(400) })
  .strict();
export const calendarChange = z
  .object({
    id,
    calendar: z.string(),
    on: date,
    working: z.boolean(),
    basis: z.string(),
    state: z.enum(['proposed', 'approved', 'rejected', 'replaced']).meta({ description: '`replaced`: a later notice says otherwise of the day' }),
    madeBy: z.string(),
    checkedBy: z.string().nullable(),
    replanned: z.int().nullable().meta({ description: 'Orders that got other dates by it' }),
  })
  .meta({ id: 'CalendarChange' });
export const calendarChangeList = z.object({ items: z.array(calendarChange) });
export const calendarVerdict = z.object({ approve: z.boolean() }).strict();
export type CalendarChangeView = z.output<typeof calendarChange>;
