import { existsSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import fastifyCookie from '@fastify/cookie';
import fastifyStatic from '@fastify/static';
import fastifySwagger from '@fastify/swagger';
import { today } from '@jinqiao/business-day';
import { sqlState } from '@jinqiao/database';
import { isFault } from '@jinqiao/errors';
import { maskText } from '@jinqiao/runtime';
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import {
  hasZodFastifySchemaValidationErrors,
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import { createAccess } from '../access.ts';
import { resumeAtStart } from '../accounts.ts';
import { createBookVerifier } from '../book-verifier.ts';
import { type CloseRunner, createCloseRunner } from '../close-runner.ts';
import { createDayKeeper } from '../day-keeper.ts';
import { serverFault } from '../errors.ts';
import { createInbox } from '../inbox.ts';
import { createMessagePump } from '../message-pump.ts';
import type { System } from '../system.ts';
import { createKeyKeeper } from '../vault.ts';
import { accountsRoutes } from './accounts.ts';
import { apiPage } from './api-page.ts';
import { auditRoutes } from './audit.ts';
import { authorise } from './authorise.ts';
import { bookRoutes } from './books.ts';
import { calculationRoutes } from './calculations.ts';
import { complianceRoutes } from './compliance.ts';
import type { HttpContext } from './context.ts';
import { creditRoutes } from './credit.ts';
import { customerRoutes } from './customer.ts';
import { customersRoutes } from './customers.ts';
import { dunningRoutes } from './dunning.ts';
import { funderRoutes } from './funders.ts';
import { fundRoutes } from './funds.ts';
import { journalRoutes } from './journals.ts';
import { limitRoutes } from './limits.ts';
import { loanRoutes } from './loans.ts';
import { modelRoutes } from './models.ts';
import { myAccountRoutes } from './my-accounts.ts';
import { myBillRoutes } from './my-bills.ts';
import { myDebtRoutes } from './my-debts.ts';
import { myMandateRoutes } from './my-mandates.ts';
import { myPayLaterRoutes } from './my-pay-later.ts';
import { myPayOffRoutes } from './my-pay-offs.ts';
import { myShopRoutes } from './my-shop.ts';
import { operationRoutes } from './operations.ts';
import { organisationRoutes } from './organisations.ts';
import { partyRoutes } from './parties.ts';
import { payLaterRoutes } from './pay-later.ts';
import { paymentRoutes } from './payments.ts';
import { programmeRoutes } from './programmes.ts';
import { proofRoutes } from './proof.ts';
import { reconciliationRoutes } from './reconciliation.ts';
import { revealRoutes } from './reveals.ts';
import { riskRoutes } from './risk.ts';
import { searchRoutes } from './search.ts';
import { securityRoutes } from './security.ts';
import { sessionRoutes } from './sessions.ts';
import { staffRoutes } from './staff.ts';
import { treasuryRoutes } from './treasury.ts';

const BODY_LIMIT = 256 * 1024;
const API_PREFIX = '/api/v1';

/** @property proxies addresses or networks, with commas, whose `X-Forwarded-For` says where a request comes from; this machine if missing. */
export type HttpOptions = { readonly port: number; readonly host: string; readonly proxies?: string };

export type HttpServer = { readonly url: string; readonly closes: CloseRunner; close(): Promise<void> };

/** Starts the HTTP server: API, pages, health, metrics, and the partners' signed gateway. */
export async function startHttp(system: System, options: HttpOptions): Promise<HttpServer> {
  const app = fastify({
    logger: false,
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: true,
    // Limits per address count clients, not the proxy in front of us; a header from anybody else says nothing.
    trustProxy: options.proxies ?? 'loopback',
    genReqId: () => crypto.randomUUID(),
    frameworkErrors: problem,
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  // Every body of the API is JSON; fastify would take plain text too.
  app.removeContentTypeParser('text/plain');
  const closes = createCloseRunner(system);
  const verifier = createBookVerifier(system);
  const keeper = createDayKeeper(system);
  const keys = createKeyKeeper(system);
  const messages = createMessagePump(system);
  const context: HttpContext = { system, access: createAccess(system), closes, verifier };
  const metrics = meter();
  app.setErrorHandler(problem);
  app.setNotFoundHandler((request, reply) => notFound(request, reply));
  app.addHook('onResponse', (request, reply, done) => {
    metrics.requests.observe({ method: request.method, route: request.routeOptions.url ?? 'none', status: String(reply.statusCode) }, reply.elapsedTime / 1000);
    done();
  });
  passGateway(app, createInbox(system));
  await app.register(fastifyCookie);
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Jinqiao',
        version: '1',
        description:
          'Platform finance: every product on one double-entry ledger. Writes carry an Idempotency-Key; errors are RFC 9457 problem details with a stable code.',
      },
      servers: [{ url: '/' }],
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
  await app.register(
    async (api) => {
      const typed = api.withTypeProvider<ZodTypeProvider>();
      authorise(typed, context, API_PREFIX);
      sessionRoutes(typed, context);
      securityRoutes(typed, context);
      staffRoutes(typed, context);
      auditRoutes(typed, context);
      revealRoutes(typed, context);
      programmeRoutes(typed, context);
      loanRoutes(typed, context);
      customersRoutes(typed, context);
      accountsRoutes(typed, context);
      fundRoutes(typed, context);
      treasuryRoutes(typed, context);
      myAccountRoutes(typed, context);
      partyRoutes(typed, context);
      organisationRoutes(typed, context);
      operationRoutes(typed, context);
      reconciliationRoutes(typed, context);
      bookRoutes(typed, context);
      journalRoutes(typed, context);
      proofRoutes(typed, context);
      searchRoutes(typed, context);
      complianceRoutes(typed, context);
      modelRoutes(typed, context);
      riskRoutes(typed, context);
      creditRoutes(typed, context);
      customerRoutes(typed, context);
      paymentRoutes(typed, context);
      myMandateRoutes(typed, context);
      myShopRoutes(typed, context);
      payLaterRoutes(typed, context);
      myPayLaterRoutes(typed, context);
      myBillRoutes(typed, context);
      limitRoutes(typed, context);
      dunningRoutes(typed, context);
      myDebtRoutes(typed, context);
      myPayOffRoutes(typed, context);
      funderRoutes(typed, context);
      calculationRoutes(typed);
    },
    { prefix: API_PREFIX },
  );
  app.get('/api/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  app.get('/api', { schema: { hide: true } }, async (_request, reply) => reply.type('text/html; charset=utf-8').send(apiPage(app.swagger())));
  app.get('/healthz', { schema: { hide: true } }, async () => ({ status: 'ok' }));
  app.get('/readyz', { schema: { hide: true } }, async () => ({ status: 'ok', businessDay: (await today(system.db)).current }));
  app.get('/metrics', { schema: { hide: true } }, async (_request, reply) => reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()));
  await pages(app);
  const url = await app.listen({ port: options.port, host: options.host });
  await closes.resume();
  const resumed = resumeAtStart(system);
  return {
    url,
    closes,
    close: async () => {
      await app.close();
      await Promise.all([closes.settled(), verifier.settled(), keeper.stop(), keys.stop(), messages.stop(), resumed]);
    },
  };
}

/** Partners' messages go past the API's body parsers: their signature covers the bytes. */
function passGateway(app: Pick<FastifyInstance, 'addHook'>, receive: (request: IncomingMessage, response: ServerResponse) => Promise<void>): void {
  app.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    if (!request.url.startsWith('/gateway/v1/')) return;
    reply.hijack();
    await receive(request.raw, reply.raw);
  });
}

function meter() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'jinqiao_http_seconds',
    help: 'Time to answer, by route',
    labelNames: ['method', 'route', 'status'],
    registers: [registry],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
  });
  return { registry, requests };
}

