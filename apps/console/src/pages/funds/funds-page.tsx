import type { FundDayView, FundDetail, NetValueDayView } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Empty, Skeleton, Tabs, Tag } from 'antd';
import { useMemo } from 'react';
import { fundQuery, fundsQuery } from '../../api/queries.ts';
import { ChartCard } from '../../charts/chart-card.tsx';
import { fundBalanceOption, fundYieldOption, netValueOption } from '../../charts/fund-options.ts';
import { type Column, dateColumn, moneyColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Failure } from '../../components/failure.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { ExportRows, Section } from '../../components/section.tsx';
import { useText } from '../../i18n/index.ts';
import { FundDesk } from './fund-desk.tsx';
import { FundOrders } from './fund-orders.tsx';

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

function useNetValueColumns(): Column<NetValueDayView>[] {
  const { text } = useText();
  return [
    dateColumn('date', text('common:date'), (day) => day.date),
    textColumn('nav', text('fund:netValue'), (day) => day.nav, { render: (day) => numeral(day.nav) }),
    textColumn('accumulated', text('fund:accumulated'), (day) => day.accumulated, { render: (day) => numeral(day.accumulated) }),
    textColumn('dividend', text('fund:dividend'), (day) => day.dividend, { render: (day) => numeral(day.dividend) }),
  ];
}

function MoneyCharts({ fund }: { fund: FundDetail }) {
  const { text, language } = useText();
  const columns = useDayColumns();
  const days = useMemo(() => [...fund.days].reverse(), [fund]);
  const yields = useMemo(() => days.filter((day) => day.sevenDayYield !== null), [days]);
  const balances = useMemo(() => days.filter((day) => day.closing !== null), [days]);
  const named = { columns, rowKey: (day: FundDayView) => day.date, height: 220 };
  return (
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
  );
}

function NetValueChart({ fund }: { fund: FundDetail }) {
  const { text } = useText();
  const columns = useNetValueColumns();
  const days = useMemo(() => [...fund.netValues].reverse(), [fund]);
  return (
    <ChartCard
      title={text('fund:chart.netValue')}
      name="fund-net-value"
      option={netValueOption(days, text('fund:netValue'))}
      rows={days}
      columns={columns}
      rowKey={(day: NetValueDayView) => day.date}
      height={240}
    />
  );
}

/** One fund: how it yields or is valued and grows, what is under way, and where its registrar and we differ. */
function Fund({ id }: { id: string }) {
  const { text, choose } = useText();
  const { data: fund, error, isError, refetch } = useQuery(fundQuery(id));
  const columns = useDayColumns();
  const valueColumns = useNetValueColumns();
  const breakColumns = useBreakColumns();
  if (isError && !fund) return <Failure error={error} retry={() => void refetch()} />;
  if (!fund) return <Skeleton active paragraph={{ rows: 8 }} />;
  const byNetValue = fund.pricing === 'net-value';
  return (
    <div className="stack" data-testid={`fund-${fund.id}`}>
      <Section
        title={
          <>
            {choose(fund.nameZh, fund.name)} <Tag>{fund.id}</Tag> <Tag color="success">{fund.risk}</Tag> <Tag>{text(`fund:shelf.${fund.shelf}`)}</Tag>
          </>
        }
      >
        <p className="muted">
          {text('fund:line', { seller: choose(fund.sellerZh, fund.seller), registrar: choose(fund.registrarZh, fund.registrar), cutOff: fund.cutOff })}
        </p>
      </Section>
      <FundDesk fund={fund} />
      <FundOrders fund={fund} />
      {byNetValue ? <NetValueChart fund={fund} /> : <MoneyCharts fund={fund} />}
      <Section title={text('fund:breaks')} flush extra={<ExportRows name="fund-breaks" columns={breakColumns} rows={fund.breaks} />}>
        <DataTable
          columns={breakColumns}
          rows={fund.breaks}
          rowKey={(item) => `${item.date} ${item.kind} ${item.subject}`}
          empty={text('fund:noBreaks')}
          testId="fund-breaks"
        />
      </Section>
      {byNetValue ? (
        <Section title={text('fund:days')} flush extra={<ExportRows name="fund-net-values" columns={valueColumns} rows={fund.netValues} />}>
          <DataTable columns={valueColumns} rows={fund.netValues} rowKey={(day) => day.date} empty={text('fund:noDays')} testId="fund-days" />
        </Section>
      ) : (
        <Section title={text('fund:days')} flush extra={<ExportRows name="fund-days" columns={columns} rows={fund.days} />}>
          <DataTable columns={columns} rows={fund.days} rowKey={(day) => day.date} empty={text('fund:noDays')} testId="fund-days" />
        </Section>
      )}
    </div>
  );
}

export function FundsPage() {
  const { text, choose } = useText();
  const { id } = useSearch({ from: '/inside/products/funds' });
  const navigate = useNavigate();
  const { data, error, isError, isPending, refetch, dataUpdatedAt } = useQuery(fundsQuery);
  const chosen = data?.items.find((fund) => fund.id === id) ?? data?.items[0];
  return (
    <>
      <PageHead title={text('fund:title')} lead={text('fund:lead')} readAt={dataUpdatedAt} />
      {isError && !data && <Failure error={error} retry={() => void refetch()} />}
      {isPending && <Skeleton active paragraph={{ rows: 8 }} />}
      {data?.items.length === 0 && <Empty description={text('fund:none')} />}
      {chosen && data && (
        <>
          <Tabs
            activeKey={chosen.id}
            onChange={(next) => void navigate({ to: '/products/funds', search: { id: next }, replace: true })}
            items={data.items.map((fund) => ({ key: fund.id, label: <span data-testid={`tab-${fund.id}`}>{choose(fund.nameZh, fund.name)}</span> }))}
          />
          <Fund key={chosen.id} id={chosen.id} />
        </>
      )}
    </>
  );
}
