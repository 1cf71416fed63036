import type { BusinessDate } from '@jinqiao/calendar';
import type { Deal, FundFees } from './fund/net-value.ts';
import type { Level } from './suitability/assess.ts';

/** A fund by its terms. A money fund has the net value 1.00, so that its shares and its cash have the same figures. */
export type Fund = {
  /** The fund's code, such as 000198. */
  readonly fundId: string;
  readonly nameEn: string;
  readonly nameZh: string;
  /** By name in `libs/calendar`: the days on which the fund deals. */
  readonly calendar: string;
  /** Local time `HH:MM` until which an application is dealt on the day itself. */
  readonly cutOff: string;
  /** Trading days from dealing to confirmation, which is the first day that earns. */
  readonly confirmDays: number;
  /** Trading days from dealing to the money of a redemption. */
  readonly cashDays: number;
  /** `money`: net value 1.00, income is carried to shares. `net-value`: shares × net value, fees, dividends. */
  readonly pricing: 'money' | 'net-value';
  readonly fees: FundFees;
  /** `agency` 代销: a bank sells it, out of an account there. `direct` 直销: its manager does, over a bound card; it is the wallet. */
  readonly shelf: 'agency' | 'direct';
  readonly carry: 'daily' | 'monthly';
  /** Of a fund that carries monthly: the day of the month, 1 to 28. */
  readonly carryDay: number | null;
  /** Fractions of a fen of a wallet's income: `cut` leaves them to the fund, `carried` keeps them for the wallet. */
  readonly fractions: 'cut' | 'carried';
  /** What the advancing bank's pool may pay out on a day for fast redemptions 快速赎回, in fen; null: the fund offers none. */
  readonly fastPool: bigint | null;
  /** How risky manager and seller say that it is, 1 to 5 for R1 to R5. */
  readonly issuerRisk: Level;
  readonly sellerRisk: Level;
};

/** A dividend 分红 is an order that nobody places: the fund does, for every holder. */
export type OrderKind = 'subscribe' | 'redeem' | 'dividend';
export type OrderState = 'accepted' | 'confirmed' | 'paid' | 'refused';

/** What a customer asks for. `amount` in fen, of a redemption by net value in hundredths of a share; `acceptedAt` is the local time `HH:MM:SS` on the business date. */
export type FundOrderRequest = {
  readonly bucket: number;
  readonly orderId: string;
  readonly customerId: string;
  readonly kind: Exclude<OrderKind, 'dividend'>;
  readonly amount: bigint;
  readonly acceptedAt: string;
};

export type FundOrder = Omit<FundOrderRequest, 'kind'> & {
  readonly kind: OrderKind;
  readonly fundId: string;
  readonly state: OrderState;
  readonly acceptedOn: BusinessDate;
  readonly dealingOn: BusinessDate;
  readonly confirmOn: BusinessDate;
  readonly cashOn: BusinessDate | null;
  /** When the registrar confirmed or refused it. */
  readonly concludedOn: BusinessDate | null;
};

/** What an order by net value came to; `cost` of a redemption is what was paid for its shares, first in first out. Fen. */
export type DealtOrder = FundOrder & { readonly deal: Deal; readonly cost: bigint; readonly backFee: bigint };

/** A wallet 钱包: what its owner can redeem, what is leaving, and what is not confirmed yet. Fen. */
export type Wallet = {
  readonly bucket: number;
  readonly customerId: string;
  readonly available: bigint;
  readonly frozen: bigint;
  readonly inTransit: bigint;
};

/** Income of one wallet. Fen. */
export type WalletIncome = { readonly bucket: number; readonly customerId: string; readonly amount: bigint };

/** What a wallet shows: available and in transit. Fen. */
export type WalletBalance = { readonly bucket: number; readonly customerId: string; readonly balance: bigint };

/** The registrar's word on an application (JR/T 0017: 122 for a subscription, 124 for a redemption). */
export type Confirmation = {
  readonly orderId: string;
  readonly outcome: 'confirmed' | 'refused';
  readonly amount: bigint;
  /** Of a fund with a net value. */
  readonly deal?: Deal | undefined;
};

/** What the manager publishes for a day: per 10,000 shares scaled 1e-4, seven-day yield in percent scaled 1e-3 where there is one. */
export type PublishedIncome = { readonly per10k: bigint; readonly sevenDayYield: bigint | null };

/** Net value of a share 份额净值, with what was ever distributed 累计净值, and the dividend of the day per share; yuan scaled 1e-4. */
export type PublishedNetValue = { readonly nav: bigint; readonly accumulated: bigint; readonly dividend: bigint };

/** A dividend of one holder (JR/T 0017: 143), in fen or, reinvested, with the shares that it became. */
export type Dividend = { readonly bucket: number; readonly customerId: string; readonly amount: bigint; readonly shares: bigint };

/** The fund's registrar 登记机构 (TA): whose books of the fund's holders count. */
export type Registrar = {
  confirmations(fund: Fund, on: string): Promise<readonly Confirmation[]>;
  /** Undefined where nothing is published for the day, which is an error on every day that earns. */
  published(fund: Fund, on: string): Promise<PublishedIncome | undefined>;
  /** Income by wallet (JR/T 0017: 143). */
  income(fund: Fund, on: string): Promise<readonly WalletIncome[]>;
  /** Every wallet's balance at the end of the day. */
  statement(fund: Fund, on: string): Promise<readonly WalletBalance[]>;
};

/** The registrar of a fund with a net value: balances are shares, and each confirmation says what the order came to. */
export type NetValueRegistrar = Pick<Registrar, 'confirmations' | 'statement'> & {
  /** Undefined where nothing is published for the day, which is an error on a day on which the fund deals. */
  netValue(fund: Fund, on: string): Promise<PublishedNetValue | undefined>;
  dividends(fund: Fund, on: string): Promise<readonly Dividend[]>;
};

export type BreakKind = 'balance' | 'unconfirmed' | 'unknown-order' | 'amount' | 'yield' | 'dividend';

/** A difference between the registrar's books and ours. Fen; a yield in percent scaled 1e-3. */
export type RegisterBreak = {
  readonly bucket: number;
  readonly fundId: string;
  readonly on: string;
  readonly kind: BreakKind;
  /** The customer, order or fund that it is about. */
  readonly subject: string;
  readonly ours: bigint;
  readonly theirs: bigint;
};
