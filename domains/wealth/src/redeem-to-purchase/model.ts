/**
 * How the money of a 赎转购 gets from fund to fund. `A_INTERNAL`: the distributor pays the target on the day on which the
 * redemption is confirmed; nothing is cashed out, so no quota of fast redemption counts it. `B_FAST`: the advancing bank pays
 * the target at once, within that quota and the fund's pool. `C_T1`: once the redemption's money has left the fund.
 */
export const RTP_MODES = ['A_INTERNAL', 'B_FAST', 'C_T1'] as const;
export type RtpMode = (typeof RTP_MODES)[number];

/**
 * `RESERVED`: shares frozen, quota taken, the bank's advance not known yet. `REDEEMING`: until the source has its money ready.
 * `CASH_READY`: the money is at the target's collection account. `PURCHASING`: until the target is confirmed. Where the purchase
 * cannot be made, `COMPENSATING` brings the money back into the source, or to the customer's account.
 */
export type RtpState = 'RESERVED' | 'REDEEMING' | 'CASH_READY' | 'PURCHASING' | 'DONE' | 'COMPENSATING' | 'COMPENSATED' | 'FAILED';

/** A redeem-to-purchase. `amount` in fen: shares of the money fund that is redeemed, money that buys. */
export type RedeemToPurchase = {
  readonly bucket: number;
  readonly rtpId: string;
  readonly customerId: string;
  readonly accountId: string;
  readonly via: 'account' | 'card';
  readonly sourceFund: string;
  readonly targetFund: string;
  readonly amount: bigint;
  readonly mode: RtpMode;
  readonly state: RtpState;
  readonly code: string;
  readonly redemptionId: string;
  readonly purchaseId: string;
  readonly returnId: string;
  readonly tries: number;
  readonly begunOn: string;
  readonly endedOn: string | null;
};

export type RtpKey = Pick<RedeemToPurchase, 'bucket' | 'rtpId'>;
