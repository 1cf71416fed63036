import type { FundOrderView, MyFunds } from '@jinqiao/api';
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { read, write } from './client.ts';
import { useCommand } from './commands.ts';

export const fundsQuery = queryOptions({ queryKey: ['funds'], queryFn: ({ signal }) => read<MyFunds>('/me/funds', {}, signal) });

export function useFundOrder(done: () => void) {
  const client = useQueryClient();
  return useCommand<{ fundId: string; kind: 'subscribe' | 'redeem' | 'redeem-fast'; accountId: string; amount: string }, FundOrderView>(
    (body, key) => write('POST', '/me/fund-orders', key, body),
    () => {
      void client.invalidateQueries({ queryKey: ['funds'] });
      void client.invalidateQueries({ queryKey: ['accounts'] });
      done();
    },
  );
}
