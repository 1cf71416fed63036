import type { BusinessDate } from '@jinqiao/calendar';
import type { Tx } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';
import { partiesFault } from '../../errors.ts';
import { availableOf, balancesOf, moneyOf } from '../available.ts';
import type { AccountTerms } from '../context.ts';
import { balanceCap, documentFlow, forbiddenBy, type Limit, limitsOn } from '../limits.ts';
import { type Account, directionOf, type Factor, type Movement, type MovementKind } from '../model.ts';
import { insertMovements, movementsByKey } from '../movement-store.ts';
import { mayMove } from '../states.ts';
import { boundAccountsOf, lockAccounts, saveAccounts } from '../store.ts';
import { addUses, countedIn, type Use, usedOf } from '../uses.ts';

export type MovementRequest = {
  readonly bucket: number;
  readonly accountId: string;
  readonly kind: MovementKind;
  /** Positive, in minor units. */
  readonly amount: bigint;
  /** The bound account on the other side; empty where it is another. */
  readonly boundId: string;
  readonly factors: readonly Factor[];
  /** What makes this movement itself: a repeated request with the same key is the same movement. */
  readonly key: string;
};

export function movementIdOf(request: Pick<MovementRequest, 'bucket' | 'accountId' | 'key'>): string {
  return derivedId('mov', request.bucket, `${request.accountId} ${request.key}`);
}

/**
 * Reserves movements before the institution is asked: checks class, state, available balance and balance cap with the
 * account held, and adds to every limit that they count in (`used + amount <= cap`), all in the caller's transaction. One
 * refusal refuses the call and changes nothing. A movement that was reserved before is answered as it stands.
 * @throws Fault ACCOUNT_UNKNOWN, ACCOUNT_NOT_ACTIVE, MOVEMENT_FORBIDDEN, UPGRADE_NEEDED, BOUND_ACCOUNT_UNKNOWN,
 * AVAILABLE_TOO_SMALL, BALANCE_CAP_EXCEEDED, LIMIT_EXCEEDED, MOVEMENT_REUSED.
 */
export async function reserveMovements(tx: Tx, terms: AccountTerms, on: BusinessDate, requests: readonly MovementRequest[]): Promise<Movement[]> {
  const accounts = await lockAccounts(tx, requests);
  const known = await movementsByKey(
    tx,
    requests.map((request) => ({ bucket: request.bucket, movementId: movementIdOf(request) })),
  );
  const balances = await balancesOf(tx, [...accounts.values()]);
  const uses: Use[] = [];
  const movements: Movement[] = [];
  for (const request of requests) {
    const before = known.get(movementIdOf(request));
    if (before) movements.push(sameMovement(before, request));
    else {
      const account = accounts.get(request.accountId);
      if (!account) throw partiesFault('ACCOUNT_UNKNOWN', { id: request.accountId });
      await requireBound(tx, account, request);
      const next = reserved(terms, on, account, balances.get(account.accountId) ?? 0n, request);
      accounts.set(account.accountId, next.account);
      uses.push(...next.uses);
      movements.push(next.movement);
    }
  }
  await useLimits(tx, uses, accounts);
  await insertMovements(
    tx,
    movements.filter((movement) => !known.has(movement.movementId)),
  );
  await saveAccounts(
    tx,
    on,
    [...accounts.values()].map((account) => ({ account })),
  );
  return movements;
}

function sameMovement(before: Movement, request: MovementRequest): Movement {
  const same = before.kind === request.kind && before.amount === request.amount && before.boundId === request.boundId;
  if (!same) throw partiesFault('MOVEMENT_REUSED', { id: before.movementId });
  return before;
}

const WITH_BOUND: readonly MovementKind[] = ['bound-transfer-in', 'bound-transfer-out'];

async function requireBound(tx: Tx, account: Account, { kind, boundId }: MovementRequest): Promise<void> {
  if (!WITH_BOUND.includes(kind)) return;
  if (!(await boundAccountsOf(tx, account)).some((bound) => bound.boundId === boundId)) throw partiesFault('BOUND_ACCOUNT_UNKNOWN', {}, '$.boundId');
}

