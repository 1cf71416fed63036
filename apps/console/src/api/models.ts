import type { ModelDeployment, ModelList, ModelVersion } from '@jinqiao/api';
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { read, write } from './client.ts';
import { useCommand } from './commands.ts';

export const modelPath = (name: string, version: string) => `/models/${encodeURIComponent(name)}/versions/${encodeURIComponent(version)}`;
/** Where the model card lies as a document. */
export const modelPdf = (name: string, version: string) => `/api/v1${modelPath(name, version)}/pdf`;

export const modelsQuery = queryOptions({ queryKey: ['models', 'list'], queryFn: ({ signal }) => read<ModelList>('/models', {}, signal) });
export const modelQuery = (name: string, version: string) =>
  queryOptions({ queryKey: ['models', name, version], queryFn: ({ signal }) => read<ModelVersion>(modelPath(name, version), {}, signal) });

function useChanged(): () => void {
  const client = useQueryClient();
  return () => void client.invalidateQueries({ queryKey: ['models'] });
}

export function useRegisterModel() {
  return useCommand<object, ModelVersion>((body, key) => write('POST', '/models', key, body), useChanged(), ['register-model']);
}

export function useProposeDeployment(name: string) {
  return useCommand<{ version: string; from: string; reason: string }, ModelDeployment>(
    (body, key) => write('POST', `/models/${encodeURIComponent(name)}/deployments`, key, body),
    useChanged(),
    ['propose-deployment', name],
  );
}

export function useDecideDeployment(id: string) {
  return useCommand<{ approve: boolean; reason: string }, ModelDeployment>(
    (body, key) => write('POST', `/model-deployments/${encodeURIComponent(id)}/verdict`, key, body),
    useChanged(),
    ['decide-deployment', id],
  );
}
