/** The neutral protocol's operations and file layouts, shared by the adapters and by whoever answers them. */
export * as accounts from './accounts.ts';
export * as bank from './bank.ts';
export { clearing, issuer } from './bankside.ts';
export * as bureau from './bureau.ts';
export * as card from './card.ts';
export { minor, type Operation, operation, rule, wireDate } from './common.ts';
export type { FileLayout } from './files.ts';
export * as files from './files.ts';
export * as fund from './fund.ts';
export * as identity from './identity.ts';
export type { Exchange, Institution } from './institution.ts';
export * as messages from './messages.ts';
export * as payment from './payment.ts';
export * as platform from './platform.ts';
export * as shop from './shop.ts';
