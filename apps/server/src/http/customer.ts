import { createHash } from 'node:crypto';
import {
  amountInput, consent, drawRequest, earlyRepayment, earlyRepaymentQuote, earlyRepaymentResult, id, me as meSchema, myLoan, openAccount, page, quote, quoteRequest, realName, session as sessionSchema, signUp, type EarlyRepaymentResult, type Me, type MyLoan, type Quote, type Session,
} from '@jinqiao/api';
import { holdToday } from '@jinqiao/business-day';
import { type BusinessDate, businessDate } from '@jinqiao/calendar';
import { applicationOf, creditFault, lineOf } from '@jinqiao/credit';
import { balances } from '@jinqiao/ledger';
import { cashFlowsOf, dueDate, instalmentsOf, lendingFault, type Loan, loansOfCustomer, openInstalments, orderEarlyRepayment, owedAt, plannedInstalments, quoteEarly, recordAdvances, recordOutcomes, totalOf, usedByCustomers } from '@jinqiao/lending';
import { formatAmount, formatRate, parsePositiveAmount } from '@jinqiao/money';
import { bankAccountOf, CONSENT_TEXTS, consentsOf, customerById, grantConsents, parseCardNumber, parseMobile, partiesFault, register, requireConsent, sealedOf, verifyRealName, withdrawConsent } from '@jinqiao/parties';
import { collectOne, costOf, disburseDraws, noticeBank, onboard, partnershipFault, plannedLoan, portfolioContext, type Programme, reserveDraws } from '@jinqiao/partnership';
import { collectionsByKey, saveCollections } from '@jinqiao/payments';
import { bucketOfId, derivedId, instant } from '@jinqiao/runtime';
import { z } from 'zod';
import { agreementOf, costTable } from '../agreement.ts';
import { hashPassword } from '../access.ts';
import { type Api, type HttpContext, requireRole, runOnce, SESSION_COOKIE } from './context.ts';
import { currentDay } from './programmes.ts';
import { loanStateOf, scheduleOf } from './views.ts';

const params = z.object({ id });
type Who = { readonly customerId: string; readonly bucket: number };

async function customer(context: HttpContext, request: Parameters<typeof requireRole>[1]): Promise<Who> {
  const { customerId } = await requireRole(context, request, ['customer']);
  const bucket = bucketOfId(customerId ?? '');
  if (!customerId || bucket === undefined) throw partiesFault('CUSTOMER_UNKNOWN', { id: customerId ?? '' });
  return { customerId, bucket };
}

/** The programme that customers of this installation borrow under: its first. */
async function ownProgramme(context: HttpContext): Promise<Programme> {
  const programme = (await context.system.joint()).programmes[0];
  if (!programme) throw partnershipFault('PROGRAMME_UNKNOWN', { id: '' });
  return programme;
}

export function customerRoutes(api: Api, context: HttpContext): void {
  accountRoutes(api, context);
  borrowingRoutes(api, context);
  repaymentRoutes(api, context);
}

