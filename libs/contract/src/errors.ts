import { faults } from '@jinqiao/errors';

export const contractFault = faults({
  RATE_UNKNOWN: { status: 422, en: 'No base rate is known for {date}', zh: '{date} 无可用基准利率' },
  RATE_NEGATIVE: { status: 422, en: 'The rate per year must not be negative', zh: '年利率不能为负' },
  FIELD_MISSING: { status: 422, en: '{field} is missing', zh: '缺少字段 {field}' },
  FIELD_INVALID: { status: 422, en: '{field} must be {allowed}', zh: '字段 {field} 应为 {allowedZh}' },
  GRACE_TOO_LONG: { status: 422, en: 'Grace must be shorter than the {periods} periods of the loan', zh: '宽限期必须短于贷款期数 {periods}' },
  FIRST_DUE_TOO_EARLY: { status: 422, en: 'The first due date {firstDue} must be after the start {start}', zh: '首个还款日 {firstDue} 必须晚于起息日 {start}' },
  TERM_TOO_LONG: { status: 422, en: 'The last due date must be before the year 10000', zh: '最后还款日必须早于公元 10000 年' },
});
