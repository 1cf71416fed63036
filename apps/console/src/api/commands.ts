import type { BookVerification, BreakDetail, BusinessDay, Institution, PaymentDetail, RefundRequestView, Session, Verification } from '@jinqiao/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { ApiError, isRefusal, write } from './client.ts';
import { bookProofQuery, breakQuery, businessDayQuery, paymentQuery, sessionQuery } from './queries.ts';

/**
 * One key for one intent: a command whose answer was lost, or that failed at the server with an effect or without, is sent
 * again under the same key, so it cannot happen twice; its answer or a refusal ends the intent.
 */
export function useCommand<B, T>(command: (body: B, key: string) => Promise<T>, done: (answer: T, body: B) => void, mutationKey: string[]) {
  const intent = useRef<{ text: string; key: string } | null>(null);
  return useMutation<T, Error, B>({
    mutationKey,
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

export function useSignIn(done: (session: Session) => void) {
  const client = useQueryClient();
  return useCommand<{ login: string; password: string; code?: string }, Session>(
    (body, key) => write('POST', '/sessions', key, body),
    (session) => {
      client.setQueryData(sessionQuery.queryKey, session);
      done(session);
    },
    ['sign-in'],
  );
}

export function useSignOut(done: () => void) {
  const client = useQueryClient();
  return useCommand<void, void>((_, key) => write('DELETE', '/sessions', key), () => {
    client.clear();
    done();
  }, ['sign-out']);
}

export function useClose() {
  const client = useQueryClient();
  return useCommand<{ through: string }, BusinessDay>(
    (body, key) => write('POST', '/closes', key, body),
    (day) => {
      client.setQueryData(businessDayQuery.queryKey, day);
      void client.invalidateQueries({ queryKey: businessDayQuery.queryKey });
    },
    ['close'],
  );
}

function useBreakCommand<B>(id: string, what: 'resolution' | 'check') {
  const client = useQueryClient();
  return useCommand<B, BreakDetail>(
    (body, key) => write('POST', `/reconciliation/breaks/${encodeURIComponent(id)}/${what}`, key, body),
    (detail) => {
      client.setQueryData(breakQuery(id).queryKey, detail);
      void client.invalidateQueries({ queryKey: ['list'] });
    },
    [what, id],
  );
}

export const useResolveBreak = (id: string) => useBreakCommand<{ resolution: string; reason: string }>(id, 'resolution');

export const useCheckBreak = (id: string) => useBreakCommand<{ resolutionId: string; approve: boolean }>(id, 'check');

export function useInjectFault(id: string) {
  const client = useQueryClient();
  return useCommand<{ kind: string; times: number }, Institution>(
    (body, key) => write('POST', `/institutions/${encodeURIComponent(id)}/faults`, key, body),
    () => void client.invalidateQueries({ queryKey: ['institutions'] }),
    ['fault', id],
  );
}

export function useQueryPayment(id: string) {
  const client = useQueryClient();
  return useCommand<void, PaymentDetail>(
    (_, key) => write('POST', `/payments/${encodeURIComponent(id)}/query`, key),
    (payment) => client.setQueryData(paymentQuery(id).queryKey, payment),
    ['query-payment', id],
  );
}

export function useProposeRefund(id: string) {
  const client = useQueryClient();
  return useCommand<{ amount: string; reason: string }, RefundRequestView>(
    (body, key) => write('POST', `/payments/${encodeURIComponent(id)}/refund-requests`, key, body),
    () => void client.invalidateQueries({ queryKey: paymentQuery(id).queryKey }),
    ['propose-refund', id],
  );
}

export function useDecideRefund(requestId: string, paymentId: string) {
  const client = useQueryClient();
  return useCommand<{ approve: boolean }, RefundRequestView>(
    (body, key) => write('POST', `/refund-requests/${encodeURIComponent(requestId)}/decision`, key, body),
    () => void client.invalidateQueries({ queryKey: paymentQuery(paymentId).queryKey }),
    ['decide-refund', requestId],
  );
}

/** The last result stays under this key, so that the page can be left while the proof runs and found again. */
export const VERIFICATION_KEY = ['verification'];

export function useVerify() {
  const client = useQueryClient();
  return useCommand<void, Verification>(
    (_, key) => write('POST', '/verifications', key),
    (result) => client.setQueryData(VERIFICATION_KEY, { result, at: Date.now() }),
    ['verify'],
  );
}

export function useVerifyBook(book: string) {
  const client = useQueryClient();
  return useCommand<{ from?: string; through?: string }, BookVerification>(
    (body, key) => write('POST', `/books/${encodeURIComponent(book)}/verifications`, key, body),
    () => void client.invalidateQueries({ queryKey: bookProofQuery(book).queryKey }),
    ['verify-book', book],
  );
}
