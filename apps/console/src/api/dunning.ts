import type { DunningCaseDetail, DunningQueues, DunningStatistics, DunningTasks } from '@jinqiao/api';
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { read, write } from './client.ts';
import { useCommand } from './commands.ts';

const path = encodeURIComponent;

export const dunningCaseQuery = (id: string) =>
  queryOptions({ queryKey: ['dunning', 'case', id], queryFn: ({ signal }) => read<DunningCaseDetail>(`/dunning/cases/${path(id)}`, {}, signal) });

export const dunningQueuesQuery = queryOptions({
  queryKey: ['dunning', 'queues'],
  queryFn: ({ signal }) => read<DunningQueues>('/dunning/queues', {}, signal),
});

export const dunningTasksQuery = queryOptions({
  queryKey: ['dunning', 'tasks'],
  queryFn: ({ signal }) => read<DunningTasks>('/dunning/tasks', {}, signal),
});

export const dunningStatisticsQuery = (from: string, through: string) =>
  queryOptions({
    queryKey: ['dunning', 'statistics', from, through],
    queryFn: ({ signal }) => read<DunningStatistics>('/dunning/statistics', { from, through }, signal),
    placeholderData: (previous) => previous,
  });

/** A command of the desk; whatever it changed, the desk is read again. */
export function useDunningCommand<B, T = unknown>(address: string, done?: (answer: T) => void) {
  const client = useQueryClient();
  return useCommand<B, T>(
    (body, key) => write('POST', `/dunning/${address}`, key, body),
    (answer) => {
      void client.invalidateQueries({ queryKey: ['dunning'] });
      void client.invalidateQueries({ queryKey: ['list'] });
      done?.(answer);
    },
    ['dunning', address],
  );
}
