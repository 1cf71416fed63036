import { faults } from '@jinqiao/errors';

export const riskFault = faults({
  ALERT_UNKNOWN: { status: 404, en: 'There is no early warning {id}', zh: '没有预警 {id}' },
  ALERT_STATE: { status: 409, en: 'Early warning {id} is {state}; it was to be {wanted}', zh: '预警 {id} 当前状态为 {state},须为 {wanted}' },
  SNAPSHOT_NONE: {
    status: 404,
    en: 'There is no month-end of {asOf} in the portfolio; close a month first, or choose a month-end that is listed',
    zh: '没有 {asOf} 的月末风险快照;请先完成月末日终,或选择已有月末',
  },
  LIMIT_BATCH_UNKNOWN: { status: 404, en: 'There is no batch {id} of limit proposals', zh: '没有额度调整批次 {id}' },
  LIMIT_BATCH_EMPTY: {
    status: 422,
    en: 'No proposal of that kind waits at {asOf}; choose another filter',
    zh: '{asOf} 没有符合条件的待提交额度建议,请调整筛选',
  },
  LIMIT_BATCH_DECIDED: { status: 409, en: 'Batch {id} is {state} already', zh: '批次 {id} 已处理:{state}' },
  CHECKER_IS_MAKER: { status: 403, en: 'You handed this in; another person must decide', zh: '须由提交人以外的人员复核' },
});
