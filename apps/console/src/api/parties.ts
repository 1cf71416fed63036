import type { Consent, CustomerIdentity, CustomerStanding, Organisation, Page, Related, Relation, StaffRequest } from '@jinqiao/api';
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { read, write } from './client.ts';
import { useCommand } from './commands.ts';

const path = encodeURIComponent;
const ofCustomer = (id: string, part: string) => `/customers/${path(id)}/${part}`;

export const customerIdentityQuery = (id: string) =>
  queryOptions({ queryKey: ['customer', id, 'identity'], queryFn: ({ signal }) => read<CustomerIdentity>(ofCustomer(id, 'identity'), {}, signal) });

export const customerConsentsQuery = (id: string) =>
  queryOptions({ queryKey: ['customer', id, 'consents'], queryFn: ({ signal }) => read<Page<Consent>>(ofCustomer(id, 'consents'), {}, signal) });

export const customerStandingQuery = (id: string) =>
  queryOptions({ queryKey: ['customer', id, 'standing'], queryFn: ({ signal }) => read<CustomerStanding>(ofCustomer(id, 'standing'), {}, signal) });

export const relationsQuery = (id: string) =>
  queryOptions({ queryKey: ['relations', id], queryFn: ({ signal }) => read<Page<Relation>>(`/parties/${path(id)}/relations`, {}, signal) });

export const relatedQuery = (from: string, to: string, steps: number) =>
  queryOptions({ queryKey: ['related', from, to, steps], queryFn: ({ signal }) => read<Related>('/related', { from, to, steps }, signal), enabled: to !== '' });

export const organisationQuery = (id: string) =>
  queryOptions({ queryKey: ['organisation', id], queryFn: ({ signal }) => read<Organisation>(`/organisations/${path(id)}`, {}, signal) });

export type RestrictionBody = { scope: string; cause: string; reason: string };

/** A command about a customer's standing; its answer is the standing. */
function useStanding<B>(id: string, name: string, send: (body: B, key: string) => Promise<CustomerStanding>) {
  const client = useQueryClient();
  return useCommand<B, CustomerStanding>(
    send,
    (standing) => {
      client.setQueryData(customerStandingQuery(id).queryKey, standing);
      void client.invalidateQueries({ queryKey: ['customer', id] });
    },
    [name, id],
  );
}

export const useRestrict = (id: string) =>
  useStanding<RestrictionBody>(id, 'restrict', (body, key) => write('POST', ofCustomer(id, 'restrictions'), key, body));

export const useAskToLift = (id: string) =>
  useStanding<{ restrictionId: string; reason: string }>(id, 'lift', ({ restrictionId, reason }, key) =>
    write('POST', ofCustomer(id, `restrictions/${path(restrictionId)}/lift`), key, { reason }),
  );

export const useAskToClose = (id: string) =>
  useStanding<{ reason: string }>(id, 'close-customer', (body, key) => write('POST', ofCustomer(id, 'closure'), key, body));

export function useCheckRequest() {
  const client = useQueryClient();
  return useCommand<{ id: string; outcome: 'approved' | 'refused' }, StaffRequest>(({ id, outcome }, key) =>
    write('POST', `/staff-requests/${path(id)}/check`, key, { outcome }), () => {
    void client.invalidateQueries({ queryKey: ['list', '/staff-requests'] });
    void client.invalidateQueries({ queryKey: ['customer'] });
  }, ['check-request']);
}

export type OrganisationBody = {
  uscc: string;
  name: string;
  kind: string;
  legalRepresentative: { name: string; idNumber: string } | null;
  licenceValidThrough: string | null;
};

export function useRegisterOrganisation(done: (organisation: Organisation) => void) {
  const client = useQueryClient();
  return useCommand<OrganisationBody, Organisation>(
    (body, key) => write('POST', '/organisations', key, body),
    (organisation) => {
      void client.invalidateQueries({ queryKey: ['list', '/organisations'] });
      done(organisation);
    },
    ['register-organisation'],
  );
}

export type RelationBody = { from: string; to: string; kind: string; share: string | null; validFrom: string; validTo: string | null; source: string };

export function useRelate(done: () => void) {
  const client = useQueryClient();
  return useCommand<RelationBody, Page<Relation>>((body, key) => write('POST', '/relations', key, body), () => {
    void client.invalidateQueries({ queryKey: ['relations'] });
    void client.invalidateQueries({ queryKey: ['related'] });
    done();
  }, ['relate']);
}

export function useEndRelation(partyId: string) {
  const client = useQueryClient();
  return useCommand<{ id: string; validTo: string }, Page<Relation>>(({ id, validTo }, key) =>
    write('POST', `/relations/${path(id)}/end`, key, { partyId, validTo }), () => {
    void client.invalidateQueries({ queryKey: ['relations'] });
    void client.invalidateQueries({ queryKey: ['related'] });
  }, ['end-relation']);
}
