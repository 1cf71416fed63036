import { faults } from '@jinqiao/errors';

export const contractFault = faults({
  RATE_UNKNOWN: { status: 422, en: 'No base rate is known for {date}', zh: '{date} 无可用基准利率' },
  RATE_NEGATIVE: { status: 422, en: 'The rate per year must not be negative', zh: '年利率不能为负' },
  FIELD_MISSING: { status: 422, en: '{field} is missing', zh: '缺少字段 {field}' },
  FIELD_INVALID: { status: 422, en: '{field} must be {allowed}', zh: '字段 {field} 应为 {allowedZh}' },
  FIELD_CONFLICT: { status: 422, en: '{field} cannot be given together with {other}; leave one of them out', zh: '{field} 与 {other} 不能同时给出,请保留其一' },
  FIELD_NOT_USED: { status: 422, en: '{field} has no meaning for the method {method}; leave it out', zh: '还款方式 {method} 不使用 {field},请去掉' },
  AMOUNT_OUT_OF_RANGE: { status: 422, en: '{field} must be from {least} to {most}', zh: '{field} 应在 {least} 到 {most} 之间' },
  DATES_NOT_RISING: { status: 422, en: '{field} must be after {after}', zh: '{field} 必须晚于 {after}' },
  PERIODS_OUT_OF_RANGE: { status: 422, en: 'Event {id} must be for {least} to {most} due dates', zh: '事件 {id} 的期数应为 {least} 到 {most}' },
  EVENT_OUT_OF_ORDER: {
    status: 409,
    en: 'Event {id} of {on} cannot be added after {after}; make the state anew from all events',
    zh: '事件 {id}({on})不能追加在 {after} 之后,应由全部事件重算',
  },
  EVENT_REPEATED: { status: 409, en: 'Event {id} is recorded already; every event has an id of its own', zh: '事件 {id} 已记录,每个事件应有唯一编号' },
  EVENT_UNKNOWN: { status: 404, en: 'There is no event {id} that can be reversed', zh: '没有可冲正的事件 {id}' },
  CONTRACT_NOT_ACTIVE: { status: 409, en: 'Event {id} needs an active contract; this one is {status}', zh: '事件 {id} 只能用于存续合同,当前状态为 {status}' },
  GRACE_TOO_LONG: { status: 422, en: 'Grace must be shorter than the {periods} periods of the loan', zh: '宽限期必须短于贷款期数 {periods}' },
  FIRST_DUE_TOO_EARLY: { status: 422, en: 'The first due date {firstDue} must be after the start {start}', zh: '首个还款日 {firstDue} 必须晚于起息日 {start}' },
  APR_NONE: { status: 422, en: 'No annual rate balances what is drawn and what is paid', zh: '没有年利率能使提款与还款平衡' },
  APR_SEVERAL: { status: 422, en: 'Several annual rates balance what is drawn and what is paid', zh: '有多个年利率能使提款与还款平衡' },
  FEES_TOO_HIGH: { status: 422, en: 'The fees paid at the start must be less than the principal {principal}', zh: '一次性费用必须低于本金 {principal}' },
  TERM_TOO_LONG: { status: 422, en: 'The last due date must be before the year 10000', zh: '最后还款日必须早于公元 10000 年' },
});
