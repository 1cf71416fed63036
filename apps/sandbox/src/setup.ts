import type { Database } from '@jinqiao/database';
import type { Channel } from './channel.ts';
import type { InstitutionSetup } from './institution.ts';
import type { Habits } from './payment-habits.ts';

/** What the bank needs besides its own: sealing keys by partner, and its channels to the others. */
export type BankSetup = InstitutionSetup & { sealKeys: ReadonlyMap<string, string>; toPayment: () => Channel; toBureau: () => Channel };

export type PaymentSetup = InstitutionSetup & {
  sealKeys: ReadonlyMap<string, string>;
  /** Connections for work beside the message that is being answered, so that one never waits for the other. */
  aside: Database;
  habits: Habits;
  /** The bank that a programme's money is settled at. */
  toBank: (bank: string) => Channel;
  toClearing: () => Channel;
  toIssuer: () => Channel;
  toPlatform: () => Channel | undefined;
};

export type IssuerSetup = InstitutionSetup & { sealKeys: ReadonlyMap<string, string> };

export type ShopSetup = InstitutionSetup & { toPlatform: () => Channel | undefined };

export type ClearingSetup = InstitutionSetup & { toIssuer: () => Channel };
