import { type ComplianceOutlook, type ComplianceRule, outlook as outlookSchema, page, profile as profileSchema, rulePage, turningPoint } from '@jinqiao/api';
import { type BusinessDate, businessDate } from '@jinqiao/calendar';
import {
  ACTIONS,
  blocks,
  comingChanges,
  DESIGNS,
  FACTS,
  type Forecast,
  forecast,
  inForce,
  listOnBreach,
  loadRulebook,
  PACKS,
  type Product,
  type Profile,
  type Rule,
  type Rulebook,
  turningPoints,
  valueOn,
} from '@jinqiao/compliance';
import { costOf, type Programme, plannedLoan, productOf } from '@jinqiao/partnership';
import { z } from 'zod';
import { tags } from './compliance-context.ts';
import type { Api, HttpContext } from './context.ts';
import { currentDay } from './programmes.ts';

const asked = z.object({ profile: profileSchema.default('CN_CURRENT'), date: z.string().optional() });
/** How far ahead coming changes are shown, and the years that the line of turning points covers. */
const COMING_MONTHS = 24;
const FROM = businessDate('2013-01-01');
const THROUGH = businessDate('2028-12-31');

export function outlookRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  const dateOf = async (date: string | undefined) => businessDate(date ?? (await currentDay(db)), '$.date');
  api.get(
    '/compliance/outlook',
    { schema: { tags, summary: 'What each product would breach on a date under a profile', querystring: asked, response: { 200: outlookSchema } } },
    async (request) => {
      return outlookOf(context, request.query.profile, await dateOf(request.query.date));
    },
  );
  api.get(
    '/compliance/outlook/turning-points',
    {
      schema: {
        tags,
        summary: 'Every date on which a profile changes, with what each product breaches from then on',
        querystring: asked.pick({ profile: true }),
        response: { 200: page(turningPoint) },
      },
    },
    async (request) => {
      const products = await productsOf(context, businessDate(await currentDay(db)));
      const points = turningPoints(await loadRulebook(db), products, request.query.profile, FROM, THROUGH);
      return { items: points.map((point) => ({ ...point, begin: [...point.begin], end: [...point.end], breaches: [...point.breaches] })), nextCursor: null };
    },
  );
  api.get(
    '/compliance/rules',
    { schema: { tags, summary: 'Rules of a profile with their history, as they stand on a date', querystring: asked, response: { 200: rulePage } } },
    async (request) => {
      const { profile } = request.query;
      const on = await dateOf(request.query.date);
      const configured = new Map((await listOnBreach(db)).map((row) => [`${row.profile} ${row.ruleId}`, row.mode]));
      const { rules } = await loadRulebook(db);
      const items = rules
        .filter((rule) => rule.profiles.includes(profile))
        .map((rule) => ({ ...ruleView(rule, profile, on), configured: configured.get(`${profile} ${rule.ruleId}`) ?? null }));
      const facts = Object.entries(FACTS).map(([name, fact]) => ({ name, ...fact }));
      return { items, nextCursor: null, packs: packs(), date: on, profile, facts, actions: [...ACTIONS] };
    },
  );
}

function packs(): { pack: string; zh: string; en: string }[] {
  return [...PACKS.map(({ pack, zh, en }) => ({ pack, zh, en })), { pack: 'own', zh: '自定义规则', en: 'Own rules' }];
}

function ruleView(rule: Rule, profile: Profile, on: BusinessDate): Omit<ComplianceRule, 'configured'> {
  const state = inForce(rule, profile, on) ? 'in-force' : rule.from > on ? 'coming' : 'ended';
  return {
    ...rule,
    profiles: [...rule.profiles],
    actions: [...rule.actions],
    when: rule.when.map(conditionView),
    check: rule.check && conditionView(rule.check),
    value: rule.value.toString(),
    state,
    valueOn: state === 'in-force' ? valueOn(rule, on).toString() : null,
  };
}

/** The API's conditions hold their lists as the schema has them. */
function conditionView(condition: Rule['when'][number]): ComplianceRule['when'][number] {
  return structuredClone(condition) as ComplianceRule['when'][number];
}

/** The products that run here, and those of the founding document as they were designed. */
async function productsOf(context: HttpContext, on: BusinessDate): Promise<Product[]> {
  const { programmes } = await context.system.joint();
  return [
    ...programmes.map((programme) => productOf(programme, { cost: longestCost(programme, on), seconds: programme.parameters.readingSeconds })),
    ...DESIGNS,
  ];
}

/** All-in cost a year of the largest line over the longest term; null where the programme's rate comes with each loan. */
function longestCost(programme: Programme, on: BusinessDate): string | null {
  if (programme.rateSpec.base === 'FIXED' && programme.rateSpec.fixed === undefined) return null;
  const request = { customerId: '', bucket: 0, accountNo: '', mandateToken: '', rate: null, agreementHash: '', key: 'outlook' };
  const terms = { amount: programme.policy.cap, periods: programme.product.maxPeriods, method: 'equal-principal' as const };
  return costOf(programme, plannedLoan(programme, { ...request, ...terms }, '', on)).nominal;
}

async function outlookOf(context: HttpContext, profile: Profile, on: BusinessDate): Promise<ComplianceOutlook> {
  const rulebook = await loadRulebook(context.system.db);
  const packOf = new Map(rulebook.rules.map((rule) => [rule.ruleId, rule.pack]));
  // The programme's own price is today's, whatever date its rules are asked for.
  const products = await productsOf(context, businessDate(await currentDay(context.system.db)));
  return {
    profile,
    date: on,
    packs: packs(),
    products: products.map((product) => productView(forecast(rulebook, product, on, profile), packOf)),
    coming: comingOf(rulebook, profile, on),
  };
}

function productView({ product, results }: Forecast, packOf: ReadonlyMap<string, string>): ComplianceOutlook['products'][number] {
  const { id, kind, item, zh, en, noteZh, noteEn, operatorEntity } = product;
  const count = (outcome: string) => results.filter((result) => result.outcome === outcome).length;
  return {
    id,
    kind,
    item,
    zh,
    en,
    noteZh,
    noteEn,
    operatorEntity,
    counts: {
      pass: count('pass'),
      breach: count('breach'),
      blocking: results.filter((result) => result.outcome === 'breach' && blocks(result)).length,
      missing: count('fact-missing'),
      notApplicable: count('not-applicable'),
    },
    results: results.map((result) => ({ ...result, pack: packOf.get(result.ruleId) ?? '', actions: [...result.actions] })),
  };
}

function comingOf(rulebook: Rulebook, profile: Profile, on: BusinessDate): ComplianceOutlook['coming'] {
  return comingChanges(rulebook, profile, on, COMING_MONTHS).map(({ date, change, rule: { ruleId, zh, en, basis } }) => ({
    date,
    change,
    ruleId,
    zh,
    en,
    basis,
  }));
}
