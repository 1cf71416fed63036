export type Channel = 'card' | 'alipay-pattern' | 'tenpay-pattern' | 'wechat-pay-pattern';

/**
 * collection 代扣: a customer pays a payee; payout 代付: a payer pays a customer; refund 退款: a collection goes back;
 * entrusted 受托支付: a lender pays the merchant for the borrower; own-transfer: between accounts of one customer.
 */
export type OrderKind = 'collection' | 'payout' | 'refund' | 'entrusted' | 'own-transfer';
export type OrderState = 'planned' | 'sent' | 'unknown' | 'success' | 'failed';

/** One payment that somebody wants made. Amounts are minor units of the asset. */
export type PaymentOrder = {
  readonly bucket: number;
  readonly orderId: string;
  readonly kind: OrderKind;
  readonly mode: 'real-time' | 'batch';
  readonly customerId: string;
  /** Decides when a failure is tried again: `once` never is. */
  readonly purpose: string;
  /** The business object that it is for, such as a loan. */
  readonly subject: string;
  /** The instrument that is debited, as a keyed digest; empty where the payer is a merchant or lender. */
  readonly sourceHash: string;
  readonly channel: Channel;
  readonly payer: string;
  readonly payeeKind: 'merchant' | 'instrument' | 'origin';
  /** A merchant, an instrument's keyed digest, or the order that is refunded. */
  readonly payee: string;
  readonly originId: string | null;
  readonly amount: bigint;
  readonly asset: string;
  readonly businessDate: string;
  /** Time of day in Shanghai, `HH:MM`: of a planned order when it is due, for the cut-off later. */
  readonly placeTime: string;
  readonly state: OrderState;
  readonly code: string;
  readonly attempts: number;
  readonly institutionId: string | null;
  readonly institutionSerial: string;
  readonly networkSerial: string;
  readonly source: string;
  readonly fee: bigint;
  /** Of a collection: what refunds have taken or asked for. */
  readonly refunded: bigint;
  readonly finishedOn: string | null;
  readonly settlesOn: string | null;
  readonly settledOn: string | null;
  /** The first order of a chain of tries. */
  readonly retryOf: string | null;
  readonly try: number;
  readonly madeBy: string;
  readonly checkedBy: string | null;
};

export type NewOrder = Pick<
  PaymentOrder,
  | 'bucket'
  | 'orderId'
  | 'kind'
  | 'mode'
  | 'customerId'
  | 'purpose'
  | 'subject'
  | 'sourceHash'
  | 'channel'
  | 'payer'
  | 'payeeKind'
  | 'payee'
  | 'originId'
  | 'amount'
  | 'asset'
  | 'businessDate'
  | 'placeTime'
  | 'retryOf'
  | 'try'
  | 'madeBy'
  | 'checkedBy'
>;

export type AttemptState = 'sent' | 'accepted' | 'unknown' | 'success' | 'failed';

/** One try of an order at one institution. */
export type Attempt = {
  readonly bucket: number;
  readonly attemptId: string;
  readonly orderId: string;
  readonly n: number;
  readonly institutionId: string;
  readonly channel: Channel;
  readonly mandateId: string | null;
  /** What is sent: the same bytes whenever it is sent again. */
  readonly body: AttemptBody;
  readonly amount: bigint;
  readonly businessDate: string;
  readonly state: AttemptState;
  readonly code: string;
  readonly fee: bigint;
};

export type AttemptBody = {
  readonly orderRef: string;
  readonly kind: OrderKind;
  readonly mode: 'real-time' | 'batch';
  readonly channel: Channel;
  readonly link: 'clearing' | 'direct';
  readonly token: string;
  readonly payer: string;
  readonly payee: { readonly kind: 'merchant' | 'token' | 'origin'; readonly ref: string };
  readonly originRef: string;
  readonly amount: string;
  readonly time: string;
};

/** What an institution says of an attempt. */
export type AttemptResult = {
  readonly bucket: number;
  readonly attemptId: string;
  readonly status: 'SUCCESS' | 'FAILED' | 'PROCESSING' | 'NO_ANSWER';
  readonly code: string;
  readonly institutionSerial: string;
  readonly networkSerial: string;
  readonly source: string;
  /** Where the institution repeats the amount; another than was asked settles nothing. */
  readonly amount?: bigint;
};

export type OrderEvent = {
  readonly n: number;
  readonly state: string;
  readonly code: string;
  readonly institutionId: string | null;
  readonly businessDate: string;
  readonly at: string;
};

export type OrderKey = { readonly bucket: number; readonly orderId: string };
