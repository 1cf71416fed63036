import type { MarginDay, Page } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Empty, Skeleton, Tag } from 'antd';
import { useMemo } from 'react';
import { read } from '../../api/client.ts';
import { subList } from '../../api/queries.ts';
import { ChartCard } from '../../charts/chart-card.tsx';
import { marginHistoryOption } from '../../charts/history-options.ts';
import { type Column, dateColumn, moneyColumn, textColumn } from '../../components/columns.tsx';
import { Failure } from '../../components/failure.tsx';
import { assetName } from '../../components/figures.tsx';
import { List } from '../../components/list.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { ProgrammeSelect, useProgramme } from '../../components/programme-select.tsx';
import { percent, ratio } from '../../format/decimal.ts';
import { useText } from '../../i18n/index.ts';

const DAYS_DRAWN = 180;

function useColumns(): Column<MarginDay>[] {
  const { text } = useText();
  const coverage = (day: MarginDay) => ratio(day.held, day.base);
  return [
    dateColumn('date', text('common:date'), (day) => day.date),
    moneyColumn('base', text('partners:base'), (day) => day.base),
    moneyColumn('required', text('partners:required'), (day) => day.required),
    moneyColumn('held', text('partners:held'), (day) => day.held),
    moneyColumn('ceiling', text('partners:ceiling'), (day) => day.ceiling),
    {
      key: 'coverage',
      title: text('partners:coverage'),
      align: 'right',
      text: (day) => (coverage(day) === null ? '' : `${percent(coverage(day) ?? '0')}%`),
      render: (day) => <span className="num">{coverage(day) === null ? '–' : `${percent(coverage(day) ?? '0')} %`}</span>,
    },
    moneyColumn('called', text('partners:called'), (day) => day.called),
    moneyColumn('released', text('partners:released'), (day) => day.released),
    moneyColumn('drawn', text('partners:drawn'), (day) => day.drawn),
    dateColumn('deadline', text('partners:callDeadline'), (day) => day.callDeadline),
    textColumn('stopped', text('partners:drawsStopped'), (day) => text(day.drawsStopped ? 'common:yes' : 'common:no'), {
      render: (day) => (day.drawsStopped ? <Tag color="error">{text('partners:drawsStopped')}</Tag> : <span className="muted">–</span>),
    }),
  ];
}

function MarginChart({ programmeId, asset, columns }: { programmeId: string; asset: string; columns: readonly Column<MarginDay>[] }) {
  const { text, language } = useText();
  const { data, error, isError, refetch } = useQuery({
    queryKey: ['margin', programmeId],
    queryFn: ({ signal }) => read<Page<MarginDay>>(subList('programmes', programmeId, 'margin'), { limit: DAYS_DRAWN }, signal),
  });
  const days = useMemo(() => [...(data?.items ?? [])].sort((a, b) => a.date.localeCompare(b.date)), [data]);
  const option = useMemo(() => marginHistoryOption(days, language, text), [days, language, text]);
  if (isError && !data) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton active paragraph={{ rows: 6 }} />;
  const title = text('programme:chart.marginHistory', { asset: assetName(asset) });
  return <ChartCard title={title} name="margin-history" option={option} rows={days} columns={columns} rowKey={(day) => day.date} height={240} />;
}

export function MarginPage() {
  const { text } = useText();
  const { programmeId } = useSearch({ from: '/inside/partners/margin' });
  const navigate = useNavigate();
  const columns = useColumns();
  const { programmes, programme, isPending, isError, error } = useProgramme(programmeId);
  const select = (id: string | undefined) => void navigate({ to: '/partners/margin', search: { programmeId: id } });
  return (
    <>
      <PageHead
        title={text('partners:margin')}
        lead={programme && text('common:unit', { asset: assetName(programme.asset) })}
        actions={<ProgrammeSelect programmes={programmes} value={programme?.id} onChange={select} />}
      />
      {isError && <Failure error={error} />}
      {!programme && !isPending && !isError && <Empty description={text('programme:empty')} />}
      {programme && (
        <div className="stack">
          <MarginChart programmeId={programme.id} asset={programme.asset} columns={columns} />
          <List<MarginDay>
            resource={subList('programmes', programme.id, 'margin')}
            name="margin"
            columns={columns}
            rowKey={(day) => day.date}
            empty={text('partners:marginEmpty')}
            testId="margin-days"
          />
        </div>
      )}
    </>
  );
}
