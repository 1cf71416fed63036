/** The rules that bind products: dated packs, licences, decisions, screening, publicity, reports, and the trail of who did what. */
export { answerBureauQueries, type BureauQuery, bureauQueriesOf, listBureauQueries, type NewBureauQuery, recordBureauQueries } from './bureau-queries.ts';
export { type Act, type Change, type ChangeBody, decideChange, listChanges, proposeChange } from './changes.ts';
export { type CopyFinding, type CopyKind, type CopyQuestion, checkCopy } from './copy-check.ts';
export { blocks, decide, type Judgement, type Question, type Rulebook } from './decide.ts';
export {
  breachesOf,
  type Decision,
  decisionsOfCustomer,
  firstBlocking,
  keepingRefusals,
  listDecisions,
  type NewDecision,
  recordDecisions,
  refusalOf,
  storingRefusals,
} from './decisions.ts';
export { complianceFault } from './errors.ts';
export { FACTS, type FactName, type Facts } from './facts.ts';
export { decideVerdict, type Hit, type HitCounts, type HitState, hitById, hitCounts, hitsOfCustomer, listHits, proposeVerdict, type Verdict } from './hits.ts';
export {
  type Entity,
  LICENCE_TYPES,
  type Licence,
  type LicenceType,
  latestLicences,
  listEntities,
  listLicences,
  registerEntities,
  registryOf,
  type StoredLicence,
} from './licences.ts';
export type { NameVault } from './name-vault.ts';
export { likenessOf } from './names.ts';
export { comingChanges, DESIGNS, type Forecast, factsOf, forecast, type Product, type TurningPoint, turningPoints } from './outlook.ts';
export {
  type AmlReport,
  decideReport,
  draftReport,
  type Flow,
  LARGE_VALUE_LAYOUT,
  largeValueFlows,
  listReports,
  readReport,
  reportIdOf,
  SUSPICIOUS_LAYOUT,
} from './reports.ts';
export {
  listOnBreach,
  listOwnRules,
  loadRulebook,
  type OnBreachRow,
  type OwnRule,
  type RulebookParts,
  readRulebook,
  readRulebookText,
  requireRule,
  rulebookOf,
  rulebookText,
} from './rulebook.ts';
export {
  ACTIONS,
  type Action,
  inForce,
  type OnBreach,
  type Outcome,
  PACKS,
  PROFILES,
  type Profile,
  RULES,
  type Rule,
  type RuleResult,
  type RuleText,
  ruleInForce,
  type Side,
  valueOn,
} from './rules.ts';
export { type ScreenedPerson, screenCustomers, screenNextEntries, similarityThreshold } from './screening.ts';
export { SEALED_REPORTS, SEALED_SUBJECTS } from './sealed-data.ts';
export type { Unit } from './units.ts';
export { insertWatchList, listWatchLists, parseWatchList, type WatchListVersion } from './watch-lists.ts';
