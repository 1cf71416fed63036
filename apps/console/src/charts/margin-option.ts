import type { Dashboard } from '@jinqiao/api';
import type { EChartsCoreOption } from 'echarts/core';
import { series as color, colors } from '../app/colors.ts';
import { compare, short } from '../format/decimal.ts';
import type { Language, TextKey } from '../i18n/index.ts';
import { exact, moneyAxis, plot, tip, tooltip } from './axes.ts';

/** A bullet: the deposit as a bar over the band between the floor and the ceiling. */
export function marginOption(margin: Dashboard['margin'], language: Language, text: (key: TextKey) => string): EChartsCoreOption {
  const edge = Math.max(plot(margin.held), plot(margin.ceiling)) * 1.18;
  const below = compare(margin.held, margin.required) < 0;
  const mark = (name: string, amount: string) => ({
    xAxis: plot(amount),
    name,
    label: { formatter: `${name}\n${short(amount, language)}`, color: colors.inkSoft, lineHeight: 16, position: 'end', align: 'center' },
  });
  return {
    aria: { enabled: true },
    grid: { left: 12, right: 24, top: 46, bottom: 30 },
    xAxis: { ...moneyAxis(language), min: 0, max: edge || 1, axisLabel: { ...moneyAxis(language).axisLabel, showMaxLabel: false } },
    yAxis: { type: 'category', data: [''], axisTick: { show: false }, axisLine: { lineStyle: { color: '#b9c2d1' } } },
    tooltip: {
      ...tooltip,
      trigger: 'item',
      formatter: () =>
        tip(text('programme:coverage'), [
          [color.margin, text('programme:marginHeld'), exact(margin.held)],
          [color.overdue, text('programme:marginRequired'), exact(margin.required)],
          [color.limit, text('programme:marginCeiling'), exact(margin.ceiling)],
        ]),
    },
    series: [
      {
        type: 'bar',
        data: [plot(margin.held)],
        barWidth: 26,
        itemStyle: { color: margin.drawsStopped || below ? color.overdue : color.margin },
        // Below the floor there is no room for the label between the bar and the line of the floor.
        label: {
          show: true,
          position: below ? 'insideRight' : 'right',
          formatter: short(margin.held, language),
          color: below ? '#ffffff' : colors.ink,
          fontWeight: 600,
        },
        markArea: {
          silent: true,
          itemStyle: { color: color.marginBand, opacity: 0.65 },
          data: [[{ xAxis: plot(margin.required) }, { xAxis: plot(margin.ceiling) }]],
        },
        markLine: {
          silent: true,
          symbol: 'none',
          lineStyle: { color: color.limit, type: 'solid', width: 1.5 },
          data: [mark(text('programme:bandLow'), margin.required), mark(text('programme:bandHigh'), margin.ceiling)],
        },
      },
    ],
  };
}
