import type { EarlyRepaymentResult, Me, MyLoan, Quote, Session } from '@jinqiao/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { ApiError, isRefusal, write } from './client.ts';
import { loanQuery, meQuery, sessionQuery } from './queries.ts';

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

export type Credentials = { mobile: string; password: string };
export type ConsentGiven = { accepted: boolean; textVersion: string };
export type AccountRequest = { cardNumber: string; mobile: string; bureauConsent: ConsentGiven; dataConsent: ConsentGiven };
export type QuoteRequest = { amount: string; periods: number; method: Quote['method'] };

function useEnter(command: (body: Credentials, key: string) => Promise<Session>, done: () => void) {
  const client = useQueryClient();
  return useCommand(command, (session) => {
    client.clear();
    client.setQueryData(sessionQuery.queryKey, session);
    done();
  });
}

export const useSignUp = (done: () => void) => useEnter((body, key) => write('POST', '/customers', key, body), done);
export const useSignIn = (done: () => void) => useEnter(({ mobile, password }, key) => write('POST', '/sessions', key, { login: mobile, password }), done);

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

export const useRealName = () => useMeStep<{ name: string; idNumber: string }>('/me/real-name');
export const useOpenAccount = () => useMeStep<AccountRequest>('/me/account');

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
