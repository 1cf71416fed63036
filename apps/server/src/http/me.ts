import type { Me } from '@jinqiao/api';
import { type BusinessDate, businessDate } from '@jinqiao/calendar';
import { applicationOf, lineOf } from '@jinqiao/credit';
import { balances } from '@jinqiao/ledger';
import { type Loan, loansOfCustomer, openInstalments, owedAt, plannedInstalments, totalOf, usedByCustomers } from '@jinqiao/lending';
import { formatAmount } from '@jinqiao/money';
import { bankAccountOf, CONSENT_TEXTS, customerById, partiesFault } from '@jinqiao/parties';
import { type Programme, portfolioContext } from '@jinqiao/partnership';
import type { HttpContext } from './context.ts';
import { ownProgramme, type Who } from './own.ts';
import { currentDay } from './programmes.ts';

const REFUSALS: Readonly<Record<string, readonly [en: string, zh: string]>> = {
  WHITELIST: ['This service is not open to you yet. Nothing was asked about you elsewhere.', '暂未对您开放本服务。我们未向其他机构查询您的信息。'],
  PLATFORM_AGE: ["The platform's rule is 21 to 49 years of age.", '平台要求年龄 21–49 周岁。'],
  BANK_AGE: ["The bank's rule is 20 to 50 years of age.", '银行要求年龄 20–50 周岁。'],
  PLATFORM_SCORE: ['The platform cannot offer a limit now; you may apply again in a month.', '平台暂无法提供额度,可在一个月后再次申请。'],
};

const NOT_NOW = ['The application cannot be accepted now.', '目前无法受理申请。'] as const;
const BANK_REFUSED = ['The bank could not approve the application; you may ask it why.', '银行未能批准申请,您可向银行了解原因。'] as const;

export async function meOf(context: HttpContext, who: Who): Promise<Me> {
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
  // What anti-money-laundering rules found is not told to the customer (decision 35).
  const code = application?.refusalCode?.startsWith('AML_') ? 'UNDER_REVIEW' : (application?.refusalCode ?? '');
  return {
    customerId: who.customerId,
    mobile: known.mobileMasked,
    name: known.nameMasked,
    businessDate: on,
    asset: programme.asset.code,
    step: !known.idNumberHash ? 'real-name' : !application || application.state === 'cleared' ? 'account' : refused ? 'refused' : line ? 'ready' : 'review',
    refusal: refused ? { code, side: application.refusalSide ?? '', messageEn: en, messageZh: zh } : null,
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
  const { of } = portfolioContext(await context.system.joint());
  const overdue = active.reduce((sum, loan) => sum + totalOf(owedAt(of(loan.programmeId).product, loan, open.get(loan.loanId) ?? [], on)), 0n);
  // After compensation the whole claim is owed to the guarantor, at once.
  const claimed = loans.reduce((sum, loan) => sum + loan.recourseClaim, 0n);
  const next = active.flatMap((loan) => plannedInstalments(of(loan.programmeId).product, loan).slice(0, 1)).sort((a, b) => (a.dueOn < b.dueOn ? -1 : 1))[0];
  return {
    total: money(active.reduce((sum, loan) => sum + loan.outstanding, claimed)),
    overdue: money(overdue + claimed),
    next: next ? { loanId: next.loanId, dueOn: next.dueOn, amount: money(next.principal + next.interest) } : null,
  };
}
