import type { Dashboard, MarginDay } from '@jinqiao/api';
import type { EChartsCoreOption } from 'echarts/core';
import { series as color } from '../app/colors.ts';
import type { Language, TextKey } from '../i18n/index.ts';
import { categoryAxis, dayAxis, exact, grid, indexOf, legend, moneyAxis, plot, tip, tooltip } from './axes.ts';

type Say = (key: TextKey) => string;
type Day = Dashboard['history'][number];

/** Outstanding balance as an area, the overdue part as another on the same zero-based axis. */
export function balanceOption(history: readonly Day[], language: Language, text: Say): EChartsCoreOption {
  const area = (name: string, data: number[], shade: string, opacity: number) =>
    ({ name, type: 'line', data, showSymbol: false, lineStyle: { width: 2 }, itemStyle: { color: shade }, areaStyle: { opacity } }) as const;
  return {
    aria: { enabled: true },
    grid,
    legend,
    xAxis: dayAxis(history.map((day) => day.date)),
    yAxis: moneyAxis(language),
    tooltip: {
      ...tooltip,
      trigger: 'axis',
      formatter: (event: unknown) => {
        const day = history[indexOf(event)];
        if (!day) return '';
        return tip(day.date, [
          [color.outstanding, text('programme:outstanding'), exact(day.outstanding)],
          [color.overdue, text('programme:overdue'), exact(day.overdue)],
        ]);
      },
    },
    series: [
      area(
        text('programme:outstanding'),
        history.map((day) => plot(day.outstanding)),
        color.outstanding,
        0.14,
      ),
      area(
        text('programme:overdue'),
        history.map((day) => plot(day.overdue)),
        color.overdue,
        0.3,
      ),
    ],
  };
}

/** What was collected each day, and what failed, stacked. */
export function collectionsOption(history: readonly Day[], language: Language, text: Say): EChartsCoreOption {
  const bar = (name: string, data: number[], shade: string) =>
    ({ name, type: 'bar', stack: 'day', data, itemStyle: { color: shade }, barMaxWidth: 14 }) as const;
  return {
    aria: { enabled: true },
    grid,
    legend,
    xAxis: categoryAxis(history.map((day) => day.date.slice(5))),
    yAxis: moneyAxis(language),
    tooltip: {
      ...tooltip,
      trigger: 'axis',
      axisPointer: { type: 'shadow' },
      formatter: (event: unknown) => {
        const day = history[indexOf(event)];
        if (!day) return '';
        return tip(day.date, [
          [color.collected, text('programme:collected'), exact(day.collected)],
          [color.failed, text('programme:failed'), exact(day.failed)],
        ]);
      },
    },
    series: [
      bar(
        text('programme:collected'),
        history.map((day) => plot(day.collected)),
        color.collected,
      ),
      bar(
        text('programme:failed'),
        history.map((day) => plot(day.failed)),
        color.failed,
      ),
    ],
  };
}

/** The deposit as a step line between its floor and its ceiling. */
export function marginHistoryOption(days: readonly MarginDay[], language: Language, text: Say): EChartsCoreOption {
  const step = (name: string, data: number[], shade: string, type: 'solid' | 'dashed', width: number) =>
    ({ name, type: 'line', step: 'end', data, showSymbol: false, lineStyle: { width, type }, itemStyle: { color: shade } }) as const;
  return {
    aria: { enabled: true },
    grid,
    legend,
    xAxis: dayAxis(days.map((day) => day.date)),
    yAxis: moneyAxis(language),
    tooltip: {
      ...tooltip,
      trigger: 'axis',
      formatter: (event: unknown) => {
        const day = days[indexOf(event)];
        if (!day) return '';
        return tip(day.date, [
          [color.limit, text('partners:ceiling'), exact(day.ceiling)],
          [color.margin, text('partners:held'), exact(day.held)],
          [color.overdue, text('partners:required'), exact(day.required)],
        ]);
      },
    },
    series: [
      step(
        text('partners:ceiling'),
        days.map((day) => plot(day.ceiling)),
        color.limit,
        'dashed',
        1.5,
      ),
      step(
        text('partners:held'),
        days.map((day) => plot(day.held)),
        color.margin,
        'solid',
        2.5,
      ),
      step(
        text('partners:required'),
        days.map((day) => plot(day.required)),
        color.overdue,
        'dashed',
        1.5,
      ),
    ],
  };
}
