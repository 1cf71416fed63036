import type { ComplianceOutlook, ComplianceProfile, OutlookProduct } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Empty, Skeleton } from 'antd';
import { useMemo } from 'react';
import { outlookQuery, turningPointsQuery } from '../../api/compliance.ts';
import { ChartCard } from '../../charts/chart-card.tsx';
import { type TimelineRow, timelineOption, timelineRows } from '../../charts/outlook-option.ts';
import { type Column, countColumn, dateColumn, textColumn } from '../../components/columns.tsx';
import { Failure } from '../../components/failure.tsx';
import { KeyFigures } from '../../components/figures.tsx';
import { DateField } from '../../components/filters.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Section } from '../../components/section.tsx';
import { useText } from '../../i18n/index.ts';
import { OutlookMatrix } from './outlook-matrix.tsx';
import { OutlookResults } from './outlook-results.tsx';
import { Line, ProfileSwitch, useMoment } from './shared.tsx';

/** Dates on which the business of 2017 met another rule. */
const MOMENTS = ['2017-06-30', '2017-12-01', '2018-06-30', '2020-11-15', '2025-10-01', '2026-08-01', '2026-09-30'] as const;
const LAST = '2028-12-31';

function Timeline({
  profile,
  date,
  products,
  onDate,
}: {
  profile: ComplianceProfile;
  date: string;
  products: ComplianceOutlook['products'];
  onDate: (date: string) => void;
}) {
  const { text } = useText();
  const { data, isPending } = useQuery(turningPointsQuery(profile));
  const rows = useMemo(() => timelineRows(data?.items ?? [], products), [data, products]);
  const option = useMemo(() => (rows.length === 0 ? {} : timelineOption(rows, date, LAST, text)), [rows, date, text]);
  const columns: Column<TimelineRow>[] = [
    dateColumn('date', text('common:date'), (row) => row.date),
    countColumn('designs', text('compliance:designs'), (row) => row.designs),
    countColumn('programmes', text('compliance:programmes'), (row) => row.programmes),
    textColumn('begin', text('compliance:change.begins'), (row) => row.begin.join(', ')),
    textColumn('end', text('compliance:change.ends'), (row) => row.end.join(', ')),
  ];
  if (isPending) return <Skeleton active paragraph={{ rows: 6 }} />;
  return (
    <ChartCard
      title={text('compliance:timeline')}
      name="compliance-timeline"
      option={option}
      rows={rows}
      columns={columns}
      rowKey={(row) => row.date}
      height={230}
      onPick={(name) => /^\d{4}-\d{2}-\d{2}$/.test(name) && onDate(name)}
    />
  );
}

function Coming({ coming }: { coming: ComplianceOutlook['coming'] }) {
  const { text, choose } = useText();
  return (
    <Section title={text('compliance:coming')}>
      {coming.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={text('compliance:comingNone')} />}
      <ul className="coming" data-testid="coming">
        {coming.map((change) => (
          <li key={`${change.date} ${change.ruleId} ${change.change}`}>
            <span className="num">{change.date}</span>
            <span className={change.change === 'begins' ? 'bad' : 'good'}>{text(`compliance:change.${change.change}`)}</span>
            <span>
              {choose(change.zh, change.en)}
              <small>{change.basis}</small>
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Summary({ products }: { products: readonly OutlookProduct[] }) {
  const { text } = useText();
  const sum = (of: (product: OutlookProduct) => number) => products.reduce((n, product) => n + of(product), 0);
  const blocked = products.filter((product) => product.counts.blocking > 0).length;
  return (
    <KeyFigures
      testId="outlook-figures"
      figures={[
        {
          key: 'blocked',
          label: `${text('compliance:product')} · ${text('compliance:blocking')}`,
          value: `${blocked} / ${products.length}`,
          ...(blocked > 0 && { tone: 'bad' as const }),
        },
        {
          key: 'breaches',
          label: text('compliance:breaches'),
          value: sum((product) => product.counts.breach),
          ...(sum((p) => p.counts.breach) > 0 && { tone: 'bad' as const }),
        },
        {
          key: 'missing',
          label: text('compliance:missing'),
          value: sum((product) => product.counts.missing),
          ...(sum((p) => p.counts.missing) > 0 && { tone: 'warn' as const }),
        },
        { key: 'pass', label: text('compliance:passing'), value: sum((product) => product.counts.pass), tone: 'good' },
      ]}
    />
  );
}

/** The profile and the date are switched; what each product would breach is shown with rule, basis and date in force. */
export function OutlookPage() {
  const { text } = useText();
  const search = useSearch({ from: '/inside/compliance/outlook' });
  const navigate = useNavigate();
  const { profile, date, today } = useMoment(search);
  const query = useQuery({ ...outlookQuery(profile, date), enabled: date !== '' });
  const go = (next: Record<string, string | undefined>) => void navigate({ to: '/compliance/outlook', search: { ...search, ...next }, replace: true });
  const products = query.data?.products ?? [];
  const chosen = products.find((product) => product.id === search.product) ?? products[0];
  return (
    <>
      <PageHead title={text('compliance:outlook')} lead={text('compliance:outlookLead')} readAt={query.dataUpdatedAt} />
      <Line>
        <ProfileSwitch value={profile} onChange={(next) => go({ profile: next })} />
        <DateField value={date} onChange={(next) => go({ date: next })} label={text('common:date')} today={today} testId="outlook-date" />
        <div className="moments">
          {MOMENTS.map((moment) => (
            <Button
              key={moment}
              size="small"
              type={moment === date ? 'primary' : 'default'}
              title={moment}
              onClick={() => go({ date: moment })}
              data-testid={`moment-${moment}`}
            >
              {text(`compliance:moment.${moment}`)}
            </Button>
          ))}
          <Button size="small" onClick={() => go({ date: undefined })}>
            {text('compliance:today')}
          </Button>
        </div>
      </Line>
      {query.isError && !query.data && <Failure error={query.error} retry={() => void query.refetch()} />}
      {!query.data && !query.isError && <Skeleton active paragraph={{ rows: 10 }} />}
      {query.data && chosen && (
        <div className="stack">
          <Summary products={products} />
          <Timeline profile={profile} date={date} products={products} onDate={(next) => go({ date: next })} />
          <OutlookMatrix outlook={query.data} chosen={chosen.id} onChoose={(product) => go({ product })} />
          <OutlookResults product={chosen} date={query.data.date} profile={profile} />
          <Coming coming={query.data.coming} />
        </div>
      )}
    </>
  );
}
