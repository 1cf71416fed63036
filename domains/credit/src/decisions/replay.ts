import type { Db } from '@jinqiao/database';
import { type CardSource, cardsOf } from './cards.ts';
import { cardDigests } from './decide.ts';
import { flowVersion } from './flow-store.ts';
import type { RunResult } from './model.ts';
import { keptRulebook } from './rulebooks.ts';
import { runFlow } from './run-flow.ts';
import { type Run, runById } from './run-store.ts';

/** A run made again. `differs` names what is not as it was, in the order of the steps; empty where all is. */
export type Replay = { readonly run: Run; readonly again: RunResult; readonly equal: boolean; readonly differs: readonly string[] };

/** Makes a run again from the inputs and versions that it names, and changes nothing. @throws Fault RUN_UNKNOWN, CARD_UNKNOWN. */
export async function replayRun(db: Db, runId: string, cardOf?: CardSource): Promise<Replay> {
  const run = await runById(db, runId);
  const { body } = await flowVersion(db, run.flow, run.version);
  const cards = await cardsOf(db, [body], { on: run.businessDate, cardOf, pinned: Object.keys(run.cards) });
  const again = runFlow(body, run.inputs, { cards, rulebook: await keptRulebook(db, run.rulebook) });
  const digests = cardDigests(body, cards);
  const changedCards = Object.keys(run.cards).flatMap((key) => (digests[key] === run.cards[key] ? [] : [`card ${key}`]));
  const steps = run.result.steps.flatMap((step, at) => (same(step, again.steps[at]) ? [] : [step.id]));
  const rest = same(run.result, again) || steps.length > 0 ? [] : ['outcome'];
  const differs = [...changedCards, ...steps, ...rest];
  return { run, again, equal: differs.length === 0, differs };
}

/** Stored results come back with their keys in the database's order. */
function same(stored: unknown, made: unknown): boolean {
  return JSON.stringify(ordered(stored)) === JSON.stringify(ordered(made));
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, ordered(each)]),
  );
}
