import type { DecisionExplanation, EarlyRepaymentResult, Me, MyLoan, MyMandates, Quote } from '@jinqiao/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { ApiError, isRefusal, write } from './client.ts';
import { creditDecisionQuery, loanQuery, mandatesQuery, meQuery } from './queries.ts';

/**
 * One key for one intent: a command whose answer was lost is sent again under the same key, so it cannot happen twice;
 * only a refusal ends the intent, since after a 5xx nobody knows whether the command had its effect.
 */
export function useCommand<B, T>(command: (body: B, key: string) => Promise<T>, done: (answer: T, body: B) => void) {
  const intent = useRef<{ text: string; key: string } | null>(null);
  return useMutation<T, Error, B>({
    mutationFn: (body) => {
      const text = JSON.stringify(body ?? null);
      if (intent.current?.text !== text) intent.current = { text, key: crypto.randomUUID() };
      return command(body, intent.current.key);
    },
    onSuccess: (answer, body) => {
      intent.current = null;
      done(answer, body);
    },
    onError: (error) => {
      if (error instanceof ApiError && isRefusal(error)) intent.current = null;
    },
  });
}

export type ConsentGiven = { accepted: boolean; textVersion: string };
export type AccountRequest = { cardNumber: string; mobile: string; bureauConsent: ConsentGiven; dataConsent: ConsentGiven };
export type QuoteRequest = { amount: string; periods: number; method: Quote['method'] };

export function useSignOut(done: () => void) {
  const client = useQueryClient();
  return useCommand<void, void>(
    (_, key) => write('DELETE', '/sessions', key),
    () => {
      client.clear();
      done();
    },
  );
}

function useMeStep<B>(path: string) {
  const client = useQueryClient();
  return useCommand<B, Me>(
    (body, key) => write('POST', path, key, body),
    (me) => client.setQueryData(meQuery.queryKey, me),
  );
}

export const useRealName = () => useMeStep<{ name: string; idNumber: string; idValidThrough?: string }>('/me/real-name');
export const useOpenAccount = () => useMeStep<AccountRequest>('/me/account');

export function useAskReview() {
  const client = useQueryClient();
  return useCommand<{ note: string }, DecisionExplanation>(
    (body, key) => write('POST', '/me/credit-decision/review', key, body),
    (told) => client.setQueryData(creditDecisionQuery.queryKey, told),
  );
}

export function useQuote() {
  return useCommand<QuoteRequest, Quote>(
    (body, key) => write('POST', '/me/quotes', key, body),
    () => undefined,
  );
}

export function useDraw() {
  const client = useQueryClient();
  return useCommand<{ quoteId: string; agreementAccepted: boolean; readingSeconds: number }, MyLoan>(
    (body, key) => write('POST', '/me/draws', key, body),
    (loan) => {
      client.setQueryData(loanQuery(loan.id).queryKey, loan);
      void client.invalidateQueries({ queryKey: ['me'] });
      void client.invalidateQueries({ queryKey: ['loans'] });
    },
  );
}

export function useRepayEarly(id: string) {
  const client = useQueryClient();
  return useCommand<{ amount: string }, EarlyRepaymentResult>(
    (body, key) => write('POST', `/me/loans/${encodeURIComponent(id)}/early-repayments`, key, body),
    () => void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'early' }),
  );
}

export function useWithdrawConsent() {
  const client = useQueryClient();
  return useCommand<string, void>(
    (id, key) => write('DELETE', `/me/consents/${encodeURIComponent(id)}`, key),
    () => {
      void client.invalidateQueries({ queryKey: ['consents'] });
      void client.invalidateQueries({ queryKey: ['me'] });
    },
  );
}

function useMandateCommand<B>(command: (body: B, key: string) => Promise<MyMandates>, done: (answer: MyMandates) => void) {
  const client = useQueryClient();
  return useCommand<B, MyMandates>(command, (answer) => {
    client.setQueryData(mandatesQuery.queryKey, answer);
    done(answer);
  });
}

export type MandateRequest = { institutionId: string; channel: MyMandates['offers'][number]['channel']; instrument: string; mobile: string };

export const useSignMandate = (done: () => void) => useMandateCommand<MandateRequest>((body, key) => write('POST', '/me/mandates', key, body), done);

export const useConfirmMandate = (id: string) =>
  useMandateCommand<{ smsCode: string }>(
    (body, key) => write('POST', `/me/mandates/${encodeURIComponent(id)}/confirmation`, key, body),
    () => undefined,
  );

export const useCancelMandate = () =>
  useMandateCommand<string>(
    (id, key) => write('DELETE', `/me/mandates/${encodeURIComponent(id)}`, key),
    () => undefined,
  );
