import { faults } from '@jinqiao/errors';

export const wealthFault = faults({
  FUND_UNKNOWN: { status: 404, en: 'There is no fund {fundId}', zh: '没有基金 {fundId}' },
  FUND_TERMS_FIXED: { status: 409, en: 'Fund {fundId} is open with other terms; terms do not change', zh: '基金 {fundId} 已按其他条款开立,条款不可更改' },
  ACCOUNT_NOT_FOR_FUNDS: {
    status: 409,
    en: "This account belongs to a loan programme; funds are bought from and paid to a bank account of one's own",
    zh: '该账户归属贷款项目;基金须以本人银行账户买入和赎回',
  },
  FAST_NOT_OFFERED: { status: 409, en: 'Fund {fundId} offers no fast redemption; redeem the ordinary way', zh: '基金 {fundId} 不提供快速赎回,请选择普通赎回' },
  FAST_QUOTA_EXCEEDED: {
    status: 409,
    en: 'Fast redemption of a day is at most {cap} fen; {left} is left today. The ordinary way has no such limit',
    zh: '当日快速赎回上限 {cap} 分,今日剩余 {left} 分;普通赎回不受此限',
  },
  FAST_POOL_EXHAUSTED: {
    status: 409,
    en: 'The bank advances {left} fen more today; redeem less, or the ordinary way',
    zh: '银行今日垫支额度剩余 {left} 分;请减少金额或选择普通赎回',
  },
  QUESTIONNAIRE_OLD: { status: 409, en: 'The questionnaire has changed; answer version {version}', zh: '问卷已更新,请回答 {version} 版' },
  ANSWERS_INVALID: {
    status: 422,
    en: 'Each of the {needed} questions needs one of its choices; question {given} counted from 0 has none',
    zh: '共 {needed} 题,每题须选一项;第 {given} 题(自 0 起)未作答',
  },
  ASSESSED_TOO_OFTEN: {
    status: 409,
    en: 'A person is assessed at most {day} times a day and {year} times in twelve months; try again later',
    zh: '风险测评每日至多 {day} 次、十二个月内至多 {year} 次,请稍后再试',
  },
  ASSESSMENT_NEEDED: {
    status: 409,
    en: 'Before buying, your risk profile is needed, and not older than twelve months: answer the questionnaire',
    zh: '购买前需完成风险测评,且测评未超过十二个月:请先填写问卷',
  },
  RISK_WARNING: {
    status: 409,
    en: 'This fund is R{product}, riskier than your profile C{level}; it is sold only if you insist after this warning',
    zh: '该基金风险等级 R{product} 高于您的风险承受能力 C{level};仅在您知悉并坚持购买时方可售出',
  },
  NOT_SUITABLE: {
    status: 409,
    en: 'This fund is R{product} and does not suit your profile C{level}; it cannot be sold to you',
    zh: '该基金风险等级 R{product} 与您的风险承受能力 C{level} 不匹配,不能向您销售',
  },
  REGISTRAR_SILENT: {
    status: 503,
    en: 'The registrar of fund {fundId} has not answered about {what} of {on}; nothing is decided, close again once it does',
    zh: '基金 {fundId} 的登记机构尚未答复 {on} 的{whatZh};未作任何处理,待其答复后重新日终',
  },
  FUND_ORDER_INVALID: { status: 422, en: 'Order {orderId}: {why}', zh: '订单 {orderId}:{whyZh}' },
  FUND_ORDER_REUSED: { status: 409, en: 'Order {orderId} exists with other content', zh: '订单 {orderId} 已存在且内容不同' },
  SHARES_NOT_AVAILABLE: {
    status: 409,
    en: 'The redemption of {amount} exceeds the {held} shares available; what is still being confirmed cannot be redeemed',
    zh: '赎回 {amount} 份超过可用份额 {held} 份;在途份额确认后方可赎回',
  },
  SUBSCRIBE_SUSPENDED: {
    status: 409,
    en: 'The fund takes no subscriptions dealt from {from} to {to}; it does again from {again}',
    zh: '基金于 {from} 至 {to} 暂停申购,自 {again} 起恢复',
  },
  SUSPENSION_INVALID: { status: 422, en: 'A suspension ends on {to}, before it begins on {from}', zh: '暂停截止日 {to} 早于起始日 {from}' },
  FORECAST_HISTORY_SHORT: { status: 422, en: 'A forecast needs {least} days of history, not {days}', zh: '预测需要 {least} 日历史数据,而非 {days} 日' },
  SEVEN_DAYS_NEEDED: {
    status: 422,
    en: 'A seven-day yield needs the income of seven days, not of {count}',
    zh: '七日年化收益率需要七日的万份收益,而非 {count} 日',
  },
  INCOME_NOT_PUBLISHED: { status: 409, en: 'Fund {fundId} has no published income for {on}', zh: '基金 {fundId} 尚未公布 {on} 的收益' },
  INCOME_WITHOUT_HOLDER: {
    status: 422,
    en: 'The registrar gives {customerId} income of {amount}, who holds no earning shares',
    zh: '登记机构给 {customerId} 收益 {amount},但其无计息份额',
  },
});
