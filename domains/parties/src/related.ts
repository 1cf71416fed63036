import type { BusinessDate } from '@jinqiao/calendar';
import { bucketOfId, type Db } from '@jinqiao/database';
import { partiesFault } from './errors.ts';
import { identityRule } from './identity/rules.ts';
import { personKey } from './organisation-store.ts';
import { type PartyKey, type Relation, relationsFrom } from './relation-store.ts';
import { customerById } from './store.ts';

/** How many parties a search may touch at one step. */
const BREADTH_MAX = 20_000;

/** One step of the way, from the party asked about towards the other. */
export type RelatedStep = Relation;

/** `steps` is the shortest way, empty where both are the same party; null where they are not related within the steps asked. */
export type RelatedAnswer = { readonly from: PartyKey; readonly to: PartyKey; readonly steps: readonly RelatedStep[] | null };

/**
 * Whether two parties are related on a date within a number of steps, and how: the shortest way along edges in force, in whichever
 * direction. Each step is one statement over all parties reached so far, from the side that has fewer.
 * @throws Fault PARTY_UNKNOWN, RELATED_TOO_FAR, RELATED_TOO_WIDE.
 */
export async function relatedWithin(db: Db, fromId: string, toId: string, steps: number, asOf: BusinessDate): Promise<RelatedAnswer> {
  const max = identityRule('RELATED_STEPS_MAX', asOf);
  if (!Number.isInteger(steps) || steps < 1 || steps > max) throw partiesFault('RELATED_TOO_FAR', { max }, '$.steps');
  const [from, to] = [await partyKeyOf(db, fromId), await partyKeyOf(db, toId)];
  if (from.partyId === to.partyId) return { from, to, steps: [] };
  const sides = [newSide(from), newSide(to)] as const;
  for (let step = 0; step < steps; step += 1) {
    const [side, other] = sides[0].edge.length <= sides[1].edge.length ? sides : ([sides[1], sides[0]] as const);
    if (side.edge.length === 0) break;
    const met = await advance(db, side, other, asOf);
    if (met !== undefined) return { from, to, steps: [...wayTo(sides[0], met), ...turned(wayTo(sides[1], met))] };
  }
  return { from, to, steps: null };
}

/** What one side of the search has reached: for each party the edge by which it was reached first. */
type Side = { edge: readonly PartyKey[]; readonly reached: Map<string, Relation | null> };

function newSide(start: PartyKey): Side {
  return { edge: [start], reached: new Map([[start.partyId, null]]) };
}

/** One step of a side. @returns the party where it meets the other side. */
async function advance(db: Db, side: Side, other: Side, asOf: string): Promise<string | undefined> {
  const found = await relationsFrom(db, side.edge, asOf, BREADTH_MAX + 1);
  if (found.length > BREADTH_MAX) throw partiesFault('RELATED_TOO_WIDE', { max: BREADTH_MAX }, '$.steps');
  const next: PartyKey[] = [];
  let met: string | undefined;
  for (const relation of found) {
    if (side.reached.has(relation.otherId)) continue;
    side.reached.set(relation.otherId, relation);
    next.push({ partyId: relation.otherId, bucket: relation.otherBucket });
    if (met === undefined && other.reached.has(relation.otherId)) met = relation.otherId;
  }
  side.edge = next;
  return met;
}

/** The edges from where a side began to a party that it reached. */
function wayTo(side: Side, partyId: string): Relation[] {
  const relation = side.reached.get(partyId);
  return relation ? [...wayTo(side, relation.partyId), relation] : [];
}

/** A way walked in the other direction: every edge is seen from its other end. */
function turned(way: readonly Relation[]): Relation[] {
  return way.toReversed().map((relation) => ({
    ...relation,
    partyId: relation.otherId,
    otherId: relation.partyId,
    otherBucket: bucketOfId(relation.partyId) ?? 0,
    side: relation.side === 'from' ? 'to' : 'from',
  }));
}

/**
 * The node of a party: an organisation or person by its id, a customer by the person that it is.
 * @throws Fault PARTY_UNKNOWN, also for a customer whose identity is not known.
 */
export async function partyKeyOf(db: Db, id: string): Promise<PartyKey> {
  const bucket = bucketOfId(id);
  if (bucket === undefined || !/^(cus|org|per)_/.test(id)) throw partiesFault('PARTY_UNKNOWN', { id: id.slice(0, 40) });
  if (!id.startsWith('cus_')) return { partyId: id, bucket };
  const hash = (await customerById(db, bucket, id))?.personHash;
  if (!hash) throw partiesFault('PARTY_UNKNOWN', { id });
  const { personId, bucket: where } = personKey(hash);
  return { partyId: personId, bucket: where };
}
