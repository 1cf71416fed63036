import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { ApiError } from '../api/client.ts';
import { meQuery, sessionQuery } from '../api/queries.ts';
import { CrashPage, MissingPage } from '../components/failure.tsx';
import { Waiting } from '../components/waiting.tsx';
import { Outside, Tabs } from './shell.tsx';

const root = createRootRouteWithContext<{ client: QueryClient }>()({ notFoundComponent: MissingPage });

const outside = createRoute({ getParentRoute: () => root, id: 'outside', component: Outside });
const welcome = createRoute({
  getParentRoute: () => outside,
  path: '/welcome',
  component: lazyRouteComponent(() => import('../pages/welcome-page.tsx'), 'WelcomePage'),
});

/** Everything behind the sign-in. A member of staff who is signed in has no customer pages. */
const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  beforeLoad: async ({ context }) => {
    const session = await context.client.ensureQueryData(sessionQuery).catch((error: unknown) => {
      if (error instanceof ApiError && error.problem.status === 401) return null;
      throw error;
    });
    if (!session?.customerId) throw redirect({ to: '/welcome' });
  },
});
const onboardingFrame = createRoute({ getParentRoute: () => inside, id: 'onboarding-frame', component: Outside });
const onboarding = createRoute({
  getParentRoute: () => onboardingFrame,
  path: '/onboarding',
  component: lazyRouteComponent(() => import('../pages/onboarding-page.tsx'), 'OnboardingPage'),
});

/** The pages with tabs; the credit pages wait until the application is through. */
const tabs = createRoute({ getParentRoute: () => inside, id: 'tabs', component: Tabs });
const ready = createRoute({
  getParentRoute: () => tabs,
  id: 'ready',
  beforeLoad: async ({ context }) => {
    const me = await context.client.ensureQueryData(meQuery);
    if (me.step !== 'ready') throw redirect({ to: '/onboarding' });
  },
});
const index = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/credit', replace: true });
  },
});
const credit = createRoute({
  getParentRoute: () => ready,
  path: '/credit',
  component: lazyRouteComponent(() => import('../pages/credit-page.tsx'), 'CreditPage'),
});
const draw = createRoute({
  getParentRoute: () => ready,
  path: '/credit/draw',
  component: lazyRouteComponent(() => import('../pages/draw-page.tsx'), 'DrawPage'),
});
const payOff = createRoute({
  getParentRoute: () => tabs,
  path: '/credit/card',
  component: lazyRouteComponent(() => import('../pages/pay-off-page.tsx'), 'PayOffPage'),
});
const loans = createRoute({ getParentRoute: () => tabs, path: '/loans', component: lazyRouteComponent(() => import('../pages/loans-page.tsx'), 'LoansPage') });
const loan = createRoute({
  getParentRoute: () => tabs,
  path: '/loans/$loanId',
  component: lazyRouteComponent(() => import('../pages/loan-page.tsx'), 'LoanPage'),
});
const early = createRoute({
  getParentRoute: () => tabs,
  path: '/loans/$loanId/early',
  component: lazyRouteComponent(() => import('../pages/early-page.tsx'), 'EarlyPage'),
});
const cards = createRoute({
  getParentRoute: () => tabs,
  path: '/me/cards',
  component: lazyRouteComponent(() => import('../pages/cards-page.tsx'), 'CardsPage'),
});
const identity = createRoute({
  getParentRoute: () => tabs,
  path: '/me/identity',
  component: lazyRouteComponent(() => import('../pages/identity-page.tsx'), 'IdentityPage'),
});
const accounts = createRoute({
  getParentRoute: () => tabs,
  path: '/me/accounts',
  component: lazyRouteComponent(() => import('../pages/accounts-page.tsx'), 'AccountsPage'),
});
const funds = createRoute({
  getParentRoute: () => tabs,
  path: '/me/funds',
  component: lazyRouteComponent(() => import('../pages/funds-page.tsx'), 'FundsPage'),
});
const fund = createRoute({
  getParentRoute: () => tabs,
  path: '/me/funds/$fundId',
  component: lazyRouteComponent(() => import('../pages/fund-page.tsx'), 'FundPage'),
});
const assets = createRoute({
  getParentRoute: () => tabs,
  path: '/me/assets',
  component: lazyRouteComponent(() => import('../pages/assets-page.tsx'), 'AssetsPage'),
});
const shop = createRoute({
  getParentRoute: () => tabs,
  path: '/shop',
  component: lazyRouteComponent(() => import('../pages/shop-page.tsx'), 'ShopPage'),
});
const cart = createRoute({
  getParentRoute: () => tabs,
  path: '/shop/cart',
  component: lazyRouteComponent(() => import('../pages/cart-page.tsx'), 'CartPage'),
});
const checkout = createRoute({
  getParentRoute: () => tabs,
  path: '/checkout',
  component: lazyRouteComponent(() => import('../pages/checkout-page.tsx'), 'CheckoutPage'),
});
const payLater = createRoute({
  getParentRoute: () => tabs,
  path: '/pay-later',
  component: lazyRouteComponent(() => import('../pages/pay-later-page.tsx'), 'PayLaterPage'),
});
const purchases = createRoute({
  getParentRoute: () => tabs,
  path: '/pay-later/purchases',
  component: lazyRouteComponent(() => import('../pages/purchases-page.tsx'), 'PurchasesPage'),
});
const purchase = createRoute({
  getParentRoute: () => tabs,
  path: '/pay-later/purchases/$purchaseId',
  component: lazyRouteComponent(() => import('../pages/purchase-page.tsx'), 'PurchasePage'),
});
const bills = createRoute({
  getParentRoute: () => tabs,
  path: '/bills',
  component: lazyRouteComponent(() => import('../pages/bills-page.tsx'), 'BillsPage'),
});
const bill = createRoute({
  getParentRoute: () => tabs,
  path: '/bills/$billId',
  component: lazyRouteComponent(() => import('../pages/bill-page.tsx'), 'BillPage'),
});
const overdue = createRoute({
  getParentRoute: () => tabs,
  path: '/overdue',
  component: lazyRouteComponent(() => import('../pages/overdue-page.tsx'), 'OverduePage'),
});
const me = createRoute({ getParentRoute: () => tabs, path: '/me', component: lazyRouteComponent(() => import('../pages/me-page.tsx'), 'MePage') });

const buying = [shop, cart, checkout, payLater, purchases, purchase, bills, bill] as const;

const tree = root.addChildren([
  index,
  outside.addChildren([welcome]),
  inside.addChildren([
    onboardingFrame.addChildren([onboarding]),
    tabs.addChildren([ready.addChildren([credit, draw]), payOff, loans, loan, early, me, accounts, cards, funds, fund, assets, identity, overdue, ...buying]),
  ]),
]);

export function createPagesRouter(client: QueryClient) {
  return createRouter({
    routeTree: tree,
    basepath: '/m',
    context: { client },
    defaultPreload: 'intent',
    scrollRestoration: true,
    defaultErrorComponent: CrashPage,
    defaultPendingComponent: Waiting,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createPagesRouter>;
  }
}

declare module '@tanstack/history' {
  interface HistoryState {
    opened?: boolean;
  }
}
