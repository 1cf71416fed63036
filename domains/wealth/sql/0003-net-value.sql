-- Funds that are priced by their net value: what they cost, and what was published.
ALTER TABLE wealth.fund ADD COLUMN pricing text NOT NULL DEFAULT 'money' CHECK (pricing IN ('money', 'net-value'));
ALTER TABLE wealth.fund ADD COLUMN fees jsonb NOT NULL DEFAULT '{"front":[],"back":[],"redemption":[]}';

-- Net value of a share in yuan scaled 1e-4, with what was ever distributed; a dividend is in yuan a share scaled 1e-4.
CREATE TABLE wealth.fund_nav (
  bucket int NOT NULL,
  fund_id text NOT NULL,
  business_date date NOT NULL,
  nav bigint NOT NULL CHECK (nav > 0),
  accumulated bigint NOT NULL,
  dividend bigint NOT NULL DEFAULT 0 CHECK (dividend >= 0),
  -- Shares and their value at the end of the day; fen.
  shares bigint NOT NULL,
  value bigint NOT NULL,
  PRIMARY KEY (bucket, fund_id, business_date)
);

-- What an order came to once the registrar has confirmed it by net value; of a money fund all of it is in `amount`.
ALTER TABLE wealth.fund_order ADD COLUMN nav bigint;
ALTER TABLE wealth.fund_order ADD COLUMN shares bigint;
ALTER TABLE wealth.fund_order ADD COLUMN cash bigint;
ALTER TABLE wealth.fund_order ADD COLUMN fee bigint;
ALTER TABLE wealth.fund_order ADD COLUMN cost bigint;

-- A dividend is an order that nobody places: in cash it is paid like a redemption, in shares it is confirmed and done.
ALTER TABLE wealth.fund_order DROP CONSTRAINT fund_order_kind_check;
ALTER TABLE wealth.fund_order ADD CONSTRAINT fund_order_kind_check CHECK (kind IN ('subscribe', 'redeem', 'dividend'));
ALTER TABLE wealth.fund_order DROP CONSTRAINT fund_order_check1;
ALTER TABLE wealth.fund_order ADD CONSTRAINT fund_order_cash_on CHECK (kind = 'dividend' OR (kind = 'redeem') = (cash_on IS NOT NULL));
ALTER TABLE wealth.fund_order DROP CONSTRAINT fund_order_check2;
ALTER TABLE wealth.fund_order ADD CONSTRAINT fund_order_paid CHECK (state <> 'paid' OR cash_on IS NOT NULL);
DROP INDEX wealth.fund_order_to_pay;
CREATE INDEX fund_order_to_pay ON wealth.fund_order (fund_id, cash_on) WHERE state = 'confirmed' AND cash_on IS NOT NULL;

-- Shares of a purchase or of a dividend that are left: first in, first out.
CREATE TABLE wealth.share_lot (
  bucket int NOT NULL,
  lot_id text NOT NULL,
  fund_id text NOT NULL,
  customer_id text NOT NULL,
  confirmed_on date NOT NULL,
  nav bigint NOT NULL,
  shares bigint NOT NULL CHECK (shares > 0),
  remaining bigint NOT NULL CHECK (remaining BETWEEN 0 AND shares),
  cost bigint NOT NULL CHECK (cost >= 0),
  PRIMARY KEY (bucket, lot_id)
);
CREATE INDEX share_lot_left ON wealth.share_lot (bucket, customer_id, fund_id, confirmed_on, lot_id) WHERE remaining > 0;
CREATE INDEX share_lot_fund ON wealth.share_lot (fund_id, bucket, customer_id) WHERE remaining > 0;

-- How a holder wants dividends of a fund (JR/T 0017: 029); without a row, in cash.
CREATE TABLE wealth.dividend_choice (
  bucket int NOT NULL,
  customer_id text NOT NULL,
  fund_id text NOT NULL,
  mode text NOT NULL CHECK (mode IN ('cash', 'shares')),
  chosen_on date NOT NULL,
  PRIMARY KEY (bucket, customer_id, fund_id)
);
CREATE INDEX dividend_choice_chosen ON wealth.dividend_choice (fund_id, chosen_on);

ALTER TABLE wealth.order_money DROP CONSTRAINT order_money_kind_check;
ALTER TABLE wealth.order_money ADD CONSTRAINT order_money_kind_check CHECK (kind IN ('subscribe', 'redeem', 'dividend'));
ALTER TABLE wealth.order_money DROP CONSTRAINT order_money_check;
ALTER TABLE wealth.order_money ADD CONSTRAINT order_money_state CHECK ((kind <> 'subscribe') = (state IN ('waiting', 'paid', 'advancing', 'advanced', 'repaid')));

ALTER TABLE wealth.register_break DROP CONSTRAINT register_break_kind_check;
ALTER TABLE wealth.register_break ADD CONSTRAINT register_break_kind_check CHECK (kind IN ('balance', 'unconfirmed', 'unknown-order', 'amount', 'yield', 'dividend'));

-- Income that a wallet has earned and that was not carried to shares yet, in 1e-8 fen: what a fund that carries monthly
-- gathers, and the fractions of a fen that a fund carries on. Only funds of that kind have rows.
ALTER TABLE wealth.fund ADD COLUMN carry_day int CHECK (carry_day BETWEEN 1 AND 28);
ALTER TABLE wealth.fund ADD COLUMN fractions text NOT NULL DEFAULT 'cut' CHECK (fractions IN ('cut', 'carried'));
CREATE TABLE wealth.income_due (
  bucket int NOT NULL,
  fund_id text NOT NULL,
  customer_id text NOT NULL,
  amount bigint NOT NULL CHECK (amount >= 0),
  PRIMARY KEY (bucket, fund_id, customer_id)
);
