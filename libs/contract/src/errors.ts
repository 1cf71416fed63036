import { faults } from '@jinqiao/errors';

export const contractFault = faults({
  RATE_UNKNOWN: { status: 422, en: 'No base rate is known for {date}', zh: '{date} 无可用基准利率' },
  TERMS_INVALID: { status: 422, en: '{why}', zh: '{whyZh}' },
});
