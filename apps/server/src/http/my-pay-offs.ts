import {
  addPayOffCard,
  applyPayOff as applySchema,
  comparePayOff,
  confirmPayOff as confirmSchema,
  id,
  type MyPayOffCards,
  myPayOff,
  myPayOffCards,
  myPayOffs,
  type PayOffComparison,
  payOffComparison,
} from '@jinqiao/api';
import { holdToday } from '@jinqiao/business-day';
import { type BusinessDate, businessDate } from '@jinqiao/calendar';
import { requireTotalRoom } from '@jinqiao/credit';
import type { Tx } from '@jinqiao/database';
import { CNY, parsePositiveAmount } from '@jinqiao/money';
import {
  bankAccountOf,
  CONSENT_TEXTS,
  type ConsentPurpose,
  checkCard,
  grantConsents,
  holdConsents,
  parseCardNumber,
  parseMobile,
  personInClear,
  requireConsent,
  requireStanding,
  withTry,
} from '@jinqiao/parties';
import {
  addCard,
  applyPayOff,
  cardsOfCustomer,
  carryOn,
  confirmPayOff,
  dropCard,
  type Elements,
  fetchStatement,
  fundingRequest,
  giveUpPayOff,
  isOpenFunder,
  judgeFunders,
  newestStatements,
  openStatement,
  ownCard,
  type PayOff,
  type PayOffDesk,
  partnershipFault,
  payOffById,
  payOffFault,
  payOffProgrammes,
  payOffsOfCustomer,
  plannedLoan,
  priced,
} from '@jinqiao/partnership';
import { requireMandate } from '@jinqiao/payments';
import { z } from 'zod';
import { type Api, type HttpContext, runOnce } from './context.ts';
import { customer, type Who } from './own.ts';
import { agreementFor, cardView, comparisonView, payOffView } from './pay-off-views.ts';
import { currentDay } from './programmes.ts';
import { readingSeconds, secondsRead } from './reading-time.ts';

const params = z.object({ id });
const tags = ['customer pages'];

export function myPayOffRoutes(api: Api, context: HttpContext): void {
  cardRoutes(api, context);
  payOffRoutes(api, context);
}

function cardRoutes(api: Api, context: HttpContext): void {
  api.get(
    '/me/pay-off-cards',
    { schema: { tags, summary: 'My credit cards with their newest statements', response: { 200: myPayOffCards } } },
    async (request) => cardsOf(context, await customer(context, request)),
  );
  api.post(
    '/me/pay-off-cards',
    { schema: { tags, summary: 'Add a credit card of mine and fetch its statement', body: addPayOffCard, response: { 200: myPayOffCards } } },
    async (request) => {
      const who = await customer(context, request);
      return runOnce(context, request, who.customerId, async () => {
        await addOwnCard(context, who, request.body);
        return cardsOf(context, who);
      });
    },
  );
  api.delete(
    '/me/pay-off-cards/:id',
    { schema: { tags, summary: 'Take a credit card off my list', params, response: { 200: myPayOffCards } } },
    async (request) => {
      const who = await customer(context, request);
      return runOnce(context, request, who.customerId, async () => {
        await dropCard(await context.system.payOffs(), who, request.params.id, await currentDay(context.system.db));
        return cardsOf(context, who);
      });
    },
  );
  api.post(
    '/me/pay-off-cards/:id/statement',
    { schema: { tags, summary: 'Fetch the newest statement of a card of mine', params, response: { 200: myPayOffCards } } },
    async (request) => {
      const who = await customer(context, request);
      return runOnce(context, request, who.customerId, async () => {
        const { db, vault } = context.system;
        const desk = await context.system.payOffs();
        const card = await ownCard(desk, who, request.params.id);
        const on = businessDate(await currentDay(db));
        await db.tx(async (tx) => requireConsent(await holdConsents(tx, who.bucket, who.customerId), 'card-statement', on));
        await fetchStatement(desk, on, { ...who, ...(await personInClear(db, vault, who)) }, card);
        return cardsOf(context, who);
      });
    },
  );
  api.post(
    '/me/pay-off-comparisons',
    {
      schema: {
        tags,
        summary: "Price beside price: the card's own instalment and the loan of the cheapest bank",
        body: comparePayOff,
        response: { 200: payOffComparison },
      },
    },
    async (request) => {
      const who = await customer(context, request);
      return runOnce(context, request, who.customerId, () => compareFor(context, who, request.body));
    },
  );
}

function payOffRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  api.get('/me/card-pay-offs', { schema: { tags, summary: 'My pay-offs, newest first', response: { 200: myPayOffs } } }, async (request) => {
    const who = await customer(context, request);
    const desk = await context.system.payOffs();
    const items = await payOffsOfCustomer(db, who);
    return { items: await Promise.all(items.map((payOff) => payOffView(desk, payOff))), nextCursor: null };
  });
  api.get(
    '/me/card-pay-offs/:id',
    { schema: { tags, summary: 'One of my pay-offs, with its timeline and the offer that stands', params, response: { 200: myPayOff } } },
    async (request) => {
      const who = await customer(context, request);
      return payOffView(await context.system.payOffs(), await ownPayOff(context, who, request.params.id));
    },
  );
  api.post(
    '/me/card-pay-offs',
    { schema: { tags, summary: 'Apply for a loan that pays off a statement; banks are asked at once', body: applySchema, response: { 201: myPayOff } } },
    async (request, reply) => {
      const who = await customer(context, request);
      return reply.status(201).send(await runOnce(context, request, who.customerId, (key) => applyFor(context, who, request.body, key)));
    },
  );
  api.post(
    '/me/card-pay-offs/:id/confirmation',
    { schema: { tags, summary: 'Accept the offer; the card is paid at its issuer', params, body: confirmSchema, response: { 200: myPayOff } } },
    async (request) => {
      const who = await customer(context, request);
      return runOnce(context, request, who.customerId, () => confirmOwn(context, who, request.params.id, request.body));
    },
  );
  api.post('/me/card-pay-offs/:id/cancellation', { schema: { tags, summary: 'Give an offer up', params, response: { 200: myPayOff } } }, async (request) => {
    const who = await customer(context, request);
    return runOnce(context, request, who.customerId, async () => {
      const desk = await context.system.payOffs();
      return payOffView(desk, await giveUpPayOff(desk, await currentDay(db), await ownPayOff(context, who, request.params.id), 'CUSTOMER'));
    });
  });
}

/** One's own; another's is as unknown as one that does not exist. */
async function ownPayOff(context: HttpContext, who: Who, payOffId: string): Promise<PayOff> {
  const payOff = await payOffById(context.system.db, { bucket: who.bucket, payOffId });
  if (payOff?.customerId !== who.customerId) throw payOffFault('PAY_OFF_UNKNOWN', { id: payOffId.slice(0, 40) });
  return payOff;
}

async function cardsOf(context: HttpContext, who: Who): Promise<MyPayOffCards> {
  const { db } = context.system;
  const desk = await context.system.payOffs();
  const programmes = payOffProgrammes(desk.joint);
  const cards = await cardsOfCustomer(db, who);
  const [statements, payOffs] = [await newestStatements(db, cards), await payOffsOfCustomer(db, who)];
  const text = (purpose: ConsentPurpose) => {
    const { version, en, zh } = CONSENT_TEXTS[purpose];
    return { version, en, zh };
  };
  return {
    items: cards.map((card) => cardView(card, statements.get(card.cardId), payOffs)),
    offered: programmes.length > 0,
    periods: [...new Set(programmes.flatMap(({ routing }) => routing.periods))].sort((a, b) => a - b),
    consentTexts: { statement: text('card-statement'), bureau: text('bureau-report'), data: text('data-to-bank') },
    businessDate: await currentDay(db),
    asset: CNY.code,
  };
}

/** The card is checked to be the customer's own before anything is kept; wrong tries are counted. */
async function addOwnCard(context: HttpContext, who: Who, body: z.infer<typeof addPayOffCard>): Promise<void> {
  const { db, vault, clock, identity } = context.system;
  const desk = await context.system.payOffs();
  if (payOffProgrammes(desk.joint).length === 0) throw payOffFault('PAY_OFF_NOT_AVAILABLE');
  const cardNumber = parseCardNumber(body.cardNumber);
  const on = businessDate(await currentDay(db));
  // Asked first, so that nothing leaves the platform without the consent to it.
  const granted = (tx: Tx) => grantConsents(tx, clock, on, [{ ...who, purpose: 'card-statement', recipient: 'issuer', ...body.consent, channel: 'h5' }]);
  await db.tx(async (tx) => {
    await holdToday(tx);
    await requireStanding(tx, who, on, 'new-business');
    await granted(tx);
  });
  await checkCard(db, { vault, clock, issuer: identity.issuer }, on, { ...who, cardNumber, mobile: null });
  const holder = { ...who, ...(await personInClear(db, vault, who)) };
  await addCard(desk, on, holder, cardNumber, async (tx) => (await granted(tx))[0] ?? '');
}

