import { faults } from '@jinqiao/errors';

export const ledgerFault = faults({
  TRANSFER_NOT_POSITIVE: {
    status: 422,
    en: 'A transfer of {amount} in {kind}; amounts are positive, turn the accounts round instead',
    zh: '{kind} 的转账金额为 {amount};金额必须为正,应对调借贷账户',
  },
  INSUFFICIENT_BALANCE: {
    status: 409,
    en: 'Account {path} of {owner} holds {held} and cannot pay {amount}',
    zh: '{owner} 的账户 {path} 余额 {held},不足以支付 {amount}',
  },
  ACCOUNT_NOT_OPEN: {
    status: 409,
    en: '{count} of the accounts of this posting are not open in book {book}; open them first',
    zh: '账簿 {book} 中有 {count} 个账户尚未开立,请先开户',
  },
  JOURNAL_REUSED: {
    status: 409,
    en: 'Journal {id} is already posted with other content; a correction is a new journal',
    zh: '凭证 {id} 已以不同内容入账;更正须另做凭证(红冲蓝补)',
  },
});
