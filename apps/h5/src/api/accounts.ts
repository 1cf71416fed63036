import type { MyAccount, MyAccounts, UpgradeResult } from '@jinqiao/api';
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { read, write } from './client.ts';
import { type ConsentGiven, useCommand } from './commands.ts';

export const accountsQuery = queryOptions({ queryKey: ['accounts'], queryFn: ({ signal }) => read<MyAccounts>('/me/accounts', {}, signal) });

export type CardGiven = { cardNumber: string; mobile: string };

function useRefresh(): () => void {
  const client = useQueryClient();
  return () => {
    void client.invalidateQueries({ queryKey: ['accounts'] });
    void client.invalidateQueries({ queryKey: ['me'] });
  };
}

const of = (id: string) => `/me/accounts/${encodeURIComponent(id)}`;

export function useOpenHeldAccount() {
  return useCommand<CardGiven & { class: 'II' | 'III'; dataConsent: ConsentGiven }, MyAccount>(
    (body, key) => write('POST', '/me/accounts', key, body),
    useRefresh(),
  );
}

export function useTransfer(id: string) {
  return useCommand<{ direction: 'in' | 'out'; boundId: string; amount: string }, MyAccount>(
    (body, key) => write('POST', `${of(id)}/transfers`, key, body),
    useRefresh(),
  );
}

export function useBindCard(id: string) {
  return useCommand<CardGiven, MyAccount>((body, key) => write('POST', `${of(id)}/bound`, key, body), useRefresh());
}

export function useDefaultCard(id: string) {
  return useCommand<string, MyAccount>((boundId, key) => write('POST', `${of(id)}/bound/${encodeURIComponent(boundId)}/default`, key), useRefresh());
}

export function useUnbindCard(id: string) {
  return useCommand<string, MyAccount>((boundId, key) => write('DELETE', `${of(id)}/bound/${encodeURIComponent(boundId)}`, key), useRefresh());
}

export function useUpgrade(id: string) {
  return useCommand<CardGiven & { consent: ConsentGiven }, UpgradeResult>((body, key) => write('POST', `${of(id)}/upgrade`, key, body), useRefresh());
}
