import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { inside } from './inside.ts';
import { texts } from './search-params.ts';

const programmes = createRoute({
  getParentRoute: () => inside,
  path: '/pay-later',
  component: lazyRouteComponent(() => import('../pages/pay-later/programmes-page.tsx'), 'PayLaterProgrammesPage'),
});
const purchases = createRoute({
  getParentRoute: () => inside,
  path: '/pay-later/purchases',
  validateSearch: texts('q', 'state', 'programmeId', 'customerId'),
  component: lazyRouteComponent(() => import('../pages/pay-later/purchases-page.tsx'), 'PurchasesPage'),
});
const purchase = createRoute({
  getParentRoute: () => inside,
  path: '/pay-later/purchases/$purchaseId',
  validateSearch: texts('tab'),
  component: lazyRouteComponent(() => import('../pages/pay-later/purchase-page.tsx'), 'PurchasePage'),
});

export const payLaterPages = [programmes, purchases, purchase] as const;
