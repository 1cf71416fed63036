import { colors } from '../app/colors.ts';
import { grouped, short } from '../format/decimal.ts';
import type { Language } from '../i18n/index.ts';

/** A pixel position needs no more precision than a float has; every figure that is read comes from the exact text. */
export const plot = (amount: string): number => Number(amount);

/** Short label of an axis value, which ECharts chooses itself. */
function tick(value: number, language: Language): string {
  if (value === 0) return '0';
  return short(String(Math.round(value)), language).replace(/\.0+(?=\D|$)/, '');
}

const label = { color: colors.inkSoft, fontSize: 12 } as const;
const line = { lineStyle: { color: colors.line } } as const;

export function moneyAxis(language: Language) {
  return { type: 'value', axisLabel: { ...label, formatter: (value: number) => tick(value, language) }, splitLine: line, splitNumber: 4 } as const;
}

export function percentAxis() {
  return { type: 'value', axisLabel: { ...label, formatter: '{value} %' }, splitLine: line, splitNumber: 4 } as const;
}

export function categoryAxis(data: readonly string[], name?: string) {
  return {
    type: 'category',
    data: [...data],
    axisLabel: { ...label, hideOverlap: true },
    axisTick: { show: false },
    axisLine: { lineStyle: { color: '#b9c2d1' } },
    ...(name && { name, nameLocation: 'middle', nameGap: 28, nameTextStyle: label }),
  } as const;
}

/** Days from edge to edge, with the first and the last named. */
export function dayAxis(days: readonly string[]) {
  const axis = categoryAxis(days);
  return {
    ...axis,
    boundaryGap: false,
    axisLabel: { ...axis.axisLabel, showMinLabel: true, showMaxLabel: true, alignMinLabel: 'left', alignMaxLabel: 'right' },
  } as const;
}

export const grid = { left: 8, right: 20, top: 34, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' } as const;
export const legend = { top: 0, left: 0, itemWidth: 14, itemHeight: 8, itemGap: 16, textStyle: { color: colors.inkSoft, fontSize: 12 } } as const;

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** A tooltip of exact figures: a title, then a line for each series. */
export function tip(title: string, rows: readonly (readonly [color: string, name: string, value: string])[]): string {
  const lines = rows.map(
    ([color, name, value]) =>
      `<div style="display:flex;gap:20px;justify-content:space-between"><span><i style="display:inline-block;width:8px;height:8px;margin-right:6px;background:${color}"></i>${escapeHtml(name)}</span><span class="num">${escapeHtml(value)}</span></div>`,
  );
  return `<div style="font-weight:600;margin-bottom:4px">${escapeHtml(title)}</div>${lines.join('')}`;
}

export const exact = (amount: string): string => grouped(amount);

export const tooltip = { confine: true, borderColor: colors.line, textStyle: { color: colors.ink, fontSize: 12 } } as const;

/** Index of the point under the pointer, whichever series it belongs to. */
export function indexOf(event: unknown): number {
  const first: unknown = Array.isArray(event) ? event[0] : event;
  return typeof first === 'object' && first !== null && 'dataIndex' in first && typeof first.dataIndex === 'number' ? first.dataIndex : -1;
}
