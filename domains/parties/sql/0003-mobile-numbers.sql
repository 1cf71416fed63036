-- Which customer a mobile number leads to; distributed by the digest of the number. Customers of before have no row here: their
-- id follows from the number. A released number leads to nobody and may sign up again.
CREATE TABLE parties.mobile (
  bucket int NOT NULL,
  mobile_hash text NOT NULL,
  customer_id text,
  mobile_masked text NOT NULL,
  sign_ups int NOT NULL,
  since date NOT NULL,
  PRIMARY KEY (bucket, mobile_hash)
);
CREATE INDEX mobile_customer ON parties.mobile (customer_id) WHERE customer_id IS NOT NULL;

CREATE TABLE parties.mobile_change (
  bucket int NOT NULL,
  change_id text NOT NULL,
  customer_id text NOT NULL,
  from_masked text NOT NULL,
  to_masked text NOT NULL,
  proof text NOT NULL CHECK (proof IN ('old-number', 'liveness')),
  changed_on date NOT NULL,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (bucket, change_id)
);
CREATE INDEX mobile_change_customer ON parties.mobile_change (bucket, customer_id);
