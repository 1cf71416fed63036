import type { BusinessDate } from '@jinqiao/calendar';
import type { FactName, Facts } from './facts.ts';

/**
 * What a rule may say of a fact: a closed set of forms, so that rules stay data. `value` is in the fact's unit; where it is
 * left out the rule's own value holds.
 */
export type Condition =
  | { readonly form: 'at-most' | 'at-least'; readonly fact: FactName; readonly value?: string }
  | { readonly form: 'one-of' | 'none-of'; readonly fact: FactName; readonly values: readonly string[] }
  | { readonly form: 'is-true' | 'is-false'; readonly fact: FactName }
  /** The entity that the fact names holds one of the licences, with the scope where one is named. */
  | { readonly form: 'holds-licence'; readonly fact: FactName; readonly licences: readonly string[]; readonly scope?: string };

export const FORMS = ['at-most', 'at-least', 'one-of', 'none-of', 'is-true', 'is-false', 'holds-licence'] as const satisfies readonly Condition['form'][];

/** Whether an entity holds one of the licences on a date. */
export type HoldsLicence = (entity: string, licences: readonly string[], scope: string | undefined, asOf: BusinessDate) => boolean;

export type Finding = { readonly known: boolean; readonly holds: boolean; readonly limit: string; readonly actual: string };

/** Holds a condition against the facts; an unknown fact, or one of another kind than the form compares, is not known. */
export function examine(condition: Condition, facts: Facts, ruleValue: bigint, holdsLicence: HoldsLicence, asOf: BusinessDate): Finding {
  const actual = facts[condition.fact];
  const limit = limitOf(condition, ruleValue);
  const found = (known: boolean, holds: boolean): Finding => ({ known, holds: known && holds, limit, actual: actual === undefined ? '' : String(actual) });
  switch (condition.form) {
    case 'at-most':
      return typeof actual === 'bigint' ? found(true, actual <= BigInt(condition.value ?? ruleValue)) : found(false, false);
    case 'at-least':
      return typeof actual === 'bigint' ? found(true, actual >= BigInt(condition.value ?? ruleValue)) : found(false, false);
    case 'one-of':
      return typeof actual === 'string' ? found(true, condition.values.includes(actual)) : found(false, false);
    case 'none-of':
      return typeof actual === 'string' ? found(true, !condition.values.includes(actual)) : found(false, false);
    case 'is-true':
      return typeof actual === 'boolean' ? found(true, actual) : found(false, false);
    case 'is-false':
      return typeof actual === 'boolean' ? found(true, !actual) : found(false, false);
    case 'holds-licence':
      return typeof actual === 'string' ? found(true, holdsLicence(actual, condition.licences, condition.scope, asOf)) : found(false, false);
  }
}

function limitOf(condition: Condition, ruleValue: bigint): string {
  switch (condition.form) {
    case 'at-most':
    case 'at-least':
      return condition.value ?? ruleValue.toString();
    case 'one-of':
    case 'none-of':
      return condition.values.join(' ');
    case 'is-true':
      return 'true';
    case 'is-false':
      return 'false';
    case 'holds-licence':
      return [...condition.licences, ...(condition.scope ? [`+${condition.scope}`] : [])].join(' ');
  }
}
