import type { DebtKey, Ending, Owed } from './debt.ts';

export type CaseKey = { readonly bucket: number; readonly caseId: string };

/** What one customer owes one creditor and has not paid in time. */
export type Case = CaseKey & {
  readonly customerId: string;
  readonly creditor: string;
  readonly state: 'open' | 'closed';
  readonly ending: Ending | null;
  readonly queue: string;
  readonly assignee: string | null;
  readonly assignedOn: string | null;
  readonly openedOn: string;
  readonly openedIn: string;
  readonly closedOn: string | null;
  readonly daysPastDue: number;
  /** Minor units as of `seenOn`, the last close. */
  readonly owed: bigint;
  readonly score: number | null;
  readonly brokenPromises: number;
  readonly seenOn: string;
};

/** A contract in a case. */
export type CaseDebt = CaseKey &
  DebtKey & {
    readonly customerId: string;
    readonly since: string;
    readonly daysPastDue: number;
    readonly owed: Owed;
    readonly enteredOn: string;
    readonly leftOn: string | null;
    readonly ending: Ending | null;
  };

export type CaseEvent = CaseKey & {
  readonly event: string;
  readonly businessDate: string;
  readonly at: string | null;
  readonly actor: string;
  readonly was: string;
  readonly now: string;
  readonly note: string;
};

/** Of a case whose contracts ended in different ways, what was worst says how it ended. */
const GRAVITY: readonly Ending[] = ['written-off', 'sold', 'compensated', 'settled', 'cured'];

export function endingOf(endings: readonly Ending[]): Ending {
  return GRAVITY.find((ending) => endings.includes(ending)) ?? 'cured';
}
