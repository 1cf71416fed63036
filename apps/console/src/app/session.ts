import type { Role, Session } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from '../api/queries.ts';

export type Deed =
  | 'close'
  | 'inject-fault'
  | 'order-account'
  | 'resolve-break'
  | 'check-break'
  | 'query-payment'
  | 'refund'
  | 'verify'
  | 'verify-book'
  | 'propose-change'
  | 'propose-product'
  | 'decide-product'
  | 'deploy-model'
  | 'decide-model'
  | 'decide-flow'
  | 'review-credit'
  | 'check-review'
  | 'keep-lists'
  | 'see-suspicions'
  | 'propose-treasury'
  | 'decide-treasury'
  | 'propose-funding'
  | 'decide-funding'
  | 'restrict'
  | 'relate'
  | 'register-organisation'
  | 'reveal'
  | 'propose-staff'
  | 'decide-staff'
  | 'see-keys'
  | 'answer-warning'
  | 'submit-limits'
  | 'decide-limits'
  | 'dun'
  | 'decide-dunning'
  | 'open-complaint'
  | 'answer-complaint'
  | 'rule-dunning';

/** Who may do what. The server decides; this keeps a page from offering what would be refused. */
const DEEDS: Record<Deed, readonly Role[]> = {
  close: ['operator'],
  'inject-fault': ['operator'],
  'order-account': ['operator', 'finance', 'risk'],
  'resolve-break': ['finance'],
  'check-break': ['finance', 'operator'],
  'query-payment': ['operator'],
  refund: ['operator', 'finance'],
  'verify-book': ['auditor'],
  'propose-change': ['risk', 'compliance'],
  'propose-product': ['operator', 'risk', 'compliance'],
  'decide-product': ['risk', 'compliance'],
  'deploy-model': ['risk'],
  'decide-model': ['risk', 'compliance'],
  'decide-flow': ['risk', 'compliance'],
  'review-credit': ['risk'],
  'check-review': ['risk', 'compliance'],
  'keep-lists': ['risk', 'compliance'],
  'see-suspicions': ['risk', 'compliance', 'auditor'],
  'propose-treasury': ['finance'],
  'decide-treasury': ['finance', 'risk'],
  'propose-funding': ['finance'],
  'decide-funding': ['finance', 'operator'],
  restrict: ['operator', 'risk'],
  relate: ['operator', 'risk'],
  'register-organisation': ['operator'],
  verify: ['operator', 'finance', 'risk', 'compliance', 'auditor'],
  reveal: ['operator', 'risk', 'compliance'],
  'propose-staff': ['admin'],
  'decide-staff': ['admin', 'compliance'],
  'see-keys': ['admin', 'auditor'],
  'answer-warning': ['risk', 'finance', 'compliance'],
  'submit-limits': ['operator', 'risk'],
  'decide-limits': ['risk', 'compliance'],
  dun: ['operator', 'risk'],
  'decide-dunning': ['risk', 'finance'],
  'open-complaint': ['operator', 'risk', 'compliance'],
  'answer-complaint': ['compliance'],
  'rule-dunning': ['risk', 'compliance'],
};

/** Pages that not every role has. */
const ROLE_PAGES: Readonly<Record<string, readonly Role[]>> = {
  '/system/staff': ['admin', 'compliance', 'auditor'],
  '/system/audit': ['admin', 'compliance', 'auditor'],
  '/system/reveals': ['compliance', 'auditor'],
  '/risk/decisions': ['risk', 'compliance', 'auditor'],
  '/risk/reviews': ['risk', 'compliance', 'auditor'],
  '/risk/agreement': ['risk', 'compliance', 'auditor'],
  '/risk/lists': ['risk', 'compliance', 'auditor'],
  '/compliance/screening': ['risk', 'compliance', 'auditor'],
  '/compliance/reports': ['risk', 'compliance', 'auditor'],
};
/** Whether somebody sees more than programmes and partners that were named; the rest of the house is closed to who does not. */
function seesWholeHouse({ scopes }: Session): boolean {
  return scopes?.includes('entity:*') === true;
}

/** What somebody sees who sees only a part of the house. */
const PARTLY: readonly string[] = ['/today', '/loans', '/programmes', '/partners/margin', '/partners/settlements', '/products/calculator'];
const ADMIN: readonly string[] = ['/today', '/products/calculator'];

/** Whether the navigation offers a page to who is signed in. */
export function useSees(): (path: string) => boolean {
  const session = useSession();
  return (path) => {
    if (!session) return false;
    const roles = ROLE_PAGES[path];
    if (roles) return roles.includes(session.role) && seesWholeHouse(session);
    if (session.role === 'admin') return ADMIN.includes(path);
    return (session.role !== 'partner-viewer' && seesWholeHouse(session)) || PARTLY.includes(path);
  };
}

export function useSession(): Session | undefined {
  return useQuery(sessionQuery).data;
}

export function useMay(deed: Deed): boolean {
  const session = useSession();
  return session !== undefined && DEEDS[deed].includes(session.role) && seesWholeHouse(session);
}
