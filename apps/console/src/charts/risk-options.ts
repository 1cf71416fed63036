import type { Dashboard } from '@jinqiao/api';
import type { EChartsCoreOption } from 'echarts/core';
import { buckets as bucketColors, cohorts, colors } from '../app/colors.ts';
import { isZero, percent, short } from '../format/decimal.ts';
import type { Language } from '../i18n/index.ts';
import { categoryAxis, exact, grid, indexOf, legend, moneyAxis, percentAxis, plot, tip, tooltip } from './axes.ts';

type Bucket = Dashboard['buckets'][number];
type Vintage = Dashboard['vintages'][number];

/** Outstanding by bucket; a chart of the overdue ones leaves M0 out, beside which they would be invisible. */
export function bucketsOption(buckets: readonly Bucket[], language: Language): EChartsCoreOption {
  return {
    aria: { enabled: true },
    grid: { ...grid, top: 24 },
    xAxis: categoryAxis(buckets.map((bucket) => bucket.bucket)),
    yAxis: { ...moneyAxis(language), min: 0 },
    tooltip: {
      ...tooltip,
      trigger: 'axis',
      axisPointer: { type: 'shadow' },
      formatter: (event: unknown) => {
        const bucket = buckets[indexOf(event)];
        return bucket ? tip(bucket.bucket, [[colors.primary, String(bucket.loans), exact(bucket.outstanding)]]) : '';
      },
    },
    series: [
      {
        type: 'bar',
        barMaxWidth: 46,
        cursor: 'pointer',
        data: buckets.map((bucket) => ({
          value: plot(bucket.outstanding),
          itemStyle: { color: bucketColors[Number.parseInt(bucket.bucket.slice(1), 10)] ?? bucketColors[7] },
          label: { show: !isZero(bucket.outstanding), position: 'top', formatter: short(bucket.outstanding, language), color: colors.ink },
        })),
      },
    ],
  };
}

export type VintageLine = { month: string; points: { age: number; rate: number }[] };
const COHORTS_SHOWN = 5;

/** The five latest cohorts, and all earlier ones as one line weighted by what was disbursed. */
export function vintageLines(vintages: readonly Vintage[], earlierName: string): VintageLine[] {
  const sorted = [...vintages].sort((a, b) => b.month.localeCompare(a.month));
  const line = (vintage: Vintage) => ({
    month: vintage.month,
    points: vintage.points.map((point) => ({ age: point.age, rate: plot(point.overdueRate) * 100 })),
  });
  const earlier = sorted.slice(COHORTS_SHOWN);
  const latest = sorted.slice(0, COHORTS_SHOWN).map(line);
  if (earlier.length === 0) return latest;
  const ages = [...new Set(earlier.flatMap((vintage) => vintage.points.map((point) => point.age)))].sort((a, b) => a - b);
  const points = ages.map((age) => {
    const there = earlier.flatMap((vintage) =>
      vintage.points.filter((point) => point.age === age).map((point) => ({ weight: plot(vintage.disbursed), rate: plot(point.overdueRate) })),
    );
    const weight = there.reduce((total, part) => total + part.weight, 0);
    return { age, rate: weight === 0 ? 0 : (there.reduce((total, part) => total + part.weight * part.rate, 0) / weight) * 100 };
  });
  return [...latest, { month: earlierName, points }];
}

export function vintageOption(lines: readonly VintageLine[], ageName: string): EChartsCoreOption {
  const ages = [...new Set(lines.flatMap((line) => line.points.map((point) => point.age)))].sort((a, b) => a - b);
  const at = (line: VintageLine, age: number) => line.points.find((point) => point.age === age)?.rate ?? null;
  const shade = (index: number) => cohorts[index] ?? cohorts[5];
  return {
    aria: { enabled: true },
    grid: { ...grid, bottom: 26, right: 24 },
    legend,
    xAxis: { ...categoryAxis(ages.map(String), ageName), boundaryGap: false },
    yAxis: { ...percentAxis(), min: 0 },
    tooltip: {
      ...tooltip,
      trigger: 'axis',
      formatter: (event: unknown) => {
        const age = ages[indexOf(event)];
        if (age === undefined) return '';
        const rows = lines.flatMap((line, index) => {
          const rate = at(line, age);
          return rate === null ? [] : [[shade(index), line.month, `${percent((rate / 100).toFixed(8))} %`] as const];
        });
        return tip(`${ageName} ${age}`, rows);
      },
    },
    series: lines.map((line, index) => ({
      name: line.month,
      type: 'line',
      data: ages.map((age) => at(line, age)),
      symbolSize: 5,
      lineStyle: { width: 2, ...(index === COHORTS_SHOWN && { type: 'dashed' }) },
      itemStyle: { color: shade(index) },
    })),
  };
}
