import type { BusinessDate } from '@jinqiao/calendar';
import { type Entity, type Licence, registerEntities } from '@jinqiao/compliance';
import type { Tx } from '@jinqiao/database';
import {
  decideProductChange,
  listProducts,
  openFund,
  type ProductChangeBody,
  type ProductDocument,
  type ProductTerms,
  proposeProductChange,
  registerSuppliers,
  type Supplier,
} from '@jinqiao/wealth';
import { PARTNER_NAMES } from './partners.ts';
import { SANDBOX_BOND_FUND, SANDBOX_DIRECT_FUND, SANDBOX_EQUITY_FUND, SANDBOX_FUND, SANDBOX_FUNDS, SANDBOX_PENSION } from './sandbox-fund.ts';

/** Suppliers of the sandbox beside the fund company, each an entity of its own with its own licence. */
const OTHERS: readonly (Supplier & { readonly licence: string })[] = [
  { supplierId: 'songbai', nameEn: 'Songbai Pension Insurance', nameZh: '松柏养老保险', kind: 'pension-insurer', entityId: 'songbai', licence: 'insurance' },
  { supplierId: 'huaiyin', nameEn: 'Huaiyin Trust', nameZh: '槐荫信托', kind: 'trust-company', entityId: 'huaiyin', licence: 'trust' },
  { supplierId: 'qinghe', nameEn: 'Qinghe Insurance', nameZh: '清和保险', kind: 'insurer', entityId: 'qinghe', licence: 'insurance' },
  { supplierId: 'mizhou', nameEn: 'Mizhou Lending', nameZh: '密州网贷', kind: 'p2p', entityId: 'mizhou', licence: 'icp' },
  { supplierId: 'yanshan', nameEn: 'Yanshan Securities', nameZh: '燕山证券', kind: 'broker', entityId: 'yanshan', licence: 'securities' },
];

const SUPPLIERS: readonly Supplier[] = [
  { supplierId: 'lanting', nameEn: PARTNER_NAMES.registrar.name, nameZh: PARTNER_NAMES.registrar.nameZh, kind: 'fund-company', entityId: 'registrar' },
  { supplierId: 'lanhai', nameEn: PARTNER_NAMES.bank.name, nameZh: PARTNER_NAMES.bank.nameZh, kind: 'bank', entityId: 'bank' },
  ...OTHERS.map(({ licence: _, ...supplier }) => supplier),
];

const entityOf = ({ entityId, nameEn, nameZh }: Supplier): Entity => ({ entityId, name: nameEn, nameZh, kind: 'company' });
const licencesOf = ({ entityId, licence }: (typeof OTHERS)[number]): Licence[] =>
  ['business-licence', licence].map((licenceType) => ({
    entityId,
    licenceType,
    number: `SANDBOX-${entityId}-${licenceType}`.toUpperCase(),
    validFrom: '2004-02-01',
    validTo: null,
    scopes: [],
  }));

const PLAIN = { least: 100n, step: 1n, from: null, to: null, quota: null, termDays: null, qualified: false, recorded: false, url: null } as const;

type Offer = Extract<ProductChangeBody, { action: 'offer' }>;

const documentsOf = ({ nameZh, nameEn }: ProductTerms): ProductDocument[] => [
  {
    kind: 'summary',
    zh: `${nameZh}产品资料概要(沙盒示例):投资目标、投资范围、费率与风险收益特征见本概要。`,
    en: `Key facts of ${nameEn} (sandbox sample): aims, what it invests in, fees, and its risk.`,
  },
  {
    kind: 'risk-disclosure',
    zh: `${nameZh}风险揭示书(沙盒示例):产品净值会波动,可能发生本金损失;过往业绩不预示未来表现。`,
    en: `Risk disclosure of ${nameEn} (sandbox sample): its value moves and principal can be lost; the past says nothing about the future.`,
  },
];

function fundOffer(
  fund: (typeof SANDBOX_FUNDS)[number],
  type: Offer['type'],
  supplierId: string,
  terms: Pick<ProductTerms, 'summaryZh' | 'summaryEn'> & Partial<ProductTerms>,
): Offer {
  const { nameEn, nameZh, issuerRisk, sellerRisk } = fund;
  const whole = { ...PLAIN, nameEn, nameZh, issuerRisk, sellerRisk, ...terms };
  return { action: 'offer', productId: fund.fundId, supplierId, type, sale: 'here', terms: whole, documents: documentsOf(whole) };
}

