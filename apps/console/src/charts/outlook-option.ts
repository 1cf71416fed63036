import type { ComplianceOutlook, TurningPoint } from '@jinqiao/api';
import type { EChartsCoreOption } from 'echarts/core';
import { series as color, colors } from '../app/colors.ts';
import type { TextKey } from '../i18n/index.ts';
import { grid, legend, tip, tooltip } from './axes.ts';

export type TimelineRow = {
  readonly date: string;
  readonly begin: readonly string[];
  readonly end: readonly string[];
  readonly programmes: number;
  readonly designs: number;
};

export function timelineRows(points: readonly TurningPoint[], products: ComplianceOutlook['products']): TimelineRow[] {
  const kind = new Map(products.map((product) => [product.id, product.kind]));
  const sum = (point: TurningPoint, of: string) => point.breaches.reduce((n, entry) => n + (kind.get(entry.productId) === of ? entry.breaches : 0), 0);
  return points.map((point) => ({ ...point, programmes: sum(point, 'programme'), designs: sum(point, 'design') }));
}

/** Breaches of all products as the rules change: a step at every date, and a line at the date chosen. */
export function timelineOption(rows: readonly TimelineRow[], chosen: string, last: string, text: (key: TextKey) => string): EChartsCoreOption {
  const at = (date: string) => Date.parse(`${date}T00:00:00Z`);
  const line = (name: string, of: (row: TimelineRow) => number, stroke: string) => ({
    name,
    type: 'line',
    step: 'end',
    symbolSize: 7,
    showSymbol: true,
    showAllSymbol: true,
    lineStyle: { width: 2, color: stroke },
    itemStyle: { color: stroke },
    data: [
      ...rows.map((row) => ({ name: row.date, value: [at(row.date), of(row)] })),
      { name: last, value: [at(last), of(rows.at(-1) as TimelineRow)], symbol: 'none' },
    ],
  });
  const label = { color: colors.inkSoft, fontSize: 12 };
  return {
    aria: { enabled: true },
    grid,
    legend,
    xAxis: { type: 'time', axisLabel: { ...label, formatter: '{yyyy}', hideOverlap: true }, splitNumber: 16, axisTick: { show: false } },
    yAxis: { type: 'value', minInterval: 1, axisLabel: label, splitLine: { lineStyle: { color: colors.line } }, splitNumber: 3 },
    tooltip: {
      ...tooltip,
      trigger: 'item',
      formatter: (event: { name: string }) => {
        const row = rows.find((candidate) => candidate.date === event.name);
        if (!row) return event.name;
        const changes = [...row.begin.map((id) => `+ ${id}`), ...row.end.map((id) => `− ${id}`)];
        return `${tip(row.date, [
          [color.overdue, text('compliance:designs'), String(row.designs)],
          [color.outstanding, text('compliance:programmes'), String(row.programmes)],
        ])}<div style="margin-top:4px;color:${colors.inkSoft}">${changes.slice(0, 12).join('<br>')}${changes.length > 12 ? '<br>…' : ''}</div>`;
      },
    },
    series: [
      {
        ...line(text('compliance:designs'), (row) => row.designs, color.overdue),
        markLine: {
          silent: true,
          symbol: 'none',
          lineStyle: { color: color.margin, type: 'solid', width: 2 },
          label: { formatter: chosen, color: color.margin, fontWeight: 600 },
          data: [{ xAxis: at(chosen) }],
        },
      },
      line(text('compliance:programmes'), (row) => row.programmes, color.outstanding),
    ],
  };
}
