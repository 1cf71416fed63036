import type { AccountOrder, ProposeAccountOrder } from '@jinqiao/api';
import { useQueryClient } from '@tanstack/react-query';
import { write } from './client.ts';
import { useCommand } from './commands.ts';

/** Everything that shows the account is read again: its page, the lists, and its journals. */
function useRefresh(): () => void {
  const client = useQueryClient();
  return () => {
    void client.invalidateQueries({ queryKey: ['held-account'] });
    void client.invalidateQueries({ queryKey: ['list'] });
  };
}

export function useProposeOrder(accountId: string) {
  const refresh = useRefresh();
  return useCommand<ProposeAccountOrder, AccountOrder>((body, key) => write('POST', `/accounts/${encodeURIComponent(accountId)}/orders`, key, body), refresh, [
    'propose-order',
    accountId,
  ]);
}

export function useCheckOrder(orderId: string) {
  const refresh = useRefresh();
  return useCommand<{ approve: boolean }, AccountOrder>(
    (body, key) => write('POST', `/account-orders/${encodeURIComponent(orderId)}/check`, key, body),
    refresh,
    ['check-order', orderId],
  );
}
