import type { CashFlow as CashFlowView, Decision as DecisionView, Journal as JournalView, LoanSummary, ScheduleRow } from '@jinqiao/api';
import type { Decision } from '@jinqiao/compliance';
import { daysPastDue, delinquencyBucket } from '@jinqiao/contract';
import type { Db } from '@jinqiao/database';
import { type AccountRow, accountsById, type StoredJournal } from '@jinqiao/ledger';
import { type CashFlow, dueDate, type Instalment, LOAN_BOOK_CHART, type Loan, plannedInstalments } from '@jinqiao/lending';
import { type Asset, asset, formatAmount, formatRate } from '@jinqiao/money';
import { type Customer, customersById, DEPOSIT_CHART } from '@jinqiao/parties';
import { PLATFORM_CHART, type Programme } from '@jinqiao/partnership';
import { PAYMENT_FEE_CHART, RESERVE_CHART } from '@jinqiao/payments';

export function loanStateOf(loan: Loan): LoanSummary['state'] {
  if (loan.state === 'active') return loan.overdueSince ? 'overdue' : 'active';
  return loan.state === 'cancelled' ? 'settled' : loan.state;
}

export function loanSummary(loan: Loan, customer: Customer | undefined, programme: Programme, on: string): LoanSummary {
  const dpd = loan.state === 'active' ? daysPastDue(loan.overdueSince, on) : 0;
  const due = loan.state === 'active' && loan.billed < loan.periods && loan.current > 0n;
  return {
    id: loan.loanId,
    customerId: loan.customerId,
    customerName: customer?.nameMasked ?? '—',
    programmeId: loan.programmeId,
    asset: programme.asset.code,
    state: loanStateOf(loan),
    principal: formatAmount(loan.principal, programme.asset),
    outstanding: formatAmount(loan.outstanding, programme.asset),
    rate: formatRate(loan.rate),
    method: loan.method,
    periods: loan.periods,
    disbursedOn: loan.disbursedOn,
    nextDueOn: due ? dueDate(loan, loan.billed + 1) : null,
    daysPastDue: dpd,
    bucket: delinquencyBucket(dpd),
  };
}

export async function loanSummaries(db: Db, loans: readonly Loan[], programmes: readonly Programme[], on: string): Promise<LoanSummary[]> {
  const customers = await customersById(db, loans);
  return loans.flatMap((loan) => {
    const programme = programmes.find((p) => p.id === loan.programmeId);
    return programme ? [loanSummary(loan, customers.get(loan.customerId), programme, on)] : [];
  });
}

/** Billed instalments as they are, and the rest as billing will make them. */
export function scheduleOf(programme: Programme, loan: Loan, billed: readonly Instalment[], on: string): ScheduleRow[] {
  const money = (amount: bigint) => formatAmount(amount, programme.asset);
  const planned = loan.state === 'active' || loan.state === 'disbursing' ? plannedInstalments(programme.product, loan) : [];
  let balance = loan.principal - (loan.principal - loan.current - billed.reduce((sum, row) => sum + row.principal, 0n));
  return [...billed, ...planned].map((row) => {
    balance -= row.principal;
    const paid = row.paidPrincipal + row.paidInterest + row.paidPenalty;
    const compensated = loan.compensatedOn !== null && row.settledOn === loan.compensatedOn && row.paidPrincipal < row.principal;
    const state = row.n > loan.billed ? 'planned' : compensated ? 'compensated' : row.settledOn ? 'paid' : row.dueOn < on ? 'overdue' : 'due';
    return {
      n: row.n,
      dueOn: row.dueOn,
      principal: money(row.principal),
      interest: money(row.interest),
      total: money(row.principal + row.interest),
      balance: money(balance),
      state,
      paid: money(paid),
      penalty: money(row.penalty),
      settledOn: row.settledOn,
    };
  });
}

