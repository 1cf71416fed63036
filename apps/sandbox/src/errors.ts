import { faults } from '@jinqiao/errors';

export const sandboxFault = faults({
  PROGRAMME_UNKNOWN: { status: 422, en: 'There is no agreement {programme}', zh: '合作项目 {programme} 未签约' },
  CONSENT_INVALID: {
    status: 422,
    en: 'Report {reportRef} rests on no consent that is in force: it was given on {consentOn}',
    zh: '信用报告 {reportRef} 缺少有效授权:授权日期 {consentOn}',
  },
  SETTLEMENT_SUM_WRONG: { status: 422, en: 'The settlement says {said}, its items add up to {has}', zh: '清算金额 {said} 与明细合计 {has} 不符' },
  BEHIND_UNKNOWN: {
    status: 503,
    en: '{institution} behind us has not answered; ask again with the same serial',
    zh: '后方机构 {institution} 暂无应答,请以相同流水号重试',
  },
  SETTLEMENT_ACCOUNT_SHORT: {
    status: 409,
    en: 'The settlement account of {programme} does not hold {amount}',
    zh: '{programme} 结算账户余额不足 {amount}',
  },
  ADVANCE_UNKNOWN: { status: 409, en: 'There is no open advance of {amount} for {collection}', zh: '{collection} 没有金额为 {amount} 的未还垫资' },
  ORDER_UNKNOWN: { status: 404, en: 'There is no order {order}', zh: '订单 {order} 不存在' },
  ORDER_STATE_WRONG: { status: 409, en: 'Order {order} is {state}; it must be {needs}', zh: '订单 {order} 状态为 {state},须为 {needs}' },
  RETURN_UNKNOWN: { status: 404, en: 'Nobody asked for return {ref}', zh: '退货单 {ref} 不存在' },
  REFUND_TOO_HIGH: { status: 422, en: 'A refund of {amount} must be more than 0 and at most {left}', zh: '退款 {amount} 须大于零且不超过 {left}' },
  SHOP_DAY_ENDED: { status: 409, en: 'The shop’s day {date} is over; name a later one', zh: '商城营业日 {date} 已结束,请指定更晚的日期' },
  FAULT_UNKNOWN: { status: 400, en: 'There is no fault "{kind}"; these can be injected: {kinds}', zh: '未知故障类型“{kind}”,可注入:{kinds}' },
});
