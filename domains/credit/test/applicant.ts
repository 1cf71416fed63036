import { BUILT_IN_FLOWS } from '../src/decisions/built-in.ts';
import type { Flow, Inputs, RunResult } from '../src/decisions/model.ts';
import { runFlow } from '../src/decisions/run-flow.ts';
import type { Features } from '../src/features/catalogue.ts';
import { SAMPLE_CARD } from '../src/scorecard.ts';

export const jointLoan = BUILT_IN_FLOWS.find(({ name }) => name === 'joint-loan') as Flow;
export const guarded = BUILT_IN_FLOWS.find(({ name }) => name === 'joint-loan-guarded') as Flow;

/** Terms of a programme of 100,000 yuan for 21 to 49 years, to whom it invites. */
export const TERMS: Features = { whitelist: 'hit', limitModel: 'scorecard', ageFrom: 21, ageTo: 49, productCap: '10000000' };

export const NO_RULES = { rules: [], onBreach: () => 'block' as const, holdsLicence: () => false };

export function inputsOf(features: Features, change: Partial<Inputs> = {}): Inputs {
  const known = Object.fromEntries(
    Object.entries(features).map(([name, value]) => [name, { value, validFrom: '2026-03-02', recordedAt: '2026-03-02T01:00:00.000Z' }]),
  );
  return { on: '2026-03-02', profile: 'CN_2017', digits: 2, features: known, facts: {}, signals: {}, ...change };
}

/** Runs a flow over features with no rule in force. */
export function run(features: Features, flow = jointLoan, change: Partial<Inputs> = {}): RunResult {
  const cards = new Map([[`${SAMPLE_CARD.name}@deployed`, SAMPLE_CARD]]);
  return runFlow(flow, inputsOf(features, change), { cards, rulebook: NO_RULES });
}
