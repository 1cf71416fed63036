import { faults } from '@jinqiao/errors';

export const payLaterFault = faults({
  PAY_LATER_UNKNOWN: { status: 404, en: 'There is no pay-later product {id}', zh: '先享后付产品 {id} 不存在' },
  PAY_LATER_NOT_OPEN: { status: 409, en: 'Open pay later first', zh: '请先开通先享后付' },
  TRADE_CREDIT_NOT_OWN_GOODS: {
    status: 422,
    en: '{seller} sells these goods, so {creditor} cannot sell them on credit; a micro-loan can pay for them',
    zh: '该商品由 {seller} 销售,{creditor} 并非卖方,不能赊销;可使用小额贷款支付',
  },
  MICRO_LOAN_OWN_GOODS: {
    status: 422,
    en: '{creditor} sells these goods itself; put them on trade credit',
    zh: '该商品由 {creditor} 自营,请使用赊销',
  },
  PLAN_NOT_OFFERED: { status: 422, en: '{periods} instalments are not offered; {offered} are', zh: '不支持 {periods} 期,可选 {offered} 期' },
  ORDER_TAKEN: { status: 409, en: 'Order {id} is paid for already', zh: '订单 {id} 已选择付款方式' },
  PURCHASE_UNKNOWN: { status: 404, en: 'There is no purchase {id}', zh: '消费 {id} 不存在' },
  PURCHASE_STATE: { status: 409, en: 'The purchase is {state}; this needs {needs}', zh: '该笔消费状态为 {state},此操作要求 {needs}' },
  CREDIT_EXCEEDS_PURCHASE: { status: 422, en: 'At most {left} of the purchase can come back, not {asked}', zh: '最多可退 {left},不能退 {asked}' },
  BILL_UNKNOWN: { status: 404, en: 'There is no bill {id}', zh: '账单 {id} 不存在' },
  BILL_NOTHING_OPEN: { status: 409, en: 'Nothing is open on this bill', zh: '该账单已无待还金额' },
  REPAYMENT_EXCEEDS_OPEN: { status: 422, en: 'At most {open} is open', zh: '最多可还 {open}' },
  REPAYMENT_UNDER_WAY: { status: 409, en: 'A repayment is on its way; wait until it is known', zh: '有一笔还款正在处理,请待其完成' },
  CARD_NEEDED: { status: 409, en: 'Sign a card first, from which bills are debited', zh: '请先签约用于还款的银行卡' },
  CONVERSION_TOO_LATE: { status: 409, en: 'A bill can be turned into instalments until its due day {on}', zh: '账单仅可在还款日 {on} 及之前办理分期' },
  CONVERSION_TOO_SMALL: { status: 422, en: 'At least {least} of free purchases must be open', zh: '可分期金额须不低于 {least}' },
  FUNDING_UNKNOWN: { status: 404, en: 'There is no funding {id}', zh: '融资 {id} 不存在' },
  FUNDING_DECIDED: { status: 409, en: 'Funding {id} is {state} already', zh: '融资 {id} 已处理,状态为 {state}' },
  FUNDING_INVALID: { status: 422, en: 'A funding needs a positive amount, and a repayment no more than is owed', zh: '融资金额须为正,偿还金额不得超过余额' },
  LEVERAGE_EXCEEDED: {
    status: 422,
    en: 'Funding of {source} would be {actual} times net assets; at most {limit} is allowed ({basis})',
    zh: '{source} 融资将达净资产的 {actual} 倍,上限 {limit} 倍({basis})',
  },
  CHECKER_IS_MAKER: { status: 403, en: 'Somebody else must decide what you proposed', zh: '经办人不能复核本人提交的事项' },
});
