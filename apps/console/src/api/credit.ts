import type {
  CreditReview,
  CustomerFeatures,
  DecisionFlow,
  DecisionFlowChange,
  DecisionFlowCheck,
  DecisionFlowPage,
  DecisionReplay,
  DecisionRunDetail,
  EngineAgreement,
  FraudLink,
  FraudListing,
  Page,
} from '@jinqiao/api';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { ask, read, write } from './client.ts';
import { useCommand } from './commands.ts';

const path = encodeURIComponent;

export const runQuery = (id: string) =>
  queryOptions({ queryKey: ['credit', 'run', id], queryFn: ({ signal }) => read<DecisionRunDetail>(`/credit/runs/${path(id)}`, {}, signal) });

export const flowsQuery = queryOptions({
  queryKey: ['credit', 'flows'],
  queryFn: ({ signal }) => read<DecisionFlowPage>('/credit/flows', {}, signal),
});

export const flowChangesQuery = queryOptions({
  queryKey: ['credit', 'flow-changes'],
  queryFn: ({ signal }) => read<Page<DecisionFlowChange>>('/credit/flow-changes', {}, signal),
});

export const agreementQuery = (programmeId: string, from: string, through: string) =>
  queryOptions({
    queryKey: ['credit', 'agreement', programmeId, from, through],
    queryFn: ({ signal }) => read<EngineAgreement>('/credit/agreement', { programmeId, from, through }, signal),
    placeholderData: (previous) => previous,
  });

export const customerFeaturesQuery = (customerId: string, asOf: string, knownAt: string) =>
  queryOptions({
    queryKey: ['credit', 'features', customerId, asOf, knownAt],
    queryFn: ({ signal }) => read<CustomerFeatures>(`/customers/${path(customerId)}/features`, { asOf, knownAt }, signal),
    placeholderData: (previous) => previous,
  });

export const fraudLinksQuery = (customerId: string) =>
  queryOptions({
    queryKey: ['credit', 'fraud-links', customerId],
    queryFn: ({ signal }) => read<Page<FraudLink>>(`/customers/${path(customerId)}/fraud-links`, {}, signal),
  });

export const listingsQuery = queryOptions({
  queryKey: ['credit', 'listings'],
  queryFn: ({ signal }) => read<Page<FraudListing>>('/credit/listings', {}, signal),
});

export type NewListing = Pick<FraudListing, 'list' | 'kind' | 'value' | 'reason' | 'validTo'>;

export function useEnterListing() {
  return useCommand<NewListing, FraudListing>((body, key) => write('POST', '/credit/listings', key, body), useChanged(), ['enter-listing']);
}

export function useEndListing(id: string) {
  return useCommand<{ reason: string }, FraudListing>((body, key) => write('POST', `/credit/listings/${path(id)}/end`, key, body), useChanged(), [
    'end-listing',
    id,
  ]);
}

export function useReplay(id: string) {
  return useMutation<DecisionReplay, Error, void>({ mutationFn: () => read(`/credit/runs/${path(id)}/replay`) });
}

/** Whatever was decided, the queue and the runs are read again. */
function useChanged(): () => void {
  const client = useQueryClient();
  return () => {
    void client.invalidateQueries({ queryKey: ['credit'] });
    void client.invalidateQueries({ queryKey: ['list'] });
  };
}

export function useClaimReview(id: string) {
  const changed = useChanged();
  return useCommand<void, CreditReview>((_, key) => write('POST', `/credit/reviews/${path(id)}/claim`, key), changed, ['claim-review', id]);
}

export function useDecideReview(id: string) {
  const changed = useChanged();
  return useCommand<{ approve: boolean; limit?: string; reason: string }, CreditReview>(
    (body, key) => write('POST', `/credit/reviews/${path(id)}/verdict`, key, body),
    changed,
    ['decide-review', id],
  );
}

export function useCheckReview(id: string) {
  const changed = useChanged();
  return useCommand<{ agree: boolean; reason: string }, CreditReview>((body, key) => write('POST', `/credit/reviews/${path(id)}/check`, key, body), changed, [
    'check-review',
    id,
  ]);
}

export function useCheckFlow() {
  return useMutation<DecisionFlowCheck, Error, DecisionFlow>({ mutationFn: (flow) => ask('/credit/flow-checks', { flow }) });
}

export function useProposeFlow() {
  const changed = useChanged();
  return useCommand<{ flow: DecisionFlow; reason: string }, DecisionFlowChange>((body, key) => write('POST', '/credit/flow-changes', key, body), changed, [
    'propose-flow',
  ]);
}

export function useDecideFlow(id: string) {
  const changed = useChanged();
  return useCommand<{ approve: boolean; reason: string }, DecisionFlowChange>(
    (body, key) => write('POST', `/credit/flow-changes/${path(id)}/verdict`, key, body),
    changed,
    ['decide-flow', id],
  );
}
