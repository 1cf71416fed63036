import type { Db } from '@jinqiao/database';
import type { CheckResult } from './identity/ladder.ts';
import type { CustomerKey } from './model.ts';

/** An answer of a provider; the same serial gives the same answer. */
export type Check = { readonly result: CheckResult; readonly code: string };

export type Person = { readonly ref: string; readonly name: string; readonly idNumber: string };

/** The register of persons (联网核查): whether a name and an ID number belong together. */
export type IdentityRegister = {
  readonly id: string;
  readonly name: string;
  check(serial: string, on: string, people: readonly Person[]): Promise<ReadonlyMap<string, Check>>;
};

export type CardHolder = Person & { readonly cardNumber: string; readonly mobile: string | null };

/** The card's issuer, through a channel: whether the elements belong together, and whether the card is a class-I or credit account. */
export type CardIssuerCheck = {
  readonly id: string;
  readonly name: string;
  check(serial: string, on: string, holder: CardHolder): Promise<Check & { readonly classOneOrCredit: boolean }>;
};

/** Compares a living face with the ID photograph on a page of the provider's own; only the result comes back. */
export type LivenessProvider = {
  readonly id: string;
  readonly name: string;
  /** The address where the customer goes on; undefined where the provider does not answer. */
  open(serial: string, on: string, person: Person): Promise<{ readonly url: string } | undefined>;
  /** `unknown` with the code PENDING until the customer is through. */
  result(serial: string, on: string): Promise<Check>;
};

export type TextMessage = { readonly messageId: string; readonly mobile: string; readonly text: string };

/** Sends short messages. `unknown` may have arrived. */
export type MessageSender = {
  send(on: string, message: TextMessage): Promise<{ readonly state: 'accepted' | 'unknown' } | { readonly state: 'refused'; readonly code: string }>;
  /** Where the messages of a demonstration can be read; null for a real operator. */
  readonly outlet: string | null;
};

/** Something that a customer owes or holds, in words for the customer. */
export type Holding = { readonly kind: string; readonly reference: string; readonly en: string; readonly zh: string };

/** What other domains know of a customer that keeps an account from ending; each gives its own list. */
export type Holdings = (db: Db, customer: CustomerKey) => Promise<readonly Holding[]>;
