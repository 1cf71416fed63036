CREATE SCHEMA payments;

-- One attempt to debit a customer's bound card through the payment institution.
-- planned: not sent; sent: on its way, outcome not known; success / failed: what the institution said;
-- advanced: the bank has advanced it; applied: the bank's batch has debited it and the loan is paid.
CREATE TABLE payments.collection (
  bucket int NOT NULL,
  collection_id text NOT NULL,
  programme_id text NOT NULL,
  loan_id text NOT NULL,
  customer_id text NOT NULL,
  account_no text NOT NULL,
  mandate_token text NOT NULL,
  purpose text NOT NULL CHECK (purpose IN ('instalment', 'early', 'recovery')),
  channel text NOT NULL CHECK (channel IN ('file', 'single')),
  business_date date NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  early_principal bigint NOT NULL,
  state text NOT NULL CHECK (state IN ('planned', 'sent', 'success', 'failed', 'advanced', 'applied')),
  file_ref text,
  code text NOT NULL,
  payment_serial text NOT NULL,
  principal bigint NOT NULL,
  interest bigint NOT NULL,
  penalty bigint NOT NULL,
  fees bigint NOT NULL,
  cleared_on date,
  PRIMARY KEY (bucket, collection_id)
) WITH (fillfactor = 70);
-- what is not finished: small whatever the size of the history
CREATE INDEX collection_open ON payments.collection (state, business_date, bucket, collection_id) WHERE state IN ('planned', 'sent', 'success', 'advanced');
CREATE INDEX collection_uncleared ON payments.collection (programme_id, business_date) WHERE cleared_on IS NULL AND state IN ('success', 'advanced', 'applied');
CREATE INDEX collection_loan ON payments.collection (bucket, loan_id);
CREATE INDEX collection_day ON payments.collection (business_date, programme_id);
