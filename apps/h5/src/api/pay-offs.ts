import type { MyPayOff, MyPayOffCards, PayOffComparison } from '@jinqiao/api';
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { read, write } from './client.ts';
import { type ConsentGiven, useCommand } from './commands.ts';
import type { Listing } from './queries.ts';

export type PayOffAsked = { statementId: string; amount: string; periods: number; method: MyPayOff['method'] };
export type PayOffApplied = PayOffAsked & { cardNumber: string; mobile: string; bureauConsent: ConsentGiven; dataConsent: ConsentGiven };

const MOVES_MS = 2000;
const MOVING: readonly MyPayOff['state'][] = ['routing', 'booking', 'paying', 'returning'];

export const payOffCardsQuery = queryOptions({
  queryKey: ['pay-off-cards'],
  queryFn: ({ signal }) => read<MyPayOffCards>('/me/pay-off-cards', {}, signal),
});
export const payOffsQuery = queryOptions({
  queryKey: ['pay-offs'],
  queryFn: ({ signal }) => read<Listing<MyPayOff>>('/me/card-pay-offs', {}, signal),
});

/** While institutions are still to answer, the page asks again by itself. */
export const payOffQuery = (id: string) =>
  queryOptions({
    queryKey: ['pay-off', id],
    queryFn: ({ signal }) => read<MyPayOff>(`/me/card-pay-offs/${encodeURIComponent(id)}`, {}, signal),
    refetchInterval: (query) => (query.state.data && MOVING.includes(query.state.data.state) ? MOVES_MS : false),
  });

function useCards<B>(command: (body: B, key: string) => Promise<MyPayOffCards>, done: () => void = () => undefined) {
  const client = useQueryClient();
  return useCommand<B, MyPayOffCards>(command, (answer) => {
    client.setQueryData(payOffCardsQuery.queryKey, answer);
    done();
  });
}

export const useAddCard = (done: () => void) =>
  useCards<{ cardNumber: string; consent: ConsentGiven }>((body, key) => write('POST', '/me/pay-off-cards', key, body), done);
export const useFetchStatement = () => useCards<string>((id, key) => write('POST', `/me/pay-off-cards/${encodeURIComponent(id)}/statement`, key));
export const useDropCard = () => useCards<string>((id, key) => write('DELETE', `/me/pay-off-cards/${encodeURIComponent(id)}`, key));

export function useCompare() {
  return useCommand<PayOffAsked, PayOffComparison>(
    (body, key) => write('POST', '/me/pay-off-comparisons', key, body),
    () => undefined,
  );
}

function usePayOff<B>(command: (body: B, key: string) => Promise<MyPayOff>) {
  const client = useQueryClient();
  return useCommand<B, MyPayOff>(command, (payOff) => {
    client.setQueryData(payOffQuery(payOff.id).queryKey, payOff);
    for (const key of ['pay-offs', 'pay-off-cards', 'loans', 'me']) void client.invalidateQueries({ queryKey: [key] });
  });
}

export const useApply = () => usePayOff<PayOffApplied>((body, key) => write('POST', '/me/card-pay-offs', key, body));
export const useAccept = (id: string) =>
  usePayOff<{ agreementHash: string; agreementAccepted: boolean; readingSeconds: number }>((body, key) =>
    write('POST', `/me/card-pay-offs/${encodeURIComponent(id)}/confirmation`, key, body),
  );
export const useGiveUp = (id: string) => usePayOff<void>((_, key) => write('POST', `/me/card-pay-offs/${encodeURIComponent(id)}/cancellation`, key));
