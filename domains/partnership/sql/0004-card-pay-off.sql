-- Credit cards of customers whose bills may be paid off. Of the number there are a mask, a keyed digest and the payment
-- institution's token; `payee_ref` is what institutions and issuer know the card by.
CREATE TABLE partnership.pay_off_card (
  bucket int NOT NULL,
  card_id text NOT NULL,
  customer_id text NOT NULL,
  card_hash text NOT NULL,
  card_masked text NOT NULL,
  issuer text NOT NULL,
  issuer_zh text NOT NULL,
  consent_id text NOT NULL,
  consent_on date NOT NULL,
  removed_on date,
  added_on date NOT NULL,
  PRIMARY KEY (bucket, card_id)
);
CREATE INDEX pay_off_card_customer ON partnership.pay_off_card (bucket, customer_id);

-- Statements as issuers told them, the latest telling of each. Amounts in minor units, the fee of an instalment per period in 1e-8.
CREATE TABLE partnership.card_statement (
  bucket int NOT NULL,
  statement_id text NOT NULL,
  card_id text NOT NULL,
  statement_on date NOT NULL,
  due_on date NOT NULL,
  balance bigint NOT NULL,
  minimum bigint NOT NULL,
  paid bigint NOT NULL,
  fee_rate bigint NOT NULL,
  fee_periods int[] NOT NULL,
  told_on date NOT NULL,
  PRIMARY KEY (bucket, statement_id)
);
CREATE INDEX card_statement_card ON partnership.card_statement (bucket, card_id, statement_on DESC);

-- A pay-off from application to the issuer's word. `elements_sealed` holds the repayment card for banks that are still to be
-- asked, and is empty once a loan is booked or nobody is asked any more.
CREATE TABLE partnership.card_pay_off (
  bucket int NOT NULL,
  pay_off_id text NOT NULL,
  customer_id text NOT NULL,
  card_id text NOT NULL,
  statement_id text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  periods int NOT NULL,
  method text NOT NULL CHECK (method IN ('equal-principal', 'equal-instalment')),
  state text NOT NULL CHECK (state IN ('routing', 'offered', 'booking', 'paying', 'paid', 'confirmed', 'returning', 'returned', 'refused', 'cancelled')),
  code text NOT NULL,
  n int NOT NULL,
  programme_id text,
  loan_id text,
  order_id text,
  agreement_hash text,
  offered_at timestamptz,
  applied_on date NOT NULL,
  -- The day whose quota the present choice counts in.
  routed_on date NOT NULL,
  finished_on date,
  elements_sealed text,
  PRIMARY KEY (bucket, pay_off_id)
);
CREATE INDEX card_pay_off_customer ON partnership.card_pay_off (bucket, customer_id);
CREATE INDEX card_pay_off_newest ON partnership.card_pay_off (applied_on DESC, pay_off_id DESC);
CREATE INDEX card_pay_off_open ON partnership.card_pay_off (state, bucket, pay_off_id) WHERE state NOT IN ('confirmed', 'returned', 'refused', 'cancelled');
-- One pay-off of a statement at a time.
CREATE UNIQUE INDEX card_pay_off_statement ON partnership.card_pay_off (bucket, statement_id) WHERE state IN ('routing', 'offered', 'booking', 'paying', 'paid', 'returning');

CREATE TABLE partnership.card_pay_off_event (
  bucket int NOT NULL,
  pay_off_id text NOT NULL,
  n int NOT NULL,
  event text NOT NULL,
  note text NOT NULL,
  business_date date NOT NULL,
  PRIMARY KEY (bucket, pay_off_id, n)
);
