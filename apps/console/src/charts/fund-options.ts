import type { FundDayView, NetValueDayView } from '@jinqiao/api';
import type { EChartsCoreOption } from 'echarts/core';
import { series as color } from '../app/colors.ts';
import type { Language } from '../i18n/index.ts';
import { dayAxis, exact, grid, indexOf, moneyAxis, percentAxis, plot, tip, tooltip } from './axes.ts';

type Shown<D> = { name: string; value: (day: D) => string | null; axis: object; shade: string; filled: boolean };

function line<D extends { date: string }>(days: readonly D[], { name, value, axis, shade, filled }: Shown<D>): EChartsCoreOption {
  return {
    aria: { enabled: true },
    grid: { ...grid, top: 12 },
    xAxis: dayAxis(days.map((day) => day.date)),
    yAxis: axis,
    tooltip: {
      ...tooltip,
      trigger: 'axis',
      formatter: (event: unknown) => {
        const day = days[indexOf(event)];
        return day ? tip(day.date, [[shade, name, exact(value(day) ?? '0')]]) : '';
      },
    },
    series: [
      {
        name,
        type: 'line',
        data: days.map((day) => plot(value(day) ?? '0')),
        showSymbol: false,
        lineStyle: { width: 2 },
        itemStyle: { color: shade },
        ...(filled && { areaStyle: { opacity: 0.14 } }),
      },
    ],
  };
}

/** Seven-day yields as published, in percent; the axis does not begin at zero, since what matters is how they move. */
export function fundYieldOption(days: readonly FundDayView[], name: string): EChartsCoreOption {
  return line(days, { name, value: (day) => day.sevenDayYield, axis: { ...percentAxis(), scale: true }, shade: color.interest, filled: false });
}

/** What the wallets held at the end of each day. */
export function fundBalanceOption(days: readonly FundDayView[], name: string, language: Language): EChartsCoreOption {
  return line(days, { name, value: (day) => day.closing, axis: moneyAxis(language), shade: color.outstanding, filled: true });
}

/** Net values of a share as published; the axis does not begin at zero. */
export function netValueOption(days: readonly NetValueDayView[], name: string): EChartsCoreOption {
  return line(days, { name, value: (day) => day.nav, axis: { type: 'value', scale: true }, shade: color.interest, filled: false });
}
