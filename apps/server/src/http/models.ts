import {
  deployment as deploymentSchema,
  type ModelDeployment,
  type ModelVersionSummary,
  type ModelVersion as ModelVersionView,
  modelList,
  modelVersion as modelVersionSchema,
  proposeDeployment as proposeSchema,
  registerModel as registerSchema,
  deploymentVerdict as verdictSchema,
} from '@jinqiao/api';
import { businessDate } from '@jinqiao/calendar';
import {
  creditFault,
  type Deployment,
  decideDeployment,
  listDeployments,
  listModelVersions,
  type ModelVersion,
  modelInForce,
  modelVersion,
  proposeDeployment,
  registerModel,
} from '@jinqiao/credit';
import { z } from 'zod';
import { modelCardPdf } from '../model-documents.ts';
import { callerOf, noteChange } from './caller.ts';
import { actOf } from './compliance-context.ts';
import { type Api, type HttpContext, runOnce } from './context.ts';
import { currentDay } from './programmes.ts';

const tags = ['models'];
const place = z.object({ name: z.string().max(60), version: z.string().max(20) });

/** The registry of models: versions that never change, and which of them decides from when. */
export function modelRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  api.get('/models', { schema: { tags, summary: 'Every version of every model', response: { 200: modelList } } }, async () => {
    const on = await currentDay(db);
    const versions = await listModelVersions(db);
    const deciding = inForceBy(await listDeployments(db), on);
    return { items: versions.map((version) => summaryOf(version, deciding)) };
  });
  api.get(
    '/models/:name/versions/:version',
    { schema: { tags, summary: 'A version with its card, model card and deployments', params: place, response: { 200: modelVersionSchema } } },
    async (request) => viewOf(context, await known(context, request.params)),
  );
  api.get('/models/:name/versions/:version/pdf', { schema: { tags, summary: 'The model card as PDF', params: place } }, async (request, reply) => {
    const version = await known(context, request.params);
    return reply
      .type('application/pdf')
      .header('content-disposition', `inline; filename="${version.name}-${version.version}.pdf"`)
      .send(await modelCardPdf(version, await listDeployments(db, version.name)));
  });
  api.post(
    '/models',
    { schema: { tags, summary: 'Register a version as the command line wrote it', body: registerSchema, response: { 201: modelVersionSchema } } },
    async (request, reply) => {
      const { login } = callerOf(request);
      const registered = await runOnce(context, request, login, async () => {
        const act = await actOf(context, login);
        const version = await db.tx((tx) => registerModel(tx, act, request.body));
        noteChange(request, { object: `${version.name} ${version.version}`, after: { digest: version.digest } });
        return viewOf(context, version);
      });
      return reply.status(201).send(registered);
    },
  );
  deploymentRoutes(api, context);
}

function deploymentRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  const params = z.object({ name: z.string().max(60) });
  api.post(
    '/models/:name/deployments',
    { schema: { tags, summary: 'Propose that a version decides from a date on', params, body: proposeSchema, response: { 201: deploymentSchema } } },
    async (request, reply) => {
      const { login } = callerOf(request);
      const proposed = await runOnce(context, request, login, async (key) => {
        const act = await actOf(context, login);
        const { version, from, reason } = request.body;
        const asked = { name: request.params.name, version, validFrom: businessDate(from, '$.from'), reason };
        return deploymentView(await db.tx((tx) => proposeDeployment(tx, act, key, asked)));
      });
      return reply.status(201).send(proposed);
    },
  );
  api.post(
    '/model-deployments/:id/verdict',
    {
      schema: {
        tags,
        summary: 'Approve or reject a deployment that another person proposed',
        params: z.object({ id: z.string().max(64) }),
        body: verdictSchema,
        response: { 200: deploymentSchema },
      },
    },
    async (request) => {
      const { login } = callerOf(request);
      return runOnce(context, request, login, async () => {
        const act = await actOf(context, login);
        const { approve, reason } = request.body;
        return deploymentView(await db.tx((tx) => decideDeployment(tx, act, request.params.id, { approve, verdict: reason })));
      });
    },
  );
}

async function known({ system: { db } }: HttpContext, { name, version }: z.output<typeof place>): Promise<ModelVersion> {
  const found = await modelVersion(db, name, version);
  if (!found) throw creditFault('MODEL_UNKNOWN', { name, version });
  return found;
}

/** The version in force on a day, by model; the deployments come with the newest date first. */
function inForceBy(deployments: readonly Deployment[], on: string): Map<string, string> {
  const held = deployments.filter(({ state, validFrom }) => (state === 'installed' || state === 'approved') && validFrom <= on);
  return new Map(held.reverse().map(({ name, version }) => [name, version]));
}

function summaryOf({ card: _card, modelCard, ...version }: ModelVersion, deciding: ReadonlyMap<string, string>): ModelVersionSummary {
  return {
    ...version,
    inForce: deciding.get(version.name) === version.version,
    rows: modelCard && modelCard.training.rows + modelCard.validation.rows,
    auc: modelCard?.validation.auc ?? null,
    ks: modelCard?.validation.ks ?? null,
  };
}

async function viewOf({ system: { db } }: HttpContext, version: ModelVersion): Promise<ModelVersionView> {
  const deciding = await modelInForce(db, version.name, await currentDay(db));
  const deployments = await listDeployments(db, version.name);
  // Types of the library are read-only; the view is what is sent.
  return {
    ...(structuredClone(version) as Omit<ModelVersionView, 'inForce' | 'deployments'>),
    inForce: deciding?.version === version.version,
    deployments: deployments.map(deploymentView),
  };
}

function deploymentView({ deploymentId, validFrom, ...deployment }: Deployment): ModelDeployment {
  return { id: deploymentId, from: validFrom, ...deployment };
}
