/**
 * Draws the worked examples of docs/loan-arithmetic.md: `node tools/method-pictures.ts` writes docs/images/methods/NAME.svg for every
 * image of that folder which the guide shows after a schedule. The rows come from the library, so guide and picture cannot differ.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type ScheduleJson, scheduleFromJson } from '@jinqiao/contract';

const ROOT = resolve(import.meta.dirname, '..');

export const GUIDE = join(ROOT, 'docs', 'loan-arithmetic.md');
export const FOLDER = join(dirname(GUIDE), 'images', 'methods');

export type Picture = { readonly file: string; readonly svg: string };

/** A picture for each schedule of the guide that an image of the folder follows; the image's text is the picture's title. */
export function picturesOf(guide: string): Picture[] {
  const inputs = [...guide.matchAll(/^```json schedule\n([\s\S]*?)^```$/gm)];
  return inputs.flatMap((input, at) => {
    const after = guide.slice(input.index + input[0].length, inputs[at + 1]?.index ?? guide.length);
    const [, title, name] = /!\[([^\]]+)\]\(images\/methods\/([a-z-]+)\.svg\)/.exec(after) ?? [];
    return title && name ? [{ file: `${name}.svg`, svg: pictureOf(title, scheduleFromJson(JSON.parse(input[1] ?? ''))) }] : [];
  });
}

/** One due date in units of the currency; `before` is the balance until it. A drawing, or interest added to the balance, is below zero. */
type Bar = { readonly label: string; readonly principal: number; readonly interest: number; readonly balance: number; readonly before: number };

const WIDTH = 760;
const HEIGHT = 270;
const PLOT = { left: 74, right: 686, top: 66, bottom: 236 } as const;

/** Colours of middle lightness, which a white and a black page both let read; the page shines through the bars, so that the line stands out. */
const INK = { text: '#777f88', principal: '#3f82dc', interest: '#d1702b', balance: '#c2459a' } as const;
const LOOK = {
  principal: `fill="${INK.principal}" fill-opacity="0.45" stroke="${INK.principal}"`,
  interest: `fill="${INK.interest}" fill-opacity="0.85" stroke="${INK.interest}"`,
  /** What is below zero: drawn, or interest added to the balance. */
  drawn: `fill="none" stroke="${INK.principal}" stroke-dasharray="3 2"`,
} as const;
const FONT = `system-ui, -apple-system, 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif`;

type Scales = {
  /** Pixels from the left of the middle of a bar, and half its width. */
  readonly middle: (index: number) => number;
  readonly half: number;
  /** Pixels from the top of an amount of a payment, and of a balance. */
  readonly payment: (amount: number) => number;
  readonly balance: (amount: number) => number;
  readonly paymentTicks: readonly number[];
  readonly balanceTicks: readonly number[];
  /** Payments above it are cut. */
  readonly most: number;
};

