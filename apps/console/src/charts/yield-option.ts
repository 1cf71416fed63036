import type { Dashboard } from '@jinqiao/api';
import type { EChartsCoreOption } from 'echarts/core';
import { series as color, colors } from '../app/colors.ts';
import { fontFamily } from '../app/theme.ts';
import { isZero, negate, short, subtract, sum } from '../format/decimal.ts';
import type { Language, TextKey } from '../i18n/index.ts';
import { categoryAxis, exact, grid, indexOf, moneyAxis, plot, tip, tooltip } from './axes.ts';

export type YieldStep = { key: string; name: string; amount: string; from: string; to: string; shade: string };

/** From what customers owe to what the platform keeps; every step starts where the one before ended. */
export function yieldSteps(split: Dashboard['yield'], text: (key: TextKey) => string): YieldStep[] {
  const moves: { key: string; name: string; amount: string; shade: string }[] = [
    { key: 'customerInterest', name: text('programme:customerInterest'), amount: split.customerInterest, shade: color.customer },
    { key: 'bankYield', name: text('programme:bankYield'), amount: negate(split.bankYield), shade: color.bank },
    { key: 'advanceFees', name: text('programme:advanceFees'), amount: negate(split.advanceFees), shade: color.fees },
    { key: 'guaranteeLoss', name: text('programme:guaranteeLoss'), amount: negate(split.guaranteeLoss), shade: color.overdue },
    { key: 'recovered', name: text('programme:recovered'), amount: split.recovered, shade: color.recovered },
  ];
  const rest = subtract(split.platformNet, sum(moves.map((move) => move.amount)));
  if (!isZero(rest)) moves.push({ key: 'other', name: text('programme:otherYield'), amount: rest, shade: color.limit });
  let level = '0.00';
  const steps = moves.map((move) => {
    const from = level;
    level = sum([level, move.amount]);
    return { ...move, from, to: level };
  });
  return [
    ...steps,
    { key: 'platformNet', name: text('programme:platformNet'), amount: split.platformNet, from: '0.00', to: split.platformNet, shade: color.net },
  ];
}

type Api = { value: (dimension: number) => number; coord: (point: number[]) => number[]; size: (extent: number[]) => number[]; style: () => object };

function drawStep(steps: readonly YieldStep[], language: Language) {
  return (params: { dataIndex: number }, api: Api) => {
    const step = steps[params.dataIndex];
    const [x = 0, start = 0] = api.coord([api.value(0), api.value(1)]);
    const [, end = 0] = api.coord([api.value(0), api.value(2)]);
    const [slot = 0] = api.size([1, 0]);
    const width = Math.min(64, slot * 0.6);
    const top = Math.min(start, end);
    const next = params.dataIndex < steps.length - 1;
    return {
      type: 'group',
      children: [
        { type: 'rect', shape: { x: x - width / 2, y: top, width, height: Math.max(1, Math.abs(start - end)) }, style: { fill: step?.shade } },
        {
          type: 'text',
          style: {
            text: step ? short(step.amount, language) : '',
            x,
            y: top - 5,
            align: 'center',
            verticalAlign: 'bottom',
            fill: colors.ink,
            fontSize: 12,
            fontFamily,
          },
        },
        ...(next
          ? [{ type: 'line', shape: { x1: x + width / 2, y1: end, x2: x + slot - width / 2, y2: end }, style: { stroke: '#9aa5b8', lineDash: [3, 3] } }]
          : []),
      ],
    };
  };
}

export function yieldOption(steps: readonly YieldStep[], language: Language): EChartsCoreOption {
  return {
    aria: { enabled: true },
    grid: { ...grid, top: 24 },
    xAxis: { ...categoryAxis(steps.map((step) => step.name)), axisLabel: { color: colors.inkSoft, fontSize: 12, interval: 0, width: 82, overflow: 'break' } },
    yAxis: { ...moneyAxis(language), scale: false },
    tooltip: {
      ...tooltip,
      trigger: 'item',
      formatter: (event: unknown) => {
        const step = steps[indexOf(event)];
        return step ? tip(step.name, [[step.shade, step.name, exact(step.amount)]]) : '';
      },
    },
    series: [
      {
        type: 'custom',
        encode: { x: 0, y: [1, 2] },
        data: steps.map((step, index) => [index, plot(step.from), plot(step.to)]),
        renderItem: drawStep(steps, language),
      },
    ],
  };
}
