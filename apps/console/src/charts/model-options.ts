import type { ModelCard } from '@jinqiao/api';
import type { EChartsCoreOption } from 'echarts/core';
import { colors, series } from '../app/colors.ts';
import { categoryAxis, grid, indexOf, legend, percentAxis, tip, tooltip } from './axes.ts';

type Validation = ModelCard['validation'];
type Named = Readonly<Record<string, string>>;

/** A share as a percentage of the axis. */
const percentOf = (share: number) => Math.round(share * 10_000) / 100;
export const percentText = (share: number) => `${percentOf(share).toFixed(2)} %`;

/** Bads caught against goods lost, from the worst score up; the diagonal is what chance does. */
export function rocOption(curve: Validation['curve'], name: Named): EChartsCoreOption {
  const points = [{ goods: 0, bads: 0, score: Number.NaN }, ...curve];
  const axis = { ...percentAxis(), min: 0, max: 100, interval: 20, nameLocation: 'middle', nameTextStyle: { color: colors.inkSoft, fontSize: 12 } } as const;
  return {
    aria: { enabled: true },
    grid: { ...grid, left: 34, bottom: 30, outerBoundsContain: 'all' },
    legend,
    xAxis: { ...axis, name: name.goods, nameGap: 28 },
    yAxis: { ...axis, name: name.bads, nameGap: 44 },
    tooltip: {
      ...tooltip,
      trigger: 'axis',
      formatter: (event: unknown) => {
        const point = points[indexOf(event)];
        if (!point) return '';
        const title = Number.isNaN(point.score) ? '–' : `${name.score} ≤ ${point.score}`;
        return tip(title, [
          [series.failed, name.bads ?? '', percentText(point.bads)],
          [series.outstanding, name.goods ?? '', percentText(point.goods)],
        ]);
      },
    },
    series: [
      {
        name: name.model,
        type: 'line',
        symbol: 'none',
        lineStyle: { width: 2 },
        itemStyle: { color: series.outstanding },
        data: points.map(({ goods, bads }) => [percentOf(goods), percentOf(bads)]),
      },
      {
        name: name.chance,
        type: 'line',
        symbol: 'none',
        silent: true,
        lineStyle: { width: 1, type: 'dashed' },
        itemStyle: { color: series.limit },
        data: [
          [0, 0],
          [100, 100],
        ],
      },
    ],
  };
}

/** Bars of what came, a line of what was predicted, group by group from the worst. */
export function calibrationOption(groups: Validation['deciles'], name: Named): EChartsCoreOption {
  return {
    aria: { enabled: true },
    grid,
    legend,
    xAxis: categoryAxis(groups.map(({ from, to }) => `${from}–${to}`)),
    yAxis: { ...percentAxis(), min: 0 },
    tooltip: {
      ...tooltip,
      trigger: 'axis',
      axisPointer: { type: 'shadow' },
      formatter: (event: unknown) => {
        const group = groups[indexOf(event)];
        if (!group) return '';
        return tip(`${group.from}–${group.to}`, [
          [series.principal, name.observed ?? '', percentText(group.observed)],
          [series.overdue, name.predicted ?? '', percentText(group.predicted)],
          [colors.line, name.interval ?? '', `${percentText(group.low)} – ${percentText(group.high)}`],
        ]);
      },
    },
    series: [
      { name: name.observed, type: 'bar', barMaxWidth: 34, itemStyle: { color: series.principal }, data: groups.map(({ observed }) => percentOf(observed)) },
      {
        name: name.predicted,
        type: 'line',
        symbolSize: 6,
        lineStyle: { width: 2 },
        itemStyle: { color: series.overdue },
        data: groups.map(({ predicted }) => percentOf(predicted)),
      },
    ],
  };
}

/** Of all goods and of all bads, the shares in each band of scores. */
export function distributionOption(bands: Validation['distribution'], name: Named): EChartsCoreOption {
  const total = (key: 'goods' | 'bads') => bands.reduce((sum, band) => sum + band[key], 0);
  const totals = { goods: total('goods'), bads: total('bads') };
  const bar = (key: 'goods' | 'bads', color: string) => ({
    name: name[key],
    type: 'bar',
    barGap: 0,
    itemStyle: { color },
    data: bands.map((band) => percentOf(band[key] / totals[key])),
  });
  return {
    aria: { enabled: true },
    grid,
    legend,
    xAxis: categoryAxis(bands.map(({ from }) => String(from))),
    yAxis: { ...percentAxis(), min: 0 },
    tooltip: {
      ...tooltip,
      trigger: 'axis',
      axisPointer: { type: 'shadow' },
      formatter: (event: unknown) => {
        const band = bands[indexOf(event)];
        if (!band) return '';
        const line = (key: 'goods' | 'bads', color: string) => [color, name[key] ?? '', `${band[key]} · ${percentText(band[key] / totals[key])}`] as const;
        return tip(`${band.from}–${band.to - 1}`, [line('goods', series.outstanding), line('bads', series.failed)]);
      },
    },
    series: [bar('goods', series.outstanding), bar('bads', series.failed)],
  };
}
