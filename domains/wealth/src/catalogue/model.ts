import type { Level } from '../suitability/assess.ts';

export const SUPPLIER_KINDS = ['fund-company', 'pension-insurer', 'insurer', 'trust-company', 'bank', 'broker', 'p2p', 'other'] as const;

/** Who stands behind a product: an entity of the licence registry. */
export type Supplier = {
  readonly supplierId: string;
  readonly nameEn: string;
  readonly nameZh: string;
  readonly kind: (typeof SUPPLIER_KINDS)[number];
  readonly entityId: string;
};

/**
 * What a product is, and which licences its supplier needs one of. `virtual-currency` is known so that it can be refused by
 * name: no licence allows it (关于防范代币发行融资风险的公告, 2017-09-04).
 */
export const PRODUCT_TYPES = {
  'money-fund': ['fund'],
  fund: ['fund'],
  'pension-product': ['insurance'],
  'trust-plan': ['trust'],
  'bank-wealth': ['banking'],
  'broker-plan': ['securities'],
  insurance: ['insurance'],
  'p2p-loan': ['p2p-filing'],
  'virtual-currency': [],
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type ProductType = keyof typeof PRODUCT_TYPES;

/** `here`: dealt on this system's books. `redirect`: shown with a link to its supplier, who sells it. `run-off`: shown to who holds it, sold to nobody. */
export type SaleMode = 'here' | 'redirect' | 'run-off';

/** The terms on which a product is sold. Amounts in fen. */
export type ProductTerms = {
  readonly nameEn: string;
  readonly nameZh: string;
  readonly summaryEn: string;
  readonly summaryZh: string;
  /** Least amount of a first purchase, and of what every purchase is a multiple. */
  readonly least: bigint;
  readonly step: bigint;
  /** First and last day of the sale 开放期; null without one. */
  readonly from: string | null;
  readonly to: string | null;
  /** What may be sold in all; null without a limit. */
  readonly quota: bigint | null;
  /** Days for which money is bound; null where it is redeemed any day. */
  readonly termDays: number | null;
  readonly issuerRisk: Level;
  readonly sellerRisk: Level;
  /** Only to qualified investors 合格投资者. */
  readonly qualified: boolean;
  /** Only with a recording of the sale 双录. */
  readonly recorded: boolean;
  /** Where it is sold, of one that is not sold here. */
  readonly url: string | null;
};

export type ProductState = 'listed' | 'suspended' | 'delisted';

export type Product = {
  /** Of a fund that is dealt here, the fund's code. */
  readonly productId: string;
  readonly supplierId: string;
  readonly type: ProductType;
  readonly sale: SaleMode;
  readonly state: ProductState;
  /** Counts the terms that it has had. */
  readonly version: number;
  readonly terms: ProductTerms;
  readonly listedOn: string;
};

export const DOCUMENT_KINDS = ['prospectus', 'contract', 'risk-disclosure', 'summary'] as const;
export type ProductDocument = { readonly kind: (typeof DOCUMENT_KINDS)[number]; readonly zh: string; readonly en: string };
export type PublishedDocument = ProductDocument & { readonly version: number; readonly digest: string; readonly publishedOn: string };

/** What one person proposes and another decides. */
export type ProductChangeBody =
  | ({ readonly action: 'offer'; readonly documents: readonly ProductDocument[] } & Pick<Product, 'productId' | 'supplierId' | 'type' | 'sale' | 'terms'>)
  | { readonly action: 'change-terms'; readonly productId: string; readonly terms: ProductTerms; readonly documents: readonly ProductDocument[] }
  | { readonly action: 'suspend' | 'resume' | 'delist'; readonly productId: string };

export type ProductChange = {
  readonly changeId: string;
  readonly productId: string;
  readonly action: ProductChangeBody['action'];
  readonly body: ProductChangeBody;
  readonly reason: string;
  readonly state: 'proposed' | 'approved' | 'rejected';
  readonly madeBy: string;
  readonly madeAt: string;
  readonly checkedBy: string | null;
  readonly checkedAt: string | null;
  readonly verdict: string | null;
};
