import type { Instalment, Loan } from '@jinqiao/lending';
import { formatAmount, formatRate } from '@jinqiao/money';
import type { CardStatement, PayOffCard, Programme } from '@jinqiao/partnership';
import { guarantorOf } from './agreement.ts';
import { bankNameOf } from './partners.ts';

/** The agreement of a loan that pays off a card, word for word; its SHA-256 is kept with the loan and goes to the bank. */
export function payOffAgreement(
  programme: Programme,
  loan: Loan,
  rows: readonly Instalment[],
  { cardMasked }: Pick<PayOffCard, 'cardMasked'>,
  statement: Pick<CardStatement, 'statementOn' | 'dueOn'> | undefined,
): string {
  const money = (amount: bigint) => `${formatAmount(amount, programme.asset)} ${programme.asset.code}`;
  const { name, nameZh } = bankNameOf(programme);
  const guarantor = guarantorOf(programme);
  return [
    `个人借款合同(偿还信用卡账单) Loan agreement for paying off a credit-card bill · ${programme.parameters.nameZh}`,
    `贷款人 Lender: ${nameZh} ${name}`,
    `借款金额 Principal: ${money(loan.principal)};期数 Instalments: ${loan.periods};还款方式 Method: ${loan.method}`,
    `年利率 Rate: ${formatRate(loan.rate)};逾期年利率 Penalty rate: ${formatRate(loan.penaltyRate)}`,
    `借款用途 Purpose: 偿还本人信用卡 own credit card ${cardMasked} 账单 statement ${statement?.statementOn ?? ''},到期还款日 due ${statement?.dueOn ?? ''}`,
    '支付方式 Payment: 受托支付,由贷款人委托支付机构直接还入上述信用卡,不得挪作他用。Entrusted payment to this card at its issuer, for no other use.',
    '发卡银行拒收的,贷款人于款项退回当日收回本笔贷款,不收取利息。Should the issuer return the money, the loan is taken back on the day of its return, without interest.',
    `首期还款日 First due: ${loan.firstDue}。本人授权支付机构于每期还款日从绑定借记卡扣款。I authorise the payment institution to debit the bound debit card on each due date.`,
    '可随时提前还款;放款当日还款的,按 1 天计息。Early repayment on any day; on the day of disbursement one day of interest.',
    `本贷款由${guarantor.nameZh}提供连带责任保证,代偿后取得追偿权。${guarantor.name} guarantees this loan and has recourse after compensation.`,
    ...rows.map((row) => `${row.n}. ${row.dueOn} ${money(row.principal + row.interest)}`),
  ].join('\n');
}
