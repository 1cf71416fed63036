import type { Profile } from '@jinqiao/compliance';
import type { Tx } from '@jinqiao/database';
import type { Clock } from '@jinqiao/runtime';
import type { Institution } from '@jinqiao/wire';
import type { PaymentOrder } from './orders/model.ts';

/**
 * The limits of a customer's own account, counted by whoever keeps the account: reserved with an order in its
 * transaction, confirmed when it is paid, released when it surely failed.
 * `reserve` names the orders that would pass a limit; they fail with that code and nothing of them is sent.
 */
export type AccountLimits = {
  reserve(tx: Tx, orders: readonly PaymentOrder[]): Promise<ReadonlyMap<string, string>>;
  confirm(tx: Tx, orders: readonly PaymentOrder[]): Promise<void>;
  release(tx: Tx, orders: readonly PaymentOrder[]): Promise<void>;
};

/** No account of the customer is touched: cards and wallets have the limits of their issuers. */
export const NO_ACCOUNT_LIMITS: AccountLimits = { reserve: async () => new Map(), confirm: async () => {}, release: async () => {} };

type Layout = { readonly name: string; readonly fields: readonly string[]; readonly sumOf: string };

/** What payments need around them: the institutions, the body of rules, the clock for what is only shown, and the limits of accounts. */
export type Payments = {
  readonly institutions: readonly Institution[];
  readonly profile: Profile;
  readonly clock: Clock;
  readonly accountLimits: AccountLimits;
  /** Lines of partners' files are checked by the gateway; a damaged file throws. */
  readonly readFile: (
    layout: Layout,
    content: string,
    digest: string,
    expected: { readonly institution: string; readonly date: string },
  ) => readonly Readonly<Record<string, string>>[];
  /** Tells institutions that their day has come, where their days move with ours. */
  readonly openDay: (date: string) => Promise<void>;
};

/** Guards what is booked: a command must find the day open, the close is fenced already. */
export type Guard = (tx: Tx) => Promise<unknown>;
