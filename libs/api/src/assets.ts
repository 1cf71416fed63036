import { z } from 'zod';
import { date, id, money } from './common.ts';

const assetItem = z
  .object({
    productId: id,
    name: z.string(),
    nameZh: z.string(),
    shares: money,
    value: money,
    inTransit: money,
    profit: money.meta({ description: 'In all: what the shares are worth and what was taken out, less what was put in' }),
    days: z.array(z.object({ date, amount: money })).meta({ description: 'Profit by day, newest first' }),
  })
  .meta({ id: 'AssetItem' });

export const myAssets = z
  .object({
    asOf: date,
    total: money.meta({ description: 'Over the suppliers that I agreed to see here' }),
    sources: z.array(
      z.object({
        supplierId: id,
        name: z.string(),
        nameZh: z.string(),
        consentId: id.nullable().meta({ description: 'My consent to see this supplier here; null: nothing of it is shown' }),
        value: money.nullable(),
        items: z.array(assetItem),
      }),
    ),
    text: z.object({ version: z.string(), zh: z.string(), en: z.string() }),
  })
  .meta({ id: 'MyAssets' });
export const addAssetSource = z.object({ supplierId: id, accepted: z.boolean(), textVersion: z.string().max(40) }).strict();

export const certificate = z
  .object({ id, code: z.string().meta({ description: 'Whoever is shown the certificate checks it with this' }), asOf: date, total: money })
  .meta({ id: 'Certificate' });
export const certificateQuery = z.object({ id, code: z.string().max(64) }).strict();
export const certificateFacts = z
  .object({
    asOf: date,
    holder: z.string().meta({ description: 'Masked' }),
    total: money,
    lines: z.array(z.object({ name: z.string(), nameZh: z.string(), shares: money, value: money })),
  })
  .meta({ id: 'CertificateFacts' });
export const assetStatementQuery = z.object({ month: z.string().max(10) }).strict();

export type MyAssets = z.output<typeof myAssets>;
export type CertificateView = z.output<typeof certificate>;
