import type { Channel } from './channel.ts';
import type { InstitutionSetup } from './institution.ts';

/** What the bank needs besides its own: sealing keys by partner, and its channels to the others. */
export type BankSetup = InstitutionSetup & { sealKeys: ReadonlyMap<string, string>; toPayment: () => Channel; toBureau: () => Channel };

export type PaymentSetup = InstitutionSetup & { sealKeys: ReadonlyMap<string, string>; toBank: () => Channel; toPlatform: () => Channel | undefined };
