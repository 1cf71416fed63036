import { type BusinessDate, daysBetween } from '@jinqiao/calendar';
import { type FeatureName, type FeatureValue, specOf } from '../features/catalogue.ts';

/** A bound is a whole number in the feature's unit, or another feature. */
export type Bound = string | { readonly of: FeatureName };

/** What a rule of a flow may say of a feature: a closed set of forms, so that flows stay data. */
export type FeatureCondition =
  | { readonly form: 'at-most' | 'at-least'; readonly feature: FeatureName; readonly value: Bound }
  | { readonly form: 'between'; readonly feature: FeatureName; readonly from: Bound; readonly to: Bound }
  | { readonly form: 'one-of' | 'none-of'; readonly feature: FeatureName; readonly values: readonly string[] }
  | { readonly form: 'is-true' | 'is-false'; readonly feature: FeatureName };
export const CONDITION_FORMS = [
  'at-most',
  'at-least',
  'between',
  'one-of',
  'none-of',
  'is-true',
  'is-false',
] as const satisfies readonly FeatureCondition['form'][];

export type Values = (name: FeatureName) => FeatureValue | undefined;

export type Finding = { readonly known: boolean; readonly holds: boolean; readonly limit: string; readonly actual: string };

/** Holds a condition against values; what it needs and is unknown, or of another kind, makes it not known. */
export function examine(condition: FeatureCondition, values: Values, on: BusinessDate): Finding {
  const value = values(condition.feature);
  const actual = actualOf(condition.feature, value, on);
  const found = (limit: string, holds: boolean | undefined): Finding => ({ known: holds !== undefined, holds: holds === true, limit, actual });
  switch (condition.form) {
    case 'at-most':
    case 'at-least': {
      const [number, bound] = [numberOf(condition.feature, value, on), boundOf(condition.value, values, on)];
      const holds = number === undefined || bound === undefined ? undefined : condition.form === 'at-most' ? number <= bound : number >= bound;
      return found(text(bound), holds);
    }
    case 'between': {
      const [number, from, to] = [numberOf(condition.feature, value, on), boundOf(condition.from, values, on), boundOf(condition.to, values, on)];
      return found(`${text(from)}-${text(to)}`, number === undefined || from === undefined || to === undefined ? undefined : number >= from && number <= to);
    }
    case 'one-of':
    case 'none-of': {
      const within = typeof value === 'string' ? condition.values.includes(value) : undefined;
      return found(condition.values.join(' '), within === undefined ? undefined : within === (condition.form === 'one-of'));
    }
    case 'is-true':
    case 'is-false':
      return found(String(condition.form === 'is-true'), typeof value === 'boolean' ? value === (condition.form === 'is-true') : undefined);
  }
}

/** A feature as a whole number: an amount in minor units, a date as the days since it. */
export function numberOf(name: FeatureName, value: FeatureValue | undefined, on: BusinessDate): bigint | undefined {
  if (value === undefined || typeof value === 'boolean') return undefined;
  const { kind } = specOf(name);
  if (kind === 'text') return undefined;
  return kind === 'date' ? BigInt(daysBetween(value as BusinessDate, on)) : BigInt(value);
}

function boundOf(bound: Bound, values: Values, on: BusinessDate): bigint | undefined {
  return typeof bound === 'string' ? BigInt(bound) : numberOf(bound.of, values(bound.of), on);
}

function actualOf(name: FeatureName, value: FeatureValue | undefined, on: BusinessDate): string {
  return (numberOf(name, value, on) ?? value ?? '').toString();
}

function text(bound: bigint | undefined): string {
  return bound === undefined ? '?' : bound.toString();
}
