import type { Consent, DecisionExplanation, EarlyRepaymentQuote, Me, MyBureauQuery, MyLoan, MyMandates, Session } from '@jinqiao/api';
import { queryOptions } from '@tanstack/react-query';
import { type Query, read } from './client.ts';

/** One page of a list of the API. */
export type Listing<T> = { readonly items: readonly T[]; readonly nextCursor: string | null };

const LIST: Query = { limit: 200 };
const BANK_ANSWERS_MS = 2000;

export const sessionQuery = queryOptions({ queryKey: ['session'], queryFn: ({ signal }) => read<Session>('/session', {}, signal), staleTime: 60_000 });

/** While the bank decides, the page asks again by itself. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => read<Me>('/me', {}, signal),
  refetchInterval: (query) => (query.state.data?.step === 'review' ? BANK_ANSWERS_MS : false),
});

/** Why the last application was decided as it was. */
export const creditDecisionQuery = queryOptions({
  queryKey: ['credit-decision'],
  queryFn: ({ signal }) => read<DecisionExplanation>('/me/credit-decision', {}, signal),
});

export const loansQuery = queryOptions({ queryKey: ['loans'], queryFn: ({ signal }) => read<Listing<MyLoan>>('/me/loans', LIST, signal) });

export const loanQuery = (id: string) =>
  queryOptions({
    queryKey: ['loan', id],
    queryFn: ({ signal }) => read<MyLoan>(`/me/loans/${encodeURIComponent(id)}`, {}, signal),
    refetchInterval: (query) => (query.state.data?.state === 'disbursing' ? BANK_ANSWERS_MS : false),
  });

export const earlyQuoteQuery = (id: string, amount: string) =>
  queryOptions({
    queryKey: ['early', id, amount],
    queryFn: ({ signal }) => read<EarlyRepaymentQuote>(`/me/loans/${encodeURIComponent(id)}/early-repayment`, { amount }, signal),
  });

export const consentsQuery = queryOptions({ queryKey: ['consents'], queryFn: ({ signal }) => read<Listing<Consent>>('/me/consents', LIST, signal) });

export const bureauQueriesQuery = queryOptions({
  queryKey: ['bureau-queries'],
  queryFn: ({ signal }) => read<Listing<MyBureauQuery>>('/me/bureau-queries', LIST, signal),
});
export const mandatesQuery = queryOptions({ queryKey: ['mandates'], queryFn: ({ signal }) => read<MyMandates>('/me/mandates', {}, signal) });
