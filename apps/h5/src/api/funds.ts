import type { FundOrderView, MyFunds, MySuitability } from '@jinqiao/api';
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { read, write } from './client.ts';
import { useCommand } from './commands.ts';

export const fundsQuery = queryOptions({ queryKey: ['funds'], queryFn: ({ signal }) => read<MyFunds>('/me/funds', {}, signal) });

export const suitabilityQuery = queryOptions({ queryKey: ['suitability'], queryFn: ({ signal }) => read<MySuitability>('/me/suitability', {}, signal) });

export function useAnswers() {
  const client = useQueryClient();
  return useCommand<{ version: string; answers: readonly number[] }, MySuitability>(
    (body, key) => write('POST', '/me/suitability', key, body),
    (found) => client.setQueryData(suitabilityQuery.queryKey, found),
  );
}

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
