import {
  confirmMandate as confirmSchema,
  id,
  type MyMandates,
  myMandates,
  paymentSummary as paymentSchema,
  signMandate as signSchema,
  transferOwn,
} from '@jinqiao/api';
import { holdToday } from '@jinqiao/business-day';
import { businessDate } from '@jinqiao/calendar';
import type { Tx } from '@jinqiao/database';
import { loansOfCustomer } from '@jinqiao/lending';
import { CNY, parseAmount } from '@jinqiao/money';
import { parseCardNumber, parseMobile, personInClear, requireStanding } from '@jinqiao/parties';
import {
  cancelMandate,
  confirmMandate,
  type Mandate,
  mandatesOfCustomer,
  type OwnMandate,
  ownMandate,
  paymentsFault,
  placeOrders,
  signMandate,
  termsInForce,
} from '@jinqiao/payments';
import { maskMobile, maskPan } from '@jinqiao/runtime';
import { z } from 'zod';
import { PARTNER_NAMES, type PartnerId } from '../partners.ts';
import { shanghaiTimeOfDay } from '../time-of-day.ts';
import { type Api, type HttpContext, runOnce } from './context.ts';
import { customer, type Who } from './own.ts';
import { mandateSummary, paymentSummaries, usedOf } from './payment-views.ts';
import { currentDay } from './programmes.ts';

const params = z.object({ id });
const tags = ['customer pages'];

export function myMandateRoutes(api: Api, context: HttpContext): void {
  const { db, payments, clock } = context.system;
  const own = (who: Who, mandateId: string): OwnMandate => ({ bucket: who.bucket, mandateId, customerId: who.customerId });
  api.get(
    '/me/mandates',
    { schema: { tags, summary: 'My cards and wallets: what may be debited, and what is left of it', response: { 200: myMandates } } },
    async (request) => mine(context, await customer(context, request)),
  );
  api.post(
    '/me/mandates',
    { schema: { tags, summary: 'Sign a mandate: a code is sent to the mobile number', body: signSchema, response: { 200: myMandates } } },
    async (request) => {
      const who = await customer(context, request);
      return runOnce(context, request, who.customerId, async (key) => {
        await begin(context, who, request.body, key);
        return mine(context, who);
      });
    },
  );
  api.post(
    '/me/mandates/:id/confirmation',
    { schema: { tags, summary: 'Confirm a mandate with the code', params, body: confirmSchema, response: { 200: myMandates } } },
    async (request) => {
      const who = await customer(context, request);
      return runOnce(context, request, who.customerId, async () => {
        await confirmMandate(db, payments, businessDate(await currentDay(db)), own(who, request.params.id), request.body.smsCode.trim(), holdToday);
        return mine(context, who);
      });
    },
  );
  api.delete('/me/mandates/:id', { schema: { tags, summary: 'Cancel a mandate', params, response: { 200: myMandates } } }, async (request) => {
    const who = await customer(context, request);
    return runOnce(context, request, who.customerId, async () => {
      const guard = async (tx: Tx) => {
        const day = await holdToday(tx);
        await requireUnused(tx, own(who, request.params.id));
        return day;
      };
      await cancelMandate(db, payments, businessDate(await currentDay(db)), own(who, request.params.id), 'customer', guard);
      return mine(context, who);
    });
  });
  api.post(
    '/me/transfers',
    { schema: { tags, summary: 'Transfer between my own accounts', body: transferOwn, response: { 200: paymentSchema } } },
    async (request) => {
      const who = await customer(context, request);
      return runOnce(context, request, who.customerId, async (key) => {
        const [from, to] = [await ownMandate(db, own(who, request.body.fromMandateId)), await ownMandate(db, own(who, request.body.toMandateId))];
        const on = await currentDay(db);
        const orders = await placeOrders(
          db,
          payments,
          [
            {
              ...who,
              kind: 'own-transfer',
              mode: 'real-time',
              purpose: 'once',
              subject: who.customerId,
              source: from.instrumentHash,
              payee: { kind: 'instrument', ref: to.instrumentHash },
              amount: parseAmount(request.body.amount, CNY, '$.amount'),
              asset: CNY.code,
              on,
              time: shanghaiTimeOfDay(clock),
              key,
              madeBy: who.customerId,
            },
          ],
          on,
          holdToday,
          standing(who, 'change'),
        );
        const [view] = await paymentSummaries(db, orders);
        return view as NonNullable<typeof view>;
      });
    },
  );
}

/** Holds the day and the customer, in the transaction in which something begins. */
function standing(who: Who, what: 'new-business' | 'change') {
  return async (tx: Tx): Promise<string> => {
    const on = await holdToday(tx);
    await requireStanding(tx, who, businessDate(on), what);
    return on;
  };
}

async function begin(context: HttpContext, who: Who, body: z.infer<typeof signSchema>, key: string): Promise<Mandate> {
  const { db, vault, payments } = context.system;
  const person = await personInClear(db, vault, who);
  const mobile = parseMobile(body.mobile);
  const card = body.channel === 'card';
  const instrument = card ? parseCardNumber(body.instrument, '$.instrument') : mobile;
  return signMandate(
    db,
    payments,
    businessDate(await currentDay(db)),
    {
      ...who,
      institutionId: body.institutionId,
      channel: body.channel,
      ...person,
      mobile,
      instrument,
      instrumentHash: card ? vault.index('card', instrument) : vault.index('mobile', instrument),
      instrumentMasked: card ? maskPan(instrument) : maskMobile(instrument),
      key,
    },
    standing(who, 'new-business'),
  );
}

/** The mandate that an open loan is repaid under stays, as the agreement of the loan says. */
async function requireUnused(tx: Tx, key: OwnMandate): Promise<void> {
  const mandate = await ownMandate(tx, key, 'FOR UPDATE');
  if (mandate.purpose !== 'loan-repayment') return;
  const loans = await loansOfCustomer(tx, mandate.bucket, mandate.customerId);
  if (loans.some((loan) => loan.state === 'disbursing' || loan.state === 'active' || loan.recourseClaim > 0n)) throw paymentsFault('MANDATE_IN_USE');
}

async function mine(context: HttpContext, who: Who): Promise<MyMandates> {
  const { db, payments } = context.system;
  const on = await currentDay(db);
  const mandates = await mandatesOfCustomer(db, who.bucket, who.customerId);
  const used = await usedOf(db, mandates, on);
  const nameOf = (institutionId: string) => PARTNER_NAMES[institutionId as PartnerId];
  const offered = new Set(payments.institutions.map((institution) => institution.id));
  return {
    items: mandates.map((mandate) => {
      const { customerName: _, ...summary } = mandateSummary(mandate, undefined, on);
      const name = nameOf(mandate.institutionId);
      return { ...summary, institution: name.name, institutionZh: name.nameZh, ...used(mandate) };
    }),
    offers: termsInForce(on)
      .filter((row) => offered.has(row.institution))
      .map((row) => ({ institutionId: row.institution, ...nameOf(row.institution), channel: row.channel })),
    businessDate: on,
    asset: CNY.code,
  };
}
