/** Which bank funds a loan: candidates judged, ranked and explained; quotas that no concurrency passes. */
export { type FunderOption, type FunderReason, isOpenFunder, rankFunders, type StoredFunder } from './funder.ts';
export { type FunderHealth, funderHealth } from './health.ts';
export { customerSubject, funderSubject, funderUse, OPEN, quotaBucket, quotaDay } from './quota.ts';
export { chooseFunder, type FundingRequest, insideRegion, judgeFunders, type RoutedProgramme, releaseFunder, routed, settleFunder } from './route.ts';
export { type ChoiceFilter, type FundingChoice, fundingChoices, listChoices, type RouteOutcome } from './store.ts';
export type { RoutingParameters, RoutingTerms } from './terms.ts';
