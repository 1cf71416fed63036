import { faults } from '@jinqiao/errors';

export const creditFault = faults({
  LINE_LIMIT_EXCEEDED: { status: 409, en: 'The draw of {amount} exceeds what is available, {available}', zh: '支用金额 {amount} 超过可用额度 {available}' },
  LINE_UNKNOWN: { status: 404, en: 'There is no credit line yet; finish the application first', zh: '尚无授信额度,请先完成申请' },
  LINE_FROZEN: { status: 409, en: 'The credit line is frozen; settle what is overdue first', zh: '额度已冻结,请先结清逾期款项' },
  LINE_EXPIRED: { status: 409, en: 'The credit line ended on {on}', zh: '额度已于 {on} 到期' },
  APPLICATION_EXISTS: { status: 409, en: 'There is an application already', zh: '已有申请记录' },
});
