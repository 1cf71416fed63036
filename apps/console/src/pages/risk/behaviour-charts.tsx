import type { RiskPortfolio } from '@jinqiao/api';
import { Segmented, Select } from 'antd';
import { useMemo, useState } from 'react';
import { ChartCard } from '../../charts/chart-card.tsx';
import { type HeatCell, heatOption, ratesOption } from '../../charts/portfolio-options.ts';
import { type VintageLine, vintageLines, vintageOption } from '../../charts/risk-options.ts';
import { type Column, countColumn, moneyColumn, rateColumn, textColumn } from '../../components/columns.tsx';
import { useText } from '../../i18n/index.ts';
import type { OpenContracts } from './portfolio-figures.tsx';

type Props = { portfolio: RiskPortfolio; open: OpenContracts };
const CURVES = ['coincident', 'cumulative', 'netLoss'] as const;
const CURVE_TEXT = { coincident: 'risk:coincident', cumulative: 'risk:cumulative', netLoss: 'risk:lossCurve' } as const;
const DAYS = ['1', '30', '60', '90'] as const;
type VintageRow = { cohort: string; originated: string; mob: number; coincident: string; cumulative: string; netLoss: string };

export function VintageChart({ portfolio, open, days, onDays }: Props & { days: string; onDays: (days: string) => void }) {
  const { text } = useText();
  const [curve, setCurve] = useState<(typeof CURVES)[number]>('cumulative');
  const lines: VintageLine[] = useMemo(
    () =>
      vintageLines(
        portfolio.vintages.map(({ cohort, originated, points }) => ({
          month: cohort,
          disbursed: originated,
          points: points.map((point) => ({ age: point.mob, overdueRate: point[curve] })),
        })),
        text('risk:earlier'),
      ),
    [portfolio, curve, text],
  );
  const option = useMemo(() => vintageOption(lines, text('risk:mob')), [lines, text]);
  const rows: VintageRow[] = portfolio.vintages.flatMap(({ cohort, originated, points }) => points.map((point) => ({ cohort, originated, ...point })));
  const columns: Column<VintageRow>[] = [
    textColumn('cohort', text('risk:cohort'), (row) => row.cohort),
    moneyColumn('originated', text('risk:originated'), (row) => row.originated),
    countColumn('mob', text('risk:mob'), (row) => row.mob),
    ...CURVES.map((name) => rateColumn<VintageRow>(name, text(CURVE_TEXT[name]), (row) => row[name])),
  ];
  const tools = (
    <>
      <Select
        size="small"
        value={days}
        onChange={onDays}
        aria-label={text('risk:days')}
        options={DAYS.map((value) => ({ value, label: text('risk:vintageDays', { days: value }) }))}
        data-testid="risk-days"
      />
      <Segmented size="small" value={curve} onChange={setCurve} options={CURVES.map((value) => ({ value, label: text(CURVE_TEXT[value]) }))} />
    </>
  );
  return (
    <ChartCard
      title={text('risk:vintages')}
      name="risk-vintages"
      option={option}
      rows={rows}
      columns={columns}
      rowKey={(row) => `${row.cohort}-${row.mob}`}
      extra={tools}
      onPick={() => open({})}
    />
  );
}

type FlowRow = { key: string; asOf: string; from: string; to: string; rate: string };

export function FlowChart({ portfolio, open }: Props) {
  const { text } = useText();
  const months = portfolio.flows.map(({ asOf }) => asOf);
  const shown = ['M1', 'M2', 'M3', 'M4', 'M5', 'M6'];
  const option = useMemo(
    () =>
      ratesOption(
        portfolio.flows.map(({ asOf }) => asOf),
        shown.map((to, at) => ({
          name: `M${at}→${to}`,
          rates: portfolio.flows.map(({ rates }) => rates.find((flow) => flow.to === to)?.rate ?? null),
        })),
      ),
    [portfolio],
  );
  const rows: FlowRow[] = portfolio.flows.flatMap(({ asOf, rates }) =>
    rates.flatMap(({ from, to, rate }) => (rate === null ? [] : [{ key: `${asOf} ${to}`, asOf, from, to, rate }])),
  );
  const columns: Column<FlowRow>[] = [
    textColumn('asOf', text('risk:asOf'), (row) => row.asOf),
    textColumn('from', text('risk:from'), (row) => row.from),
    textColumn('to', text('risk:to'), (row) => row.to),
    rateColumn('rate', text('risk:rate'), (row) => row.rate),
  ];
  return (
    <ChartCard
      title={text('risk:flows')}
      name="risk-flows"
      option={option}
      rows={months.length > 0 ? rows : []}
      columns={columns}
      rowKey={(row) => row.key}
      onPick={(asOf) => open({ asOf })}
    />
  );
}

