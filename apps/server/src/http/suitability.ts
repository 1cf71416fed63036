import { answerSuitability, type MySuitability, mySuitability } from '@jinqiao/api';
import { holdToday } from '@jinqiao/business-day';
import { type BusinessDate, businessDate } from '@jinqiao/calendar';
import { requireStanding } from '@jinqiao/parties';
import { type Assessment, assess, lastAssessment, QUESTIONNAIRE } from '@jinqiao/wealth';
import { type Api, type HttpContext, runOnce } from './context.ts';
import { customer } from './own.ts';
import { currentDay } from './programmes.ts';

/** What an investor can bear 投资者适当性: the questionnaire, and what they were found to be. Points are not told: they would coach. */
export function suitabilityRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  const tags = ['customer pages'];
  const summary = 'My risk profile, and the questionnaire that finds it';
  api.get('/me/suitability', { schema: { tags, summary, response: { 200: mySuitability } } }, async (request) => {
    return viewOf(await lastAssessment(db, await customer(context, request)), businessDate(await currentDay(db)));
  });
  api.post(
    '/me/suitability',
    { schema: { tags, summary: 'Answer the questionnaire', body: answerSuitability, response: { 201: mySuitability } } },
    async (request, reply) => {
      const who = await customer(context, request);
      const found = await runOnce(context, request, who.customerId, () =>
        db.tx(async (tx) => {
          const on = businessDate(await holdToday(tx));
          await requireStanding(tx, who, on, 'new-business');
          return viewOf(await assess(tx, who, { ...request.body, channel: 'h5' }, on), on);
        }),
      );
      return reply.status(201).send(found);
    },
  );
}

function viewOf(last: Assessment | undefined, on: BusinessDate): MySuitability {
  return {
    version: QUESTIONNAIRE.version,
    questions: QUESTIONNAIRE.questions.map(({ id, zh, en, choices }) => ({ id, zh, en, choices: choices.map((choice) => ({ zh: choice.zh, en: choice.en })) })),
    current: last
      ? { level: `C${last.level}`, lowest: last.lowest, assessedOn: last.assessedOn, validThrough: last.validThrough, inForce: last.validThrough >= on }
      : null,
  };
}
