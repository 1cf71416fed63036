import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { inside } from './inside.ts';
import { texts } from './search-params.ts';

const riskDecisions = createRoute({
  getParentRoute: () => inside,
  path: '/risk/decisions',
  validateSearch: texts('flow', 'outcome', 'arm', 'code', 'customerId'),
  component: lazyRouteComponent(() => import('../pages/risk/decisions-page.tsx'), 'RiskDecisionsPage'),
});
const riskDecision = createRoute({
  getParentRoute: () => inside,
  path: '/risk/decisions/$runId',
  validateSearch: texts('tab'),
  component: lazyRouteComponent(() => import('../pages/risk/decision-page.tsx'), 'RiskDecisionPage'),
});
const riskFlows = createRoute({
  getParentRoute: () => inside,
  path: '/risk/flows',
  validateSearch: texts('name', 'version'),
  component: lazyRouteComponent(() => import('../pages/risk/flows-page.tsx'), 'FlowsPage'),
});
const riskReviews = createRoute({
  getParentRoute: () => inside,
  path: '/risk/reviews',
  validateSearch: texts('state', 'id'),
  component: lazyRouteComponent(() => import('../pages/risk/reviews-page.tsx'), 'ReviewsPage'),
});
const riskAgreement = createRoute({
  getParentRoute: () => inside,
  path: '/risk/agreement',
  validateSearch: texts('programmeId', 'from', 'through'),
  component: lazyRouteComponent(() => import('../pages/risk/agreement-page.tsx'), 'AgreementPage'),
});
const riskLists = createRoute({
  getParentRoute: () => inside,
  path: '/risk/lists',
  validateSearch: texts('list', 'id'),
  component: lazyRouteComponent(() => import('../pages/risk/lists-page.tsx'), 'ListsPage'),
});

/** Decisions, the queue of reviews, flows, both engines beside each other, and the platform’s own lists. */
export const riskRoutes = [riskDecisions, riskDecision, riskFlows, riskReviews, riskAgreement, riskLists] as const;
