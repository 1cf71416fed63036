import { faults } from '@jinqiao/errors';

export const paymentsFault = faults({
  PARTNER_UNAVAILABLE: {
    status: 503,
    en: '{partner} does not answer; nothing is lost, try again with the same key',
    zh: '{partner} 暂无响应;不会丢失,请以相同幂等键重试',
  },
  PARTNER_REFUSED: { status: 409, en: '{partner} refused: {en}', zh: '{partner} 拒绝:{zh}' },
  CARD_REFUSED: { status: 422, en: 'The payment institution refused the card: {code}', zh: '支付机构拒绝该银行卡:{code}' },
  INSTITUTION_NOT_OFFERED: { status: 422, en: '{institution} does not offer {channel} on {date}', zh: '{institution} 在 {date} 不提供 {channel} 渠道' },
  MANDATE_UNKNOWN: { status: 404, en: 'There is no mandate {id}', zh: '支付协议 {id} 不存在' },
  MANDATE_EXISTS: {
    status: 409,
    en: 'This card or wallet has a mandate at {institution} already; cancel it first to sign another',
    zh: '该卡或钱包在 {institution} 已有生效协议;如需重签请先解约',
  },
  MANDATE_REFUSED: { status: 422, en: 'The mandate was refused: {code}', zh: '签约被拒绝:{code}' },
  MANDATE_NOT_WAITING: {
    status: 409,
    en: 'The mandate is {state}; only one that waits for its code can be confirmed',
    zh: '协议状态为 {state},仅待验证码确认的协议可确认',
  },
  MANDATE_CAPS_INVALID: {
    status: 422,
    en: 'Caps rise from payment to day to month and end at {payment}, {day} and {month}',
    zh: '单笔、单日、单月限额应依次递增,且不超过 {payment}、{day}、{month}',
  },
  MANDATE_IN_USE: {
    status: 409,
    en: 'An open loan is repaid under this mandate; it can be cancelled once the loan is settled',
    zh: '尚有未结清贷款使用该协议还款,结清后方可解约',
  },
  SMS_CODE_WRONG: { status: 422, en: 'The code is wrong; read it again from the message', zh: '验证码错误,请核对短信后重新输入' },
  SMS_CODE_FORM: { status: 422, en: 'The code has six digits', zh: '验证码应为 6 位数字' },
  PAYMENT_UNKNOWN: { status: 404, en: 'There is no payment {id}', zh: '支付指令 {id} 不存在' },
  PAYMENT_REUSED: { status: 409, en: 'Payment {id} was asked for before with other content', zh: '支付指令 {id} 已以不同内容提交' },
  AMOUNT_NOT_POSITIVE: { status: 422, en: 'The amount must be more than zero', zh: '金额应大于零' },
  ACCOUNTS_EQUAL: { status: 422, en: 'Choose two different accounts', zh: '转出与转入账户应不同' },
  REFUND_NOT_POSSIBLE: {
    status: 409,
    en: 'Only a collection that was paid can be refunded; this is a {kind} that is {state}',
    zh: '仅已成功的收款可退款;该指令为 {kind},状态 {state}',
  },
  REFUND_EXCEEDS_PAID: { status: 422, en: 'Of {paid} paid {left} is left to refund; {asked} was asked for', zh: '已付 {paid},可退 {left},申请 {asked}' },
  REFUND_REQUEST_UNKNOWN: { status: 404, en: 'There is no refund request {id}', zh: '退款申请 {id} 不存在' },
  REFUND_DECIDED: { status: 409, en: 'This refund request was decided already', zh: '该退款申请已处理' },
  MAKER_IS_CHECKER: { status: 403, en: 'Who proposed a refund cannot decide it; ask a colleague', zh: '提出人不能复核自己的退款申请,请由他人复核' },
});
