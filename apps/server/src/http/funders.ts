import {
  type Funder,
  type FundingChoiceDetail,
  funder as funderSchema,
  fundingChoice,
  fundingChoiceDetail,
  fundingChoiceQuery,
  id,
  page,
  pageQuery,
  payOffQuery,
  payOffSummary as payOffSchema,
} from '@jinqiao/api';
import { type BusinessDate, businessDate } from '@jinqiao/calendar';
import { loadRulebook, ruleInForce } from '@jinqiao/compliance';
import { contractRate } from '@jinqiao/contract';
import { bucketOfId } from '@jinqiao/database';
import { outstandingOf } from '@jinqiao/lending';
import { formatAmount, formatRate, RATE_ONE } from '@jinqiao/money';
import {
  cardById,
  type FundingChoice,
  funderHealth,
  funderUse,
  fundingChoices,
  isOpenFunder,
  listChoices,
  listPayOffs,
  type Programme,
  partnershipFault,
  type RoutedProgramme,
  routed,
} from '@jinqiao/partnership';
import { z } from 'zod';
import { bankNameOf } from '../partners.ts';
import { type Api, type HttpContext, readCursor, writeCursor } from './context.ts';
import { choiceView, payOffSummary } from './pay-off-views.ts';
import { currentDay } from './programmes.ts';
import { programmesSeenBy } from './seen.ts';

const tags = ['funding'];
const PLACE = /^\d{4}-\d{2}-\d{2} [a-z]{3}_[0-9a-f]{26}( \d+)?$/;

export function funderRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  api.get(
    '/funders',
    { schema: { tags, summary: 'Banks that loans are routed to: region, bands, prices, quotas and health', response: { 200: page(funderSchema) } } },
    async (request) => ({ items: await funderViews(context, routed(await programmesSeenBy(context, request))), nextCursor: null }),
  );
  api.get(
    '/funding-choices',
    {
      schema: {
        tags,
        summary: 'Choices of a funding bank, newest first',
        querystring: pageQuery.extend(fundingChoiceQuery),
        response: { 200: page(fundingChoice) },
      },
    },
    async (request) => {
      const { limit, cursor, programmeId, outcome, q } = request.query;
      const [date = '', subject = '', n = '0'] = readCursor(cursor, PLACE)?.split(' ') ?? [];
      const after = cursor === undefined ? null : { date, subject, n: Number(n) };
      const rows = await listChoices(db, { programmeId: programmeId ?? null, outcome: outcome ?? null, q: q ?? null, after, limit });
      const last = rows.at(-1);
      const { programmes } = await context.system.joint();
      return {
        items: rows.map((row) => choiceView(programmes, row)),
        nextCursor: rows.length < limit || !last ? null : writeCursor(`${last.businessDate} ${last.subject} ${last.n}`),
      };
    },
  );
  api.get(
    '/funding-choices/:id',
    {
      schema: {
        tags,
        summary: 'Every choice for one business object, with every bank and its reasons',
        params: z.object({ id }),
        response: { 200: fundingChoiceDetail },
      },
    },
    async (request) => detailOf(context, request.params.id),
  );
  api.get(
    '/card-pay-offs',
    { schema: { tags, summary: 'Pay-offs of cards, newest first', querystring: pageQuery.extend(payOffQuery), response: { 200: page(payOffSchema) } } },
    async (request) => {
      const { limit, cursor, state, programmeId, q } = request.query;
      const place = readCursor(cursor, PLACE);
      const after = place === null ? null : { date: place.slice(0, 10), payOffId: place.slice(11) };
      const rows = await listPayOffs(db, { state: state ?? null, programmeId: programmeId ?? null, q: q ?? null, after, limit });
      const last = rows.at(-1);
      const desk = await context.system.payOffs();
      const cards = await Promise.all(rows.map((row) => cardById(db, row.bucket, row.cardId)));
      return {
        items: rows.map((row, i) => payOffSummary(desk, row, cards[i]?.cardMasked ?? '')),
        nextCursor: rows.length < limit || !last ? null : writeCursor(`${last.appliedOn} ${last.payOffId}`),
      };
    },
  );
}

