import type { BusinessDate } from '@jinqiao/calendar';
import type { Db } from '@jinqiao/database';
import type { Account, Book } from '@jinqiao/ledger';
import type { Asset, Rate } from '@jinqiao/money';
import type { Scheme, Tier } from '../measures/five-tier.ts';
import type { Stage } from '../measures/staging.ts';

export type PositionState = 'active' | 'compensated' | 'written-off' | 'settled';

/** What a product says of one of its contracts at the end of a day. Amounts in minor units. */
export type Standing = {
  readonly bucket: number;
  readonly contractId: string;
  readonly product: string;
  /** The programme, or the book of the product, that bears the contract's loss. */
  readonly scope: string;
  readonly customerId: string;
  /** Score band at origination. */
  readonly grade: string;
  readonly originatedOn: BusinessDate;
  readonly amount: bigint;
  /** Effective rate per year. */
  readonly rate: Rate;
  readonly periods: number;
  /** Instalments still to come, those overdue left out. */
  readonly remaining: number;
  /** Repaid monthly: the regulatory overdue amount depends on it. */
  readonly monthly: boolean;
  readonly firstDueOn: BusinessDate | null;
  /** When the first instalment was paid by the borrower; null while it is not. A contract that ended has paid. */
  readonly firstPaidOn: BusinessDate | null;
  /** What is at risk: principal, due or not; after the guarantor paid, what is left of the claim. */
  readonly outstanding: bigint;
  /** Due and unpaid: principal, interest and charges billed. */
  readonly overdue: bigint;
  readonly overduePrincipal: bigint;
  readonly overdueSince: BusinessDate | null;
  readonly state: PositionState;
  /** To date. */
  readonly writtenOff: bigint;
  readonly recovered: bigint;
  /** Principal and claims paid by the borrower to date. */
  readonly repaid: bigint;
  /** When terms were last changed because the borrower could not keep them. */
  readonly restructuredOn: BusinessDate | null;
};

/** A contract at a month-end, measured. */
export type Position = Standing & {
  readonly asOf: BusinessDate;
  /** Calendar days past due. */
  readonly dpd: number;
  /** The worst of any month-end so far. */
  readonly worstDpd: number;
  /** Bucket, or paid off or written off. */
  readonly status: string;
  readonly tier: Tier;
  readonly stage: Stage;
  readonly provision: bigint | null;
};

export type ContractKey = { readonly bucket: number; readonly contractId: string };

/** Which contracts a source is asked for: those that stand at the end of a day, or ended after `since` (null: ever). */
export type Asked = { readonly on: BusinessDate; readonly since: BusinessDate | null; readonly after: ContractKey | null; readonly limit: number };

/** The book that bears the losses of a scope, with the accounts of its provisions. */
export type LossBook = {
  readonly scope: string;
  readonly asset: Asset;
  readonly book: Book;
  readonly allowance: Account;
  readonly expense: Account;
  /** Where the product books what it writes off: the allowance takes it over at the month-end. */
  readonly loss: Account;
};

/**
 * A product whose contracts bear credit risk. The composition root hands sources in; risk knows no product's tables.
 */
export type PositionSource = {
  readonly product: string;
  readonly scheme: Scheme;
  /** In order of bucket and contract id, after a key. Costs what it returns. */
  read(db: Db, asked: Asked): Promise<Standing[]>;
  readonly lossBooks: readonly LossBook[];
};
