import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { ApiError } from '../api/client.ts';
import { createPagesRouter } from './router.ts';

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (count, error) => count < 2 && error instanceof ApiError && (error.problem.status === 0 || error.problem.status >= 500),
    },
  },
});
const router = createPagesRouter(client);

// A session that ended while a page was open leads back to the sign-in.
client.getQueryCache().subscribe((event) => {
  if (event.type !== 'updated' || event.action.type !== 'error' || event.query.queryKey[0] === 'session') return;
  const { error } = event.action;
  if (!(error instanceof ApiError) || error.problem.status !== 401) return;
  client.removeQueries({ queryKey: ['session'] });
  void router.navigate({ to: '/welcome' });
});

export function Providers() {
  return (
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  );
}
