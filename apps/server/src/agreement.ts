import type { Quote } from '@jinqiao/api';
import type { Instalment, Loan } from '@jinqiao/lending';
import { formatAmount, formatRate } from '@jinqiao/money';
import type { Programme } from '@jinqiao/partnership';
import { PARTNER_NAMES } from './partners.ts';

/** The all-in cost table (综合融资成本明示表, 金规〔2026〕2号): every item with method, standard and who collects it; what is due only in default apart. */
export function costTable(programme: Programme, loan: Loan, rows: readonly Instalment[], cost: { nominal: string; effective: string }): Quote['cost'] {
  const money = (amount: bigint) => formatAmount(amount, programme.asset);
  const interest = rows.reduce((sum, row) => sum + row.interest, 0n);
  const bank = PARTNER_NAMES.bank.nameZh;
  const method =
    loan.method === 'equal-principal'
      ? { method: 'equal principal, monthly', methodZh: '等额本金,按月' }
      : { method: 'equal instalment, monthly', methodZh: '等额本息,按月' };
  const byDays = { method: 'by days on overdue principal', methodZh: '按逾期本金及天数' };
  const standard = (rate: bigint) => `${formatRate(rate)} p.a.`;
  return {
    items: [
      { name: 'Loan interest', nameZh: '贷款利息', ...method, standard: standard(loan.rate), amount: money(interest), collectedBy: bank, contingent: false },
      { name: 'Guarantee fee', nameZh: '担保费', method: 'none', methodZh: '不收取', standard: '0', amount: money(0n), collectedBy: '—', contingent: false },
      {
        name: 'Early repayment fee',
        nameZh: '提前还款手续费',
        method: 'none; interest for at least one day',
        methodZh: '不收取;利息至少按一天计',
        standard: '0',
        amount: money(0n),
        collectedBy: '—',
        contingent: false,
      },
      { name: 'Penalty interest', nameZh: '逾期罚息', ...byDays, standard: standard(loan.penaltyRate), amount: null, collectedBy: bank, contingent: true },
      {
        name: 'Compound interest',
        nameZh: '复利',
        method: 'by days on overdue interest',
        methodZh: '按逾期利息及天数',
        standard: standard(loan.penaltyRate),
        amount: null,
        collectedBy: bank,
        contingent: true,
      },
    ],
    annualNominal: cost.nominal,
    annualEffective: cost.effective,
    totalInterest: money(interest),
    totalToRepay: money(loan.principal + interest),
    statementEn: 'Besides the items above no other loan-related charge is made.',
    statementZh: '除以上明示项目外,不再收取其他与贷款相关的费用。',
  };
}

/** The agreement that the customer accepts, word for word; its SHA-256 is kept with the loan. */
export function agreementOf(programme: Programme, loan: Loan, rows: readonly Instalment[]): string {
  const money = (amount: bigint) => `${formatAmount(amount, programme.asset)} ${programme.asset.code}`;
  return [
    `个人借款合同 Loan agreement · ${programme.parameters.nameZh}`,
    `贷款人 Lender: ${PARTNER_NAMES.bank.nameZh} ${PARTNER_NAMES.bank.name}`,
    `借款金额 Principal: ${money(loan.principal)};期数 Instalments: ${loan.periods};还款方式 Method: ${loan.method}`,
    `年利率 Rate: ${formatRate(loan.rate)};逾期年利率 Penalty rate: ${formatRate(loan.penaltyRate)}`,
    `首期还款日 First due: ${loan.firstDue};放款方式 Paid to: 本人二类账户,转付绑定银行卡 own class-II account, then the bound card`,
    '本人授权支付机构于每期还款日从绑定银行卡扣款。I authorise the payment institution to debit the bound card on each due date.',
    '本贷款由平台提供连带责任保证;平台代偿后取得追偿权。The platform guarantees this loan and has recourse after compensation.',
    ...rows.map((row) => `${row.n}. ${row.dueOn} ${money(row.principal + row.interest)}`),
  ].join('\n');
}
