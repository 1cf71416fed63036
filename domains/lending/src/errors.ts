import { faults } from '@jinqiao/errors';

export const lendingFault = faults({
  LOAN_UNKNOWN: { status: 404, en: 'There is no loan {id}', zh: '贷款 {id} 不存在' },
  LOAN_NOT_ACTIVE: { status: 409, en: 'Loan {id} is {state}; only an active loan can be repaid', zh: '贷款 {id} 状态为 {state},仅存续贷款可还款' },
  LOAN_AMOUNT_TOO_SMALL: { status: 422, en: 'The smallest draw is {min}', zh: '单笔最低支用 {min}' },
  PERIODS_NOT_OFFERED: { status: 422, en: '{periods} instalments are not offered; 1 to {max} are', zh: '不支持 {periods} 期,可选 1–{max} 期' },
  REPAYMENT_TOO_LARGE: { status: 422, en: 'At most {max} of principal can be repaid early', zh: '最多可提前偿还本金 {max}' },
  REPAYMENT_IN_FLIGHT: {
    status: 409,
    en: 'A collection for this loan is still on its way; wait until it is settled',
    zh: '该贷款有一笔扣款正在处理,请待其完成',
  },
});
