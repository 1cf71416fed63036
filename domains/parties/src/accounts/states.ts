import { partiesFault } from '../errors.ts';
import type { Account, AccountState, Direction, Suspension } from './model.ts';

export type AccountEvent = 'asked' | 'opened' | 'refused' | 'upgrade' | 'upgrade-refused' | 'closed';

/** Where an event leads from a state. Suspensions come and go beside it: see `withSuspensions`. */
const TRANSITIONS: Readonly<Record<AccountEvent, Partial<Record<AccountState, AccountState>>>> = {
  asked: { ELEMENTS_SUBMITTED: 'BOUND_BANK_VERIFYING', BOUND_BANK_VERIFYING: 'BOUND_BANK_VERIFYING' },
  opened: { ELEMENTS_SUBMITTED: 'ACTIVE', BOUND_BANK_VERIFYING: 'ACTIVE' },
  refused: { ELEMENTS_SUBMITTED: 'REJECTED', BOUND_BANK_VERIFYING: 'REJECTED' },
  upgrade: { ACTIVE: 'UPGRADING' },
  'upgrade-refused': { UPGRADING: 'ACTIVE' },
  closed: { ACTIVE: 'CLOSED', UPGRADING: 'CLOSED' },
};

/** The state after an event. @throws Fault ACCOUNT_STATE_WRONG where the state does not know the event. */
export function afterEvent(account: Pick<Account, 'accountId' | 'state'>, event: AccountEvent): AccountState {
  const next = TRANSITIONS[event][account.state];
  if (!next) throw partiesFault('ACCOUNT_STATE_WRONG', { id: account.accountId, state: account.state, event });
  return next;
}

/** State and reasons after reasons came or went: an account is suspended while there is one, and active again without. */
export function withSuspensions(account: Pick<Account, 'state' | 'suspensions'>, change: { readonly add?: Suspension; readonly remove?: Suspension }) {
  const kept = account.suspensions.filter((reason) => reason !== change.remove && reason !== change.add);
  const suspensions = change.add ? [...kept, change.add].sort() : kept;
  const moves = account.state === 'ACTIVE' || account.state === 'SUSPENDED';
  return { suspensions, state: moves ? ((suspensions.length > 0 ? 'SUSPENDED' : 'ACTIVE') as AccountState) : account.state };
}

/** A court's freeze stops what goes out; every other reason stops both ways. */
export function mayMove(account: Pick<Account, 'state' | 'suspensions'>, direction: Direction): boolean {
  if (account.state === 'ACTIVE') return true;
  return account.state === 'SUSPENDED' && direction === 'in' && account.suspensions.every((reason) => reason === 'JUDICIAL');
}
