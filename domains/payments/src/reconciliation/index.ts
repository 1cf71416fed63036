/** Daily files of the institutions, received, compared with our records, and what is done about differences. */
export {
  breakById,
  collectionOfBreak,
  countOpen,
  dueBreaks,
  explainedBreaks,
  listBreaks,
  type NewBreak,
  openBreaks,
  recordBreaks,
  unclearCollection,
} from './breaks.ts';
export { type Compared, compareFile, finishDays, pairDays, pendingDays, saveUnmatchedDay } from './compare.ts';
export { AT_BANK, AT_PAYMENT, COMPARISONS } from './comparisons.ts';
export {
  type AutomaticKind,
  type Break,
  type BreakState,
  type BreakType,
  type Comparison,
  isOver,
  RESOLUTIONS,
  type Resolution,
  type ResolutionKind,
} from './model.ts';
export { type AskFile, type FileName, type ReceivedFile, type Receiving, receiveFile, rowsByKey } from './receive.ts';
export {
  approvedBreaks,
  approveResolution,
  concludeResolution,
  offered,
  proposeResolution,
  type ResolutionCheck,
  refuseResolution,
  rejectResolution,
  resolutionsOf,
  resolveByFile,
} from './resolutions.ts';
export { type ComparedDay, type ComparedSide, comparedDays, fileById, fileLines, listFiles, type StoredLine } from './view.ts';
