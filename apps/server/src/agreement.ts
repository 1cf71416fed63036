import type { Quote } from '@jinqiao/api';
import { type AnnualCost, costTable } from '@jinqiao/contract';
import type { Instalment, Loan } from '@jinqiao/lending';
import { formatAmount, formatRate } from '@jinqiao/money';
import type { Programme } from '@jinqiao/partnership';
import { bankNameOf, GUARANTOR_NAMES, PLATFORM_NAME_ZH } from './partners.ts';

const REPAYMENT = {
  'equal-principal': { en: 'Equal principal, monthly', zh: '等额本金,按月' },
  'equal-instalment': { en: 'Equal instalments, monthly', zh: '等额本息,按月' },
} as const;

/** Who the borrower reads as the guarantor: the platform, or the licensed company that the standing names. */
export function guarantorOf({ facts }: Programme): { readonly name: string; readonly nameZh: string } {
  return facts.guarantorEntity === 'songheng' ? GUARANTOR_NAMES : { name: 'The platform', nameZh: PLATFORM_NAME_ZH };
}

/** What the programme's loan costs in all, as the customer must be shown it: the guarantor is the platform and takes nothing from the borrower. */
export function costOfLoan(programme: Programme, loan: Loan, rows: readonly Instalment[], cost: AnnualCost): Quote['cost'] {
  const { principal: _, ...table } = costTable({
    asset: programme.asset,
    principal: loan.principal,
    rate: loan.rate,
    rows,
    repayment: REPAYMENT[loan.method],
    lender: bankNameOf(programme).nameZh,
    guarantor: { name: guarantorOf(programme).nameZh },
    penaltyRate: loan.penaltyRate,
    cost,
  });
  return table;
}

/** The agreement that the customer accepts, word for word; its SHA-256 is kept with the loan. */
export function agreementOf(programme: Programme, loan: Loan, rows: readonly Instalment[]): string {
  const money = (amount: bigint) => `${formatAmount(amount, programme.asset)} ${programme.asset.code}`;
  return [
    `个人借款合同 Loan agreement · ${programme.parameters.nameZh}`,
    `贷款人 Lender: ${bankNameOf(programme).nameZh} ${bankNameOf(programme).name}`,
    `借款金额 Principal: ${money(loan.principal)};期数 Instalments: ${loan.periods};还款方式 Method: ${loan.method}`,
    `年利率 Rate: ${formatRate(loan.rate)};逾期年利率 Penalty rate: ${formatRate(loan.penaltyRate)}`,
    `首期还款日 First due: ${loan.firstDue};放款方式 Paid to: 本人二类账户,转付绑定银行卡 own class-II account, then the bound card`,
    '本人授权支付机构于每期还款日从绑定银行卡扣款。I authorise the payment institution to debit the bound card on each due date.',
    '本贷款由平台提供连带责任保证;平台代偿后取得追偿权。The platform guarantees this loan and has recourse after compensation.',
    ...rows.map((row) => `${row.n}. ${row.dueOn} ${money(row.principal + row.interest)}`),
  ].join('\n');
}