const ORDER = ['new', 'M0', 'M1', 'M2', 'M3', 'M4', 'M5', 'M6', 'M7+', 'paid-off', 'written-off'];

type HeatProps = Props & { name: string; title: string; cells: readonly HeatCell[]; rows: string; columns: string };

function HeatCard({ open, name, title, cells, rows, columns }: HeatProps) {
  const { text, term } = useText();
  const option = useMemo(() => heatOption(cells, ORDER, { rows, columns, of: (status) => term('risk:status', status) }), [cells, rows, columns, term]);
  const shown: Column<HeatCell>[] = [
    textColumn('row', rows, (cell) => term('risk:status', cell.row)),
    textColumn('column', columns, (cell) => term('risk:status', cell.column)),
    countColumn('contracts', text('risk:contracts'), (cell) => cell.contracts),
    rateColumn('share', text('risk:share'), (cell) => cell.share ?? '0'),
  ];
  const ordered = [...cells].sort((a, b) => ORDER.indexOf(a.row) - ORDER.indexOf(b.row) || ORDER.indexOf(a.column) - ORDER.indexOf(b.column));
  return (
    <ChartCard
      title={title}
      name={name}
      option={option}
      rows={ordered}
      columns={shown}
      rowKey={(cell) => `${cell.row} ${cell.column}`}
      onPick={(status) => open({ status })}
    />
  );
}

export function MigrationChart(props: Props) {
  const { text } = useText();
  const cells = useMemo(() => props.portfolio.migration.map(({ from, to, ...cell }) => ({ row: from, column: to, ...cell })), [props.portfolio]);
  return <HeatCard {...props} name="risk-migration" title={text('risk:migration')} cells={cells} rows={text('risk:from')} columns={text('risk:to')} />;
}

export function RollChart(props: Props) {
  const { text } = useText();
  const cells = useMemo(
    () => props.portfolio.rolls.map(({ observed, performed, ...cell }) => ({ row: observed, column: performed, ...cell })),
    [props.portfolio],
  );
  return <HeatCard {...props} name="risk-rolls" title={text('risk:rolls')} cells={cells} rows={text('risk:observed')} columns={text('risk:performed')} />;
}

type First = RiskPortfolio['firstPayments'][number];

export function FirstPaymentChart({ portfolio, open }: Props) {
  const { text } = useText();
  const option = useMemo(() => {
    const months = [...new Set(portfolio.firstPayments.map(({ dueMonth }) => dueMonth))];
    const rate = (month: string, days: number) => portfolio.firstPayments.find((cell) => cell.dueMonth === month && cell.days === days)?.rate ?? null;
    return ratesOption(
      months,
      [1, 7, 30].map((days) => ({ name: `FPD${days}`, rates: months.map((month) => rate(month, days)) })),
    );
  }, [portfolio]);
  const columns: Column<First>[] = [
    textColumn('dueMonth', text('risk:dueMonth'), (row) => row.dueMonth),
    countColumn('days', text('risk:days'), (row) => row.days),
    countColumn('due', text('risk:due'), (row) => row.due),
    countColumn('late', text('risk:late'), (row) => row.late),
    rateColumn('rate', text('risk:rate'), (row) => row.rate ?? '0'),
  ];
  return (
    <ChartCard
      title={text('risk:firstPayments')}
      name="risk-fpd"
      option={option}
      rows={portfolio.firstPayments}
      columns={columns}
      rowKey={(row) => `${row.dueMonth} ${row.days}`}
      onPick={() => open({})}
    />
  );
}
