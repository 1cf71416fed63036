CREATE SCHEMA parties;

-- customer_id carries the bucket; it is derived from the mobile number that signed up.
CREATE TABLE parties.customer (
  bucket int NOT NULL,
  customer_id text NOT NULL,
  mobile_sealed text NOT NULL,
  mobile_masked text NOT NULL,
  password_hash text NOT NULL,
  name_sealed text,
  name_masked text,
  id_number_sealed text,
  id_number_masked text,
  id_number_hash text,
  birth_date date,
  registered_on date NOT NULL,
  synthetic boolean NOT NULL,
  PRIMARY KEY (bucket, customer_id)
);

-- One person, one customer: distributed by the hash of the ID number, not by the customer.
CREATE TABLE parties.identity (
  bucket int NOT NULL,
  id_number_hash text NOT NULL,
  customer_id text NOT NULL,
  PRIMARY KEY (bucket, id_number_hash)
);

-- Append-only: a withdrawal stamps the row, a new grant is a new row.
CREATE TABLE parties.consent (
  bucket int NOT NULL,
  consent_id text NOT NULL,
  customer_id text NOT NULL,
  purpose text NOT NULL,
  recipient text NOT NULL,
  text_version text NOT NULL,
  text_hash text NOT NULL,
  channel text NOT NULL,
  granted_on date NOT NULL,
  granted_at timestamptz NOT NULL,
  withdrawn_at timestamptz,
  PRIMARY KEY (bucket, consent_id)
);
CREATE INDEX consent_customer ON parties.consent (bucket, customer_id);

CREATE TABLE parties.bank_account (
  bucket int NOT NULL,
  customer_id text NOT NULL,
  programme_id text NOT NULL,
  account_class text NOT NULL,
  account_no text NOT NULL,
  state text NOT NULL,
  card_masked text NOT NULL,
  card_hash text NOT NULL,
  mandate_token text NOT NULL,
  opened_on date NOT NULL,
  PRIMARY KEY (bucket, customer_id, programme_id)
);
