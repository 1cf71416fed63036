import type { Role, Session } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from '../api/queries.ts';

export type Deed = 'close' | 'inject-fault' | 'resolve-break' | 'check-break' | 'verify' | 'verify-book';

/** Who may do what. The server decides; this keeps a page from offering what would be refused. */
const DEEDS: Record<Deed, readonly Role[]> = {
  close: ['operator'],
  'inject-fault': ['operator'],
  'resolve-break': ['finance'],
  'check-break': ['finance', 'operator'],
  'verify-book': ['auditor'],
  verify: ['operator', 'finance', 'risk', 'auditor'],
};

export function useSession(): Session | undefined {
  return useQuery(sessionQuery).data;
}

export function useMay(deed: Deed): boolean {
  const session = useSession();
  return session !== undefined && DEEDS[deed].includes(session.role);
}
