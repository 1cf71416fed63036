import type { Institution } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Empty, Skeleton } from 'antd';
import { useState } from 'react';
import { institutionsQuery } from '../../api/queries.ts';
import { Failure } from '../../components/failure.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { useText } from '../../i18n/index.ts';
import { FaultPanel } from './fault-panel.tsx';
import { InstitutionCard } from './institution-card.tsx';

export function InstitutionsPage() {
  const { text } = useText();
  const { data, error, isError, isPending, refetch, dataUpdatedAt } = useQuery(institutionsQuery);
  const [target, setTarget] = useState<Institution | null>(null);
  return (
    <>
      <PageHead title={text('partners:institutions')} readAt={dataUpdatedAt} />
      {isError && !data && <Failure error={error} retry={() => void refetch()} />}
      {isPending && <Skeleton active paragraph={{ rows: 8 }} />}
      {data?.items.length === 0 && <Empty description={text('partners:institutionsEmpty')} />}
      <div className="cards">
        {data?.items.map((institution) => (
          <InstitutionCard key={institution.id} institution={institution} onInject={() => setTarget(institution)} />
        ))}
      </div>
      {target && <FaultPanel institution={target} onClose={() => setTarget(null)} />}
    </>
  );
}
