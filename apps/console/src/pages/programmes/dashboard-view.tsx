import type { Dashboard } from '@jinqiao/api';
import { useNavigate } from '@tanstack/react-router';
import { Alert } from 'antd';
import { useMemo } from 'react';
import { ChartCard } from '../../charts/chart-card.tsx';
import { balanceOption, collectionsOption } from '../../charts/history-options.ts';
import { bucketsOption, type VintageLine, vintageLines, vintageOption } from '../../charts/risk-options.ts';
import { yieldOption, yieldSteps } from '../../charts/yield-option.ts';
import { type Column, countColumn, dateColumn, moneyColumn, rateColumn, textColumn } from '../../components/columns.tsx';
import { assetName } from '../../components/figures.tsx';
import { useText } from '../../i18n/index.ts';
import { CloseToday } from './close-today.tsx';
import { DashboardFigures } from './dashboard-figures.tsx';
import { MarginCard } from './margin-card.tsx';

type Day = Dashboard['history'][number];
type VintageRow = { month: string; disbursed: string; age: number; overdueRate: string };
const DAYS_IN_BARS = 31;

const newestFirst = (days: readonly Day[]): Day[] => [...days].reverse();

function BalanceChart({ dashboard }: { dashboard: Dashboard }) {
  const { text, language } = useText();
  const option = useMemo(() => balanceOption(dashboard.history, language, text), [dashboard, language, text]);
  const columns: Column<Day>[] = [
    dateColumn('date', text('common:date'), (day) => day.date),
    moneyColumn('outstanding', text('programme:outstanding'), (day) => day.outstanding),
    moneyColumn('overdue', text('programme:overdue'), (day) => day.overdue),
  ];
  const title = text('programme:chart.balance', { asset: assetName(dashboard.asset) });
  return <ChartCard title={title} name="balance" option={option} rows={newestFirst(dashboard.history)} columns={columns} rowKey={(day) => day.date} />;
}

function YieldChart({ dashboard }: { dashboard: Dashboard }) {
  const { text, language } = useText();
  const steps = useMemo(() => yieldSteps(dashboard.yield, text), [dashboard, text]);
  const option = useMemo(() => yieldOption(steps, language), [steps, language]);
  const columns: Column<(typeof steps)[number]>[] = [
    textColumn('name', text('loan:item'), (step) => step.name),
    moneyColumn('amount', text('common:amount'), (step) => step.amount),
  ];
  const title = text('programme:chart.yield', { asset: assetName(dashboard.asset) });
  return <ChartCard title={title} name="yield" option={option} rows={steps} columns={columns} rowKey={(step) => step.key} />;
}

function BucketChart({ dashboard }: { dashboard: Dashboard }) {
  const { text, language } = useText();
  const navigate = useNavigate();
  const overdue = useMemo(() => dashboard.buckets.filter((bucket) => bucket.bucket !== 'M0'), [dashboard]);
  const option = useMemo(() => bucketsOption(overdue, language), [overdue, language]);
  const columns: Column<Dashboard['buckets'][number]>[] = [
    textColumn('bucket', text('programme:bucket'), (bucket) => bucket.bucket),
    countColumn('loans', text('programme:loans'), (bucket) => bucket.loans),
    moneyColumn('outstanding', text('programme:outstanding'), (bucket) => bucket.outstanding),
  ];
  const pick = (bucket: string) => void navigate({ to: '/loans', search: { bucket, programmeId: dashboard.programmeId } });
  const title = text('programme:chart.buckets', { asset: assetName(dashboard.asset) });
  return <ChartCard title={title} name="buckets" option={option} rows={dashboard.buckets} columns={columns} rowKey={(bucket) => bucket.bucket} onPick={pick} />;
}

function VintageChart({ dashboard }: { dashboard: Dashboard }) {
  const { text } = useText();
  const lines: VintageLine[] = useMemo(() => vintageLines(dashboard.vintages, text('programme:earlier')), [dashboard, text]);
  const option = useMemo(() => vintageOption(lines, text('programme:age')), [lines, text]);
  const rows: VintageRow[] = dashboard.vintages.flatMap(({ month, disbursed, points }) => points.map((point) => ({ month, disbursed, ...point })));
  const columns: Column<VintageRow>[] = [
    textColumn('month', text('programme:vintage'), (row) => row.month),
    moneyColumn('disbursed', text('programme:disbursed'), (row) => row.disbursed),
    countColumn('age', text('programme:age'), (row) => row.age),
    rateColumn('rate', text('programme:overdueRate'), (row) => row.overdueRate),
  ];
  return (
    <ChartCard
      title={text('programme:chart.vintages')}
      name="vintages"
      option={option}
      rows={rows}
      columns={columns}
      rowKey={(row) => `${row.month}-${row.age}`}
    />
  );
}

function CollectionsChart({ dashboard }: { dashboard: Dashboard }) {
  const { text, language } = useText();
  const days = useMemo(() => dashboard.history.slice(-DAYS_IN_BARS), [dashboard]);
  const option = useMemo(() => collectionsOption(days, language, text), [days, language, text]);
  const columns: Column<Day>[] = [
    dateColumn('date', text('common:date'), (day) => day.date),
    moneyColumn('collected', text('programme:collected'), (day) => day.collected),
    moneyColumn('failed', text('programme:failed'), (day) => day.failed),
  ];
  const title = text('programme:chart.collections', { asset: assetName(dashboard.asset) });
  return <ChartCard title={title} name="collections" option={option} rows={newestFirst(days)} columns={columns} rowKey={(day) => day.date} />;
}

export function DashboardView({ dashboard }: { dashboard: Dashboard }) {
  const { text } = useText();
  return (
    <div className="stack" data-testid="dashboard">
      {dashboard.asOf === null && <Alert type="info" showIcon title={text('programme:notClosed')} />}
      <DashboardFigures dashboard={dashboard} />
      <div className="columns wide-left">
        <BalanceChart dashboard={dashboard} />
        <MarginCard dashboard={dashboard} />
      </div>
      <div className="columns halves">
        <YieldChart dashboard={dashboard} />
        <BucketChart dashboard={dashboard} />
      </div>
      <div className="columns halves">
        <VintageChart dashboard={dashboard} />
        <CollectionsChart dashboard={dashboard} />
      </div>
      <CloseToday />
    </div>
  );
}
