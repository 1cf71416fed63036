import { type BusinessDate, businessDate } from '@jinqiao/calendar';
import type { Tx } from '@jinqiao/database';
import { type Clock, instant } from '@jinqiao/runtime';
import { partiesFault } from '../errors.ts';
import { insertPerson, partiesById, personKey } from '../organisation-store.ts';
import { partyKeyOf } from '../related.ts';
import { endRelation, insertRelations, type NewRelation, type PartyKey, type RelationKind, relationById, relationKey } from '../relation-store.ts';
import { customerById, customerKeyOf } from '../store.ts';

export type RelationGiven = {
  /** Who owns, works for, represents: a customer, person or organisation. */
  readonly from: string;
  readonly to: string;
  readonly kind: RelationKind;
  /** Ownership scaled by 1e-8; owners only. */
  readonly share: bigint | null;
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly source: string;
  readonly by: string;
};

const WHOLE = 100_000_000n;

/**
 * Records a dated edge of the graph of related parties. The same again changes nothing; what owners hold of one organisation at
 * the same time never adds up to more than the whole.
 * @throws Fault PARTY_UNKNOWN, RELATION_INVALID, DATE_INVALID.
 */
export async function relate(tx: Tx, clock: Clock, given: RelationGiven): Promise<string> {
  const invalid = (why: string, whyZh: string, path: string) => partiesFault('RELATION_INVALID', { why, whyZh }, path);
  const validFrom = businessDate(given.validFrom, '$.validFrom');
  const validTo = given.validTo === null ? null : businessDate(given.validTo, '$.validTo');
  if (validTo !== null && validTo <= validFrom) throw invalid('it ends before it begins', '终止日不晚于起始日', '$.validTo');
  if ((given.share !== null) !== (given.kind === 'owner')) throw invalid('owners have a share, and nobody else', '仅出资关系须填写且必须填写比例', '$.share');
  if (given.share !== null && (given.share <= 0n || given.share > WHOLE))
    throw invalid('a share lies above 0 and at most at 100 %', '比例应大于 0 且不超过 100%', '$.share');
  const [from, to] = [await nodeOf(tx, given.from, '$.from'), await nodeOf(tx, given.to, '$.to')];
  if (from.partyId === to.partyId) throw invalid('a party is not related to itself', '主体不能与自身关联', '$.to');
  if (given.kind !== 'family' && given.kind !== 'affiliate' && !to.partyId.startsWith('org_'))
    throw invalid('owners, representatives and staff are those of an organisation', '出资、法定代表人、员工关系的对方须为机构', '$.to');
  const relation = { from, to, kind: given.kind, share: given.share, validFrom, validTo, source: given.source, madeBy: given.by, madeAt: instant(clock) };
  const relationId = relationKey(relation);
  if (given.kind === 'owner') await requireWhole(tx, { ...relation, relationId });
  await insertRelations(tx, [{ ...relation, relationId }]);
  const kept = await relationById(tx, from, relationId);
  if (kept?.share !== given.share || kept.validTo !== validTo)
    throw invalid('it is recorded from that day with another share or end', '该起始日的关系已登记,但比例或终止日不同', '$.validFrom');
  return relationId;
}

/** The node of a party that must be there; a customer becomes a node with the first relation. */
async function nodeOf(tx: Tx, id: string, path: string): Promise<PartyKey> {
  const key = await partyKeyOf(tx, id);
  if (id.startsWith('cus_')) await addCustomerAsPerson(tx, id);
  if (!(await partiesById(tx, [key])).has(key.partyId)) throw partiesFault('PARTY_UNKNOWN', { id }, path);
  return key;
}

async function addCustomerAsPerson(tx: Tx, customerId: string): Promise<void> {
  const { bucket } = customerKeyOf(customerId);
  const customer = await customerById(tx, bucket, customerId);
  if (!customer?.personHash) throw partiesFault('PARTY_UNKNOWN', { id: customerId });
  await insertPerson(tx, {
    ...personKey(customer.personHash),
    personHash: customer.personHash,
    nameSealed: null,
    nameMasked: customer.nameMasked ?? '',
    idNumberSealed: null,
    idNumberMasked: customer.idNumberMasked ?? '',
  });
}

/** The organisation's row is held, so that two owners at once are counted one after the other. */
async function requireWhole(tx: Tx, relation: NewRelation): Promise<void> {
  await tx.query('SELECT FROM parties.organisation WHERE bucket = $1 AND organisation_id = $2 FOR UPDATE', [relation.to.bucket, relation.to.partyId]);
  const { rows } = await tx.query<{ total: bigint | null }>(
    `SELECT sum(share)::bigint AS total FROM parties.relation WHERE bucket = $1 AND party_id = $2 AND side = 'to' AND kind = 'owner' AND relation_id <> $3
       AND ($4::date IS NULL OR valid_from < $4) AND (valid_to IS NULL OR valid_to > $5)`,
    [relation.to.bucket, relation.to.partyId, relation.relationId, relation.validTo, relation.validFrom],
  );
  if ((rows[0]?.total ?? 0n) + (relation.share ?? 0n) > WHOLE)
    throw partiesFault('RELATION_INVALID', { why: 'the owners would hold more than 100 %', whyZh: '出资比例合计将超过 100%' }, '$.share');
}

/** Ends an edge on a date (exclusive): it stays in the history. @throws Fault PARTY_UNKNOWN, RELATION_UNKNOWN, RELATION_INVALID, DATE_INVALID. */
export async function unrelate(tx: Tx, partyId: string, relationId: string, on: string, by: string): Promise<void> {
  const validTo: BusinessDate = businessDate(on, '$.validTo');
  const party = await partyKeyOf(tx, partyId);
  const found = await relationById(tx, party, relationId);
  if (found?.validTo !== null) throw partiesFault('RELATION_UNKNOWN', { id: relationId });
  if (validTo <= found.validFrom) throw partiesFault('RELATION_INVALID', { why: 'it ends before it begins', whyZh: '终止日不晚于起始日' }, '$.validTo');
  await endRelation(tx, party, { partyId: found.otherId, bucket: found.otherBucket }, relationId, validTo, by);
}
