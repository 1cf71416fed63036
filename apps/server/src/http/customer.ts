import { me as meSchema, myBureauQuery, openAccount, page } from '@jinqiao/api';
import { holdToday } from '@jinqiao/business-day';
import { businessDate } from '@jinqiao/calendar';
import { bureauQueriesOf, listEntities } from '@jinqiao/compliance';
import { applicationOf, creditFault } from '@jinqiao/credit';
import { isFault } from '@jinqiao/errors';
import { customerById, grantConsents, parseCardNumber, parseMobile, partiesFault, personInClear, requireStanding, withTry } from '@jinqiao/parties';
import { onboard } from '@jinqiao/partnership';
import type { z } from 'zod';
import { recordAccountEvidence } from '../account-evidence.ts';
import { type SeenWith, seenWith } from '../seen-with.ts';
import { borrowingRoutes } from './borrowing.ts';
import { type Api, type HttpContext, runOnce } from './context.ts';
import { meOf } from './me.ts';
import { customer, ownProgramme, type Who } from './own.ts';
import { ownConsentRoutes } from './own-consents.ts';
import { ownIdentityRoutes } from './own-identity.ts';
import { currentDay } from './programmes.ts';
import { repaymentRoutes } from './repaying.ts';
import { signInRoutes } from './sign-in.ts';

export function customerRoutes(api: Api, context: HttpContext): void {
  signInRoutes(api, context);
  accountRoutes(api, context);
  ownIdentityRoutes(api, context);
  ownConsentRoutes(api, context);
  borrowingRoutes(api, context);
  repaymentRoutes(api, context);
}

function accountRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  const tags = ['customer pages'];
  api.get('/me', { schema: { tags, summary: 'Where I stand: step, account, limit, what I owe', response: { 200: meSchema } } }, async (request) =>
    meOf(context, await customer(context, request)),
  );
  api.post(
    '/me/account',
    { schema: { tags, summary: 'Open the class-II account, give the consents, and apply', body: openAccount, response: { 200: meSchema } } },
    async (request) => {
      const who = await customer(context, request);
      return runOnce(context, request, who.customerId, async () => {
        await openAndApply(context, who, request.body, seenWith(context.system, request));
        return meOf(context, who);
      });
    },
  );
  api.get(
    '/me/bureau-queries',
    { schema: { tags, summary: 'Who asked a credit bureau about me, when and for what', response: { 200: page(myBureauQuery) } } },
    async (request) => {
      const who = await customer(context, request);
      const names = new Map((await listEntities(db)).map((entity) => [entity.entityId, entity]));
      const items = (await bureauQueriesOf(db, who.bucket, who.customerId)).map((query) => ({
        id: query.queryId,
        purpose: query.purpose,
        askedAt: query.askedAt,
        businessDate: query.businessDate,
        state: query.state,
        bureau: names.get(query.bureau)?.name ?? query.bureau,
        bureauZh: names.get(query.bureau)?.nameZh ?? query.bureau,
        askedBy: names.get(query.askedBy)?.name ?? query.askedBy,
        askedByZh: names.get(query.askedBy)?.nameZh ?? query.askedBy,
      }));
      return { items, nextCursor: null };
    },
  );
}

async function openAndApply(context: HttpContext, who: Who, body: z.infer<typeof openAccount>, seen: SeenWith): Promise<void> {
  const { db, vault, clock } = context.system;
  const programme = await ownProgramme(context);
  const cardNumber = parseCardNumber(body.cardNumber);
  const mobile = parseMobile(body.mobile);
  const known = await customerById(db, who.bucket, who.customerId);
  if (!known) throw partiesFault('REAL_NAME_MISSING');
  const person = await personInClear(db, vault, who);
  const application = await applicationOf(db, who.bucket, who.customerId, programme.id);
  if (application && application.state !== 'sent' && application.state !== 'cleared') throw creditFault('APPLICATION_EXISTS');
  const on = businessDate(await currentDay(db));
  const grant = (purpose: 'bureau-report' | 'data-to-bank', given: { accepted: boolean; textVersion: string }) => ({
    ...who,
    purpose,
    recipient: 'bank',
    ...given,
    channel: 'h5',
  });
  const [bureau] = await db.tx(async (tx) => {
    await holdToday(tx);
    await requireStanding(tx, who, on, 'new-business');
    return grantConsents(tx, clock, on, [grant('bureau-report', body.bureauConsent), grant('data-to-bank', body.dataConsent)]);
  });
  const applicant = { ...who, ...person, mobile, cardNumber, consentId: bureau ?? '', seenWith: seen };
  await withTry(db, who, on, async () => {
    try {
      await onboard(db, await context.system.joint(), programme, vault, on, [applicant]);
    } catch (error) {
      const refused = isFault(error) && ['CARD_REFUSED', 'ACCOUNT_REFUSED'].includes(error.code);
      if (refused) await recordAccountEvidence(context.system, programme, on, [applicant], String(error.params.code));
      throw error;
    }
  });
  await recordAccountEvidence(context.system, programme, on, [applicant]);
}
