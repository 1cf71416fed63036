import { consent, id, type Me, me as meSchema, myBureauQuery, openAccount, page, realName, type Session, session as sessionSchema, signUp } from '@jinqiao/api';
import { holdToday } from '@jinqiao/business-day';
import { type BusinessDate, businessDate } from '@jinqiao/calendar';
import { bureauQueriesOf, listEntities } from '@jinqiao/compliance';
import { applicationOf, creditFault, lineOf } from '@jinqiao/credit';
import { balances } from '@jinqiao/ledger';
import { type Loan, loansOfCustomer, openInstalments, owedAt, plannedInstalments, totalOf, usedByCustomers } from '@jinqiao/lending';
import { formatAmount } from '@jinqiao/money';
import {
  bankAccountOf,
  CONSENT_TEXTS,
  consentsOf,
  customerById,
  grantConsents,
  parseCardNumber,
  parseMobile,
  partiesFault,
  register,
  sealedAt,
  sealedOf,
  verifyRealName,
  withdrawConsent,
} from '@jinqiao/parties';
import { onboard, type Programme } from '@jinqiao/partnership';
import { instant } from '@jinqiao/runtime';
import { z } from 'zod';
import { hashPassword } from '../access.ts';
import { screenIdentified } from '../screening.ts';
import { borrowingRoutes } from './borrowing.ts';
import { type Api, type HttpContext, runOnce, SESSION_COOKIE } from './context.ts';
import { customer, ownProgramme, type Who } from './own.ts';
import { currentDay } from './programmes.ts';
import { repaymentRoutes } from './repaying.ts';

const params = z.object({ id });

export function customerRoutes(api: Api, context: HttpContext): void {
  accountRoutes(api, context);
  borrowingRoutes(api, context);
  repaymentRoutes(api, context);
}

function accountRoutes(api: Api, context: HttpContext): void {
  const { db, vault, clock } = context.system;
  const tags = ['customer pages'];
  api.post(
    '/customers',
    { schema: { tags, summary: 'Sign up with a mobile number', body: signUp, response: { 201: sessionSchema } } },
    async (request, reply) => {
      const mobile = parseMobile(request.body.mobile);
      const answer = await runOnce(context, request, `sign-up ${vault.index('mobile', mobile)}`, async (): Promise<Session> => {
        const passwordHash = await hashPassword(request.body.password);
        const created = await db.tx(async (tx) => register(tx, vault, businessDate(await holdToday(tx)), [{ mobile, passwordHash, synthetic: false }]));
        return { login: created[0]?.customerId ?? '', name: '', role: 'customer', customerId: created[0]?.customerId ?? '' };
      });
      void reply.setCookie(SESSION_COOKIE, await context.access.open(answer), { httpOnly: true, sameSite: 'strict', path: '/' });
      return reply.status(201).send(answer);
    },
  );
  api.get('/me', { schema: { tags, summary: 'Where I stand: step, account, limit, what I owe', response: { 200: meSchema } } }, async (request) =>
    meOf(context, await customer(context, request)),
  );
  api.post('/me/real-name', { schema: { tags, summary: 'Verify name and ID number', body: realName, response: { 200: meSchema } } }, async (request) => {
    const who = await customer(context, request);
    return runOnce(context, request, who.customerId, async () => {
      await db.tx(async (tx) => {
        const on = businessDate(await holdToday(tx));
        await verifyRealName(tx, vault, on, [{ ...who, ...request.body }]);
        await screenIdentified(tx, context.system, on, [{ ...who, ...request.body }]);
      });
      return meOf(context, who);
    });
  });
  api.post(
    '/me/account',
    { schema: { tags, summary: 'Open the class-II account, give the consents, and apply', body: openAccount, response: { 200: meSchema } } },
    async (request) => {
      const who = await customer(context, request);
      return runOnce(context, request, who.customerId, async () => {
        await openAndApply(context, who, request.body);
        return meOf(context, who);
      });
    },
  );
  api.get('/me/consents', { schema: { tags, summary: 'What I consented to', response: { 200: page(consent) } } }, async (request) => {
    const who = await customer(context, request);
    const rows = await consentsOf(db, who.bucket, who.customerId);
    return {
      items: rows.map((c) => ({
        id: c.consentId,
        purpose: c.purpose,
        recipient: c.recipient,
        textVersion: c.textVersion,
        grantedAt: c.grantedAt,
        withdrawnAt: c.withdrawnAt,
      })),
      nextCursor: null,
    };
  });
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
  api.delete('/me/consents/:id', { schema: { tags, summary: 'Withdraw a consent', params } }, async (request, reply) => {
    const who = await customer(context, request);
    await runOnce(context, request, who.customerId, async () => {
      await db.tx(async (tx) => {
        if (!(await withdrawConsent(tx, who.bucket, request.params.id, who.customerId, instant(clock))))
          throw partiesFault('CONSENT_UNKNOWN', { id: request.params.id });
        const loans = await loansOfCustomer(tx, who.bucket, who.customerId);
        if (loans.some((loan) => loan.state === 'disbursing' || loan.state === 'active' || loan.recourseClaim > 0n)) throw partiesFault('CONSENT_IN_USE');
      });
      return {};
    });
    return reply.status(204).send();
  });
}

