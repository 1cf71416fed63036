/** How a programme lets itself be routed to, as it is kept: amounts are minor units as text. */
export type RoutingParameters = {
  /** Areas by the first digits of GB/T 2260 where the bank is registered and may lend; empty where it may lend everywhere. */
  readonly region: readonly string[];
  /** The most that is reserved in a day, and the most that is out at any time. */
  readonly dayQuota: string;
  readonly totalQuota: string;
  /** The most that one customer may owe over all programmes that are routed to. */
  readonly customerLimit: string;
  /** Inclusive, points of the platform's scorecard. */
  readonly score: { readonly from: number; readonly to: number };
  /** The largest single loan; the smallest is the programme's own. */
  readonly most: string;
  readonly periods: readonly number[];
};

/** The same in minor units. */
export type RoutingTerms = Omit<RoutingParameters, 'dayQuota' | 'totalQuota' | 'customerLimit' | 'most'> & {
  readonly dayQuota: bigint;
  readonly totalQuota: bigint;
  readonly customerLimit: bigint;
  readonly most: bigint;
};

export function routingTerms(parameters: RoutingParameters): RoutingTerms {
  const { dayQuota, totalQuota, customerLimit, most } = parameters;
  return { ...parameters, dayQuota: BigInt(dayQuota), totalQuota: BigInt(totalQuota), customerLimit: BigInt(customerLimit), most: BigInt(most) };
}
