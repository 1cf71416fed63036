import type { LimitBatchList, LimitBatchView, Page, RiskAlert, RiskPortfolio } from '@jinqiao/api';
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { type Query, read, write } from './client.ts';
import { useCommand } from './commands.ts';

export const portfolioQuery = (filters: Query) =>
  queryOptions({ queryKey: ['risk', 'portfolio', filters], queryFn: ({ signal }) => read<RiskPortfolio>('/risk/portfolio', filters, signal) });

export const standingAlertsQuery = queryOptions({
  queryKey: ['risk', 'alerts', 'open'],
  queryFn: ({ signal }) => read<Page<RiskAlert>>('/risk/alerts', { state: 'open', limit: 50 }, signal),
});
export const alertsQuery = (state: string | undefined) =>
  queryOptions({ queryKey: ['risk', 'alerts', 'list', state], queryFn: ({ signal }) => read<Page<RiskAlert>>('/risk/alerts', { state, limit: 200 }, signal) });
export const batchesQuery = queryOptions({
  queryKey: ['risk', 'batches'],
  queryFn: ({ signal }) => read<LimitBatchList>('/risk/limit-batches', {}, signal),
});

function useChanged(): () => void {
  const client = useQueryClient();
  return () => {
    void client.invalidateQueries({ queryKey: ['risk'] });
    void client.invalidateQueries({ queryKey: ['list', '/risk/limit-proposals'] });
  };
}

const path = (id: string) => encodeURIComponent(id);

export function useAcknowledgeAlert(id: string) {
  return useCommand<object, RiskAlert>((body, key) => write('POST', `/risk/alerts/${path(id)}/acknowledgement`, key, body), useChanged(), ['acknowledge', id]);
}

export function useCloseAlert(id: string) {
  return useCommand<{ outcome: string; reason: string }, RiskAlert>((body, key) => write('POST', `/risk/alerts/${path(id)}/closure`, key, body), useChanged(), [
    'close-alert',
    id,
  ]);
}

export type BatchRequest = { asOf: string; kind: string; grade: string | null; reason: string };

export function useSubmitBatch() {
  return useCommand<BatchRequest, LimitBatchView>((body, key) => write('POST', '/risk/limit-batches', key, body), useChanged(), ['submit-batch']);
}

export function useDecideBatch(id: string) {
  return useCommand<{ approve: boolean; reason: string }, LimitBatchView>(
    (body, key) => write('POST', `/risk/limit-batches/${path(id)}/verdict`, key, body),
    useChanged(),
    ['decide-batch', id],
  );
}
