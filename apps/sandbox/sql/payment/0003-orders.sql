-- Agreement-payment mandates: the token stands for a card at its issuer, or for a wallet kept here.
CREATE TABLE sandbox_payment.mandate (
  bucket int NOT NULL,
  token text NOT NULL,
  mandate_ref text NOT NULL,
  channel text NOT NULL,
  link text NOT NULL,
  agreement_no text NOT NULL,
  card_type text NOT NULL,
  owner_hash text NOT NULL,
  masked text NOT NULL,
  state text NOT NULL CHECK (state IN ('signing', 'active', 'cancelled')),
  behaviour text NOT NULL CHECK (behaviour IN ('good', 'poor')),
  -- of a wallet, whose code the institution sends itself
  code_hash text NOT NULL,
  code_sent_at timestamptz,
  tries int NOT NULL,
  PRIMARY KEY (bucket, token)
);

CREATE TABLE sandbox_payment.pay_order (
  bucket int NOT NULL,
  order_ref text NOT NULL,
  kind text NOT NULL,
  channel text NOT NULL,
  link text NOT NULL,
  token text NOT NULL,
  payer text NOT NULL,
  payee_kind text NOT NULL,
  payee_ref text NOT NULL,
  origin_ref text NOT NULL,
  amount bigint NOT NULL,
  business_date date NOT NULL,
  status text NOT NULL CHECK (status IN ('PROCESSING', 'SUCCESS', 'FAILED')),
  code text NOT NULL,
  institution_serial text NOT NULL,
  network_serial text NOT NULL,
  source text NOT NULL,
  fee bigint NOT NULL,
  settles_on date NOT NULL,
  -- claimed for settlement: refunds come from the payee from then on; paid_on is when the bank has credited the payee
  settled_on date,
  settled_amount bigint,
  paid_on date,
  -- what refunds took or have asked for, never more than the amount
  refunded bigint NOT NULL CHECK (refunded BETWEEN 0 AND amount),
  PRIMARY KEY (bucket, order_ref)
) WITH (fillfactor = 80);
CREATE INDEX pay_order_day ON sandbox_payment.pay_order (business_date);
CREATE INDEX pay_order_paid ON sandbox_payment.pay_order (paid_on) WHERE paid_on IS NOT NULL;
CREATE INDEX pay_order_claimed ON sandbox_payment.pay_order (settled_on) WHERE settled_on IS NOT NULL AND paid_on IS NULL;
CREATE INDEX pay_order_unsettled ON sandbox_payment.pay_order (settles_on) WHERE kind = 'collection' AND status = 'SUCCESS' AND settled_on IS NULL;
CREATE INDEX pay_order_processing ON sandbox_payment.pay_order (business_date) WHERE status = 'PROCESSING';

-- Dates whose result file was made: no order is taken for them any more.
CREATE TABLE sandbox_payment.closed_date (
  bucket int NOT NULL,
  business_date date NOT NULL,
  PRIMARY KEY (bucket, business_date)
);

-- A card whose mandate the customer has cancelled is debited no more.
ALTER TABLE sandbox_payment.card ADD COLUMN cancelled boolean NOT NULL DEFAULT false;