function accountRoutes(api: Api, context: HttpContext): void {
  const { db, vault, clock } = context.system;
  const tags = ['customer pages'];
  api.post('/customers', { schema: { tags, summary: 'Sign up with a mobile number', body: signUp, response: { 201: sessionSchema } } }, async (request, reply) => {
    const mobile = parseMobile(request.body.mobile);
    const answer = await runOnce(context, request, `sign-up ${vault.index('mobile', mobile)}`, async (): Promise<Session> => {
      const passwordHash = await hashPassword(request.body.password);
      const created = await db.tx(async (tx) => register(tx, vault, businessDate(await holdToday(tx)), [{ mobile, passwordHash, synthetic: false }]));
      return { login: created[0]?.customerId ?? '', name: '', role: 'customer', customerId: created[0]?.customerId ?? '' };
    });
    void reply.setCookie(SESSION_COOKIE, await context.access.open(answer), { httpOnly: true, sameSite: 'strict', path: '/' });
    return reply.status(201).send(answer);
  });
  api.get('/me', { schema: { tags, summary: 'Where I stand: step, account, limit, what I owe', response: { 200: meSchema } } }, async (request) => meOf(context, await customer(context, request)));
  api.post('/me/real-name', { schema: { tags, summary: 'Verify name and ID number', body: realName, response: { 200: meSchema } } }, async (request) => {
    const who = await customer(context, request);
    return runOnce(context, request, who.customerId, async () => {
      await db.tx(async (tx) => verifyRealName(tx, vault, businessDate(await holdToday(tx)), [{ ...who, ...request.body }]));
      return meOf(context, who);
    });
  });
  api.post('/me/account', { schema: { tags, summary: 'Open the class-II account, give the consents, and apply', body: openAccount, response: { 200: meSchema } } }, async (request) => {
    const who = await customer(context, request);
    return runOnce(context, request, who.customerId, async () => {
      await openAndApply(context, who, request.body);
      return meOf(context, who);
    });
  });
  api.get('/me/consents', { schema: { tags, summary: 'What I consented to', response: { 200: page(consent) } } }, async (request) => {
    const who = await customer(context, request);
    const rows = await consentsOf(db, who.bucket, who.customerId);
    return { items: rows.map((c) => ({ id: c.consentId, purpose: c.purpose, recipient: c.recipient, textVersion: c.textVersion, grantedAt: c.grantedAt, withdrawnAt: c.withdrawnAt })), nextCursor: null };
  });
  api.delete('/me/consents/:id', { schema: { tags, summary: 'Withdraw a consent', params } }, async (request, reply) => {
    const who = await customer(context, request);
    await runOnce(context, request, who.customerId, async () => {
      if (!(await db.tx((tx) => withdrawConsent(tx, who.bucket, request.params.id, who.customerId, instant(clock))))) throw partiesFault('CONSENT_UNKNOWN', { id: request.params.id });
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
  const grant = (purpose: 'bureau-report' | 'data-to-bank', given: { accepted: boolean; textVersion: string }) => ({ ...who, purpose, recipient: 'bank', ...given, channel: 'h5' });
  const [bureau] = await db.tx(async (tx) => {
    await holdToday(tx);
    return grantConsents(tx, clock, on, [grant('bureau-report', body.bureauConsent), grant('data-to-bank', body.dataConsent)]);
  });
  await onboard(db, await context.system.joint(), programme, vault, on, [{ ...who, name: vault.open(sealed.name), idNumber: vault.open(sealed.idNumber), mobile, cardNumber, consentId: bureau ?? '' }]);
}

const REFUSALS: Readonly<Record<string, readonly [en: string, zh: string]>> = {
  WHITELIST: ['This service is not open to you yet. Nothing was asked about you elsewhere.', '暂未对您开放本服务。我们未向其他机构查询您的信息。'],
  PLATFORM_AGE: ["The platform's rule is 21 to 49 years of age.", '平台要求年龄 21–49 周岁。'], BANK_AGE: ["The bank's rule is 20 to 50 years of age.", '银行要求年龄 20–50 周岁。'], PLATFORM_SCORE: ['The platform cannot offer a limit now; you may apply again in a month.', '平台暂无法提供额度,可在一个月后再次申请。'],
};

async function meOf(context: HttpContext, who: Who): Promise<Me> {
  const { db, vault } = context.system;
  const programme = await ownProgramme(context);
  const money = (amount: bigint) => formatAmount(amount, programme.asset);
  const known = await customerById(db, who.bucket, who.customerId);
  if (!known) throw partiesFault('CUSTOMER_UNKNOWN', { id: who.customerId });
  const [application, account, line, loans] = [await applicationOf(db, who.bucket, who.customerId, programme.id), await bankAccountOf(db, who.bucket, who.customerId, programme.id), await lineOf(db, who.bucket, who.customerId, programme.id), await loansOfCustomer(db, who.bucket, who.customerId)];
  const used = (await usedByCustomers(db, programme.id, [who])).get(who.customerId) ?? { used: 0n, overdue: false };
  const on = businessDate(await currentDay(db));
  const own = programme.book.of('customer/class-ii', who.customerId, who.bucket);
  const refused = application && ['whitelist-miss', 'platform-refused', 'rejected'].includes(application.state);
  const [en, zh] = REFUSALS[application?.refusalCode ?? ''] ?? ['The bank could not approve the application; you may ask it why.', '银行未能批准申请,您可向银行了解原因。'];
  return {
    customerId: who.customerId, mobile: known.mobileMasked, name: known.nameMasked, businessDate: on, asset: programme.asset.code,
    step: !known.idNumberHash ? 'real-name' : !application ? 'account' : refused ? 'refused' : line ? 'ready' : 'review', refusal: refused ? { code: application.refusalCode ?? '', side: application.refusalSide ?? '', messageEn: en, messageZh: zh } : null,
    account: account ? { accountNo: account.accountNo, balance: money((await balances(db, [own])).get(own.id) ?? 0n), boundCard: account.cardMasked } : null,
    line: line ? { limit: money(line.limit), used: money(used.used), available: money(line.limit > used.used ? line.limit - used.used : 0n), validThrough: line.validThrough, reviewOn: line.reviewOn, drawable: line.state === 'active' && !used.overdue } : null,
    owed: await owedOf(context, programme, loans, on), consentTexts: { bureau: CONSENT_TEXTS['bureau-report'], data: CONSENT_TEXTS['data-to-bank'] },
  };
}

async function owedOf(context: HttpContext, programme: Programme, loans: readonly Loan[], on: BusinessDate): Promise<Me['owed']> {
  const money = (amount: bigint) => formatAmount(amount, programme.asset);
  const active = loans.filter((loan) => loan.state === 'active');
  const open = await openInstalments(context.system.db, active);
  const overdue = active.reduce((sum, loan) => sum + totalOf(owedAt(programme.product, loan, open.get(loan.loanId) ?? [], on)), 0n);
  const next = active.flatMap((loan) => plannedInstalments(programme.product, loan).slice(0, 1)).sort((a, b) => (a.dueOn < b.dueOn ? -1 : 1))[0];
  return { total: money(active.reduce((sum, loan) => sum + loan.outstanding, 0n)), overdue: money(overdue), next: next ? { loanId: next.loanId, dueOn: next.dueOn, amount: money(next.principal + next.interest) } : null };
}

function borrowingRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  const tags = ['customer pages'];
  api.post('/me/quotes', { schema: { tags, summary: 'A draw with its cost table, repayment plan and agreement', body: quoteRequest, response: { 200: quote } } }, async (request) => {
    const who = await customer(context, request);
    return runOnce(context, request, who.customerId, (key) => quoteFor(context, who, request.body, key));
  });
  api.post('/me/draws', { schema: { tags, summary: 'Draw what was quoted', body: drawRequest, response: { 201: myLoan } } }, async (request, reply) => {
    const who = await customer(context, request);
    return reply.status(201).send(await runOnce(context, request, who.customerId, () => drawQuoted(context, who, request.body)));
  });
  api.get('/me/loans', { schema: { tags, summary: 'My loans', response: { 200: page(myLoan) } } }, async (request) => {
    const who = await customer(context, request);
    const loans = await loansOfCustomer(db, who.bucket, who.customerId);
    return { items: await Promise.all(loans.map((loan) => myLoanOf(context, loan))), nextCursor: null };
  });
  api.get('/me/loans/:id', { schema: { tags, summary: 'One of my loans', params, response: { 200: myLoan } } }, async (request) => {
    const who = await customer(context, request);
    return myLoanOf(context, await ownLoan(context, who, request.params.id));
  });
}

async function quoteFor(context: HttpContext, who: Who, body: z.infer<typeof quoteRequest>, key: string): Promise<Quote> {
  const { db } = context.system;
  const programme = await ownProgramme(context);
  const amount = parsePositiveAmount(body.amount, programme.asset, '$.amount');
  const on = businessDate(await currentDay(db));
  const account = await bankAccountOf(db, who.bucket, who.customerId, programme.id);
  const line = await lineOf(db, who.bucket, who.customerId, programme.id);
  if (!account || !line) throw creditFault('LINE_UNKNOWN');
  const used = (await usedByCustomers(db, programme.id, [who])).get(who.customerId)?.used ?? 0n;
  if (amount > line.limit - used) throw creditFault('LINE_LIMIT_EXCEEDED', { amount: formatAmount(amount, programme.asset), available: formatAmount(line.limit - used, programme.asset) }, '$.amount');
  const loan = plannedLoan(programme, { ...who, accountNo: account.accountNo, mandateToken: account.mandateToken, amount, periods: body.periods, method: body.method, rate: null, agreementHash: '', key }, line.lineId, on);
  const rows = plannedInstalments(programme.product, { ...loan, state: 'active', current: loan.principal });
  const text = agreementOf(programme, loan, rows);
  const hash = createHash('sha256').update(text).digest('hex');
  const quoteId = derivedId('quo', who.bucket, `${who.customerId} ${key}`);
  await db.query('INSERT INTO server.quote (bucket, quote_id, customer_id, quoted_on, amount, periods, method, agreement_hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING', [who.bucket, quoteId, who.customerId, on, amount, body.periods, body.method, hash]);
  return {
    quoteId, amount: formatAmount(amount, programme.asset), periods: body.periods, method: body.method, rate: formatRate(loan.rate), asset: programme.asset.code, validThrough: on, cost: costTable(programme, loan, rows, costOf(programme, loan)),
    schedule: scheduleOf(programme, { ...loan, state: 'active', current: loan.principal }, [], on), agreementHash: hash, agreementText: text, readingSeconds: programme.parameters.readingSeconds,
  };
}

async function drawQuoted(context: HttpContext, who: Who, body: z.infer<typeof drawRequest>): Promise<MyLoan> {
  const { db } = context.system;
  const programme = await ownProgramme(context);
  if (!body.agreementAccepted) throw partnershipFault('AGREEMENT_NOT_ACCEPTED', {}, '$.agreementAccepted');
  if (body.readingSeconds < programme.parameters.readingSeconds) throw partnershipFault('COST_TABLE_NOT_READ', { seconds: programme.parameters.readingSeconds }, '$.readingSeconds');
  const { rows } = await db.query<{ amount: bigint; periods: number; method: 'equal-principal' | 'equal-instalment'; on: string; hash: string }>(
    'SELECT amount, periods, method, quoted_on AS on, agreement_hash AS hash FROM server.quote WHERE bucket = $1 AND quote_id = $2 AND customer_id = $3', [who.bucket, body.quoteId, who.customerId]);
  const quoted = rows[0];
  if (!quoted) throw partnershipFault('QUOTE_UNKNOWN', { id: body.quoteId }, '$.quoteId');
  const on = businessDate(quoted.on);
  const account = await bankAccountOf(db, who.bucket, who.customerId, programme.id);
  requireConsent(await consentsOf(db, who.bucket, who.customerId), 'data-to-bank', on);
  const loans = await db.tx(async (tx) => {
    if ((await holdToday(tx)) !== on) throw partnershipFault('QUOTE_EXPIRED', { on });
    return reserveDraws(tx, programme, on, [{
      ...who, accountNo: account?.accountNo ?? '', mandateToken: account?.mandateToken ?? '', amount: quoted.amount, periods: quoted.periods, method: quoted.method, rate: null, agreementHash: quoted.hash, key: body.quoteId,
    }]);
  });
  await disburseDraws(db, await context.system.joint(), programme, loans);
  return myLoanOf(context, await ownLoan(context, who, loans[0]?.loanId ?? ''));
}

async function ownLoan(context: HttpContext, who: Who, loanId: string): Promise<Loan> {
  const found = bucketOfId(loanId) === who.bucket ? (await loansOfCustomer(context.system.db, who.bucket, who.customerId)).find((loan) => loan.loanId === loanId) : undefined;
  // Another customer's loan is as unknown as one that does not exist.
  if (!found) throw lendingFault('LOAN_UNKNOWN', { id: loanId.slice(0, 40) });
  return found;
}

async function myLoanOf(context: HttpContext, loan: Loan): Promise<MyLoan> {
  const { db } = context.system;
  const programme = await ownProgramme(context);
  const money = (amount: bigint) => formatAmount(amount, programme.asset);
  const on = businessDate(await currentDay(db));
  const rows = await instalmentsOf(db, loan);
  const next = plannedInstalments(programme.product, loan)[0];
  const overdue = loan.overdueSince ? totalOf(owedAt(programme.product, loan, rows.filter((row) => row.settledOn === null), on)) : 0n;
  return {
    id: loan.loanId, state: loanStateOf(loan), principal: money(loan.principal), outstanding: money(loan.outstanding), rate: formatRate(loan.rate), method: loan.method, periods: loan.periods, disbursedOn: loan.disbursedOn,
    nextDueOn: next && loan.state === 'active' ? dueDate(loan, next.n) : null, nextAmount: next && loan.state === 'active' ? money(next.principal + next.interest) : null, overdue: money(overdue), daysPastDue: loan.overdueSince ? Math.max(0, Math.round((Date.parse(on) - Date.parse(loan.overdueSince)) / 86_400_000)) : 0,
    timeline: (await cashFlowsOf(db, loan)).map((flow) => ({ date: flow.date, event: flow.kind, note: money(flow.amount) })), schedule: scheduleOf(programme, loan, rows, on),
  };
}

function repaymentRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  const tags = ['customer pages'];
  api.get('/me/loans/:id/early-repayment', { schema: { tags, summary: 'What repaying early today would cost', params, querystring: z.object({ amount: amountInput }), response: { 200: earlyRepaymentQuote } } }, async (request) => {
    const who = await customer(context, request);
    const programme = await ownProgramme(context);
    const loan = await ownLoan(context, who, request.params.id);
    const principal = parsePositiveAmount(request.query.amount, programme.asset, '$.amount');
    const on = businessDate(await currentDay(db));
    const money = (amount: bigint) => formatAmount(amount, programme.asset);
    const { early, owed, total, interestSaved } = quoteEarly(programme.product, loan, (await openInstalments(db, [loan])).get(loan.loanId) ?? [], principal, on);
    return { loanId: loan.loanId, date: on, principal: money(early.principal), interest: money(early.interest), overdue: money(owed), total: money(total), interestDays: early.interestDays, interestSaved: money(interestSaved), settles: early.settles };
  });
  api.post('/me/loans/:id/early-repayments', { schema: { tags, summary: 'Repay early today', params, body: earlyRepayment, response: { 200: earlyRepaymentResult } } }, async (request) => {
    const who = await customer(context, request);
    return runOnce(context, request, who.customerId, (key) => repayEarly(context, who, request.params.id, request.body.amount, key));
  });
}

async function repayEarly(context: HttpContext, who: Who, loanId: string, amount: string, key: string): Promise<EarlyRepaymentResult> {
  const { db } = context.system;
  const programme = await ownProgramme(context);
  const joint = await context.system.joint();
  const loan = await ownLoan(context, who, loanId);
  const principal = parsePositiveAmount(amount, programme.asset, '$.amount');
  const money = (value: bigint) => formatAmount(value, programme.asset);
  const done = (state: EarlyRepaymentResult['state'], paid: bigint, reason: string | null): EarlyRepaymentResult => ({ loanId, state, paid: money(paid), reason, at: instant(context.system.clock) });
  const planned = await db.tx(async (tx) => {
    const on = businessDate(await holdToday(tx));
    const known = await collectionsByKey(tx, [{ bucket: loan.bucket, collectionId: derivedId('col', loan.bucket, `${loanId} ${on} early ${key}`) }]);
    const before = [...known.values()][0];
    if (before) return before;
    const { collection } = await orderEarlyRepayment(tx, programme.product, programme.book, loan, principal, on, key, 'single');
    const row = { ...collection, state: 'sent' as const, fileRef: null, code: '', paymentSerial: '', principal: 0n, interest: 0n, penalty: 0n, fees: 0n, clearedOn: null };
    await saveCollections(tx, [row]);
    return row;
  });
  if (planned.state === 'failed') return done('failed', 0n, planned.code);
  const outcomes = planned.state === 'sent' ? await collectOne(joint, programme, planned) : [];
  if (planned.state === 'sent' && outcomes.length === 0) return done('processing', 0n, null);
  await db.tx(async (tx) => {
    await holdToday(tx);
    await recordOutcomes(tx, portfolioContext(joint), outcomes);
  });
  const outcome = outcomes[0];
  if (outcome?.status === 'FAILED') return done('failed', 0n, outcome.code);
  const collected = (await collectionsByKey(db, [planned])).get(planned.collectionId);
  // Told to the bank now; its batch at the day's end debits the account and pays the loan.
  if (collected?.state === 'success' && (await noticeBank(joint, programme, collected.businessDate, [collected]))) await db.tx((tx) => recordAdvances(tx, portfolioContext(joint), programme.id, [collected]));
  return done('done', planned.amount, null);
}

