import { memo, useMemo } from 'react';
import { cashFlowOption } from '../../charts/cash-flow-option.ts';
import { ChartCard } from '../../charts/chart-card.tsx';
import { type Figure, KeyFigures, Money, Rate } from '../../components/figures.tsx';
import { grouped, isZero, percent, subtract, sum } from '../../format/decimal.ts';
import { useText } from '../../i18n/index.ts';
import { CostTableCard } from './cost-table.tsx';
import { ScheduleCard, useScheduleColumns } from './schedule.tsx';
import type { Calculated } from './use-calculation.ts';

/** The payment that most due dates have, if half of them have it; those that pay nothing do not count. */
function regularOf(totals: readonly string[]): string | undefined {
  const [most] = [...Map.groupBy(totals, (total) => total)].sort(([, a], [, b]) => b.length - a.length);
  return most && most[1].length > 1 && most[1].length * 2 >= totals.length ? most[0] : undefined;
}

function useInstalmentFigure({ answer, terms }: Calculated): Figure {
  const { text } = useText();
  const paid = answer.rows.filter(({ n, total }) => n > 0 && !isZero(total));
  const first = paid[0];
  const last = paid.at(-1);
  const regular = regularOf(paid.map(({ total }) => total));
  const fees = sum((terms.fees ?? []).filter(({ kind }) => kind === 'periodic').map(({ amount }) => amount));
  const value = regular ?? first?.total ?? '0.00';
  const notes = [
    ...(first && first.total !== value ? [text('calculator:firstIs', { amount: grouped(first.total) })] : []),
    ...(last && last.total !== value ? [text('calculator:lastIs', { amount: grouped(last.total) })] : []),
  ];
  if (notes.length === 0 && last) notes.push(paid.length === 1 ? last.due : text('calculator:allEqual'));
  if (!isZero(fees)) notes.push(text('calculator:plusFees', { amount: grouped(fees) }));
  return {
    key: 'instalment',
    label: text(regular ? 'calculator:instalment' : 'calculator:firstInstalment'),
    value: <Money value={value} />,
    note: notes.map((note) => (
      <span key={note} className="num block">
        {note}
      </span>
    )),
  };
}

function useFigures(calculated: Calculated): Figure[] {
  const { text } = useText();
  const instalment = useInstalmentFigure(calculated);
  const { rows, cost, costTable } = calculated.answer;
  const fees = sum(costTable.items.filter(({ contingent }) => !contingent).flatMap(({ amount }) => amount ?? []));
  const besides = subtract(fees, costTable.totalInterest);
  const rateOf = (rate: string | null) => (rate === null ? <span className="muted">–</span> : <Rate value={rate} />);
  const included = text(costTable.annualNominal === null ? 'calculator:noSingleRate' : 'calculator:feesIncluded');
  const alone = cost === null ? included : text('calculator:interestAlone', { rate: percent(cost.nominal) });
  return [
    instalment,
    {
      key: 'interest',
      label: text('calculator:totalInterest'),
      value: <Money value={costTable.totalInterest} />,
      note: isZero(besides) ? text('calculator:noFees') : text('calculator:feesInTotal', { amount: grouped(besides) }),
    },
    {
      key: 'total',
      label: text('calculator:totalToRepay'),
      value: <Money value={costTable.totalToRepay} />,
      note: text('calculator:until', { to: rows.at(-1)?.due ?? '' }),
    },
    {
      key: 'nominal',
      label: text('calculator:annualNominal'),
      value: rateOf(costTable.annualNominal),
      note: isZero(besides) ? included : alone,
    },
    {
      key: 'effective',
      label: text('calculator:annualEffective'),
      value: rateOf(costTable.annualEffective),
      note: included,
    },
  ];
}

function CashFlowChart({ calculated, asset }: { calculated: Calculated; asset: string }) {
  const { text, language } = useText();
  const { rows } = calculated.answer;
  const option = useMemo(() => cashFlowOption(rows, language, text), [rows, language, text]);
  return (
    <ChartCard
      title={text('calculator:chart.cashFlow', { asset })}
      name="cash-flow"
      option={option}
      rows={rows}
      columns={useScheduleColumns()}
      rowKey={({ n }) => String(n)}
      height={280}
    />
  );
}

export const Results = memo(function Results({ calculated }: { calculated: Calculated }) {
  const asset = calculated.terms.asset ?? 'CNY';
  return (
    <>
      <KeyFigures figures={useFigures(calculated)} testId="calculator-figures" />
      <CashFlowChart calculated={calculated} asset={asset} />
      <ScheduleCard calculated={calculated} asset={asset} />
      <CostTableCard calculated={calculated} asset={asset} />
    </>
  );
});
