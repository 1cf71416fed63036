import type { CalculatedSchedule } from '@jinqiao/api';
import type { EChartsCoreOption } from 'echarts/core';
import { series as color, colors } from '../app/colors.ts';
import type { Language, TextKey } from '../i18n/index.ts';
import { categoryAxis, exact, grid, indexOf, legend, moneyAxis, plot, tip, tooltip } from './axes.ts';

type Row = CalculatedSchedule['rows'][number];
type Say = (key: TextKey) => string;
/** With more points than these, their marks would run together. */
const MARKED_POINTS = 40;

type Extent = { readonly min?: number; readonly max?: number; readonly interval?: number };

/** A round number not below a quarter of a size: the distance of an axis's lines. */
function stepOf(size: number): number {
  const power = 10 ** Math.floor(Math.log10(size / 4 || 1));
  return ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= size / 4) ?? 10) * power;
}

/** Drawings and capitalised interest reach below zero; then both axes get as many lines below it, so that their zeros are one line. */
function extents(rows: readonly Row[]): readonly [paid: Extent, balance: Extent] {
  const parts = rows.flatMap(({ principal, interest }) => [plot(principal), plot(interest)]);
  const lowest = Math.min(0, ...parts);
  if (lowest === 0) return [{}, {}];
  const highest = Math.max(...rows.map(({ principal, interest }) => Math.max(0, plot(principal)) + plot(interest)));
  const step = stepOf(Math.max(highest, -lowest));
  const above = Math.max(1, Math.ceil(highest / step));
  const below = Math.ceil(-lowest / step);
  const level = stepOf((Math.max(...rows.map(({ balance }) => plot(balance))) * 4) / above);
  return [
    { min: -below * step, max: above * step, interval: step },
    { min: -below * level, max: above * level, interval: level },
  ];
}

/** The exact figures of the due date under the pointer. */
function tooltipOf(rows: readonly Row[], text: Say) {
  return {
    ...tooltip,
    trigger: 'axis',
    axisPointer: { type: 'shadow' },
    formatter: (event: unknown) => {
      const row = rows[indexOf(event)];
      if (!row) return '';
      return tip(row.due, [
        [color.principal, text('calculator:principal'), exact(row.principal)],
        [color.interest, text('calculator:interest'), exact(row.interest)],
        [color.limit, text('calculator:total'), exact(row.total)],
        [color.outstanding, text('calculator:balance'), exact(row.balance)],
      ]);
    },
  };
}

/** Principal and interest of each due date as stacked bars, and what is left after it as a line on its own axis. */
export function cashFlowOption(rows: readonly Row[], language: Language, text: Say): EChartsCoreOption {
  const named = (name: string) => ({ name, nameLocation: 'middle', nameTextStyle: { color: colors.inkSoft, fontSize: 12 } });
  const [paid, balance] = extents(rows);
  const left = moneyAxis(language);
  const unlessBelowZero = (value: number) => (value < 0 ? '' : left.axisLabel.formatter(value));
  const bar = (name: string, data: number[], shade: string) =>
    ({ name, type: 'bar', stack: 'paid', data, itemStyle: { color: shade }, barMaxWidth: 34 }) as const;
  return {
    aria: { enabled: true },
    grid: { ...grid, left: 4, right: 4, outerBoundsContain: 'all' },
    legend,
    xAxis: categoryAxis(rows.map(({ due }) => due)),
    yAxis: [
      { ...left, ...named(text('calculator:axis.paid')), ...paid },
      {
        ...left,
        ...named(text('calculator:axis.balance')),
        ...balance,
        splitLine: { show: false },
        axisLabel: { ...left.axisLabel, formatter: unlessBelowZero },
      },
    ],
    tooltip: tooltipOf(rows, text),
    series: [
      bar(
        text('calculator:principal'),
        rows.map((row) => plot(row.principal)),
        color.principal,
      ),
      bar(
        text('calculator:interest'),
        rows.map((row) => plot(row.interest)),
        color.interest,
      ),
      {
        name: text('calculator:balance'),
        type: 'line',
        yAxisIndex: 1,
        data: rows.map((row) => plot(row.balance)),
        showSymbol: rows.length <= MARKED_POINTS,
        symbolSize: 5,
        lineStyle: { width: 2 },
        itemStyle: { color: color.outstanding },
      },
    ],
  };
}
