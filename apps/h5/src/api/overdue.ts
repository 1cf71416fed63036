import type { DunningComplaint, MyDebts, PayDebtResult } from '@jinqiao/api';
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { read, write } from './client.ts';
import { useCommand } from './commands.ts';

export const debtsQuery = queryOptions({ queryKey: ['debts'], queryFn: ({ signal }) => read<MyDebts>('/me/debts', {}, signal) });

const path = (contractId: string, what: string) => `/me/debts/${encodeURIComponent(contractId)}/${what}`;

export function usePayDebt(contractId: string) {
  const client = useQueryClient();
  return useCommand<{ amount: string }, PayDebtResult>(
    (body, key) => write('POST', path(contractId, 'payments'), key, body),
    () => void client.invalidateQueries(),
  );
}

function useDebtsStep<B>(address: string) {
  const client = useQueryClient();
  return useCommand<B, MyDebts>(
    (body, key) => write('POST', address, key, body),
    (debts) => client.setQueryData(debtsQuery.queryKey, debts),
  );
}

export const usePromise = (contractId: string) => useDebtsStep<{ amount: string; dueOn: string }>(path(contractId, 'promises'));
export const useHardship = (contractId: string) => useDebtsStep<{ reason: string; monthly: string }>(path(contractId, 'hardship'));

export function useComplaint() {
  const client = useQueryClient();
  return useCommand<{ reason: string }, DunningComplaint>(
    (body, key) => write('POST', '/me/complaints', key, body),
    () => void client.invalidateQueries({ queryKey: debtsQuery.queryKey }),
  );
}
