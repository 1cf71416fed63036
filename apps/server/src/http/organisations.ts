import {
  endRelation,
  id,
  newOrganisation,
  newRelation,
  type Organisation as OrganisationView,
  organisation,
  organisationQuery,
  page,
  pageQuery,
  type Relation as RelationView,
  related,
  relatedQuery,
  relation,
} from '@jinqiao/api';
import { holdToday } from '@jinqiao/business-day';
import { businessDate } from '@jinqiao/calendar';
import { bucketOfId, type Db } from '@jinqiao/database';
import { formatRate, parseRate } from '@jinqiao/money';
import {
  listOrganisations,
  type Organisation,
  organisationById,
  type Party,
  partiesById,
  partiesFault,
  partyKeyOf,
  type Relation,
  registerOrganisation,
  relate,
  relatedWithin,
  relationsOf,
  unrelate,
} from '@jinqiao/parties';
import { z } from 'zod';
import { callerOf } from './caller.ts';
import { type Api, type HttpContext, readCursor, runOnce, writeCursor } from './context.ts';
import { currentDay } from './programmes.ts';

const params = z.object({ id });
const tags = ['organisation'];

export function organisationRoutes(api: Api, context: HttpContext): void {
  const { db, vault, clock } = context.system;
  api.get(
    '/organisations',
    { schema: { tags, summary: 'Organisations, newest first', querystring: pageQuery.extend(organisationQuery), response: { 200: page(organisation) } } },
    async (request) => {
      const { q, kind, limit, cursor } = request.query;
      const place = readCursor(cursor, /^\d{4}-\d{2}-\d{2}org_[0-9a-f]{26}$/);
      const after = place === null ? null : { on: place.slice(0, 10), id: place.slice(10) };
      const rows = await listOrganisations(db, { q: q ?? null, kind: kind ?? null, after, limit });
      const last = rows.at(-1);
      return {
        items: await organisationViews(db, rows),
        nextCursor: rows.length < limit || !last ? null : writeCursor(`${last.registeredOn}${last.organisationId}`),
      };
    },
  );
  api.get('/organisations/:id', { schema: { tags, summary: 'One organisation', params, response: { 200: organisation } } }, async (request) => {
    const found = await organisationById(db, bucketOfId(request.params.id) ?? -1, request.params.id);
    const [view] = found ? await organisationViews(db, [found]) : [];
    if (!view) throw partiesFault('ORGANISATION_UNKNOWN', { id: request.params.id });
    return view;
  });
  api.post(
    '/organisations',
    { schema: { tags, summary: 'Register an organisation under its unified social credit code', body: newOrganisation, response: { 201: organisation } } },
    async (request, reply) => {
      const { login } = callerOf(request);
      const answer = await runOnce(context, request, login, async () => {
        const registered = await db.tx(async (tx) =>
          registerOrganisation(tx, { vault, clock }, businessDate(await holdToday(tx)), { ...request.body, by: login }),
        );
        const [view] = await organisationViews(db, [registered]);
        return view as OrganisationView;
      });
      return reply.status(201).send(answer);
    },
  );
  relationRoutes(api, context);
}

/** Edges of a party that one page shows; more than any page needs. */
const RELATIONS_SHOWN = 500;

function relationRoutes(api: Api, context: HttpContext): void {
  const { db, clock } = context.system;
  const listOf = async (partyId: string) => ({
    items: await relationViews(db, await relationsOf(db, await partyKeyOf(db, partyId), RELATIONS_SHOWN)),
    nextCursor: null,
  });
  api.get(
    '/parties/:id/relations',
    { schema: { tags, summary: 'Relations of a customer, person or organisation, past ones too', params, response: { 200: page(relation) } } },
    async (request) => {
      return listOf(request.params.id);
    },
  );
  api.post(
    '/relations',
    { schema: { tags, summary: 'Record that two parties are related', body: newRelation, response: { 201: page(relation) } } },
    async (request, reply) => {
      const { login } = callerOf(request);
      const answer = await runOnce(context, request, login, async () => {
        const { share, ...given } = request.body;
        await db.tx((tx) => relate(tx, clock, { ...given, share: share === null ? null : parseRate(share, '$.share'), by: login }));
        return listOf(given.from);
      });
      return reply.status(201).send(answer);
    },
  );
  api.post(
    '/relations/:id/end',
    { schema: { tags, summary: 'End a relation on a date; it stays in the history', params, body: endRelation, response: { 200: page(relation) } } },
    async (request) => {
      const { login } = callerOf(request);
      return runOnce(context, request, login, async () => {
        await db.tx((tx) => unrelate(tx, request.body.partyId, request.params.id, request.body.validTo, login));
        return listOf(request.body.partyId);
      });
    },
  );
  api.get(
    '/related',
    { schema: { tags, summary: 'Whether two parties are related within a number of steps, and how', querystring: relatedQuery, response: { 200: related } } },
    async (request) => {
      const { from, to, steps } = request.query;
      const asOf = businessDate(request.query.asOf ?? (await currentDay(db)), '$.asOf');
      const answer = await relatedWithin(db, from, to, steps, asOf);
      return { asOf, steps, related: answer.steps !== null, way: await relationViews(db, answer.steps ?? []) };
    },
  );
}

async function organisationViews(db: Db, rows: readonly Organisation[]): Promise<OrganisationView[]> {
  const on = await currentDay(db);
  const people = await partiesNamed(
    db,
    rows.flatMap((row) => (row.legalRepresentativeId ? [row.legalRepresentativeId] : [])),
  );
  return rows.map((row) => ({
    id: row.organisationId,
    uscc: row.uscc,
    name: row.name,
    kind: row.kind,
    legalRepresentative: row.legalRepresentativeId ? { id: row.legalRepresentativeId, name: people.get(row.legalRepresentativeId)?.name ?? null } : null,
    licenceValidThrough: row.licenceValidThrough,
    licence: row.licenceValidThrough === null ? 'long-term' : row.licenceValidThrough < on ? 'expired' : 'valid',
    registeredOn: row.registeredOn,
    madeBy: row.madeBy,
  }));
}

async function partiesNamed(db: Db, ids: readonly string[]): Promise<Map<string, Party>> {
  const unique = [...new Set(ids)];
  return partiesById(
    db,
    unique.map((partyId) => ({ partyId, bucket: bucketOfId(partyId) ?? 0 })),
  );
}

async function relationViews(db: Db, rows: readonly Relation[]): Promise<RelationView[]> {
  const known = await partiesNamed(
    db,
    rows.flatMap(({ partyId, otherId }) => [partyId, otherId]),
  );
  const partyOf = (partyId: string) => {
    const found = known.get(partyId);
    const kind = partyId.startsWith('org_') ? ('organisation' as const) : ('person' as const);
    return { id: partyId, kind, name: found?.name ?? '—', customerId: found?.customerId ?? null };
  };
  return rows.map((row) => ({
    id: row.relationId,
    party: partyOf(row.partyId),
    side: row.side,
    other: partyOf(row.otherId),
    kind: row.kind,
    share: row.share === null ? null : formatRate(row.share),
    validFrom: row.validFrom,
    validTo: row.validTo,
    source: row.source,
    madeBy: row.madeBy,
    endedBy: row.endedBy,
  }));
}
