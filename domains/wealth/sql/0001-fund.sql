CREATE SCHEMA wealth;

-- Money funds by their terms. Amounts are in minor units of shares, which for a money fund are fen: its net value is 1.00.
CREATE TABLE wealth.fund (
  bucket int NOT NULL,
  fund_id text NOT NULL,
  name_en text NOT NULL,
  name_zh text NOT NULL,
  calendar text NOT NULL,
  cut_off text NOT NULL,
  confirm_days int NOT NULL CHECK (confirm_days > 0),
  cash_days int NOT NULL CHECK (cash_days >= confirm_days),
  carry text NOT NULL CHECK (carry IN ('daily', 'monthly')),
  PRIMARY KEY (bucket, fund_id)
);

-- When a fund takes no subscriptions, by dealing date: the last trading days before a long holiday, mostly.
CREATE TABLE wealth.fund_suspension (
  bucket int NOT NULL,
  fund_id text NOT NULL,
  from_on date NOT NULL,
  to_on date NOT NULL CHECK (to_on >= from_on),
  PRIMARY KEY (bucket, fund_id, from_on)
);

-- Applications of customers. The dates follow from when they came in; the registrar's confirmation moves the state.
CREATE TABLE wealth.fund_order (
  bucket int NOT NULL,
  order_id text NOT NULL,
  fund_id text NOT NULL,
  customer_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('subscribe', 'redeem')),
  amount bigint NOT NULL CHECK (amount > 0),
  state text NOT NULL CHECK (state IN ('accepted', 'confirmed', 'paid', 'refused')),
  accepted_on date NOT NULL,
  accepted_at text NOT NULL,
  dealing_on date NOT NULL,
  confirm_on date NOT NULL,
  cash_on date,
  concluded_on date,
  CHECK ((state = 'accepted') = (concluded_on IS NULL)),
  CHECK ((kind = 'redeem') = (cash_on IS NOT NULL)),
  CHECK (state <> 'paid' OR kind = 'redeem'),
  PRIMARY KEY (bucket, order_id)
);
CREATE INDEX fund_order_customer ON wealth.fund_order (bucket, customer_id, order_id);
CREATE INDEX fund_order_accepted ON wealth.fund_order (fund_id, accepted_on);
CREATE INDEX fund_order_to_confirm ON wealth.fund_order (fund_id, confirm_on) WHERE state = 'accepted';
CREATE INDEX fund_order_to_pay ON wealth.fund_order (fund_id, cash_on) WHERE state = 'confirmed' AND kind = 'redeem';

CREATE INDEX fund_order_refused ON wealth.fund_order (fund_id, concluded_on) WHERE state = 'refused';

-- A fund's day as its wallets saw it. `earning` are the shares that earned, `gross` their income before it was cut to whole
-- fen by wallet, `expected` the income by our own reckoning, `income` what the registrar gave; `refused` what went back of
-- subscriptions less what came back of redemptions.
CREATE TABLE wealth.fund_day (
  bucket int NOT NULL,
  fund_id text NOT NULL,
  business_date date NOT NULL,
  per_10k bigint NOT NULL,
  seven_day_yield bigint,
  earning bigint NOT NULL,
  gross bigint NOT NULL,
  expected bigint NOT NULL,
  income bigint NOT NULL,
  purchased bigint,
  redeemed bigint,
  refused bigint,
  restored bigint,
  closing bigint,
  PRIMARY KEY (bucket, fund_id, business_date)
);

-- Where the registrar's books and ours differ: found by the close, taken into suspense until it is explained.
CREATE TABLE wealth.register_break (
  bucket int NOT NULL,
  fund_id text NOT NULL,
  business_date date NOT NULL,
  subject text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('balance', 'unconfirmed', 'unknown-order', 'amount', 'yield')),
  ours bigint NOT NULL,
  theirs bigint NOT NULL,
  PRIMARY KEY (bucket, fund_id, business_date, kind, subject)
);
