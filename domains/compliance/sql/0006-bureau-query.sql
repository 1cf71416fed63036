-- Every query of a credit bureau: for what, under which consent, by whom, when, and what came of it. Written before it is sent.
CREATE TABLE compliance.bureau_query (
  bucket int NOT NULL,
  query_id text NOT NULL,
  customer_id text NOT NULL,
  programme_id text NOT NULL,
  bureau text NOT NULL,
  asked_by text NOT NULL,
  purpose text NOT NULL CHECK (purpose IN ('credit-approval', 'post-loan')),
  consent_id text NOT NULL,
  subject text NOT NULL,
  business_date date NOT NULL,
  asked_at timestamptz NOT NULL,
  -- 'asked' while the outcome is not known: a query whose answer was lost is a query.
  state text NOT NULL CHECK (state IN ('asked', 'answered', 'no-report')),
  result_ref text,
  PRIMARY KEY (bucket, query_id)
);
CREATE INDEX bureau_query_customer ON compliance.bureau_query (bucket, customer_id);
CREATE INDEX bureau_query_latest ON compliance.bureau_query (business_date DESC, query_id DESC);
