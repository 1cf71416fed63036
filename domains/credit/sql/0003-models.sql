-- Versions of scorecards, never changed: the card, what is to be known of it, and a digest of both.
CREATE TABLE credit.model_version (
  bucket int NOT NULL,
  name text NOT NULL,
  version text NOT NULL,
  card jsonb NOT NULL,
  -- Null for a card that was made by hand.
  model_card jsonb,
  digest text NOT NULL,
  -- Of the file that the card was made from.
  data_digest text,
  made_by text NOT NULL,
  made_at timestamptz NOT NULL,
  registered_on date NOT NULL,
  PRIMARY KEY (bucket, name, version)
);

-- Which version decides from which date: proposed by one person, approved by another. What came with the installation is installed.
CREATE TABLE credit.model_deployment (
  bucket int NOT NULL,
  deployment_id text NOT NULL,
  name text NOT NULL,
  version text NOT NULL,
  valid_from date NOT NULL,
  reason text NOT NULL,
  state text NOT NULL CHECK (state IN ('installed', 'proposed', 'approved', 'rejected')),
  made_by text NOT NULL,
  made_at timestamptz NOT NULL,
  checked_by text,
  checked_at timestamptz,
  verdict text,
  CHECK ((state IN ('installed', 'proposed')) = (checked_by IS NULL)),
  CHECK (checked_by IS NULL OR checked_by <> made_by),
  PRIMARY KEY (bucket, deployment_id)
);
CREATE UNIQUE INDEX model_deployment_in_force ON credit.model_deployment (bucket, name, valid_from) WHERE state IN ('installed', 'approved');
CREATE INDEX model_deployment_open ON credit.model_deployment (bucket, made_at) WHERE state = 'proposed';
