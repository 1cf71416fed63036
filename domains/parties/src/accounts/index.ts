/** Bank and payment accounts by class: their limits, movements, bound accounts, freezes, and the upgrade from class III to II. */
export { availableOf, balancesOf } from './available.ts';
export { DEPOSIT_CHART, depositBook } from './book.ts';
export { bindAccount, chooseBound, unbindAccount } from './commands/bind-account.ts';
export { confirmMovements, releaseMovements } from './commands/conclude-movements.ts';
export { activateDrafts, type Draft, draftAccounts, type Opened, refuseDrafts } from './commands/draft-accounts.ts';
export { type MirroredMovement, mirrorMovements, programmeAccountId } from './commands/mirror-movements.ts';
export { moveMoney, reverseMovement } from './commands/move-money.ts';
export { type OpenRequest, openAccount, openPaymentAccount, type PaymentAccountRequest } from './commands/open-account.ts';
export { checkOrder, type Proposal, proposeOrder } from './commands/order-account.ts';
export { type MovementRequest, movementIdOf, reserveMovements } from './commands/reserve-movements.ts';
export { type ReversalRequest, reserveReversal } from './commands/reserve-reversal.ts';
export { resumeAccounts, suspendOverdue } from './commands/tend-accounts.ts';
export { type UpgradeRequest, upgradeAccount } from './commands/upgrade-account.ts';
export type { AccountsContext, AccountTerms, Begins, WaitingOrderKey, WaitingOrders } from './context.ts';
export type { Elements } from './elements.ts';
export { boundBy, type Freeze, freezesOf } from './freezes.ts';
export { allLimits, balanceCap, forbiddenBy, type Limit, limitsOn, type Rating, strengthOf } from './limits.ts';
export {
  type Account,
  type AccountClass,
  type AccountKey,
  type AccountState,
  type BoundAccount,
  type Factor,
  type Movement,
  type MovementKind,
  SUSPENSIONS,
} from './model.ts';
export { movementsByKey, movementsOf } from './movement-store.ts';
export { type AccountOrder, type OrderKind, orderById, ordersOf, proposedOrders } from './orders.ts';
export { mayMove } from './states.ts';
export { type AccountFilter, accountsByKey, accountsOfCustomer, boundAccountsOf, eventsOf, firstOpened, listAccounts, lockAccounts } from './store.ts';
export { type Upgrade, upgradesFrom } from './upgrade-store.ts';
export { type Used, usedOf } from './uses.ts';
export { verifyAccounts } from './verify.ts';
