import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { inside } from './inside.ts';
import { texts } from './search-params.ts';

const funders = createRoute({
  getParentRoute: () => inside,
  path: '/partners/funders',
  component: lazyRouteComponent(() => import('../pages/funding/funders-page.tsx'), 'FundersPage'),
});
const choices = createRoute({
  getParentRoute: () => inside,
  path: '/partners/funding',
  validateSearch: texts('q', 'outcome', 'programmeId'),
  component: lazyRouteComponent(() => import('../pages/funding/choices-page.tsx'), 'ChoicesPage'),
});
const choice = createRoute({
  getParentRoute: () => inside,
  path: '/partners/funding/$subject',
  component: lazyRouteComponent(() => import('../pages/funding/choice-page.tsx'), 'ChoicePage'),
});

export const fundingPages = [funders, choices, choice] as const;