async function openAndApply(context: HttpContext, who: Who, body: z.infer<typeof openAccount>): Promise<void> {
  const { db, vault, clock } = context.system;
  const programme = await ownProgramme(context);
  const cardNumber = parseCardNumber(body.cardNumber);
  const mobile = parseMobile(body.mobile);
  const known = await customerById(db, who.bucket, who.customerId);
  const sealed = await sealedOf(db, who.bucket, who.customerId);
  if (!known || !sealed?.name || !sealed.idNumber) throw partiesFault('REAL_NAME_MISSING');
  const application = await applicationOf(db, who.bucket, who.customerId, programme.id);
  if (application && application.state !== 'sent') throw creditFault('APPLICATION_EXISTS');
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
    return grantConsents(tx, clock, on, [grant('bureau-report', body.bureauConsent), grant('data-to-bank', body.dataConsent)]);
  });
  const name = vault.open(sealed.name, sealedAt('name_sealed', who.customerId));
  const idNumber = vault.open(sealed.idNumber, sealedAt('id_number_sealed', who.customerId));
  await onboard(db, await context.system.joint(), programme, vault, on, [{ ...who, name, idNumber, mobile, cardNumber, consentId: bureau ?? '' }]);
}

const REFUSALS: Readonly<Record<string, readonly [en: string, zh: string]>> = {
  WHITELIST: ['This service is not open to you yet. Nothing was asked about you elsewhere.', '暂未对您开放本服务。我们未向其他机构查询您的信息。'],
  PLATFORM_AGE: ["The platform's rule is 21 to 49 years of age.", '平台要求年龄 21–49 周岁。'],
  BANK_AGE: ["The bank's rule is 20 to 50 years of age.", '银行要求年龄 20–50 周岁。'],
  PLATFORM_SCORE: ['The platform cannot offer a limit now; you may apply again in a month.', '平台暂无法提供额度,可在一个月后再次申请。'],
};

const NOT_NOW = ['The application cannot be accepted now.', '目前无法受理申请。'] as const;
const BANK_REFUSED = ['The bank could not approve the application; you may ask it why.', '银行未能批准申请,您可向银行了解原因。'] as const;

async function meOf(context: HttpContext, who: Who): Promise<Me> {
  const { db } = context.system;
  const programme = await ownProgramme(context);
  const money = (amount: bigint) => formatAmount(amount, programme.asset);
  const known = await customerById(db, who.bucket, who.customerId);
  if (!known) throw partiesFault('CUSTOMER_UNKNOWN', { id: who.customerId });
  const [application, account, line, loans] = [
    await applicationOf(db, who.bucket, who.customerId, programme.id),
    await bankAccountOf(db, who.bucket, who.customerId, programme.id),
    await lineOf(db, who.bucket, who.customerId, programme.id),
    await loansOfCustomer(db, who.bucket, who.customerId),
  ];
  const used = (await usedByCustomers(db, programme.id, [who])).get(who.customerId) ?? { used: 0n, overdue: false };
  const on = businessDate(await currentDay(db));
  const own = programme.book.of('customer/class-ii', who.customerId, who.bucket);
  const refused = application && ['whitelist-miss', 'platform-refused', 'rejected'].includes(application.state);
  const [en, zh] = REFUSALS[application?.refusalCode ?? ''] ?? (application?.refusalSide === 'platform' ? NOT_NOW : BANK_REFUSED);
  return {
    customerId: who.customerId,
    mobile: known.mobileMasked,
    name: known.nameMasked,
    businessDate: on,
    asset: programme.asset.code,
    step: !known.idNumberHash ? 'real-name' : !application ? 'account' : refused ? 'refused' : line ? 'ready' : 'review',
    refusal: refused ? { code: application.refusalCode ?? '', side: application.refusalSide ?? '', messageEn: en, messageZh: zh } : null,
    account: account ? { accountNo: account.accountNo, balance: money((await balances(db, [own])).get(own.id) ?? 0n), boundCard: account.cardMasked } : null,
    line: line
      ? {
          limit: money(line.limit),
          used: money(used.used),
          available: money(line.limit > used.used ? line.limit - used.used : 0n),
          validThrough: line.validThrough,
          reviewOn: line.reviewOn,
          drawable: line.state === 'active' && !used.overdue,
        }
      : null,
    owed: await owedOf(context, programme, loans, on),
    consentTexts: { bureau: CONSENT_TEXTS['bureau-report'], data: CONSENT_TEXTS['data-to-bank'] },
  };
}

async function owedOf(context: HttpContext, programme: Programme, loans: readonly Loan[], on: BusinessDate): Promise<Me['owed']> {
  const money = (amount: bigint) => formatAmount(amount, programme.asset);
  const active = loans.filter((loan) => loan.state === 'active');
  const open = await openInstalments(context.system.db, active);
  const overdue = active.reduce((sum, loan) => sum + totalOf(owedAt(programme.product, loan, open.get(loan.loanId) ?? [], on)), 0n);
  // After compensation the whole claim is owed to the guarantor, at once.
  const claimed = loans.reduce((sum, loan) => sum + loan.recourseClaim, 0n);
  const next = active.flatMap((loan) => plannedInstalments(programme.product, loan).slice(0, 1)).sort((a, b) => (a.dueOn < b.dueOn ? -1 : 1))[0];
  return {
    total: money(active.reduce((sum, loan) => sum + loan.outstanding, claimed)),
    overdue: money(overdue + claimed),
    next: next ? { loanId: next.loanId, dueOn: next.dueOn, amount: money(next.principal + next.interest) } : null,
  };
}
