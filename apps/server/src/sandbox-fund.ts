import type { Fund } from '@jinqiao/wealth';

/** The money fund whose registrar the sandbox runs: dealt by trading days, confirmed the day after, income carried daily. */
export const SANDBOX_FUND: Fund = {
  fundId: '519901',
  nameEn: 'Lanting Daily Cash',
  nameZh: '兰亭日日盈货币',
  calendar: 'CN_TRADING',
  cutOff: '15:00',
  confirmDays: 1,
  cashDays: 1,
  carry: 'daily',
  // 50,000.00 a day.
  fastPool: 5_000_000n,
  issuerRisk: 1,
  sellerRisk: 1,
};
