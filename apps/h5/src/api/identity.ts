import type { Consent, ConsentTextView, LivenessOutcome, MyIdentity, OpenedLiveness, SentCode, Session } from '@jinqiao/api';
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { read, write } from './client.ts';
import { useCommand } from './commands.ts';
import { consentsQuery, type Listing, sessionQuery } from './queries.ts';

export const consentTextsQuery = queryOptions({
  queryKey: ['consent-texts'],
  queryFn: ({ signal }) => read<Listing<ConsentTextView>>('/consent-texts', {}, signal),
  staleTime: Number.POSITIVE_INFINITY,
});

export const identityQuery = queryOptions({ queryKey: ['identity'], queryFn: ({ signal }) => read<MyIdentity>('/me/identity', {}, signal) });

const nothing = () => undefined;

export const useSendCode = () => useCommand<{ mobile: string }, SentCode>((body, key) => write('POST', '/codes', key, body), nothing);

export type OwnCode = { purpose: 'confirm' | 'change-mobile' | 'join'; mobile?: string };
export const useSendOwnCode = () => useCommand<OwnCode, SentCode>((body, key) => write('POST', '/me/codes', key, body), nothing);

function useEnter<B>(command: (body: B, key: string) => Promise<Session>, done: () => void) {
  const client = useQueryClient();
  return useCommand(command, (session) => {
    client.clear();
    client.setQueryData(sessionQuery.queryKey, session);
    done();
  });
}

export type CodeGiven = { mobile: string; code: string };
export type TermsGiven = { terms: { accepted: boolean; textVersion: string } };
export type Proof = { kind: 'code'; code: string } | { kind: 'liveness' };

export const useCodeSignIn = (done: () => void) => useEnter<CodeGiven>((body, key) => write('POST', '/sessions/code', key, body), done);
export const useSignUp = (done: () => void) => useEnter<CodeGiven & TermsGiven>((body, key) => write('POST', '/customers', key, body), done);
export const useSignIn = (done: () => void) =>
  useEnter<{ mobile: string; password: string }>(({ mobile, password }, key) => write('POST', '/sessions', key, { login: mobile, password }), done);
export const useJoin = (done: () => void) => useEnter<{ proof: Proof }>((body, key) => write('POST', '/me/join', key, body), done);

function useIdentityStep<B>(path: string) {
  const client = useQueryClient();
  return useCommand<B, MyIdentity>(
    (body, key) => write('POST', path, key, body),
    (identity) => {
      client.setQueryData(identityQuery.queryKey, identity);
      void client.invalidateQueries({ queryKey: ['me'] });
    },
  );
}

export const useRenewDocument = () => useIdentityStep<{ idValidThrough: string }>('/me/id-document');
export const useCheckCard = () => useIdentityStep<{ cardNumber: string; mobile?: string }>('/me/card-check');
export const useChangeMobile = () => useIdentityStep<{ mobile: string; code: string; proof: Proof }>('/me/mobile');

export const useOpenLiveness = () => useCommand<void, OpenedLiveness>((_, key) => write('POST', '/me/liveness', key), nothing);

export function useLivenessResult(id: string) {
  const client = useQueryClient();
  return useCommand<void, LivenessOutcome>(
    (_, key) => write('POST', `/me/liveness/${encodeURIComponent(id)}/result`, key),
    () => void client.invalidateQueries({ queryKey: ['identity'] }),
  );
}

export function useGiveConsent() {
  const client = useQueryClient();
  return useCommand<{ purpose: string; accepted: boolean; textVersion: string }, Listing<Consent>>(
    (body, key) => write('POST', '/me/consents', key, body),
    (consents) => client.setQueryData(consentsQuery.queryKey, consents),
  );
}

export function useCloseAccount(done: () => void) {
  const client = useQueryClient();
  return useCommand<{ code: string }, void>(
    (body, key) => write('POST', '/me/closure', key, body),
    () => {
      client.clear();
      done();
    },
  );
}
