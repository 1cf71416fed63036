import type { BusinessDate } from '@jinqiao/calendar';
import { blocks, decide, factsOf, type Rulebook } from '@jinqiao/compliance';
import { type Applicant, type Scorecard, scoreOf } from '@jinqiao/scorecard';
import { type FeatureName, isFeatureName, specOf } from '../features/catalogue.ts';
import { examine, numberOf, type Values } from './conditions.ts';
import type { Check, Effect, Flow, FlowRule, Inputs, LimitStep, Outcome, RunResult, Step, StepResult } from './model.ts';

/** What a run needs besides flow and inputs: the cards and the rulebook of the versions that it names. */
export type RunMaterial = { readonly cards: ReadonlyMap<string, Scorecard>; readonly rulebook: Rulebook };

type Running = RunMaterial & { readonly inputs: Inputs; readonly on: BusinessDate; readonly values: Values; score: number | null; limit: bigint };

/**
 * Runs a flow: every step in order, none left out. The outcome is the worst that a step says, and the code the first check
 * that says it. The same flow, inputs and material have the same answer, so that a stored run can be made again.
 */
export function runFlow(flow: Flow, inputs: Inputs, material: RunMaterial): RunResult {
  const values: Values = (name) => inputs.features[name]?.value;
  const running: Running = { ...material, inputs, on: inputs.on as BusinessDate, values, score: null, limit: 0n };
  const steps = flow.steps.map((step) => runStep(step, running));
  const outcome = worst(steps.map((step) => step.outcome));
  const against = steps.flatMap((step) => step.checks).filter((check) => !check.pass && check.effect !== 'note');
  return {
    outcome,
    code: against.find((check) => check.effect === outcome)?.ruleId ?? null,
    codes: [...new Set(against.map((check) => check.ruleId))],
    limit: running.limit.toString(),
    score: running.score,
    scoreReasons: steps.flatMap((step) => step.score?.reasons ?? []),
    steps,
  };
}

/** The name under which a card is found among a run's cards, as a flow names it. */
export function cardKey({ name, version }: { readonly name: string; readonly version?: string }): string {
  return `${name}@${version ?? 'deployed'}`;
}

function runStep(step: Step, running: Running): StepResult {
  const { id, kind } = step;
  const of = (checks: readonly Check[], more: Partial<StepResult> = {}): StepResult => ({ id, kind, outcome: outcomeOf(checks), checks, ...more });
  switch (step.kind) {
    case 'rules':
      return of(step.rules.flatMap((rule) => checkRule(rule, running)));
    case 'compliance':
      return of(step.actions.flatMap((action) => checkCompliance(action, running)));
    case 'scorecard':
      return of([], { score: scoreIn(step.card, running) });
    case 'cut-offs':
      return of(checkCutOffs(step.bands, running));
    case 'limit': {
      const found = foundLimit(step, running);
      const checks = capped(step, found, running);
      return of(checks, { limit: { found: found.toString(), limit: running.limit.toString() } });
    }
    case 'fraud':
      return of(
        step.detectors.map(({ code, effect, above }) => {
          const counted = running.inputs.signals[code] ?? 0;
          return check(code, effect, `<= ${above}`, String(counted), counted <= above);
        }),
      );
  }
}

function check(ruleId: string, effect: Effect, limit: string, actual: string, pass: boolean): Check {
  return { ruleId, side: 'platform', limit, actual, pass, effect };
}

function checkRule(rule: FlowRule, { values, on }: Running): Check[] {
  const grounds = (rule.when ?? []).map((condition) => examine(condition, values, on));
  if (grounds.some((ground) => ground.known && !ground.holds)) return [];
  const found = examine(rule.check, values, on);
  const known = found.known && grounds.every((ground) => ground.known);
  const result = check(rule.code, rule.effect, found.limit, found.actual, known ? found.holds : rule.missing === 'pass');
  return [specOf(rule.check.feature).kind === 'amount' ? { ...result, unit: 'amount' } : result];
}

function checkCompliance(action: Parameters<typeof decide>[1]['action'], { rulebook, inputs, on, limit }: Running): Check[] {
  const facts = { ...factsOf(inputs.facts), lineAmount: limit };
  return decide(rulebook, { action, facts, asOf: on, profile: inputs.profile }).map((judgement) => ({
    ...judgement,
    effect: judgement.pass || blocks(judgement) ? 'refuse' : 'note',
  }));
}

function scoreIn(given: Extract<Step, { kind: 'scorecard' }>['card'], running: Running): NonNullable<StepResult['score']> {
  const card = running.cards.get(cardKey(given));
  if (!card) throw new TypeError(`no card ${cardKey(given)}`);
  const applicant: Record<string, Applicant[string]> = {};
  for (const { feature } of card.characteristics) if (isFeatureName(feature)) applicant[feature] = characteristicOf(feature, running);
  const { score, points, reasons } = scoreOf(card, applicant);
  running.score = score;
  return { card: cardKey(card), score, points, reasons };
}

/** Cards know numbers and words: amounts in minor units and days since a date as numbers, yes and no as words. */
function characteristicOf(name: FeatureName, { values, on }: Running): Applicant[string] {
  const value = values(name);
  if (specOf(name).kind === 'flag') return value === undefined ? undefined : String(value);
  const number = numberOf(name, value, on);
  return number === undefined ? (value as string | undefined) : Number(number);
}

function checkCutOffs(bands: Extract<Step, { kind: 'cut-offs' }>['bands'], { score }: Running): Check[] {
  return bands.flatMap(({ outcome, code, below }) =>
    outcome === 'approve' || below === null || code === undefined
      ? []
      : [check(code, outcome, `>= ${below}`, String(score ?? ''), score !== null && score >= below)],
  );
}

function foundLimit({ bands, instead }: LimitStep, { values, on, score, inputs }: Running): bigint {
  if (instead) {
    const ground = examine(instead.when, values, on);
    if (ground.holds) return numberOf(instead.feature, values(instead.feature), on) ?? 0n;
  }
  const band = score === null ? undefined : bands.find(({ from }) => score >= from);
  return BigInt(band?.units ?? 0) * 10n ** BigInt(inputs.digits);
}

function capped({ caps, code }: LimitStep, found: bigint, running: Running): Check[] {
  const known = caps.map(({ feature }) => numberOf(feature, running.values(feature), running.on));
  const limit = known.reduce<bigint>((least, cap) => (cap === undefined ? 0n : cap < least ? cap : least), found);
  running.limit = limit > 0n ? limit : 0n;
  return [
    check(code, 'refuse', '> 0', limit.toString(), limit > 0n),
    ...caps.map((cap, at) => check(cap.code, 'refuse', known[at]?.toString() ?? '', limit.toString(), known[at] !== undefined)),
  ];
}

const ORDER: readonly Outcome[] = ['approve', 'review', 'refuse'];

function worst(outcomes: readonly Outcome[]): Outcome {
  return outcomes.reduce<Outcome>((a, b) => (ORDER.indexOf(b) > ORDER.indexOf(a) ? b : a), 'approve');
}

function outcomeOf(checks: readonly Check[]): Outcome {
  return worst(checks.filter(({ pass }) => !pass).map(({ effect }) => (effect === 'note' ? 'approve' : effect)));
}
