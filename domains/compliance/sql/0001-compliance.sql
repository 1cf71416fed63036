CREATE SCHEMA compliance;

-- Every decision with the whole vector of rule results that it rests on.
CREATE TABLE compliance.decision (
  bucket int NOT NULL,
  decision_id text NOT NULL,
  customer_id text NOT NULL,
  subject text NOT NULL,
  kind text NOT NULL,
  business_date date NOT NULL,
  outcome text NOT NULL,
  reason text,
  rules jsonb NOT NULL,
  PRIMARY KEY (bucket, decision_id)
);
CREATE INDEX decision_customer ON compliance.decision (bucket, customer_id);
CREATE INDEX decision_subject ON compliance.decision (bucket, subject);