async function detailOf(context: HttpContext, subject: string): Promise<FundingChoiceDetail> {
  const bucket = bucketOfId(subject);
  const choices = bucket === undefined ? [] : await fundingChoices(context.system.db, { bucket, subject });
  const [first] = choices;
  if (!first) throw partnershipFault('FUNDING_CHOICE_UNKNOWN', { id: subject.slice(0, 40) });
  const { programmes } = await context.system.joint();
  return {
    subject,
    customerId: first.customerId,
    choices: choices.map((choice) => ({ ...choiceView(programmes, choice), options: optionsOf(programmes, choice) })),
  };
}

function optionsOf(programmes: readonly Programme[], { options }: FundingChoice): FundingChoiceDetail['choices'][number]['options'] {
  return options.map((option) => {
    const programme = programmes.find(({ id: programmeId }) => programmeId === option.programmeId);
    const names = programme ? bankNameOf(programme) : { name: option.bankId, nameZh: option.bankId };
    const money = (amount: string) => (programme ? formatAmount(BigInt(amount), programme.asset) : amount);
    return {
      ...option,
      bank: names.name,
      bankZh: names.nameZh,
      rate: formatRate(BigInt(option.rate)),
      bankRate: formatRate(BigInt(option.bankRate)),
      quotaLeft: money(option.quotaLeft),
      quotaShare: formatRate(BigInt(option.quotaShare)),
      answeredShare: formatRate(BigInt(option.answeredShare)),
      reasons: [...option.reasons],
      open: isOpenFunder(option),
    };
  });
}

async function funderViews(context: HttpContext, programmes: readonly RoutedProgramme[]): Promise<Funder[]> {
  const { db } = context.system;
  const on = businessDate(await currentDay(db));
  const ids = programmes.map(({ id: programmeId }) => programmeId);
  const [health, outstanding, use, rulebook] = [
    await funderHealth(db, ids, on),
    await outstandingOf(db, ids),
    await funderUse(db, ids, on),
    await loadRulebook(db),
  ];
  return programmes.map((programme) => {
    const known = health.get(programme.id) ?? { asked: 0, answered: 0, silent: 0, share: RATE_ONE };
    const used = use.get(programme.id) ?? { day: 0n, open: 0n };
    const licensed = rulebook.holdsLicence(String(programme.facts.lenderEntity ?? programme.bankId), ['banking'], undefined, on);
    return { ...termsOf(programme, on), ...usedOf(programme, used, outstanding.get(programme.id) ?? 0n), licensed, health: healthOf(programme, known, on) };
  });
}

type Health = { readonly asked: number; readonly answered: number; readonly silent: number; readonly share: bigint };

function healthOf({ policy }: Programme, { asked, answered, silent, share }: Health, on: BusinessDate): Funder['health'] {
  const breaker = Number(ruleInForce('ROUTE_BREAKER_UNKNOWN', policy.profile, on)?.value ?? 3n);
  return { asked, answered, silent, share: formatRate(share), breaker: silent >= breaker ? 'open' : 'closed' };
}

function usedOf({ asset, routing }: RoutedProgramme, used: { readonly day: bigint; readonly open: bigint }, outstanding: bigint) {
  const money = (amount: bigint) => formatAmount(amount, asset);
  return {
    dayQuota: money(routing.dayQuota),
    dayUsed: money(used.day),
    totalQuota: money(routing.totalQuota),
    reserved: money(used.open),
    outstanding: money(outstanding),
    customerLimit: money(routing.customerLimit),
  };
}

function termsOf(programme: RoutedProgramme, on: BusinessDate) {
  const { id: programmeId, parameters, routing, bankId, product, asset } = programme;
  const names = bankNameOf(programme);
  return {
    programmeId,
    name: parameters.name,
    nameZh: parameters.nameZh,
    bankId,
    bank: names.name,
    bankZh: names.nameZh,
    localBank: programme.facts.localBank === true,
    region: [...routing.region],
    rate: formatRate(contractRate(programme.rateSpec, on)),
    bankRate: formatRate(programme.bankRate),
    age: { ...parameters.bankAge },
    score: { ...routing.score },
    least: formatAmount(product.minAmount, asset),
    most: formatAmount(routing.most, asset),
    periods: [...routing.periods],
    asset: asset.code,
  };
}
