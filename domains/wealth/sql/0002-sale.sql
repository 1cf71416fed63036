-- Which account the money of an order comes from or goes to, and how far it has come. A purchase's order is accepted once
-- its money has arrived; what cannot be accepted any more goes back.
CREATE TABLE wealth.order_money (
  bucket int NOT NULL,
  order_id text NOT NULL,
  fund_id text NOT NULL,
  customer_id text NOT NULL,
  account_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('subscribe', 'redeem')),
  amount bigint NOT NULL CHECK (amount > 0),
  state text NOT NULL CHECK (state IN ('paying', 'placed', 'failed', 'returning', 'returned', 'waiting', 'paid', 'advancing', 'advanced', 'repaid')),
  code text NOT NULL,
  -- The movement on the account: of the purchase, or of the money that comes back.
  movement_id text NOT NULL,
  -- How often the bank refused to bring the money: each try is a movement of its own.
  tries int NOT NULL DEFAULT 0,
  begun_on date NOT NULL,
  CHECK ((kind = 'redeem') = (state IN ('waiting', 'paid', 'advancing', 'advanced', 'repaid'))),
  PRIMARY KEY (bucket, order_id)
);
CREATE INDEX order_money_open ON wealth.order_money (state, bucket, order_id) WHERE state IN ('paying', 'returning', 'waiting', 'advancing', 'advanced');
CREATE INDEX order_money_customer ON wealth.order_money (bucket, customer_id, begun_on);

-- What the advancing bank's pool for fast redemptions may pay out on a day; null where the fund offers none.
ALTER TABLE wealth.fund ADD COLUMN fast_pool bigint CHECK (fast_pool > 0);

-- What a person has redeemed fast of a fund on a natural day, and what a pool has paid out on it.
CREATE TABLE wealth.fast_quota (
  bucket int NOT NULL,
  owner text NOT NULL,
  fund_id text NOT NULL,
  business_date date NOT NULL,
  used bigint NOT NULL CHECK (used >= 0),
  PRIMARY KEY (bucket, owner, fund_id, business_date)
);
CREATE TABLE wealth.fast_pool (
  bucket int NOT NULL,
  owner text NOT NULL,
  fund_id text NOT NULL,
  business_date date NOT NULL,
  used bigint NOT NULL CHECK (used >= 0),
  PRIMARY KEY (bucket, owner, fund_id, business_date)
);

-- How risky the manager and the seller say that a fund is, R1 to R5: the higher counts.
ALTER TABLE wealth.fund ADD COLUMN issuer_risk int NOT NULL DEFAULT 1 CHECK (issuer_risk BETWEEN 1 AND 5);
ALTER TABLE wealth.fund ADD COLUMN seller_risk int NOT NULL DEFAULT 1 CHECK (seller_risk BETWEEN 1 AND 5);

-- What investors answered and were found to be, C1 to C5.
CREATE TABLE wealth.assessment (
  bucket int NOT NULL,
  customer_id text NOT NULL,
  n int NOT NULL,
  version text NOT NULL,
  answers int[] NOT NULL,
  score int NOT NULL,
  level int NOT NULL CHECK (level BETWEEN 1 AND 5),
  lowest boolean NOT NULL CHECK (NOT lowest OR level = 1),
  channel text NOT NULL,
  assessed_on date NOT NULL,
  valid_through date NOT NULL,
  PRIMARY KEY (bucket, customer_id, n)
);
