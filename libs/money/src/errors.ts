import { faults } from '@jinqiao/errors';

export const moneyFault = faults({
  ASSET_UNKNOWN: { status: 422, en: 'There is no asset {code}; CNY and USD are known', zh: '未知资产 {code},支持 CNY 和 USD' },
  AMOUNT_INVALID: {
    status: 422,
    en: '"{text}" is not an amount; write digits with an optional decimal point, such as 5000.00',
    zh: '“{text}” 不是有效金额,应形如 5000.00',
  },
  AMOUNT_TOO_PRECISE: { status: 422, en: '"{text}" has more than {digits} decimals', zh: '“{text}” 的小数位超过 {digits} 位' },
  AMOUNT_TOO_LARGE: { status: 422, en: '"{text}" is larger than any amount this system keeps', zh: '“{text}” 超出系统允许的最大金额' },
  AMOUNT_NOT_POSITIVE: { status: 422, en: 'The amount must be greater than zero', zh: '金额必须大于零' },
  RATE_INVALID: {
    status: 422,
    en: '"{text}" is not a rate per year; write a decimal fraction with at most 8 decimals, such as 0.0696',
    zh: '“{text}” 不是有效年利率,应为至多 8 位小数的小数,例如 0.0696',
  },
});
