import { faults } from '@jinqiao/errors';

export const payOffFault = faults({
  CARD_NOT_CREDIT: { status: 422, en: 'This is no credit card; give the number of a credit card of yours', zh: '该卡不是信用卡,请填写本人信用卡卡号' },
  PAY_OFF_CARD_UNKNOWN: { status: 404, en: 'You have no such card {id}', zh: '没有您名下的信用卡 {id}' },
  PAY_OFF_CARD_IN_USE: { status: 409, en: 'A bill of this card is being paid off; remove the card afterwards', zh: '该卡账单正在代还,完成后方可删除' },
  STATEMENT_UNKNOWN: { status: 404, en: 'There is no statement {id} of a card of yours; fetch it again', zh: '没有您名下的账单 {id},请重新获取' },
  STATEMENT_NOT_TOLD: { status: 409, en: 'The issuer tells no statement of this card: {code}', zh: '发卡银行未提供该卡账单:{code}' },
  STATEMENT_OLD: { status: 409, en: 'The statement was fetched on {on}; fetch it again before you pay it off', zh: '账单获取于 {on},请重新获取后再申请' },
  STATEMENT_SETTLED: { status: 422, en: 'At most {open} of this statement is left to pay', zh: '该账单最多还需偿还 {open}' },
  PAY_OFF_UNDER_WAY: { status: 409, en: 'This statement is being paid off already', zh: '该账单已有进行中的代还' },
  PAY_OFF_UNKNOWN: { status: 404, en: 'There is no pay-off {id}', zh: '代还 {id} 不存在' },
  PAY_OFF_REUSED: { status: 409, en: 'Pay-off {id} was asked for before with other content', zh: '代还 {id} 已以不同内容提交' },
  PAY_OFF_NOT_OFFERED: {
    status: 409,
    en: 'The pay-off is {state}; only an offer can be accepted or given up',
    zh: '代还状态为 {state},仅待确认的方案可确认或放弃',
  },
  PAY_OFF_NOT_AVAILABLE: { status: 409, en: 'No bank pays off cards here at present', zh: '当前没有可提供替还信用卡的银行' },
});
