/** The schemas of `/api/v1`: the server validates and documents with them, the pages take their types from them. */
export * from './books.ts';
export * from './calculation.ts';
export * from './common.ts';
export * from './customer.ts';
export * from './identity.ts';
export * from './parties.ts';
export * from './staff.ts';