async function compareFor(context: HttpContext, who: Who, body: z.infer<typeof comparePayOff>): Promise<PayOffComparison> {
  const { db, vault } = context.system;
  const desk = await context.system.payOffs();
  const amount = parsePositiveAmount(body.amount, CNY, '$.amount');
  const on = businessDate(await currentDay(db));
  const statement = await openStatement(desk, who, body.statementId, amount);
  const programmes = payOffProgrammes(desk.joint);
  const { idNumber } = await personInClear(db, vault, who);
  const request = await fundingRequest(desk, programmes, { ...who, idNumber }, { subject: statement.statementId, amount, periods: body.periods }, on);
  const best = (await judgeFunders(db, programmes, request, on)).find(isOpenFunder);
  const programme = programmes.find(({ id: programmeId }) => programmeId === best?.programmeId);
  if (!programme) throw payOffFault('PAY_OFF_NOT_AVAILABLE');
  const { periods, method } = body;
  const draw = { ...who, accountNo: '', mandateToken: '', amount, periods, method, rate: null, agreementHash: '', key: 'compare' };
  const loan = plannedLoan(programme, draw, '', on);
  const { comparison } = await priced(desk, programme, loan, { bucket: who.bucket, statementId: statement.statementId });
  return comparisonView(programme, amount, periods, comparison);
}

async function applyFor(context: HttpContext, who: Who, body: z.infer<typeof applySchema>, key: string) {
  const { db, vault, clock } = context.system;
  const desk = await context.system.payOffs();
  const { statementId, periods, method } = body;
  const amount = parsePositiveAmount(body.amount, CNY, '$.amount');
  const [cardNumber, mobile] = [parseCardNumber(body.cardNumber), parseMobile(body.mobile)];
  const person = await personInClear(db, vault, who);
  const on = businessDate(await currentDay(db));
  const begins = async (tx: Tx): Promise<Elements> => {
    await requireStanding(tx, who, on, 'new-business');
    const grants = [
      { purpose: 'bureau-report' as const, ...body.bureauConsent },
      { purpose: 'data-to-bank' as const, ...body.dataConsent },
    ];
    const [bureau = ''] = await grantConsents(
      tx,
      clock,
      on,
      grants.map((grant) => ({ ...who, ...grant, recipient: 'bank', channel: 'h5' })),
    );
    return { ...person, mobile, cardNumber, consentId: bureau };
  };
  const payOff = await withTry(db, who, on, () => applyPayOff(desk, on, { ...who, statementId, amount, periods, method, key }, begins));
  return payOffView(desk, payOff);
}

async function confirmOwn(context: HttpContext, who: Who, payOffId: string, body: z.infer<typeof confirmSchema>) {
  const { db, clock } = context.system;
  const desk = await context.system.payOffs();
  const payOff = await ownPayOff(context, who, payOffId);
  if (!body.agreementAccepted) throw partnershipFault('AGREEMENT_NOT_ACCEPTED', {}, '$.agreementAccepted');
  const on = await currentDay(db);
  if (payOff.loanId !== null) return payOffView(desk, await carryOn(desk, payOff, on));
  if (payOff.state !== 'offered') throw payOffFault('PAY_OFF_NOT_OFFERED', { state: payOff.state });
  const { hash } = await agreementFor(desk, payOff);
  // What is accepted is the agreement that stands: the next bank's, where the one that was read has drawn back.
  if (body.agreementHash !== hash) throw partnershipFault('QUOTE_UNKNOWN', { id: body.agreementHash }, '$.agreementHash');
  const disclosure = { shown: true, seconds: await readFor(desk, payOff, body.readingSeconds, clock.now()) };
  const account = await bankAccountOf(db, who.bucket, who.customerId, payOff.programmeId ?? '');
  const sources = await context.system.usage();
  const begins = async (tx: Tx) => {
    const day: BusinessDate = businessDate(on);
    await requireStanding(tx, who, day, 'new-business');
    requireConsent(await holdConsents(tx, who.bucket, who.customerId), 'data-to-bank', day);
    await requireMandate(tx, who, account?.mandateToken ?? '', day);
    await requireTotalRoom(tx, sources, who, { amount: payOff.amount, on: day });
  };
  return payOffView(desk, await confirmPayOff(desk, on, payOff, { agreementHash: hash, disclosure }, begins));
}

/** How long the agreement was read. @throws Fault COST_TABLE_NOT_READ. */
async function readFor(desk: PayOffDesk, payOff: PayOff, counted: number, now: number): Promise<number> {
  const programme = payOffProgrammes(desk.joint).find(({ id: programmeId }) => programmeId === payOff.programmeId);
  const required = programme ? await readingSeconds(desk.db, programme.policy.profile, programme.parameters.readingSeconds, businessDate(payOff.routedOn)) : 0;
  const seconds = secondsRead(counted, payOff.offeredAt === null ? null : new Date(payOff.offeredAt), now);
  if (seconds < required) throw partnershipFault('COST_TABLE_NOT_READ', { seconds: required }, '$.readingSeconds');
  return seconds;
}
