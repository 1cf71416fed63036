import { consent, consentGrant, consentText, id, page } from '@jinqiao/api';
import { holdToday } from '@jinqiao/business-day';
import { businessDate } from '@jinqiao/calendar';
import { CONSENT_TEXTS, type ConsentPurpose, consentsOf, endConsent, grantConsents } from '@jinqiao/parties';
import { z } from 'zod';
import { type Api, type HttpContext, runOnce } from './context.ts';
import { customer, type Who } from './own.ts';
import { consentViews } from './party-views.ts';

const params = z.object({ id });
const tags = ['customer pages'];

/** The texts that customers may be asked to accept, and the ledger of what they accepted and withdrew. */
export function ownConsentRoutes(api: Api, context: HttpContext): void {
  const { db, clock, holdings } = context.system;
  api.get('/consent-texts', { schema: { tags, summary: 'The texts in force, for everybody to read', response: { 200: page(consentText) } } }, async () => ({
    items: (Object.keys(CONSENT_TEXTS) as ConsentPurpose[]).map((purpose) => {
      const { items, ...text } = CONSENT_TEXTS[purpose];
      return { purpose, ...text, items: items.split(', ') };
    }),
    nextCursor: null,
  }));
  api.get('/me/consents', { schema: { tags, summary: 'What I consented to', response: { 200: page(consent) } } }, async (request) =>
    consentsPage(context, await customer(context, request)),
  );
  api.post(
    '/me/consents',
    { schema: { tags, summary: 'Give a consent that nothing depends on', body: consentGrant, response: { 200: page(consent) } } },
    async (request) => {
      const who = await customer(context, request);
      const { purpose, ...given } = request.body;
      return runOnce(context, request, who.customerId, async () => {
        await db.tx(async (tx) => {
          const on = businessDate(await holdToday(tx));
          await grantConsents(tx, clock, on, [{ ...who, purpose, recipient: CONSENT_TEXTS[purpose].recipient, ...given, channel: 'h5' }]);
        });
        return consentsPage(context, who);
      });
    },
  );
  api.delete('/me/consents/:id', { schema: { tags, summary: 'Withdraw a consent', params } }, async (request, reply) => {
    const who = await customer(context, request);
    await runOnce(context, request, who.customerId, async () => {
      await db.tx((tx) => endConsent(tx, clock, holdings, who, request.params.id, 'h5'));
      return {};
    });
    return reply.status(204).send();
  });
}

async function consentsPage({ system: { db } }: HttpContext, who: Who) {
  return { items: await consentViews(db, await consentsOf(db, who.bucket, who.customerId)), nextCursor: null };
}
