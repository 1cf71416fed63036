import { faults } from '@jinqiao/errors';

export const creditFault = faults({
  LINE_LIMIT_EXCEEDED: { status: 409, en: 'The draw of {amount} exceeds what is available, {available}', zh: '支用金额 {amount} 超过可用额度 {available}' },
  LINE_UNKNOWN: { status: 404, en: 'There is no credit line yet; finish the application first', zh: '尚无授信额度,请先完成申请' },
  LINE_FROZEN: { status: 409, en: 'The credit line is frozen; settle what is overdue first', zh: '额度已冻结,请先结清逾期款项' },
  LINE_EXPIRED: { status: 409, en: 'The credit line ended on {on}', zh: '额度已于 {on} 到期' },
  LIMIT_UNKNOWN: { status: 404, en: 'There is no limit for {scope} yet; apply for it first', zh: '尚无 {scope} 额度,请先申请' },
  LIMIT_FROZEN: { status: 409, en: 'The limit {scope} is frozen; ask the service desk why', zh: '{scope} 额度已冻结,请联系客服' },
  LIMIT_ARREARS: { status: 409, en: 'Something is overdue; pay it first', zh: '存在逾期款项,请先还清' },
  LIMIT_CHANGE_INVALID: { status: 422, en: 'This change of a limit cannot be: {why}', zh: '额度调整无效:{whyZh}' },
  LIMIT_CHANGE_UNKNOWN: { status: 404, en: 'There is no offer {id}', zh: '没有提额邀请 {id}' },
  LIMIT_CHANGE_ANSWERED: { status: 409, en: 'The offer can no longer be answered: it is {state}', zh: '该邀请已不可处理,状态为 {state}' },
  PAY_LATER_REFUSED: {
    status: 409,
    en: 'We cannot open pay later for you at the moment; try again in three months',
    zh: '暂时无法为您开通先享后付,请三个月后再试',
  },
  APPLICATION_EXISTS: { status: 409, en: 'There is an application already', zh: '已有申请记录' },
});
