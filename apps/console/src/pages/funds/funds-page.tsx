import type { FundDayView, FundDetail, FundSummary } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Empty, Skeleton, Tag } from 'antd';
import { useMemo } from 'react';
import { fundQuery, fundsQuery } from '../../api/queries.ts';
import { ChartCard } from '../../charts/chart-card.tsx';
import { fundBalanceOption, fundYieldOption } from '../../charts/fund-options.ts';
import { type Column, dateColumn, moneyColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Failure } from '../../components/failure.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { ExportRows, Section } from '../../components/section.tsx';
import { addTexts, useText } from '../../i18n/index.ts';
import { fund as texts } from '../../i18n/texts/fund.ts';

addTexts('fund', texts);

type Break = FundDetail['breaks'][number];

const numeral = (value: string | null) => <span className="num">{value ?? '–'}</span>;

function useDayColumns(): Column<FundDayView>[] {
  const { text } = useText();
  return [
    dateColumn('date', text('common:date'), (day) => day.date),
    textColumn('yield', text('fund:sevenDayYield'), (day) => day.sevenDayYield, { render: (day) => numeral(day.sevenDayYield) }),
    textColumn('per10k', text('fund:per10k'), (day) => day.per10k, { render: (day) => numeral(day.per10k) }),
    moneyColumn('purchased', text('fund:purchased'), (day) => day.purchased),
    moneyColumn('redeemed', text('fund:redeemed'), (day) => day.redeemed),
    moneyColumn('income', text('fund:income'), (day) => day.income),
    moneyColumn('closing', text('fund:closing'), (day) => day.closing),
  ];
}

function useBreakColumns(): Column<Break>[] {
  const { text, term } = useText();
  return [
    dateColumn('date', text('common:date'), (item) => item.date),
    textColumn('kind', text('fund:kind'), (item) => term('fund:break', item.kind)),
    textColumn('subject', text('fund:subject'), (item) => item.subject, { render: (item) => <span className="id">{item.subject}</span> }),
    textColumn('ours', text('fund:ours'), (item) => item.ours, { render: (item) => numeral(item.ours) }),
    textColumn('theirs', text('fund:theirs'), (item) => item.theirs, { render: (item) => numeral(item.theirs) }),
  ];
}

/** One fund: how it yields and grows, day by day, and where its registrar and we differ. */
function Fund({ fund }: { fund: FundSummary }) {
  const { text, choose, language } = useText();
  const { data, error, isError, refetch } = useQuery(fundQuery(fund.id));
  const columns = useDayColumns();
  const breakColumns = useBreakColumns();
  const days = useMemo(() => [...(data?.days ?? [])].reverse(), [data]);
  const yields = useMemo(() => days.filter((day) => day.sevenDayYield !== null), [days]);
  const balances = useMemo(() => days.filter((day) => day.closing !== null), [days]);
  if (isError && !data) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton active paragraph={{ rows: 8 }} />;
  const named = { columns, rowKey: (day: FundDayView) => day.date, height: 220 };
  return (
    <div className="stack" data-testid={`fund-${fund.id}`}>
      <Section
        title={
          <>
            {choose(fund.nameZh, fund.name)} <Tag>{fund.id}</Tag> <Tag color="success">{fund.risk}</Tag>
          </>
        }
      >
        <p className="muted">
          {text('fund:line', { seller: choose(fund.sellerZh, fund.seller), registrar: choose(fund.registrarZh, fund.registrar), cutOff: fund.cutOff })}
        </p>
      </Section>
      <div className="columns halves">
        <ChartCard title={text('fund:chart.yield')} name="fund-yield" option={fundYieldOption(yields, text('fund:sevenDayYield'))} rows={yields} {...named} />
        <ChartCard
          title={text('fund:chart.balance')}
          name="fund-balance"
          option={fundBalanceOption(balances, text('fund:closing'), language)}
          rows={balances}
          {...named}
        />
      </div>
      <Section title={text('fund:breaks')} flush extra={<ExportRows name="fund-breaks" columns={breakColumns} rows={data.breaks} />}>
        <DataTable
          columns={breakColumns}
          rows={data.breaks}
          rowKey={(item) => `${item.date} ${item.kind} ${item.subject}`}
          empty={text('fund:noBreaks')}
          testId="fund-breaks"
        />
      </Section>
      <Section title={text('fund:days')} flush extra={<ExportRows name="fund-days" columns={columns} rows={data.days} />}>
        <DataTable columns={columns} rows={data.days} rowKey={(day) => day.date} empty={text('fund:noDays')} testId="fund-days" />
      </Section>
    </div>
  );
}

export function FundsPage() {
  const { text } = useText();
  const { data, error, isError, isPending, refetch, dataUpdatedAt } = useQuery(fundsQuery);
  return (
    <>
      <PageHead title={text('fund:title')} lead={text('fund:lead')} readAt={dataUpdatedAt} />
      {isError && !data && <Failure error={error} retry={() => void refetch()} />}
      {isPending && <Skeleton active paragraph={{ rows: 8 }} />}
      {data?.items.length === 0 && <Empty description={text('fund:none')} />}
      {data?.items.map((fund) => (
        <Fund key={fund.id} fund={fund} />
      ))}
    </>
  );
}
