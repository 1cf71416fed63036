-- What was known of a subject, from which day it was true and when it was learned. Rows are only added.
CREATE TABLE credit.feature_value (
  bucket int NOT NULL,
  subject text NOT NULL,
  feature text NOT NULL,
  valid_from date NOT NULL,
  recorded_at timestamptz NOT NULL,
  value jsonb NOT NULL,
  PRIMARY KEY (bucket, subject, feature, valid_from, recorded_at)
);

-- Versions of decision flows. A version never changes: runs name it.
CREATE TABLE credit.flow (
  bucket int NOT NULL,
  name text NOT NULL,
  version int NOT NULL,
  body jsonb NOT NULL,
  digest text NOT NULL,
  made_by text NOT NULL,
  checked_by text NOT NULL CHECK (checked_by <> made_by),
  recorded_on date NOT NULL,
  PRIMARY KEY (bucket, name, version)
);

CREATE TABLE credit.flow_change (
  bucket int NOT NULL,
  change_id text NOT NULL,
  name text NOT NULL,
  body jsonb NOT NULL,
  reason text NOT NULL,
  state text NOT NULL CHECK (state IN ('proposed', 'approved', 'rejected')),
  made_by text NOT NULL,
  made_at timestamptz NOT NULL,
  checked_by text CHECK (checked_by <> made_by),
  checked_at timestamptz,
  verdict text,
  -- The version that an approval made.
  version int,
  PRIMARY KEY (bucket, change_id)
);

-- Rulebooks that runs rested on, by the digest of their text.
CREATE TABLE credit.rulebook (
  bucket int NOT NULL,
  digest text NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (bucket, digest)
);

-- One run of a flow for one application: what went in, what each step said, what came out. Amounts in minor units.
CREATE TABLE credit.run (
  bucket int NOT NULL,
  run_id text NOT NULL,
  customer_id text NOT NULL,
  subject text NOT NULL,
  programme_id text NOT NULL,
  flow text NOT NULL,
  version int NOT NULL,
  arm text NOT NULL CHECK (arm IN ('champion', 'challenger')),
  effective boolean NOT NULL,
  rulebook text NOT NULL,
  cards jsonb NOT NULL,
  business_date date NOT NULL,
  decided_at timestamptz NOT NULL,
  inputs jsonb NOT NULL,
  result jsonb NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('approve', 'review', 'refuse')),
  code text,
  credit_limit bigint NOT NULL,
  score int,
  PRIMARY KEY (bucket, run_id)
);
CREATE INDEX run_list ON credit.run (business_date DESC, run_id DESC);
CREATE INDEX run_customer ON credit.run (bucket, customer_id);
CREATE INDEX run_subject ON credit.run (bucket, subject);

-- What the funding bank's own engine answered to an application.
CREATE TABLE credit.partner_answer (
  bucket int NOT NULL,
  application_id text NOT NULL,
  programme_id text NOT NULL,
  status text NOT NULL CHECK (status IN ('APPROVED', 'REJECTED', 'MANUAL')),
  code text NOT NULL,
  bank_limit bigint,
  rules jsonb NOT NULL,
  answered_on date NOT NULL,
  PRIMARY KEY (bucket, application_id)
);
CREATE INDEX partner_answer_day ON credit.partner_answer (programme_id, answered_on);
