CREATE SCHEMA credit;

-- Customers whom the platform invites, found by a digest of their mobile number, with what the platform knows of them.
CREATE TABLE credit.whitelist (
  bucket int NOT NULL,
  programme_id text NOT NULL,
  customer_id text NOT NULL,
  valid_through date NOT NULL,
  tenure_months int NOT NULL,
  orders_per_year int NOT NULL,
  suggested_limit bigint,
  PRIMARY KEY (bucket, programme_id, customer_id)
);

CREATE TABLE credit.application (
  bucket int NOT NULL,
  application_id text NOT NULL,
  customer_id text NOT NULL,
  programme_id text NOT NULL,
  state text NOT NULL CHECK (state IN ('whitelist-miss', 'platform-refused', 'sent', 'approved', 'rejected', 'manual')),
  applied_on date NOT NULL,
  platform_limit bigint NOT NULL,
  score int NOT NULL,
  reasons text[] NOT NULL,
  bank_limit bigint,
  final_limit bigint,
  refusal_code text,
  refusal_side text,
  bureau_report_ref text,
  PRIMARY KEY (bucket, application_id)
);
CREATE INDEX application_customer ON credit.application (bucket, customer_id);

CREATE TABLE credit.line (
  bucket int NOT NULL,
  line_id text NOT NULL,
  customer_id text NOT NULL,
  programme_id text NOT NULL,
  credit_limit bigint NOT NULL,
  state text NOT NULL CHECK (state IN ('active', 'frozen', 'expired')),
  opened_on date NOT NULL,
  valid_through date NOT NULL,
  review_on date NOT NULL,
  PRIMARY KEY (bucket, line_id)
);
CREATE INDEX line_customer ON credit.line (bucket, customer_id);
CREATE INDEX line_review ON credit.line (review_on) WHERE state = 'active';
