-- A person cleared what the flow sent to review or refused: the customer goes on to the bank.
ALTER TABLE credit.application DROP CONSTRAINT application_state_check;
ALTER TABLE credit.application ADD CONSTRAINT application_state_check
  CHECK (state IN ('whitelist-miss', 'platform-refused', 'sent', 'approved', 'rejected', 'manual', 'cleared'));

-- Decisions that a person looks at. Times of day are Shanghai's, HH:MM.
CREATE TABLE credit.review (
  bucket int NOT NULL,
  review_id text NOT NULL,
  customer_id text NOT NULL,
  application_id text NOT NULL,
  programme_id text NOT NULL,
  -- The platform's flow, the bank's answer, or the customer who asked for a person.
  origin text NOT NULL CHECK (origin IN ('flow', 'bank', 'customer')),
  flow text NOT NULL,
  code text,
  note text,
  state text NOT NULL CHECK (state IN ('open', 'claimed', 'proposed', 'decided')),
  opened_on date NOT NULL,
  opened_at timestamptz NOT NULL,
  due_on date NOT NULL,
  due_time text NOT NULL,
  claimed_by text,
  verdict text CHECK (verdict IN ('approve', 'refuse')),
  credit_limit bigint,
  reason text,
  decided_by text,
  decided_at timestamptz,
  checked_by text CHECK (checked_by <> decided_by),
  checked_at timestamptz,
  PRIMARY KEY (bucket, review_id)
);
CREATE INDEX review_queue ON credit.review (due_on, due_time, review_id) WHERE state <> 'decided';
CREATE INDEX review_application ON credit.review (bucket, application_id);
