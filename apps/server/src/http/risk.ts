import {
  acknowledgeRiskAlert as acknowledgeSchema,
  closeRiskAlert as closeSchema,
  id,
  page,
  type RiskAlert,
  type RiskContract,
  riskAlert,
  riskAlertQuery,
  riskContractPage,
  riskContractQuery,
  riskPortfolio,
  riskQuery,
} from '@jinqiao/api';
import { holdToday } from '@jinqiao/business-day';
import { type Asset, asset, CNY, formatAmount } from '@jinqiao/money';
import { customersById } from '@jinqiao/parties';
import {
  type Alert,
  acknowledgeAlert,
  alertById,
  closeAlert,
  isNonPerforming,
  listAlerts,
  listPositions,
  type Position,
  riskFault,
  snapshotsOf,
  stockCells,
  TIERS,
  warningRules,
} from '@jinqiao/risk';
import { z } from 'zod';
import { portfolioFigures } from '../risk-portfolio.ts';
import { callerOf, noteChange } from './caller.ts';
import { type Api, type HttpContext, readCursor, runOnce, writeCursor } from './context.ts';
import { limitRoutes } from './risk-limits.ts';

const params = z.object({ id });
const tags = ['risk'];
const PLACE = /^-?\d{1,6} [\w-]{1,64}$/;
const ALERT_PLACE = /^\d{4}-\d{2}-\d{2} \w{1,64}$/;
/** Month-ends that a page offers. */
const MONTHS = 120;

/** Portfolio risk: measures at month-ends and the contracts behind them, early warnings, limit proposals. */
export function riskRoutes(api: Api, context: HttpContext): void {
  portfolioRoutes(api, context);
  contractRoutes(api, context);
  alertRoutes(api, context);
  limitRoutes(api, context);
}

/** The month-end that is asked for, or the newest. @throws Fault SNAPSHOT_NONE. */
async function monthEnd(context: HttpContext, asOf: string | undefined): Promise<{ asOf: string; all: string[] }> {
  const all = [...new Set((await snapshotsOf(context.system.db, null, null, MONTHS)).map((snapshot) => snapshot.asOf as string))];
  const found = asOf ?? all[0];
  if (found === undefined || !all.includes(found)) throw riskFault('SNAPSHOT_NONE', { asOf: asOf ?? '–' }, '$.asOf');
  return { asOf: found, all };
}

async function assetOf(context: HttpContext): Promise<Asset> {
  return asset((await context.system.joint()).programmes[0]?.asset.code ?? CNY.code);
}

function portfolioRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  api.get(
    '/risk/portfolio',
    {
      schema: {
        tags,
        summary: 'Stock, classes, provisions, vintages, flow and roll rates and first payments of a part of the portfolio at a month-end',
        querystring: riskQuery,
        response: { 200: riskPortfolio },
      },
    },
    async (request) => {
      const { product, scope, grade, days } = request.query;
      const { asOf, all } = await monthEnd(context, request.query.asOf);
      const cells = await stockCells(db, { from: asOf, to: asOf, product: null, scopes: null, grade: null });
      const values = (of: 'product' | 'scope' | 'grade') => [...new Set(cells.map((cell) => cell[of]))].sort();
      const names = new Map((await context.system.joint()).programmes.map(({ id: programme, parameters }) => [programme, parameters]));
      const of = await assetOf(context);
      const figures = await portfolioFigures(db, {
        asOf,
        product: product ?? null,
        scopes: scope === undefined ? null : [scope],
        grade: grade ?? null,
        days: Number(days) as 1 | 30 | 60 | 90,
        asset: of,
      });
      return {
        asOf,
        monthEnds: all,
        products: values('product'),
        scopes: values('scope').map((each) => ({ id: each, name: names.get(each)?.name ?? each, nameZh: names.get(each)?.nameZh ?? each })),
        grades: values('grade'),
        asset: of.code,
        ...figures,
      };
    },
  );
}

function contractRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  api.get(
    '/risk/contracts',
    {
      schema: {
        tags,
        summary: 'The contracts behind a figure, the longest overdue first',
        querystring: riskContractQuery,
        response: { 200: riskContractPage },
      },
    },
    async (request) => {
      const { cursor, limit, ...query } = request.query;
      const { asOf } = await monthEnd(context, query.asOf);
      const of = await assetOf(context);
      const found = await listPositions(db, {
        asOf,
        product: query.product ?? null,
        scopes: query.scope === undefined ? null : [query.scope],
        grade: query.grade ?? null,
        status: query.status ?? null,
        tiers: query.tier === undefined ? null : query.tier === 'non-performing' ? TIERS.filter(isNonPerforming) : [query.tier],
        minDpd: query.minDpd ?? null,
        stage: query.stage ?? null,
        cohort: query.cohort ?? null,
        customerId: query.customerId ?? null,
        after: readCursor(cursor, PLACE),
        limit,
      });
      const customers = await customersById(db, found.positions);
      const last = found.positions.at(-1);
      return {
        items: found.positions.map((position) => contractView(position, of, customers.get(position.customerId)?.nameMasked ?? '—')),
        nextCursor: last && found.positions.length === limit ? writeCursor(`${-last.dpd} ${last.contractId}`) : null,
        total: found.count,
        outstanding: formatAmount(found.outstanding, of),
        asOf,
      };
    },
  );
}

function contractView(position: Position, of: Asset, customerName: string): RiskContract {
  const money = (amount: bigint) => formatAmount(amount, of);
  const { contractId, asOf, product, scope, customerId, grade, originatedOn, status, tier, stage, state } = position;
  return {
    id: contractId,
    ...{ asOf, product, scope, customerId, grade, originatedOn, status, tier, stage, state },
    customerName,
    amount: money(position.amount),
    outstanding: money(position.outstanding),
    overdue: money(position.overdue),
    daysPastDue: position.dpd,
    writtenOff: money(position.writtenOff),
    recovered: money(position.recovered),
    restructured: position.restructuredOn !== null,
    provision: position.provision === null ? null : money(position.provision),
  };
}

function alertRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  api.get(
    '/risk/alerts',
    { schema: { tags, summary: 'Early warnings, newest first', querystring: riskAlertQuery, response: { 200: page(riskAlert) } } },
    async (request) => {
      const { cursor, limit, state } = request.query;
      const alerts = await listAlerts(db, { state: state ?? null, after: readCursor(cursor, ALERT_PLACE), limit });
      const last = alerts.at(-1);
      return { items: alerts.map(alertView), nextCursor: last && alerts.length === limit ? writeCursor(`${last.raisedOn} ${last.alertId}`) : null };
    },
  );
  api.get('/risk/alerts/:id', { schema: { tags, summary: 'One early warning', params, response: { 200: riskAlert } } }, async (request) =>
    alertView(await alertById(db, request.params.id)),
  );
  api.post(
    '/risk/alerts/:id/acknowledgement',
    { schema: { tags, summary: 'Take an early warning up', params, body: acknowledgeSchema, response: { 200: riskAlert } } },
    async (request) => {
      const { login } = callerOf(request);
      return runOnce(context, request, login, async () => {
        const alert = await db.tx(async (tx) => acknowledgeAlert(tx, login, request.params.id, await holdToday(tx)));
        noteChange(request, { object: alert.alertId, before: { state: 'open' }, after: { state: alert.state } });
        return alertView(alert);
      });
    },
  );
  api.post(
    '/risk/alerts/:id/closure',
    { schema: { tags, summary: 'End an early warning with what came of it', params, body: closeSchema, response: { 200: riskAlert } } },
    async (request) => {
      const { login } = callerOf(request);
      return runOnce(context, request, login, async () => {
        const alert = await db.tx(async (tx) => closeAlert(tx, login, request.params.id, await holdToday(tx), request.body));
        noteChange(request, { object: alert.alertId, before: { state: 'acknowledged' }, after: { state: alert.state, outcome: alert.outcome } });
        return alertView(alert);
      });
    },
  );
}

function alertView({ alertId, ...alert }: Alert): RiskAlert {
  const rule = warningRules(alert.raisedOn).find((each) => each.id === alert.ruleId);
  return {
    id: alertId,
    ...alert,
    name: rule?.en ?? alert.ruleId,
    nameZh: rule?.zh ?? alert.ruleId,
    measure: rule?.measure ?? '',
    direction: rule?.direction ?? 'above',
    months: rule?.months ?? 1,
  };
}
