import { percent } from '../../format/decimal.ts';

const DIGITS = 6;

/** A measure of a model with three decimals; a dash where there is none. */
export function figure(value: number | null, digits = 3): string {
  return value === null ? '–' : value.toFixed(digits);
}

/** A share of a model card as a percentage with two decimals. */
export function sharePercent(share: number): string {
  return `${percent(share.toFixed(DIGITS))} %`;
}
