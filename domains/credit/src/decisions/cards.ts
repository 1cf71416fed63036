import type { Db } from '@jinqiao/database';
import type { Scorecard } from '@jinqiao/scorecard';
import { creditFault } from '../errors.ts';
import type { Flow } from './model.ts';
import { cardKey } from './run-flow.ts';

/** Finds a card of the registry; versions never change. */
export type CardSource = (db: Db, name: string, version: string) => Promise<Scorecard | undefined>;

/** The cards of flows by name and version: those that lie in the flow, and those of the registry. @throws Fault CARD_UNKNOWN. */
export async function cardsOf(db: Db, flows: readonly Flow[], cardOf: CardSource | undefined): Promise<Map<string, Scorecard>> {
  const cards = new Map<string, Scorecard>();
  for (const step of flows.flatMap(({ steps }) => steps)) {
    if (step.kind !== 'scorecard' || cards.has(cardKey(step.card))) continue;
    const card = 'characteristics' in step.card ? step.card : await cardOf?.(db, step.card.name, step.card.version);
    if (!card) throw creditFault('CARD_UNKNOWN', { name: step.card.name, version: step.card.version });
    cards.set(cardKey(step.card), card);
  }
  return cards;
}
