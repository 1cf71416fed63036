import { type BusinessDate, businessDate } from '@jinqiao/calendar';
import type { Profile } from '@jinqiao/compliance';
import type { Database, Tx } from '@jinqiao/database';
import type { Institution } from '@jinqiao/wire';
import type { Vault } from '../vault.ts';
import type { Rating } from './limits.ts';

/** An order of a customer that waits, by the customer's own name for it. */
export type WaitingOrderKey = { readonly bucket: number; readonly customerId: string; readonly waiting: string };

/** What waits for an upgrade, such as a first purchase, is put on record with it and told how it ended. The same may be told twice. */
export type WaitingOrders = {
  waits(tx: Tx, order: WaitingOrderKey): Promise<void>;
  goOn(tx: Tx, order: WaitingOrderKey & { readonly accountId: string }): Promise<void>;
  refused(tx: Tx, order: WaitingOrderKey & { readonly code: string }): Promise<void>;
};

/** By which rules limits are judged. */
export type AccountTerms = { readonly profile: Profile; readonly rating: Rating };

/** What the commands on accounts need around them: the institution that keeps the accounts, the rules, and who waits. */
export type AccountsContext = AccountTerms & {
  readonly db: Database;
  readonly vault: Vault;
  readonly institution: Institution;
  /** Other banks, which keep the accounts of the programmes that they fund. */
  readonly others?: readonly Institution[];
  readonly asset: string;
  readonly waiting: WaitingOrders;
  /** The open day, held: a command must find it open, the close is fenced already. */
  readonly hold: (tx: Tx) => Promise<string>;
};

/** What must hold, with its locks, in the transaction in which something begins; a repetition of what has begun is not asked again. */
export type Begins = (tx: Tx, on: BusinessDate) => Promise<unknown>;

/** The institution that keeps an account. */
export function keeperOf({ institution, others = [] }: AccountsContext, account: { readonly institution: string }): Institution {
  return others.find((other) => other.id === account.institution) ?? institution;
}

export async function openDay(context: AccountsContext, tx: Tx) {
  return businessDate(await context.hold(tx));
}
