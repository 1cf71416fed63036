-- On which day an order was handed in: what comes in after the file of a day has left goes with the next.
ALTER TABLE wealth.fund_order ADD COLUMN handed_on date;
UPDATE wealth.fund_order SET handed_on = accepted_on;
CREATE INDEX fund_order_to_hand_in ON wealth.fund_order (fund_id) WHERE handed_on IS NULL;
CREATE INDEX fund_order_handed_in ON wealth.fund_order (fund_id, handed_on);

-- 赎转购: shares of a money fund are redeemed and their money buys another product, past no account of the platform.
CREATE TABLE wealth.redeem_to_purchase (
  bucket int NOT NULL,
  rtp_id text NOT NULL,
  customer_id text NOT NULL,
  -- Where money goes that can be placed nowhere.
  account_id text NOT NULL,
  via text NOT NULL CHECK (via IN ('account', 'card')),
  source_fund text NOT NULL,
  target_fund text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  mode text NOT NULL CHECK (mode IN ('A_INTERNAL', 'B_FAST', 'C_T1')),
  state text NOT NULL CHECK (state IN ('RESERVED', 'REDEEMING', 'CASH_READY', 'PURCHASING', 'DONE', 'COMPENSATING', 'COMPENSATED', 'FAILED')),
  code text NOT NULL,
  -- Orders of the source, of the target, and of the source again where the purchase failed.
  redemption_id text NOT NULL,
  purchase_id text NOT NULL,
  return_id text NOT NULL,
  -- How often the bank refused to move the money between the funds: each try is a transfer of its own.
  tries int NOT NULL DEFAULT 0,
  begun_on date NOT NULL,
  ended_on date,
  CHECK (source_fund <> target_fund),
  CHECK ((ended_on IS NOT NULL) = (state IN ('DONE', 'COMPENSATED', 'FAILED'))),
  PRIMARY KEY (bucket, rtp_id)
);
CREATE INDEX redeem_to_purchase_open ON wealth.redeem_to_purchase (bucket, rtp_id) WHERE ended_on IS NULL;
CREATE INDEX redeem_to_purchase_customer ON wealth.redeem_to_purchase (bucket, customer_id, begun_on);

-- 代销 or 直销: sold by a bank out of the customer's account there, or by the manager over a bound card.
ALTER TABLE wealth.fund ADD COLUMN shelf text NOT NULL DEFAULT 'agency' CHECK (shelf IN ('agency', 'direct'));
ALTER TABLE wealth.order_money ADD COLUMN via text NOT NULL DEFAULT 'account' CHECK (via IN ('account', 'card'));

-- A first purchase waits for an account of class II.
ALTER TABLE wealth.order_money DROP CONSTRAINT order_money_state_check;
ALTER TABLE wealth.order_money ADD CONSTRAINT order_money_state_check
  CHECK (state IN ('upgrading', 'paying', 'placed', 'failed', 'returning', 'returned', 'waiting', 'paid', 'advancing', 'advanced', 'repaid'));