/** Every error leaves as a problem document with a stable code, in both languages. */
function problem(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): void {
  const fault = faultOf(error);
  if (fault.status >= 500) process.emitWarning(maskText(`${request.method} ${request.url}: ${error.stack ?? error.message}`));
  if (fault.status === 503) void reply.header('retry-after', '1');
  void reply
    .status(fault.status)
    .type('application/problem+json')
    .send(
      JSON.stringify({
        type: `/api/problems/${fault.code}`,
        title: fault.code,
        status: fault.status,
        code: fault.code,
        detail: maskText(fault.en),
        detailZh: maskText(fault.zh),
        ...(fault.path ? { path: fault.path } : {}),
        traceId: request.id,
      }),
    );
}

function faultOf(error: FastifyError | Error) {
  if (isFault(error)) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const first = error.validation[0];
    return serverFault(
      'REQUEST_INVALID',
      { why: `${(first?.instancePath ?? '').slice(1) || 'the body'} ${first?.message ?? ''}`.trim() },
      `$${(first?.instancePath ?? '').replaceAll('/', '.')}`,
    );
  }
  const code = 'code' in error ? error.code : '';
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return serverFault('BODY_TOO_LARGE', { limit: BODY_LIMIT });
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return serverFault('MEDIA_TYPE_UNSUPPORTED');
  if (code === 'FST_ERR_MAX_PARAM_LENGTH') return serverFault('REQUEST_INVALID', { why: 'a part of the address is too long' });
  if (sqlState(error) === '22P05' || sqlState(error) === '22021') return serverFault('REQUEST_INVALID', { why: 'text with characters that cannot be stored' });
  if ('statusCode' in error && error.statusCode !== undefined && error.statusCode < 500)
    return serverFault('REQUEST_INVALID', { why: error.message.slice(0, 200) });
  return serverFault('INTERNAL');
}

function notFound(request: FastifyRequest, reply: FastifyReply): void {
  const index = request.url.startsWith('/m') ? 'h5' : 'console';
  const file = pageFolder(index);
  if (request.method === 'GET' && !request.url.startsWith('/api') && existsSync(`${file}index.html`)) {
    void reply.type('text/html; charset=utf-8').send(readFileSync(`${file}index.html`));
    return;
  }
  problem(serverFault('ROUTE_UNKNOWN', { method: request.method, url: request.url.slice(0, 80) }), request, reply);
}

function pageFolder(name: 'console' | 'h5'): string {
  return fileURLToPath(new URL(`../../../${name}/dist/`, import.meta.url));
}

/** The built pages: the console at `/`, the customers' at `/m/`. */
async function pages(app: Pick<FastifyInstance, 'register'>): Promise<void> {
  if (existsSync(pageFolder('h5'))) await app.register(fastifyStatic, { root: pageFolder('h5'), prefix: '/m/', decorateReply: false, wildcard: false });
  if (existsSync(pageFolder('console'))) await app.register(fastifyStatic, { root: pageFolder('console'), prefix: '/', decorateReply: false, wildcard: false });
}
