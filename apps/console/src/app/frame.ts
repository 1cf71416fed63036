import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { ApiError } from '../api/client.ts';
import { sessionQuery } from '../api/queries.ts';
import { MissingPage } from '../components/failure.tsx';
import { texts } from './search-params.ts';
import { Shell } from './shell.tsx';

export const root = createRootRouteWithContext<{ client: QueryClient }>()({ notFoundComponent: MissingPage });

export const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: texts('next'),
  component: lazyRouteComponent(() => import('../pages/login/login-page.tsx'), 'LoginPage'),
});

/** Everything behind the login. */
export const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  component: Shell,
  beforeLoad: async ({ context, location }) => {
    try {
      const { due } = await context.client.ensureQueryData(sessionQuery);
      if (due && location.pathname !== '/account') throw redirect({ to: '/account' });
    } catch (error) {
      if (error instanceof ApiError && error.problem.status === 401)
        throw redirect({ to: '/login', search: location.href === '/' ? {} : { next: location.href } });
      throw error;
    }
  },
});
