-- What the strategy proposes for a line at a month-end.
CREATE TABLE risk.limit_proposal (
  bucket int NOT NULL,
  proposal_id text NOT NULL,
  as_of date NOT NULL,
  line_id text NOT NULL,
  customer_id text NOT NULL,
  product text NOT NULL,
  scope text NOT NULL,
  grade text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('increase', 'decrease', 'freeze')),
  limit_from bigint NOT NULL,
  limit_to bigint NOT NULL,
  -- 1e-8 of the line.
  utilisation bigint NOT NULL,
  on_time_months int NOT NULL,
  worst_dpd int NOT NULL,
  reasons text[] NOT NULL,
  state text NOT NULL CHECK (state IN ('proposed', 'submitted', 'approved', 'rejected', 'applied')),
  batch_id text,
  note text,
  PRIMARY KEY (bucket, proposal_id)
);
CREATE INDEX limit_proposal_list ON risk.limit_proposal (as_of, state, bucket, proposal_id);
CREATE INDEX limit_proposal_batch ON risk.limit_proposal (batch_id) WHERE batch_id IS NOT NULL;
CREATE INDEX limit_proposal_customer ON risk.limit_proposal (bucket, customer_id, as_of);

-- Proposals that one person hands in and another decides.
CREATE TABLE risk.limit_batch (
  bucket int NOT NULL,
  batch_id text NOT NULL,
  as_of date NOT NULL,
  kind text NOT NULL,
  grade text,
  proposals int NOT NULL,
  state text NOT NULL CHECK (state IN ('submitted', 'approved', 'rejected')),
  reason text NOT NULL,
  made_by text NOT NULL,
  made_at timestamptz NOT NULL,
  checked_by text,
  checked_at timestamptz,
  verdict text,
  PRIMARY KEY (bucket, batch_id),
  CHECK (checked_by IS NULL OR checked_by <> made_by)
);
-- Behaviour of a customer is read from their positions.
CREATE INDEX position_customer ON risk.position (bucket, customer_id, as_of);
