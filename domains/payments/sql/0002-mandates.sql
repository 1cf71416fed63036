-- Agreement-payment mandates 协议支付: what a customer lets a payment institution debit, from which card or wallet, up to which amounts.
-- requested: not yet known at the institution; code-sent: the issuer has sent its code; active: debits are allowed.
CREATE TABLE payments.mandate (
  bucket int NOT NULL,
  mandate_id text NOT NULL,
  customer_id text NOT NULL,
  institution_id text NOT NULL,
  channel text NOT NULL CHECK (channel IN ('card', 'alipay-pattern', 'tenpay-pattern', 'wechat-pay-pattern')),
  instrument_hash text NOT NULL,
  instrument_masked text NOT NULL,
  card_type text NOT NULL,
  purpose text NOT NULL,
  token text NOT NULL,
  payment_cap bigint NOT NULL CHECK (payment_cap > 0),
  day_cap bigint NOT NULL CHECK (day_cap >= payment_cap),
  month_cap bigint NOT NULL CHECK (month_cap >= day_cap),
  valid_from date NOT NULL,
  valid_through date NOT NULL CHECK (valid_through >= valid_from),
  state text NOT NULL CHECK (state IN ('requested', 'code-sent', 'active', 'refused', 'cancelled')),
  code text NOT NULL,
  tries int NOT NULL,
  requested_on date NOT NULL,
  signed_on date,
  cancelled_on date,
  cancelled_by text,
  PRIMARY KEY (bucket, mandate_id),
  CHECK (state <> 'active' OR token <> '')
);
CREATE INDEX mandate_customer ON payments.mandate (bucket, customer_id, instrument_hash);
CREATE INDEX mandate_newest ON payments.mandate (requested_on DESC, mandate_id DESC);

-- What was used of a cap or quota in a day or a month. Reserved with an order, released when it surely failed.
CREATE TABLE payments.counter (
  bucket int NOT NULL,
  subject text NOT NULL,
  period text NOT NULL,
  used bigint NOT NULL CHECK (used >= 0),
  payments int NOT NULL CHECK (payments >= 0),
  PRIMARY KEY (bucket, subject, period)
) WITH (fillfactor = 70);