const redirect = (productId: string, supplierId: string, type: Offer['type'], terms: Omit<ProductTerms, keyof typeof PLAIN> & Partial<ProductTerms>): Offer => {
  const whole = { ...PLAIN, ...terms, url: `https://www.${supplierId}.example/${productId}` };
  return { action: 'offer', productId, supplierId, type, sale: 'redirect', terms: whole, documents: documentsOf(whole) };
};

/** P2P is gone in mainland China: what is held runs off, and nobody is sold any. */
const RUN_OFF: Offer = {
  ...redirect('mz-loans', 'mizhou', 'p2p-loan', {
    nameZh: '密州散标',
    nameEn: 'Mizhou Loans',
    summaryZh: '存量网贷标的,仅供持有人查询,不再销售。',
    summaryEn: 'P2P loans that run off: shown to who holds them, sold to nobody.',
    issuerRisk: 5,
    sellerRisk: 5,
  }),
  sale: 'run-off',
};

const OFFERS: readonly Offer[] = [
  RUN_OFF,
  fundOffer(SANDBOX_FUND, 'money-fund', 'lanting', {
    least: 1n,
    summaryZh: '投资于货币市场工具,每日分配收益,按交易日申购赎回。',
    summaryEn: 'Invests in money-market instruments, distributes income daily, dealt on trading days.',
  }),
  fundOffer(SANDBOX_DIRECT_FUND, 'money-fund', 'lanting', {
    least: 1n,
    summaryZh: '基金公司直销的货币基金:转入即申购,转出即赎回,可赎转购其他产品。',
    summaryEn: 'A money fund sold by its manager: paying in buys, paying out redeems, and its shares buy other products.',
  }),
  fundOffer(SANDBOX_BOND_FUND, 'fund', 'lanting', {
    least: 1_000n,
    summaryZh: '主要投资于债券,净值波动较小,每月分红一次。',
    summaryEn: 'Invests mainly in bonds; its value moves little; a dividend a month.',
  }),
  fundOffer(SANDBOX_EQUITY_FUND, 'fund', 'lanting', {
    least: 1_000n,
    summaryZh: '主要投资于股票,净值波动较大。',
    summaryEn: 'Invests mainly in equities; its value moves a lot.',
  }),
  fundOffer(SANDBOX_PENSION, 'pension-product', 'songbai', {
    least: 100_000n,
    step: 10_000n,
    quota: 5_000_000_000n,
    summaryZh: '个人养老保障产品,每个交易日开放。',
    summaryEn: 'An old-age security product, open every trading day.',
  }),
  redirect('qh-health', 'qinghe', 'insurance', {
    nameZh: '清和医疗保险',
    nameEn: 'Qinghe Health Cover',
    summaryZh: '一年期医疗费用保险,由保险公司在其自有网站销售。',
    summaryEn: 'A year of cover for medical costs, sold by the insurer on its own site.',
    issuerRisk: 1,
    sellerRisk: 1,
  }),
  redirect('ys-plan', 'yanshan', 'broker-plan', {
    nameZh: '燕山稳进集合计划',
    nameEn: 'Yanshan Steady Plan',
    summaryZh: '证券公司集合资产管理计划,由证券公司在其自有网站销售。',
    summaryEn: 'A collective plan of a securities firm, sold by it on its own site.',
    issuerRisk: 3,
    sellerRisk: 3,
  }),
  redirect('hy-trust', 'huaiyin', 'trust-plan', {
    nameZh: '槐荫集合资金信托',
    nameEn: 'Huaiyin Collective Trust',
    summaryZh: '面向合格投资者的集合资金信托计划,由信托公司销售。',
    summaryEn: 'A collective trust plan for qualified investors, sold by the trust company.',
    issuerRisk: 4,
    sellerRisk: 4,
    qualified: true,
    recorded: true,
    least: 30_000_000n,
  }),
];

/** Opens the sandbox's funds and lists its products; what is there already stays as it is. */
export async function openSandboxCatalogue(tx: Tx, on: BusinessDate): Promise<void> {
  await registerEntities(tx, OTHERS.map(entityOf), OTHERS.flatMap(licencesOf), on);
  await registerSuppliers(tx, SUPPLIERS);
  for (const fund of SANDBOX_FUNDS) await openFund(tx, fund);
  const listed = new Set((await listProducts(tx)).map(({ productId }) => productId));
  const at = `${on}T01:00:00Z`;
  for (const offer of OFFERS.filter(({ productId }) => !listed.has(productId))) {
    const { changeId } = await proposeProductChange(tx, { by: 'installation', at, on }, offer.productId, offer, 'sandbox');
    await decideProductChange(tx, { by: 'agreement', at, on }, changeId, { approve: true, verdict: 'sandbox' }, async () => {});
  }
}
