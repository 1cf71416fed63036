import { scorecardFault } from './errors.ts';
import type { Bin, CalibrationPoint, Characteristic, Scorecard } from './scorecard.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads a scorecard from data: points whole, the bins of numbers rising and the last one open, names in one bin only, at most one
 * bin for missing values, a scale that can be read, a calibration that rises.
 * @throws Fault SCORECARD_INVALID with the place.
 */
export function scorecardOf(value: unknown, path = '$'): Scorecard {
  if (!isRecord(value)) throw invalid('it is an object', '须为对象', path);
  const scale = isRecord(value.scale) ? value.scale : {};
  const card = {
    name: text(value.name, `${path}.name`),
    version: text(value.version, `${path}.version`),
    base: whole(value.base, `${path}.base`),
    scale: {
      at: finite(scale.at, `${path}.scale.at`),
      odds: positive(scale.odds, `${path}.scale.odds`),
      pdo: positive(scale.pdo, `${path}.scale.pdo`),
    },
    ...(value.calibration === undefined ? {} : { calibration: calibrationOf(value.calibration, `${path}.calibration`) }),
    characteristics: list(value.characteristics, `${path}.characteristics`).map((each, at) => characteristicOf(each, `${path}.characteristics[${at}]`)),
  };
  requireDistinct(card.characteristics, 'feature', path);
  requireDistinct(card.characteristics, 'reason', path);
  return card;
}

function calibrationOf(value: unknown, path: string): CalibrationPoint[] {
  const points = list(value, path).map((each, at) => {
    const point = isRecord(each) ? each : {};
    return { score: finite(point.score, `${path}[${at}].score`), logOdds: finite(point.logOdds, `${path}[${at}].logOdds`) };
  });
  const rises = points.every(({ score, logOdds }, at) => {
    const before = points[at - 1];
    return !before || (score > before.score && logOdds > before.logOdds);
  });
  if (points.length < 2 || !rises)
    throw invalid('a calibration has two points or more, and score and log odds rise', '校准须有至少两点,且分数与对数优势递增', path);
  return points;
}

function characteristicOf(value: unknown, path: string): Characteristic {
  if (!isRecord(value)) throw invalid('a characteristic is an object', '特征须为对象', path);
  const kind = value.kind;
  if (kind !== 'numeric' && kind !== 'category') throw invalid('kind is numeric or category', 'kind 须为 numeric 或 category', `${path}.kind`);
  const bins = list(value.bins, `${path}.bins`).map((each, at) => binOf(each, kind, `${path}.bins[${at}]`));
  if (kind === 'numeric') requireRising(bins, `${path}.bins`);
  else requireNamesOnce(bins, `${path}.bins`);
  if (bins.filter(({ missing }) => missing).length > 1) throw invalid('only one bin takes missing values', '缺失值只能归入一个分箱', `${path}.bins`);
  return { feature: text(value.feature, `${path}.feature`), kind, reason: text(value.reason, `${path}.reason`), bins };
}

function binOf(value: unknown, kind: Characteristic['kind'], path: string): Bin {
  if (!isRecord(value)) throw invalid('a bin is an object', '分箱须为对象', path);
  for (const flag of ['missing', 'other'] as const)
    if (value[flag] !== undefined && value[flag] !== true) throw invalid(`${flag} is true or left out`, `${flag} 须为 true 或省略`, `${path}.${flag}`);
  if (kind === 'numeric' && (value.values !== undefined || value.other !== undefined))
    throw invalid('numbers have bounds and no names', '数值特征不得列名称', path);
  if (kind === 'category' && value.below !== undefined) throw invalid('names have no bounds', '类别特征不得有界限', path);
  const takes = value.below !== undefined || value.values !== undefined || value.other === true || value.missing === true;
  if (!takes) throw invalid('a bin says which values it takes: below, values, other or missing', '分箱须说明其取值:below、values、other 或 missing', path);
  return {
    ...(value.below === undefined ? {} : { below: value.below === null ? null : finite(value.below, `${path}.below`) }),
    ...(value.values === undefined ? {} : { values: list(value.values, `${path}.values`).map((name, at) => text(name, `${path}.values[${at}]`)) }),
    ...(value.missing === true ? { missing: true as const } : {}),
    ...(value.other === true ? { other: true as const } : {}),
    points: whole(value.points, `${path}.points`),
    ...(value.woe === undefined ? {} : { woe: finite(value.woe, `${path}.woe`) }),
  };
}

function requireRising(bins: readonly Bin[], path: string): void {
  const bounds = bins.flatMap(({ below }) => (below === undefined ? [] : [below]));
  if (bounds.at(-1) !== null)
    throw invalid('the last bin of numbers has no bound (below: null), so that every number has points', '最后一个数值分箱须无上界(below: null)', path);
  bounds.forEach((bound, at) => {
    const before = bounds[at - 1];
    if (at > 0 && (before === null || (bound !== null && bound <= (before as number)))) throw invalid('the bounds of the bins rise', '分箱上界须递增', path);
  });
}

function requireNamesOnce(bins: readonly Bin[], path: string): void {
  const names = bins.flatMap(({ values = [] }) => values);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw invalid(`${twice} is in two bins`, `${twice} 出现在两个分箱中`, path);
  if (bins.filter(({ other }) => other).length > 1) throw invalid('only one bin takes other names', '其他名称只能归入一个分箱', path);
}

function requireDistinct(characteristics: readonly Characteristic[], key: 'feature' | 'reason', path: string): void {
  const values = characteristics.map((each) => each[key]);
  const twice = values.find((value, at) => values.indexOf(value) !== at);
  if (twice !== undefined) throw invalid(`two characteristics have the ${key} ${twice}`, `两个特征的 ${key} 同为 ${twice}`, `${path}.characteristics`);
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function list(value: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0) throw invalid('it is a list with something in it', '须为非空数组', path);
  return value;
}

function text(value: unknown, path: string): string {
  if (typeof value !== 'string' || value.trim() === '') throw invalid('it is a text', '须为非空文本', path);
  return value;
}

function finite(value: unknown, path: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw invalid('it is a number', '须为数字', path);
  return value;
}

function positive(value: unknown, path: string): number {
  const number = finite(value, path);
  if (number <= 0) throw invalid('it is greater than 0', '须大于 0', path);
  return number;
}

function whole(value: unknown, path: string): number {
  if (!Number.isSafeInteger(value)) throw invalid('points are whole numbers', '分值须为整数', path);
  return value as number;
}

function invalid(why: string, whyZh: string, path: string) {
  return scorecardFault('SCORECARD_INVALID', { why: `${path}: ${why}`, whyZh: `${path}:${whyZh}` }, path);
}