function pictureOf(title: string, { rows }: ScheduleJson): string {
  const bars = barsOf(rows);
  const scales = scalesOf(bars);
  const body = [
    `<text x="8" y="20" font-size="15" font-weight="600">${escaped(title)}</text>`,
    ...legend(bars),
    ...axes(bars, scales),
    ...bars.map((bar, index) => barOf(bar, index, scales)),
    balanceLine(bars, scales),
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="${escaped(title)}">`,
    `<g font-family="${FONT}" font-size="12" fill="${INK.text}">`,
    ...body,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

/** Few rows are named by their dates, many by their numbers. */
function barsOf(rows: ScheduleJson['rows']): Bar[] {
  let before = rows.reduce((total, row) => total + Number(row.principal), 0);
  return rows.map((row) => {
    const bar = { principal: Number(row.principal), interest: Number(row.interest), balance: Number(row.balance), before };
    before = bar.balance;
    return { ...bar, label: rows.length > 7 ? String(row.n) : row.due };
  });
}

/** A last payment that dwarfs all others is cut, so that the others can be seen. */
function scalesOf(bars: readonly Bar[]): Scales {
  const totals = bars.map((bar) => Math.max(0, bar.principal) + bar.interest).sort((a, b) => b - a);
  const largest = totals[0] ?? 1;
  const second = totals.find((total) => total < largest / 3) ?? 0;
  const isCut = second > 0 && totals.filter((total) => total > second).length === 1;
  const most = isCut ? second * 1.6 : largest;
  const lowest = Math.min(0, ...bars.map((bar) => bar.principal));
  const paymentTicks = ticks(lowest < -most / 8 ? lowest : 0, most);
  const balanceTicks = ticks(0, Math.max(...bars.flatMap((bar) => [bar.before, bar.balance])));
  const floor = Math.min(lowest, ...paymentTicks);
  const top = Math.max(most, ...paymentTicks);
  const zero = PLOT.bottom - ((0 - floor) / (top - floor)) * (PLOT.bottom - PLOT.top);
  const slot = (PLOT.right - PLOT.left) / bars.length;
  const highest = balanceTicks.at(-1) ?? 1;
  return {
    middle: (index) => PLOT.left + slot * (index + 0.5),
    half: Math.min(26, slot * 0.34),
    payment: (amount) => zero - (amount / top) * (zero - PLOT.top),
    balance: (amount) => zero - (amount / highest) * (zero - PLOT.top),
    paymentTicks,
    balanceTicks,
    most: isCut ? top : Number.POSITIVE_INFINITY,
  };
}

/** Round numbers that enclose a range, three to six of them. */
function ticks(low: number, high: number): number[] {
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * (rough / power > 5 ? 10 : rough / power > 2.5 ? 5 : rough / power > 2 ? 2.5 : rough / power > 1 ? 2 : 1);
  const first = Math.floor(low / step);
  const last = Math.ceil(high / step - 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
}

function legend(bars: readonly Bar[]): string[] {
  const items = [
    ['principal 本金', LOOK.principal],
    ['interest 利息', LOOK.interest],
    ...(bars.some(({ principal }) => principal < 0) ? [['drawn or added 提款或计入本金', LOOK.drawn]] : []),
    ['balance 余额 (right scale)', `fill="${INK.balance}" height="3" y="42"`],
  ] as const;
  let x = 8;
  return items.map(([text = '', look = '']) => {
    const place = look.includes('height') ? '' : ' y="38" height="11"';
    const item = `<rect x="${x}"${place} width="11" rx="1" ${look}/><text x="${x + 16}" y="48">${text}</text>`;
    x += 30 + [...text].reduce((width, letter) => width + (letter > '⺀' ? 12.5 : 6.6), 0);
    x = Math.round(x);
    return item;
  });
}

function axes(bars: readonly Bar[], scales: Scales): string[] {
  const line = (amount: number) => {
    const y = px(scales.payment(amount));
    return `<path d="M${PLOT.left} ${y}H${PLOT.right}" stroke="${INK.text}" stroke-opacity="${amount === 0 ? 0.9 : 0.25}"/>`;
  };
  const left = scales.paymentTicks.map(
    (amount) => `<text x="${PLOT.left - 6}" y="${px(scales.payment(amount) + 4)}" text-anchor="end">${shown(amount)}</text>`,
  );
  const right = scales.balanceTicks.map(
    (amount) => `<text x="${PLOT.right + 6}" y="${px(scales.balance(amount) + 4)}" fill="${INK.balance}">${shown(amount)}</text>`,
  );
  const every = Math.ceil(bars.length / 24);
  const names = bars.map((bar, index) =>
    index % every === 0 || index === bars.length - 1
      ? `<text x="${px(scales.middle(index))}" y="${PLOT.bottom + 18}" text-anchor="middle">${bar.label}</text>`
      : '',
  );
  return [...scales.paymentTicks.map(line), ...left, ...right, ...names.filter((name) => name !== '')];
}

/** Interest at the foot of a bar, principal on it; what is below zero is drawn or added. */
function barOf({ principal, interest }: Bar, index: number, scales: Scales): string {
  const paid = Math.max(0, principal);
  const parts = [
    interest > 0 ? box(index, 0, interest, scales, LOOK.interest) : '',
    paid > 0 && interest + paid <= scales.most ? box(index, interest, interest + paid, scales, LOOK.principal) : '',
    paid > 0 && interest + paid > scales.most ? cutBox(index, interest, interest + paid, scales) : '',
    principal < 0 ? box(index, principal, 0, scales, LOOK.drawn) : '',
  ];
  return parts.filter((part) => part !== '').join('');
}

function box(index: number, from: number, to: number, { middle, half, payment }: Scales, look: string): string {
  const top = payment(to);
  return `<rect x="${px(middle(index) - half)}" y="${px(top)}" width="${px(2 * half)}" height="${px(Math.max(0.8, payment(from) - top))}" ${look}/>`;
}

/** A bar that goes on above the picture: a slanted gap, and its height in figures. */
function cutBox(index: number, from: number, total: number, { middle, half, payment }: Scales): string {
  const [left, right] = [px(middle(index) - half), px(middle(index) + half)];
  const gap = PLOT.top + 22;
  const lower = `M${left} ${px(payment(from))}V${gap + 4}L${right} ${gap - 4}V${px(payment(from))}Z`;
  const upper = `M${left} ${gap - 2}V${PLOT.top}H${right}V${gap - 10}Z`;
  return `<path d="${lower}${upper}" ${LOOK.principal}/><text x="${right}" y="${PLOT.top - 5}" text-anchor="end">${shown(total)}</text>`;
}

/** The balance holds until a due date and steps there. */
function balanceLine(bars: readonly Bar[], { middle, balance }: Scales): string {
  const steps = bars.map((bar, index) => `H${px(middle(index))}V${px(balance(bar.balance))}`).join('');
  const start = bars[0]?.before ?? 0;
  return `<path d="M${PLOT.left} ${px(balance(start))}${steps}H${PLOT.right}" fill="none" stroke="${INK.balance}" stroke-width="2"/>`;
}

/** A tenth of a pixel, so that a file does not depend on the last bits of a machine. */
function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function shown(amount: number): string {
  const [whole = '0', cents] = String(Math.round(amount * 100) / 100).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',').replace('-', '−');
  return cents === undefined ? grouped : `${grouped}.${cents.padEnd(2, '0')}`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

if (process.argv[1] === import.meta.filename) {
  const pictures = picturesOf(readFileSync(GUIDE, 'utf8'));
  mkdirSync(FOLDER, { recursive: true });
  for (const { file, svg } of pictures) writeFileSync(join(FOLDER, file), svg);
  process.stdout.write(`${pictures.length} pictures in docs/images/methods\n`);
}
