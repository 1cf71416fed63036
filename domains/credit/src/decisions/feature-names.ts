import type { Scorecard } from '@jinqiao/scorecard';
import { type FeatureName, isFeatureName } from '../features/catalogue.ts';
import type { FeatureCondition } from './conditions.ts';
import type { Flow, Step } from './model.ts';
import { cardKey } from './run-flow.ts';

/** Every feature that a flow and the cards it names ask, once each. */
export function featuresOf({ steps }: Pick<Flow, 'steps'>, cards: ReadonlyMap<string, Scorecard>): FeatureName[] {
  return [...new Set(steps.flatMap((step) => featuresOfStep(step, cards)))].sort();
}

/** The same where the cards of a registry are not at hand: their characteristics are left out. */
export function featuresOfFlow(flow: Pick<Flow, 'steps'>): FeatureName[] {
  const cards = flow.steps.flatMap((step) => (step.kind === 'scorecard' && 'characteristics' in step.card ? [[cardKey(step.card), step.card] as const] : []));
  return featuresOf(flow, new Map(cards));
}

function featuresOfStep(step: Step, cards: ReadonlyMap<string, Scorecard>): FeatureName[] {
  switch (step.kind) {
    case 'rules':
      return step.rules.flatMap(({ check, when = [] }) => [check, ...when].flatMap(featuresOfCondition));
    case 'scorecard':
      return (cards.get(cardKey(step.card))?.characteristics ?? []).map(({ feature }) => feature).filter(isFeatureName);
    case 'limit':
      return [...step.caps.map(({ feature }) => feature), ...(step.instead ? [...featuresOfCondition(step.instead.when), step.instead.feature] : [])];
    default:
      return [];
  }
}

function featuresOfCondition(condition: FeatureCondition): FeatureName[] {
  const bounds =
    condition.form === 'between' ? [condition.from, condition.to] : condition.form === 'at-most' || condition.form === 'at-least' ? [condition.value] : [];
  return [condition.feature, ...bounds.flatMap((bound) => (typeof bound === 'string' ? [] : [bound.of]))];
}
