import type { Decision } from '@jinqiao/api';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { listQuery, subList } from '../../api/queries.ts';
import { DecisionList } from '../../components/decision-list.tsx';
import { Failure } from '../../components/failure.tsx';

export function LoanDecisions({ loanId }: { loanId: string }) {
  const query = useInfiniteQuery(listQuery<Decision>(subList('loans', loanId, 'decisions')));
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  if (query.isPending) return <Skeleton active paragraph={{ rows: 8 }} />;
  return <DecisionList decisions={query.data.pages.flatMap((page) => page.items)} />;
}
