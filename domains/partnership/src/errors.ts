import { faults } from '@jinqiao/errors';

export const partnershipFault = faults({
  FUNDING_CHOICE_UNKNOWN: { status: 404, en: 'No bank was chosen for {id}', zh: '{id} 没有资金路由记录' },
  PROGRAMME_UNKNOWN: { status: 404, en: 'There is no programme {id}', zh: '项目 {id} 不存在' },
  DRAWS_STOPPED: { status: 409, en: 'New draws are stopped until the margin deposit is topped up', zh: '保证金补足前暂停新增支用' },
  AGREEMENT_NOT_ACCEPTED: { status: 422, en: 'The loan agreement must be accepted before the draw', zh: '须同意贷款合同后方可支用' },
  COST_TABLE_NOT_READ: {
    status: 422,
    en: 'The cost table must be shown for {seconds} seconds before the agreement is accepted',
    zh: '费用明示表须阅读满 {seconds} 秒',
  },
  QUOTE_UNKNOWN: { status: 404, en: 'There is no quote {id} of yours; ask for a new one', zh: '没有报价 {id},请重新试算' },
  QUOTE_EXPIRED: { status: 409, en: 'The quote was for {on}; ask for a new one', zh: '报价仅 {on} 当日有效,请重新试算' },
  UNDER_REVIEW: { status: 409, en: 'The application needs a review; you will be told of its outcome', zh: '申请需进一步审核,结果将另行通知' },
  ACCOUNT_EXISTS: { status: 409, en: 'There is an account already', zh: '已开立账户' },
  ACCOUNT_REFUSED: { status: 422, en: 'The bank did not open the account: {code}', zh: '银行未能开户:{code}' },
});
