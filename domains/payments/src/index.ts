/** Collections through the payment institution, and how partners' answers are taken. */
export {
  amountsInFlight,
  type Collection,
  type CollectionKey,
  type CollectionState,
  type CollectionUpdate,
  clearCollections,
  collectionsByKey,
  collectionsIn,
  fillFile,
  type NewCollection,
  openFiles,
  planCollections,
  saveCollections,
  successesOf,
  unclearedDays,
  unclearedOf,
  unfinishedOfLoan,
} from './collection.ts';
export { paymentsFault } from './errors.ts';
export { answerOf } from './partner.ts';
export * from './reconciliation/index.ts';
