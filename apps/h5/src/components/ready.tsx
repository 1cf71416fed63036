import type { UseQueryResult } from '@tanstack/react-query';
import { Failure } from './failure.tsx';
import { Waiting } from './waiting.tsx';

/** Shows what was read, a skeleton until then, and the problem where it cannot be read. */
export function Ready<T>({ query, children }: { query: UseQueryResult<T>; children: (data: T) => React.ReactNode }) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return <Waiting />;
}
