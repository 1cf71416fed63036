import { divide, min, RATE_ONE, type Rate, sum } from '@jinqiao/money';
import { wealthFault } from '../errors.ts';

/** Net value of a share 基金份额净值 in yuan, scaled 1e-4; shares are counted in hundredths, money in fen. */
export const NAV_ONE = 10_000n;

/** Of a purchase from an amount on: a rate of what is invested, or an amount in fen. */
export type PurchaseFee = { readonly from: bigint } & ({ readonly rate: Rate } | { readonly flat: bigint });
/** Of a redemption of shares held for so many days or more. */
export type HoldingFee = { readonly fromDays: number; readonly rate: Rate };

/** What buying and redeeming cost. A purchase is charged when it is made 前端收费 or when its shares are redeemed 后端收费, not both. */
export type FundFees = { readonly front: readonly PurchaseFee[]; readonly back: readonly HoldingFee[]; readonly redemption: readonly HoldingFee[] };

export const NO_FEES: FundFees = { front: [], back: [], redemption: [] };

/** Days under which a redemption costs at least 1.5 % (公开募集开放式证券投资基金流动性风险管理规定, 2017 No. 12, art. 23). */
const SHORT_DAYS = 7;
const SHORT_RATE = (RATE_ONE * 15n) / 1_000n;

/** @throws Fault FUND_FEES_INVALID for tiers out of order, a purchase that is charged twice, or short holding that costs less than 1.5 %. */
export function requireFees(fundId: string, { front, back, redemption }: FundFees): void {
  const invalid = (why: string, whyZh: string) => wealthFault('FUND_FEES_INVALID', { fundId, why, whyZh });
  if (front.length > 0 && back.length > 0) throw invalid('a purchase is charged in front or at the back, not both', '申购费前端与后端只能择一');
  const starts = [front.map(({ from }) => from), ...[back, redemption].map((tiers) => tiers.map(({ fromDays }) => BigInt(fromDays)))];
  for (const tier of starts) {
    if (tier.some((start, at) => (at === 0 ? start !== 0n : start <= (tier[at - 1] ?? 0n)))) throw invalid('tiers begin at 0 and rise', '档位须自 0 起递增');
  }
  if (redemption.some(({ fromDays, rate }) => fromDays < SHORT_DAYS && rate < SHORT_RATE) || redemption.length === 0)
    throw invalid('shares held for less than 7 days cost at least 1.5 % to redeem', '持有不足 7 日的赎回费不得低于 1.5%');
}

/** What a confirmed order came to. Shares in hundredths, `cash` and `fee` in fen: of a purchase what was invested, of a redemption what is paid. */
export type Deal = { readonly nav: bigint; readonly shares: bigint; readonly cash: bigint; readonly fee: bigint };

/** Shares of a purchase 份额 that are left, by when they were confirmed and at which net value. `cost` in fen is what was paid for all of `shares`. */
export type Lot = {
  readonly lotId: string;
  readonly confirmedOn: string;
  readonly nav: bigint;
  readonly shares: bigint;
  readonly left: bigint;
  readonly cost: bigint;
};

/**
 * 申购份额: the fee is on top of what is invested (外扣法): invested = amount ÷ (1 + rate), half-up to fen; the rest is the fee;
 * shares = invested ÷ net value, half-up to hundredths (招募说明书通行条款; 证监基金字〔2007〕10号 for the 外扣法).
 */
export function purchaseDeal(amount: bigint, nav: bigint, { front }: FundFees): Deal {
  const tier = front.findLast(({ from }) => from <= amount);
  const fee = !tier ? 0n : 'flat' in tier ? min(tier.flat, amount) : amount - divide(amount * RATE_ONE, RATE_ONE + tier.rate, 'half-up');
  const cash = amount - fee;
  return { nav, shares: divide(cash * NAV_ONE, nav, 'half-up'), cash, fee };
}

export type TakenLot = Lot & { readonly taken: bigint };

/** 先进先出: the oldest shares leave first. @throws RangeError where the lots are short, which the register rules out. */
export function takeLots(lots: readonly Lot[], shares: bigint): TakenLot[] {
  const taken: TakenLot[] = [];
  let wanted = shares;
  for (const lot of lots) {
    const part = min(lot.left, wanted);
    if (part > 0n) taken.push({ ...lot, taken: part });
    wanted -= part;
  }
  if (wanted > 0n) throw new RangeError(`lots are ${wanted} shares short of ${shares}`);
  return taken;
}

/**
 * 赎回金额: shares × net value, half-up to fen, less the fees of each lot by how long it was held, each half-up to fen: the
 * redemption fee of its value now, and where the purchase is charged at the back, its fee of the value then.
 * @param on the day on which the redemption is confirmed: the day of confirmation counts, this one does not.
 * @param days between two dates.
 */
export function redemptionDeal(
  lots: readonly TakenLot[],
  nav: bigint,
  fees: FundFees,
  on: string,
  days: (from: string, to: string) => number,
): Deal & { readonly backFee: bigint } {
  const shares = sum(lots.map(({ taken }) => taken));
  const feeOf = (tiers: readonly HoldingFee[], value: (lot: TakenLot) => bigint) =>
    sum(
      lots.map((lot) => {
        const rate = tiers.findLast(({ fromDays }) => fromDays <= days(lot.confirmedOn, on))?.rate ?? 0n;
        return divide(lot.taken * value(lot) * rate, NAV_ONE * RATE_ONE, 'half-up');
      }),
    );
  const gross = marketValue(shares, nav);
  const backFee = min(
    gross,
    feeOf(fees.back, (lot) => lot.nav),
  );
  const fee = min(gross, backFee + feeOf(fees.redemption, () => nav));
  return { nav, shares, cash: gross - fee, fee, backFee };
}

/** What shares are worth, half-up to fen. */
export function marketValue(shares: bigint, nav: bigint): bigint {
  return divide(shares * nav, NAV_ONE, 'half-up');
}

/** What was paid for a part of a lot, in fen. Parts of one lot add up to its cost: what left before is reckoned the same way. */
export function costOf({ shares, left, cost }: Lot, taken: bigint): bigint {
  const paidFor = (part: bigint) => divide(cost * part, shares, 'half-up');
  return paidFor(left) - paidFor(left - taken);
}
