CREATE SCHEMA partnership;

CREATE TABLE partnership.programme (
  bucket int NOT NULL,
  programme_id text NOT NULL,
  parameters jsonb NOT NULL,
  PRIMARY KEY (bucket, programme_id)
);
COMMENT ON TABLE partnership.programme IS 'reference: a handful of rows, the same everywhere; bucket is 0';

-- What the days so far have accrued for a programme, exact and as posted. Exact figures in accrual units (customer
-- interest) and in minor units x 1e-8 x days (bank yield).
CREATE TABLE partnership.economics (
  bucket int NOT NULL,
  programme_id text NOT NULL,
  accrued_through date NOT NULL,
  accrued_exact numeric NOT NULL,
  interest_posted bigint NOT NULL,
  bank_exact numeric NOT NULL,
  bank_posted bigint NOT NULL,
  charges_posted bigint NOT NULL,
  advance_fees bigint NOT NULL,
  compensated bigint NOT NULL,
  compensated_principal bigint NOT NULL,
  recovered bigint NOT NULL,
  written_off bigint NOT NULL,
  settled_residual bigint NOT NULL,
  call_since date,
  call_deadline date,
  draws_stopped boolean NOT NULL,
  PRIMARY KEY (bucket, programme_id)
) WITH (fillfactor = 50);

-- The state of a programme at the end of each day.
CREATE TABLE partnership.snapshot (
  bucket int NOT NULL,
  programme_id text NOT NULL,
  business_date date NOT NULL,
  figures jsonb NOT NULL,
  PRIMARY KEY (bucket, programme_id, business_date)
);

CREATE TABLE partnership.settlement (
  bucket int NOT NULL,
  settlement_id text NOT NULL,
  programme_id text NOT NULL,
  month text NOT NULL,
  figures jsonb NOT NULL,
  state text NOT NULL,
  hash text NOT NULL,
  PRIMARY KEY (bucket, settlement_id)
);

CREATE TABLE partnership.reconciliation (
  bucket int NOT NULL,
  programme_id text NOT NULL,
  business_date date NOT NULL,
  state text NOT NULL CHECK (state IN ('pending', 'done')),
  figures jsonb NOT NULL,
  PRIMARY KEY (bucket, programme_id, business_date)
);
CREATE INDEX reconciliation_pending ON partnership.reconciliation (business_date) WHERE state = 'pending';

-- A difference between the books of platform, payment institution and bank, until somebody settles it.
CREATE TABLE partnership.break (
  bucket int NOT NULL,
  break_id text NOT NULL,
  programme_id text NOT NULL,
  business_date date NOT NULL,
  type text NOT NULL CHECK (type IN ('over', 'short', 'amount', 'status', 'duplicate')),
  parties text NOT NULL,
  reference text NOT NULL,
  ours bigint,
  theirs bigint,
  state text NOT NULL CHECK (state IN ('open', 'resolved')),
  resolution text,
  reason text,
  resolved_by text,
  resolved_on date,
  PRIMARY KEY (bucket, break_id)
);
CREATE INDEX break_open ON partnership.break (business_date DESC, break_id DESC);
