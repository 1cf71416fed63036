import type { Db, Tx } from '@jinqiao/database';

/** What may be overdue: a loan at the bank, a claim after compensation, a purchase on credit, a loan of a micro-lender. */
export type DebtKind = 'loan' | 'recourse' | 'trade-credit' | 'micro-loan';

/** What is owed on a date, in minor units, by what it pays. */
export type Owed = { readonly fees: bigint; readonly penalty: bigint; readonly interest: bigint; readonly principal: bigint };

export type DebtKey = { readonly bucket: number; readonly kind: DebtKind; readonly contractId: string };

/** A contract that is overdue. It lies in its customer's bucket. */
export type Debt = DebtKey & {
  readonly customerId: string;
  /** To whom it is owed: an entity of the licence registry. */
  readonly creditor: string;
  /** The oldest due date that is not paid, and the days since. */
  readonly since: string;
  readonly daysPastDue: number;
  readonly owed: Owed;
  /** The score under which the customer came; null where there is none. */
  readonly score: number | null;
};

/** Why a contract is no debt of a case any more. `compensated`: it is owed to the guarantor now. */
export type Ending = 'cured' | 'settled' | 'compensated' | 'written-off' | 'sold';

/** Contracts that may become debts. Each domain with contracts has one; the composition root hands them in. */
export type DebtSource = {
  readonly kinds: readonly DebtKind[];
  /** Overdue contracts at the end of a day after a place, in the order of bucket and id. */
  overdue(db: Db, on: string, after: DebtKey | null, limit: number): Promise<readonly Debt[]>;
  /** How contracts stand on a date: still a debt, or why not. One that the source does not know is absent. */
  standing(db: Db, on: string, keys: readonly DebtKey[]): Promise<ReadonlyMap<string, Debt | Ending>>;
  /** Money that arrived on contracts on the days of a range, in minor units, by contract. */
  received(db: Db, asked: readonly (DebtKey & { readonly from: string; readonly through: string })[]): Promise<ReadonlyMap<string, bigint>>;
  /** Contracts with money asked for up to a day of which nobody knows yet whether it came. */
  awaiting(db: Db, keys: readonly DebtKey[], through: string): Promise<ReadonlySet<string>>;
  /** Absent where another party is the creditor: nobody here may agree to less, or later. */
  readonly claims?: Claims;
};

/** What the platform may do with claims of its own. */
export type Claims = {
  readonly kinds: readonly DebtKind[];
  /** What is owed on a claim, held until the transaction ends; what was written off is still owed. Undefined where nothing is. */
  hold(tx: Tx, key: DebtKey): Promise<{ readonly customerId: string; readonly owed: bigint } | undefined>;
  /** Plans a collection of an amount; the same occasion of a day is planned once. */
  collect(tx: Tx, orders: readonly (DebtKey & { readonly amount: bigint })[], on: string, occasion: string): Promise<void>;
  /** Gives up what is left on the books. */
  waive(tx: Tx, keys: readonly DebtKey[], on: string): Promise<void>;
  /** Sets the day before which nothing is written off by itself; null gives the ordinary day back. */
  postponeWriteOff(tx: Tx, key: DebtKey, until: string | null, on: string): Promise<void>;
};

export function totalOwed({ fees, penalty, interest, principal }: Owed): bigint {
  return fees + penalty + interest + principal;
}

/** The source of a kind. @throws TypeError where the composition root gave none. */
export function sourceOf(sources: readonly DebtSource[], kind: DebtKind): DebtSource {
  const found = sources.find((source) => source.kinds.includes(kind));
  if (!found) throw new TypeError(`no source of debts of kind ${kind}`);
  return found;
}

/** Asks each source about its own contracts and joins the answers. */
export async function askSources<K extends DebtKey, V>(
  sources: readonly DebtSource[],
  keys: readonly K[],
  ask: (source: DebtSource, keys: readonly K[]) => Promise<ReadonlyMap<string, V>>,
): Promise<Map<string, V>> {
  const answers = new Map<string, V>();
  for (const source of sources) {
    const own = keys.filter(({ kind }) => source.kinds.includes(kind));
    if (own.length === 0) continue;
    for (const [id, answer] of await ask(source, own)) answers.set(id, answer);
  }
  return answers;
}

/** What may be agreed about a kind of debt; undefined where another party is the creditor. */
export function claimsOf(sources: readonly DebtSource[], kind: DebtKind): Claims | undefined {
  const { claims } = sourceOf(sources, kind);
  return claims?.kinds.includes(kind) ? claims : undefined;
}