/** One movement on an account as it is now: the account with it reserved, and the limits that it counts in. */
function reserved(terms: AccountTerms, on: BusinessDate, account: Account, balance: bigint, request: MovementRequest) {
  const { kind, amount } = request;
  const direction = directionOf(kind);
  if (!mayMove(account, direction)) throw partiesFault('ACCOUNT_NOT_ACTIVE', { state: account.state, why: account.suspensions.join(', ') || account.state });
  const forbidden = forbiddenBy(account, kind, terms.profile, on);
  if (forbidden === 'BANK_III_NO_WEALTH') throw partiesFault('UPGRADE_NEEDED');
  if (forbidden) throw partiesFault('MOVEMENT_FORBIDDEN', { kind, rule: forbidden });
  if (direction === 'out') requireAvailable(account, balance, amount);
  else requireRoom(terms, on, account, balance, amount);
  const limits = limitsOn(account, kind, terms.profile, on, { factors: request.factors, rating: terms.rating });
  const flow = documentFlow(account, terms.profile, on);
  const counts = flow ? [...limits, flow.limit] : limits;
  const movement: Movement = {
    bucket: account.bucket,
    movementId: movementIdOf(request),
    accountId: account.accountId,
    kind,
    direction,
    amount,
    businessDate: on,
    boundId: request.boundId,
    counted: counts.map(countedIn),
    state: 'reserved',
    code: '',
    reverses: null,
    reversed: 0n,
  };
  return { account: withReserved(account, movement, 1n), movement, uses: counts.map((limit) => ({ bucket: account.bucket, limit, amount })) };
}

/** @throws Fault AVAILABLE_TOO_SMALL. */
export function requireAvailable(account: Account, balance: bigint, amount: bigint): void {
  const available = availableOf(account, balance);
  if (amount > available) throw partiesFault('AVAILABLE_TOO_SMALL', { available: moneyOf(account, available) }, '$.amount');
}

/** @throws Fault BALANCE_CAP_EXCEEDED. */
export function requireRoom(terms: AccountTerms, on: BusinessDate, account: Account, balance: bigint, amount: bigint): void {
  const cap = balanceCap(account, terms.profile, on);
  if (cap === null || balance + account.reservedIn + amount <= cap) return;
  const room = cap - balance - account.reservedIn;
  throw partiesFault('BALANCE_CAP_EXCEEDED', { cap: moneyOf(account, cap), room: moneyOf(account, room > 0n ? room : 0n) }, '$.amount');
}

/** An account with a movement added to what is reserved (1n), or taken out of it (-1n). */
export function withReserved(account: Account, { direction, amount }: Pick<Movement, 'direction' | 'amount'>, sign: 1n | -1n): Account {
  return direction === 'out'
    ? { ...account, reservedOut: account.reservedOut + sign * amount }
    : { ...account, reservedIn: account.reservedIn + sign * amount };
}

const PERIODS: Readonly<Record<number, string>> = { 4: 'the year', 10: 'the day' };

/** Adds uses to their limits. @throws Fault LIMIT_EXCEEDED for the first that would be passed, with what is left of it. */
async function useLimits(tx: Tx, uses: readonly Use[], accounts: ReadonlyMap<string, Account>): Promise<void> {
  const [passed] = await addUses(tx, uses);
  if (!passed) return;
  const use = uses.find(({ limit }) => limit === passed || countedIn(limit) === countedIn(passed)) as Use;
  throw await limitFault(tx, use.bucket, passed, [...accounts.values()][0] as Account);
}

async function limitFault(tx: Tx, bucket: number, limit: Limit, account: Account): Promise<Error> {
  const [before] = await usedOf(tx, [{ bucket, limit }]);
  const cap = limit.cap ?? 0n;
  const left = cap - (before?.used ?? 0n);
  const period = `${PERIODS[limit.period.length] ?? 'the time since opening'} (${limit.period})`;
  return partiesFault('LIMIT_EXCEEDED', { rule: limit.ruleId, cap: moneyOf(account, cap), left: moneyOf(account, left > 0n ? left : 0n), period }, '$.amount');
}
