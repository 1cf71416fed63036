import type { DunningStatistics } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Skeleton } from 'antd';
import { dunningStatisticsQuery } from '../../api/dunning.ts';
import { businessDayQuery } from '../../api/queries.ts';
import { type Column, countColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Failure } from '../../components/failure.tsx';
import { DateField } from '../../components/filters.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { ExportRows, Section } from '../../components/section.tsx';
import { addMonths } from '../../format/dates.ts';
import { addTexts, useText } from '../../i18n/index.ts';
import { dunning as texts } from '../../i18n/texts/dunning.ts';

addTexts('dunning', texts);

type Bucket = DunningStatistics['buckets'][number];
type Person = DunningStatistics['people'][number];

/** A share of counts in percent with one decimal, cut and not rounded up: 2 of 3 is 66.6 %. */
function share(part: number, whole: number): string {
  if (whole === 0) return '–';
  const thousandths = Math.floor((part * 1000) / whole);
  return `${Math.floor(thousandths / 10)}.${thousandths % 10} %`;
}

function useBucketColumns(): Column<Bucket>[] {
  const { text } = useText();
  return [
    textColumn('bucket', text('dunning:bucket'), (row) => row.bucket),
    countColumn('opened', text('dunning:opened'), (row) => row.opened),
    countColumn('cured', text('dunning:cured'), (row) => row.cured),
    countColumn('lost', text('dunning:lost'), (row) => row.lost),
    countColumn('open', text('dunning:openNow'), (row) => row.open),
    { key: 'rate', title: text('dunning:cureRate'), align: 'right', text: (row) => share(row.cured, row.opened) },
  ];
}

function usePersonColumns(): Column<Person>[] {
  const { text } = useText();
  return [
    textColumn('person', text('dunning:person'), (row) =>
      row.person === 'close' ? text('dunning:automatic') : row.person.startsWith('cus_') ? text('dunning:customer') : row.person,
    ),
    countColumn('held', text('dunning:held'), (row) => row.held),
    countColumn('cured', text('dunning:cured'), (row) => row.cured),
    countColumn('contacts', text('dunning:contacts'), (row) => row.contacts),
    countColumn('reached', text('dunning:reached'), (row) => row.reached),
    countColumn('promises', text('dunning:promises'), (row) => row.promises),
    countColumn('kept', text('dunning:kept'), (row) => row.kept),
    countColumn('broken', text('dunning:broken'), (row) => row.broken),
  ];
}

function Figures({ from, through }: { from: string; through: string }) {
  const { text } = useText();
  const { data, error, isError, refetch } = useQuery(dunningStatisticsQuery(from, through));
  const [buckets, people] = [useBucketColumns(), usePersonColumns()];
  if (isError && !data) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton active paragraph={{ rows: 8 }} />;
  return (
    <div className="stack">
      <Section flush title={text('dunning:byBucket')} extra={<ExportRows name="dunning-buckets" columns={buckets} rows={data.buckets} />}>
        <DataTable columns={buckets} rows={data.buckets} rowKey={(row) => row.bucket} empty={text('common:noData')} testId="dunning-buckets" />
      </Section>
      <Section flush title={text('dunning:byPerson')} extra={<ExportRows name="dunning-people" columns={people} rows={data.people} />}>
        <DataTable columns={people} rows={data.people} rowKey={(row) => row.person} empty={text('common:noData')} testId="dunning-people" />
      </Section>
    </div>
  );
}

export function DunningStatisticsPage() {
  const { text } = useText();
  const navigate = useNavigate();
  const search = useSearch({ from: '/inside/risk/dunning/statistics' });
  const today = useQuery(businessDayQuery).data?.current;
  const through = search.through ?? today;
  const from = search.from ?? (through && addMonths(through, -6));
  const go = (next: { from?: string; through?: string }) => void navigate({ to: '/risk/dunning/statistics', search: { from, through, ...next } });
  return (
    <>
      <PageHead title={text('dunning:statistics')} lead={text('dunning:statisticsLead')} />
      {from && through && (
        <>
          <div className="toolbar">
            <DateField label={text('dunning:from')} value={from} onChange={(date) => date && go({ from: date })} testId="statistics-from" />
            <span className="muted">{text('dunning:through')}</span>
            <DateField label={text('dunning:through')} value={through} onChange={(date) => date && go({ through: date })} testId="statistics-through" />
          </div>
          <Figures from={from} through={through} />
        </>
      )}
    </>
  );
}
