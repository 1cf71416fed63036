import type {
  AmlReport,
  AmlReportContent,
  ChangeProposal,
  ComplianceChange,
  ComplianceOutlook,
  ComplianceProfile,
  ComplianceRulePage,
  CopyCheck,
  Entity,
  LicenceType,
  Page,
  ScreeningHit,
  TurningPoint,
  WatchList,
} from '@jinqiao/api';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { ask, read, write } from './client.ts';
import { useCommand } from './commands.ts';

const path = encodeURIComponent;

export const outlookQuery = (profile: ComplianceProfile, date: string) =>
  queryOptions({
    queryKey: ['compliance', 'outlook', profile, date],
    queryFn: ({ signal }) => read<ComplianceOutlook>('/compliance/outlook', { profile, date }, signal),
    // The last picture stays while the next date is read, so that stepping through the years does not flicker.
    placeholderData: (previous) => previous,
  });

export const turningPointsQuery = (profile: ComplianceProfile) =>
  queryOptions({
    queryKey: ['compliance', 'turning-points', profile],
    queryFn: ({ signal }) => read<Page<TurningPoint>>('/compliance/outlook/turning-points', { profile }, signal),
    placeholderData: (previous) => previous,
    staleTime: 60_000,
  });

export const rulesQuery = (profile: ComplianceProfile, date: string) =>
  queryOptions({
    queryKey: ['compliance', 'rules', profile, date],
    queryFn: ({ signal }) => read<ComplianceRulePage>('/compliance/rules', { profile, date }, signal),
    placeholderData: (previous) => previous,
  });

export const entitiesQuery = (date: string) =>
  queryOptions({ queryKey: ['compliance', 'entities', date], queryFn: ({ signal }) => read<Page<Entity>>('/compliance/entities', { date }, signal) });

export const licenceTypesQuery = queryOptions({
  queryKey: ['compliance', 'licence-types'],
  queryFn: ({ signal }) => read<Page<LicenceType>>('/compliance/licence-types', {}, signal),
  staleTime: 600_000,
});

export const watchListsQuery = queryOptions({
  queryKey: ['compliance', 'watch-lists'],
  queryFn: ({ signal }) => read<Page<WatchList>>('/compliance/screening/lists', {}, signal),
});

/** Whatever compliance changed, every page of it is read again. */
function useChanged(): () => void {
  const client = useQueryClient();
  return () => {
    void client.invalidateQueries({ queryKey: ['compliance'] });
    void client.invalidateQueries({ queryKey: ['list'] });
  };
}

export function usePropose() {
  const changed = useChanged();
  return useCommand<ChangeProposal, ComplianceChange>((body, key) => write('POST', '/compliance/changes', key, body), changed, ['propose-change']);
}

export function useDecideChange(id: string) {
  const changed = useChanged();
  return useCommand<{ approve: boolean; reason: string }, ComplianceChange>(
    (body, key) => write('POST', `/compliance/changes/${path(id)}/verdict`, key, body),
    changed,
    ['decide-change', id],
  );
}

export function useImportList() {
  const changed = useChanged();
  return useCommand<{ content: string; reason: string }, ComplianceChange>((body, key) => write('POST', '/compliance/screening/lists', key, body), changed, [
    'import-list',
  ]);
}

export function useProposeVerdict(id: string) {
  const changed = useChanged();
  return useCommand<{ verdict: string; reason: string }, ScreeningHit>(
    (body, key) => write('POST', `/compliance/screening/hits/${path(id)}/verdict`, key, body),
    changed,
    ['propose-verdict', id],
  );
}

export function useReviewHit(id: string) {
  const changed = useChanged();
  return useCommand<{ agree: boolean; reason: string }, ScreeningHit>(
    (body, key) => write('POST', `/compliance/screening/hits/${path(id)}/review`, key, body),
    changed,
    ['review-hit', id],
  );
}

export function useSuspicion() {
  const changed = useChanged();
  return useCommand<{ hitId: string; narrative: string }, AmlReport>((body, key) => write('POST', '/compliance/reports', key, body), changed, ['suspicion']);
}

export function useDecideReport(id: string) {
  const changed = useChanged();
  return useCommand<{ file: boolean; reason: string }, AmlReport>((body, key) => write('POST', `/compliance/reports/${path(id)}/verdict`, key, body), changed, [
    'decide-report',
    id,
  ]);
}

export function useReadReport(id: string) {
  const changed = useChanged();
  return useMutation<AmlReportContent, Error, { reason: string }>({
    mutationFn: (body) => ask(`/compliance/reports/${path(id)}/readings`, body),
    onSuccess: changed,
  });
}

export function useCopyCheck() {
  return useMutation<CopyCheck, Error, { text: string; kind: string; profile: string; date: string; entityId?: string }>({
    mutationFn: (body) => ask('/compliance/copy-checks', body),
  });
}
