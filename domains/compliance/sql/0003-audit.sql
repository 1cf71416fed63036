-- What staff did in compliance, append-only: each entry holds the digest of the one before.
CREATE TABLE compliance.audit (
  bucket int NOT NULL,
  sequence bigint NOT NULL,
  at timestamptz NOT NULL,
  business_date date NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  subject text NOT NULL,
  reason text NOT NULL,
  detail jsonb NOT NULL,
  previous_hash text NOT NULL,
  hash text NOT NULL,
  PRIMARY KEY (bucket, sequence)
);
CREATE INDEX audit_subject ON compliance.audit (bucket, subject, sequence);

CREATE TABLE compliance.audit_head (
  bucket int NOT NULL,
  sequence bigint NOT NULL,
  hash text NOT NULL,
  PRIMARY KEY (bucket)
);
