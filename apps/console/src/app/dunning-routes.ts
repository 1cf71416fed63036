import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { inside } from './inside.ts';
import { texts } from './search-params.ts';

const dunningDesk = createRoute({
  getParentRoute: () => inside,
  path: '/risk/dunning',
  validateSearch: texts('view', 'queue', 'q', 'id'),
  component: lazyRouteComponent(() => import('../pages/dunning/desk-page.tsx'), 'DunningDeskPage'),
});
const dunningTasks = createRoute({
  getParentRoute: () => inside,
  path: '/risk/dunning/tasks',
  component: lazyRouteComponent(() => import('../pages/dunning/tasks-page.tsx'), 'DunningTasksPage'),
});
const dunningQueues = createRoute({
  getParentRoute: () => inside,
  path: '/risk/dunning/queues',
  component: lazyRouteComponent(() => import('../pages/dunning/queues-page.tsx'), 'DunningQueuesPage'),
});
const dunningStatistics = createRoute({
  getParentRoute: () => inside,
  path: '/risk/dunning/statistics',
  validateSearch: texts('from', 'through'),
  component: lazyRouteComponent(() => import('../pages/dunning/statistics-page.tsx'), 'DunningStatisticsPage'),
});

/** The pages of the dunning desk. */
export const dunningRoutes = [dunningDesk, dunningTasks, dunningQueues, dunningStatistics] as const;
