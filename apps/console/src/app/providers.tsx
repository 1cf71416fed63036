import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { App, ConfigProvider } from 'antd';
import enUS from 'antd/es/locale/en_US';
import zhCN from 'antd/es/locale/zh_CN';
import { ApiError } from '../api/client.ts';
import { useText } from '../i18n/index.ts';
import { createConsoleRouter } from './router.ts';
import { theme } from './theme.ts';

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      refetchOnWindowFocus: true,
      retry: (count, error) => count < 2 && error instanceof ApiError && (error.problem.status === 0 || error.problem.status >= 500),
    },
  },
});
const router = createConsoleRouter(client);

// A session that ended while a page was open leads back to the login, and from there to the same page.
client.getQueryCache().subscribe((event) => {
  if (event.type !== 'updated' || event.action.type !== 'error' || event.query.queryKey[0] === 'session') return;
  const { error } = event.action;
  const { pathname, href } = router.state.location;
  if (!(error instanceof ApiError) || error.problem.status !== 401 || pathname === '/login') return;
  client.removeQueries({ queryKey: ['session'] });
  void router.navigate({ to: '/login', search: { next: href } });
});

export function Providers() {
  const { language } = useText();
  return (
    <ConfigProvider theme={theme} locale={language === 'zh' ? zhCN : enUS} button={{ autoInsertSpace: false }}>
      <App>
        <QueryClientProvider client={client}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </App>
    </ConfigProvider>
  );
}
