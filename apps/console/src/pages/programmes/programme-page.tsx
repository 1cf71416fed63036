import type { Programme } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Skeleton, Tag } from 'antd';
import { dashboardQuery, programmeQuery } from '../../api/queries.ts';
import { type Column, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Failure } from '../../components/failure.tsx';
import { ObjectTabs } from '../../components/object-tabs.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { ExportRows, Section } from '../../components/section.tsx';
import { parameterValue } from '../../format/parameter-value.ts';
import { useText } from '../../i18n/index.ts';
import { DashboardView } from './dashboard-view.tsx';

type Parameter = { name: string; value: string };

function Parameters({ programme }: { programme: Programme }) {
  const { text, term } = useText();
  const columns: Column<Parameter>[] = [
    textColumn('label', text('programme:parameter'), (parameter) => term('parameters:name', parameter.name)),
    textColumn('value', text('programme:value'), (parameter) => parameterValue(parameter.name, parameter.value), {
      render: (parameter) => <span className="num">{parameterValue(parameter.name, parameter.value)}</span>,
    }),
    textColumn('name', text('programme:code'), (parameter) => parameter.name, { render: (parameter) => <code className="muted">{parameter.name}</code> }),
  ];
  const rows = Object.entries(programme.parameters).map(([name, value]) => ({ name, value }));
  return (
    <Section flush title={text('programme:parameters')} extra={<ExportRows name={`programme-${programme.id}`} columns={columns} rows={rows} />}>
      <DataTable columns={columns} rows={rows} rowKey={(row) => row.name} empty={text('common:noData')} testId="parameters" />
    </Section>
  );
}

export function ProgrammePage() {
  const { text, choose } = useText();
  const { programmeId } = useParams({ from: '/inside/programmes/$programmeId' });
  const { tab } = useSearch({ from: '/inside/programmes/$programmeId' });
  const navigate = useNavigate();
  const programme = useQuery(programmeQuery(programmeId));
  const dashboard = useQuery(dashboardQuery(programmeId));
  const crumbs = [{ label: text('programme:title'), link: { to: '/programmes' } as const }];
  if (programme.isError) return <Failure error={programme.error} retry={() => void programme.refetch()} />;
  if (!programme.data) return <Skeleton active paragraph={{ rows: 12 }} />;
  const { name, nameZh, bank, paymentInstitution, profile } = programme.data;
  const board = dashboard.data ? (
    <DashboardView dashboard={dashboard.data} />
  ) : dashboard.isError ? (
    <Failure error={dashboard.error} retry={() => void dashboard.refetch()} />
  ) : (
    <Skeleton active paragraph={{ rows: 12 }} />
  );
  return (
    <>
      <PageHead
        title={choose(nameZh, name)}
        crumbs={crumbs}
        tags={<Tag variant="outlined">{profile}</Tag>}
        lead={`${text('programme:bank')} ${bank} · ${text('programme:paymentInstitution')} ${paymentInstitution}`}
        asOf={dashboard.data?.asOf ?? null}
        readAt={dashboard.dataUpdatedAt}
      />
      <ObjectTabs
        testId="programme-tabs"
        active={tab}
        onChange={(next) => void navigate({ to: '/programmes/$programmeId', params: { programmeId }, search: { tab: next } })}
        items={[
          { key: 'dashboard', label: text('programme:dashboard'), children: board },
          { key: 'parameters', label: text('programme:parameters'), children: <Parameters programme={programme.data} /> },
        ]}
      />
    </>
  );
}
