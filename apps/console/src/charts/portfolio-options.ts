import type { EChartsCoreOption } from 'echarts/core';
import { cohorts, colors } from '../app/colors.ts';
import { isZero, percent, short } from '../format/decimal.ts';
import type { Language } from '../i18n/index.ts';
import { categoryAxis, exact, grid, indexOf, legend, moneyAxis, percentAxis, plot, tip, tooltip } from './axes.ts';

export type Bar = { readonly name: string; readonly amount: string; readonly note: string; readonly color: string };

/** Amounts by name, each bar in the colour of what it stands for. */
export function barsOption(bars: readonly Bar[], language: Language): EChartsCoreOption {
  return {
    aria: { enabled: true },
    grid: { ...grid, top: 24 },
    xAxis: categoryAxis(bars.map(({ name }) => name)),
    yAxis: { ...moneyAxis(language), min: 0 },
    tooltip: {
      ...tooltip,
      trigger: 'axis',
      axisPointer: { type: 'shadow' },
      formatter: (event: unknown) => {
        const bar = bars[indexOf(event)];
        return bar ? tip(bar.name, [[bar.color, bar.note, exact(bar.amount)]]) : '';
      },
    },
    series: [
      {
        type: 'bar',
        barMaxWidth: 46,
        cursor: 'pointer',
        data: bars.map((bar) => ({
          value: plot(bar.amount),
          itemStyle: { color: bar.color },
          label: { show: !isZero(bar.amount), position: 'top', formatter: short(bar.amount, language), color: colors.ink },
        })),
      },
    ],
  };
}

export type RateLine = { readonly name: string; readonly rates: readonly (string | null)[] };

/** Rates over months, one line each; a month without a rate leaves a gap. */
export function ratesOption(months: readonly string[], lines: readonly RateLine[]): EChartsCoreOption {
  const shade = (index: number) => cohorts[index] ?? cohorts[5];
  return {
    aria: { enabled: true },
    grid: { ...grid, right: 24 },
    legend,
    xAxis: { ...categoryAxis(months), boundaryGap: months.length === 1 },
    yAxis: { ...percentAxis(), min: 0 },
    tooltip: {
      ...tooltip,
      trigger: 'axis',
      formatter: (event: unknown) => {
        const at = indexOf(event);
        const rows = lines.flatMap((line, index) => {
          const rate = line.rates[at];
          return rate ? [[shade(index), line.name, `${percent(rate)} %`] as const] : [];
        });
        return tip(months[at] ?? '', rows);
      },
    },
    series: lines.map((line, index) => ({
      name: line.name,
      type: 'line',
      cursor: 'pointer',
      data: line.rates.map((rate) => (rate === null ? null : plot(rate) * 100)),
      symbolSize: 6,
      lineStyle: { width: 2 },
      itemStyle: { color: shade(index) },
    })),
  };
}

export type HeatCell = { readonly row: string; readonly column: string; readonly contracts: number; readonly share: string | null };

/** From this share on, words on a cell are white. */
const DARK = 0.55;

/** Shares of each row by where they went; a cell is named after its column, so that a pick opens the contracts there. */
export function heatOption(
  cells: readonly HeatCell[],
  order: readonly string[],
  names: { readonly rows: string; readonly columns: string; readonly of: (status: string) => string },
): EChartsCoreOption {
  const rows = order.filter((status) => cells.some(({ row }) => row === status));
  const columns = order.filter((status) => cells.some(({ column }) => column === status));
  const shown = cells.map((cell) => ({ ...cell, at: [columns.indexOf(cell.column), rows.indexOf(cell.row)] as const }));
  return {
    aria: { enabled: true },
    grid: { ...grid, top: 8, bottom: 28, left: 34 },
    xAxis: { ...categoryAxis(columns.map(names.of), names.columns), splitArea: { show: false } },
    yAxis: {
      ...categoryAxis(rows.map(names.of)),
      inverse: true,
      name: names.rows,
      nameLocation: 'middle',
      nameGap: 46,
      nameTextStyle: { color: colors.inkSoft, fontSize: 12 },
    },
    visualMap: { show: false, min: 0, max: 100, inRange: { color: ['#f1f5fb', '#2f65b0'] } },
    tooltip: {
      ...tooltip,
      formatter: (event: unknown) => {
        const cell = shown[indexOf(event)];
        return cell
          ? tip(`${names.of(cell.row)} → ${names.of(cell.column)}`, [[colors.primary, `${percent(cell.share ?? '0')} %`, String(cell.contracts)]])
          : '';
      },
    },
    series: [
      {
        type: 'heatmap',
        cursor: 'pointer',
        itemStyle: { borderColor: '#ffffff', borderWidth: 2 },
        label: { show: true, color: colors.ink, fontSize: 12 },
        data: shown.map((cell) => ({
          name: cell.column,
          value: [...cell.at, plot(cell.share ?? '0') * 100],
          label: { formatter: `${percent(cell.share ?? '0', 1)}%`, color: plot(cell.share ?? '0') > DARK ? '#ffffff' : colors.ink },
        })),
      },
    ],
  };
}