export function cashFlowView(flow: CashFlow, of: Asset): CashFlowView {
  const money = (amount: bigint) => formatAmount(amount, of);
  return {
    date: flow.date,
    kind: flow.kind,
    amount: money(flow.amount),
    principal: money(flow.principal),
    interest: money(flow.interest),
    penalty: money(flow.penalty),
    fees: money(flow.fees),
    reference: flow.reference,
  };
}

export function decisionView(decision: Decision): DecisionView {
  return {
    id: decision.decisionId,
    kind: decision.kind,
    businessDate: decision.businessDate,
    outcome: decision.outcome,
    reason: decision.reason,
    rules: [...decision.rules],
  };
}

const KINDS: Readonly<Record<string, string>> = {
  'payment-collection': '代扣',
  'payment-payout': '代付',
  'payment-refund': '退款',
  'payment-entrusted': '受托支付',
  'payment-own-transfer': '本人账户互转',
  'payment-settled': '结算至收款方',
  'payment-fee': '支付手续费',
  disbursement: '放款',
  payout: '代付至绑定卡',
  'interest-billed': '计提应收利息',
  'fee-charged': '收取费用',
  advance: '垫资入账',
  repayment: '扣款还款',
  'advance-repaid': '清算归还垫资',
  'advance-fee': '垫资手续费',
  accrual: '日计提',
  'margin-top-up': '保证金补足',
  'margin-release': '保证金释放',
  compensation: '代偿',
  'compensation-paid': '代偿付款',
  recourse: '取得追偿权',
  recovery: '追偿收回',
  'recovery-in-transit': '追偿在途',
  'recovery-arrived': '追偿到账',
  'write-off': '核销',
  provision: '计提信用损失准备',
  'provision-used': '核销冲减准备',
  settlement: '月度结算',
  'paid-in': '结算户入金',
  'break-found': '差错挂账',
  'break-explained': '差错冲销挂账',
  'break-book-ours': '差错补记',
  'break-refund': '差错退款',
  'break-claim': '差错追索',
  'break-claim-paid': '差错追索垫付',
  'break-write-off': '差错核销',
  'break-write-off-paid': '差错核销付款',
  'break-no-action': '差错冲回挂账',
  reversal: '红冲',
  void: '撤销待过账',
};

export function kindInChinese(kind: string): string {
  return KINDS[kind] ?? kind;
}

/** Charts of all books: what an account's path is called. */
const CHARTS: Readonly<Record<string, { en: string; zh: string }>> = {
  ...DEPOSIT_CHART,
  ...LOAN_BOOK_CHART,
  ...PLATFORM_CHART,
  ...RESERVE_CHART,
  ...PAYMENT_FEE_CHART,
};

/** Journals as accountants read them: one line per side. */
export async function journalViews(db: Db, journals: readonly StoredJournal[]): Promise<JournalView[]> {
  const accounts = await accountsById(db, [...new Set(journals.flatMap((j) => j.transfers.flatMap((t) => [t.debit, t.credit])))]);
  return journals.map((entry) => {
    const first = accounts.get(entry.transfers[0]?.debit ?? 0n);
    const of = asset(first?.asset ?? 'CNY');
    return {
      id: entry.id,
      book: entry.book,
      sequence: entry.sequence.toString(),
      businessDate: entry.businessDate,
      kind: entry.kind,
      kindZh: kindInChinese(entry.kind),
      reference: entry.reference,
      asset: of.code,
      postings: entry.transfers.flatMap(({ debit, credit, amount, held }) => {
        const pending = held === null ? null : formatAmount(held, of);
        return [
          { ...accountView(accounts.get(debit), debit), debit: formatAmount(amount, of), credit: null, held: pending },
          { ...accountView(accounts.get(credit), credit), debit: null, credit: formatAmount(amount, of), held: pending },
        ];
      }),
    };
  });
}

function accountView(account: AccountRow | undefined, id: bigint) {
  const name = account ? CHARTS[account.path] : undefined;
  return { accountId: id.toString(), account: account ? `${account.path}${name ? ` ${name.zh}` : ''}` : '?', owner: account?.owner || null };
}
