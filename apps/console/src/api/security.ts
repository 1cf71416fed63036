import type {
  DataKey,
  DecidedStaffChange,
  FactorEnrolment,
  OwnSecurity,
  Page,
  ProposeStaffChange,
  RecoveryCodes,
  Revealed,
  StaffChange,
  StaffMember,
} from '@jinqiao/api';
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { read, write } from './client.ts';
import { useCommand } from './commands.ts';
import { sessionQuery } from './queries.ts';

export const ownSecurityQuery = queryOptions({ queryKey: ['own-security'], queryFn: ({ signal }) => read<OwnSecurity>('/session/security', {}, signal) });
export const staffQuery = queryOptions({ queryKey: ['staff'], queryFn: ({ signal }) => read<Page<StaffMember>>('/staff', {}, signal) });
export const staffChangesQuery = queryOptions({
  queryKey: ['staff-changes'],
  queryFn: ({ signal }) => read<Page<StaffChange>>('/staff/changes', { limit: 100 }, signal),
});
export const dataKeysQuery = queryOptions({ queryKey: ['data-keys'], queryFn: ({ signal }) => read<Page<DataKey>>('/data-keys', {}, signal) });

/** What changes a person's own account: the page and the session are read again. */
function useOwn<B, T>(command: (body: B, key: string) => Promise<T>, name: string) {
  const client = useQueryClient();
  return useCommand<B, T>(command, () => {
    void client.invalidateQueries({ queryKey: ownSecurityQuery.queryKey });
    void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
  }, [name]);
}

export const useChangePassword = () =>
  useOwn<{ current: string; next: string }, void>((body, key) => write('POST', '/session/password', key, body), 'password');
export const useEnrolFactor = () => useOwn<void, FactorEnrolment>((_, key) => write('POST', '/session/second-factor', key), 'enrol-factor');
export const useConfirmFactor = () =>
  useOwn<{ code: string }, RecoveryCodes>((body, key) => write('POST', '/session/second-factor/confirmation', key, body), 'confirm-factor');
export const useRemoveFactor = () => useOwn<{ code: string }, void>((body, key) => write('POST', '/session/second-factor/removal', key, body), 'remove-factor');
export const useRevokeSession = () => useOwn<string, void>((id, key) => write('DELETE', `/session/sessions/${encodeURIComponent(id)}`, key), 'revoke-session');

function useStaff<B, T>(command: (body: B, key: string) => Promise<T>, name: string) {
  const client = useQueryClient();
  return useCommand<B, T>(command, () => {
    void client.invalidateQueries({ queryKey: staffQuery.queryKey });
    void client.invalidateQueries({ queryKey: staffChangesQuery.queryKey });
  }, [name]);
}

export const useProposeStaffChange = () =>
  useStaff<ProposeStaffChange, StaffChange>((body, key) => write('POST', '/staff/changes', key, body), 'propose-staff');
export const useDecideStaffChange = () =>
  useStaff<{ id: string; approve: boolean }, DecidedStaffChange>(
    ({ id, approve }, key) => write('POST', `/staff/changes/${encodeURIComponent(id)}/decision`, key, { approve }),
    'decide-staff',
  );

export const useReveal = (customerId: string) =>
  useCommand<{ field: string; reason: string }, Revealed>(
    (body, key) => write('POST', `/customers/${encodeURIComponent(customerId)}/reveals`, key, body),
    () => undefined,
    ['reveal', customerId],
  );
