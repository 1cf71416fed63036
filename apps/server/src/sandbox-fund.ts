import { DAILY_CARRY, type Fund } from '@jinqiao/wealth';

/** How the sandbox's funds are dealt: by trading days until 15:00, confirmed and paid the day after. */
const DEALING = { calendar: 'CN_TRADING', cutOff: '15:00', confirmDays: 1, cashDays: 1, ...DAILY_CARRY } as const;

/** The money fund whose registrar the sandbox runs. */
export const SANDBOX_FUND: Fund = {
  fundId: '519901',
  nameEn: 'Lanting Daily Cash',
  nameZh: '兰亭日日盈货币',
  ...DEALING,
  // 50,000.00 a day.
  fastPool: 5_000_000n,
  issuerRisk: 1,
  sellerRisk: 1,
};

/** A money fund that its manager sells itself: the wallet of who has no account at the bank. */
export const SANDBOX_DIRECT_FUND: Fund = {
  fundId: '519951',
  nameEn: 'Lanting Purse',
  nameZh: '兰亭钱袋货币',
  ...DEALING,
  shelf: 'direct',
  fastPool: 5_000_000n,
  issuerRisk: 1,
  sellerRisk: 1,
};

const NET_VALUE = { ...DEALING, pricing: 'net-value', cashDays: 2, fastPool: null } as const;
/** One basis point, as a rate in 1e-8. */
const BP = 10_000n;
const ONE_MILLION = 100_000_000n;

/** A bond fund that pays a dividend every month. */
export const SANDBOX_BOND_FUND: Fund = {
  fundId: '519910',
  nameEn: 'Lanting Steady Bond',
  nameZh: '兰亭稳健债券',
  ...NET_VALUE,
  fees: {
    front: [
      { from: 0n, rate: 80n * BP },
      { from: ONE_MILLION, rate: 50n * BP },
    ],
    back: [],
    redemption: [
      { fromDays: 0, rate: 150n * BP },
      { fromDays: 7, rate: 10n * BP },
      { fromDays: 30, rate: 0n },
    ],
  },
  issuerRisk: 2,
  sellerRisk: 2,
};

/** An equity fund, rated higher by its seller than by its manager. */
export const SANDBOX_EQUITY_FUND: Fund = {
  fundId: '519920',
  nameEn: 'Lanting Growth Equity',
  nameZh: '兰亭成长股票',
  ...NET_VALUE,
  fees: {
    front: [
      { from: 0n, rate: 150n * BP },
      { from: ONE_MILLION, rate: 100n * BP },
    ],
    back: [],
    redemption: [
      { fromDays: 0, rate: 150n * BP },
      { fromDays: 7, rate: 75n * BP },
      { fromDays: 30, rate: 50n * BP },
      { fromDays: 365, rate: 0n },
    ],
  },
  issuerRisk: 3,
  sellerRisk: 4,
};

/** An old-age security product 养老保障产品 of a pension insurer. */
export const SANDBOX_PENSION: Fund = {
  fundId: '870018',
  nameEn: 'Songbai Old-age Security',
  nameZh: '松柏养老保障',
  ...NET_VALUE,
  fees: {
    front: [],
    back: [],
    redemption: [
      { fromDays: 0, rate: 150n * BP },
      { fromDays: 7, rate: 0n },
    ],
  },
  issuerRisk: 2,
  sellerRisk: 2,
};

export const SANDBOX_FUNDS = [SANDBOX_FUND, SANDBOX_DIRECT_FUND, SANDBOX_BOND_FUND, SANDBOX_EQUITY_FUND, SANDBOX_PENSION] as const;
