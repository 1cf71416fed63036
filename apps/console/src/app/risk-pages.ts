import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { inside } from './inside.ts';
import { texts } from './search-params.ts';

const riskPortfolio = createRoute({
  getParentRoute: () => inside,
  path: '/risk/portfolio',
  validateSearch: texts('asOf', 'product', 'scope', 'grade', 'days'),
  component: lazyRouteComponent(() => import('../pages/risk/portfolio-page.tsx'), 'PortfolioPage'),
});
const riskContracts = createRoute({
  getParentRoute: () => inside,
  path: '/risk/contracts',
  validateSearch: texts('asOf', 'product', 'scope', 'grade', 'status', 'tier', 'stage', 'minDpd', 'cohort', 'customerId'),
  component: lazyRouteComponent(() => import('../pages/risk/contracts-page.tsx'), 'ContractsPage'),
});
const riskAlerts = createRoute({
  getParentRoute: () => inside,
  path: '/risk/alerts',
  validateSearch: texts('state', 'id'),
  component: lazyRouteComponent(() => import('../pages/risk/alerts-page.tsx'), 'AlertsPage'),
});
const riskLimits = createRoute({
  getParentRoute: () => inside,
  path: '/risk/limits',
  validateSearch: texts('asOf', 'kind', 'grade', 'state'),
  component: lazyRouteComponent(() => import('../pages/risk/limits-page.tsx'), 'LimitsPage'),
});

export const riskPages = [riskPortfolio, riskContracts, riskAlerts, riskLimits] as const;
