import type { Db } from '@jinqiao/database';
import type { Scorecard } from '@jinqiao/scorecard';
import { creditFault } from '../errors.ts';
import { modelInForce, modelVersion } from '../models/registry.ts';
import type { Flow } from './model.ts';
import { cardKey } from './run-flow.ts';

/** Finds a card by name and version, or without a version the one that decides on a date. Versions never change. */
export type CardSource = (db: Db, name: string, version: string | undefined, on: string) => Promise<Scorecard | undefined>;

/** The registry of models. */
const registered: CardSource = async (db, name, version, on) =>
  (version === undefined ? await modelInForce(db, name, on) : await modelVersion(db, name, version))?.card;

export type CardsWanted = {
  readonly on: string;
  readonly cardOf?: CardSource | undefined;
  /** Versions that decided once, as `name@version`: a flow that asks for the deployed one is given these. */
  readonly pinned?: readonly string[];
};

/** The cards of flows as the flows name them: those that lie in the flow, and those of the registry. @throws Fault CARD_UNKNOWN. */
export async function cardsOf(db: Db, flows: readonly Flow[], { on, cardOf = registered, pinned = [] }: CardsWanted): Promise<Map<string, Scorecard>> {
  const cards = new Map<string, Scorecard>();
  for (const step of flows.flatMap(({ steps }) => steps)) {
    if (step.kind !== 'scorecard' || cards.has(cardKey(step.card))) continue;
    const { name, version = pinned.find((key) => key.startsWith(`${step.card.name}@`))?.slice(step.card.name.length + 1) } = step.card;
    const card = 'characteristics' in step.card ? step.card : await cardOf(db, name, version, on);
    if (!card) throw creditFault('CARD_UNKNOWN', { name, version: version ?? '-' });
    cards.set(cardKey(step.card), card);
  }
  return cards;
}
