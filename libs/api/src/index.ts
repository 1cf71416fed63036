/** The schemas of `/api/v1`: the server validates and documents with them, the pages take their types from them. */
export * from './accounts.ts';
export * from './assets.ts';
export * from './books.ts';
export * from './calculation.ts';
export * from './common.ts';
export * from './compliance.ts';
export * from './customer.ts';
export * from './funds.ts';
export * from './identity.ts';
export * from './parties.ts';
export * from './payments.ts';
export * from './products.ts';
export * from './reconciliation.ts';
export * from './screening.ts';
export * from './security.ts';
export * from './staff.ts';
export * from './treasury.ts';
