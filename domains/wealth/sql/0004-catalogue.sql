-- Who stands behind a product: each operated by its own licensed entity, or shown with a link to where it is sold.
CREATE TABLE wealth.supplier (
  bucket int NOT NULL,
  supplier_id text NOT NULL,
  name_en text NOT NULL,
  name_zh text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('fund-company', 'pension-insurer', 'insurer', 'trust-company', 'bank', 'broker', 'p2p', 'other')),
  -- In the registry of licences.
  entity_id text NOT NULL,
  PRIMARY KEY (bucket, supplier_id)
);

CREATE TABLE wealth.product (
  bucket int NOT NULL,
  product_id text NOT NULL,
  supplier_id text NOT NULL,
  type text NOT NULL,
  sale text NOT NULL CHECK (sale IN ('here', 'redirect', 'run-off')),
  state text NOT NULL CHECK (state IN ('listed', 'suspended', 'delisted')),
  version int NOT NULL CHECK (version > 0),
  terms jsonb NOT NULL,
  listed_on date NOT NULL,
  PRIMARY KEY (bucket, product_id)
);

-- What was shown with a product, by its hash: a new text is a new version.
CREATE TABLE wealth.product_document (
  bucket int NOT NULL,
  product_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('prospectus', 'contract', 'risk-disclosure', 'summary')),
  version int NOT NULL CHECK (version > 0),
  zh text NOT NULL,
  en text NOT NULL,
  digest text NOT NULL,
  published_on date NOT NULL,
  PRIMARY KEY (bucket, product_id, kind, version)
);

-- One person proposes, another decides: to offer a product, to change its terms, to suspend, resume or delist it.
CREATE TABLE wealth.product_change (
  bucket int NOT NULL,
  change_id text NOT NULL,
  product_id text NOT NULL,
  action text NOT NULL CHECK (action IN ('offer', 'change-terms', 'suspend', 'resume', 'delist')),
  body jsonb NOT NULL,
  reason text NOT NULL,
  state text NOT NULL CHECK (state IN ('proposed', 'approved', 'rejected')),
  made_by text NOT NULL,
  made_at timestamptz NOT NULL,
  checked_by text,
  checked_at timestamptz,
  verdict text,
  CHECK ((state = 'proposed') = (checked_by IS NULL)),
  CHECK (checked_by IS NULL OR checked_by <> made_by),
  PRIMARY KEY (bucket, change_id)
);
CREATE INDEX product_change_product ON wealth.product_change (bucket, product_id, made_at);
CREATE INDEX product_change_open ON wealth.product_change (bucket, made_at) WHERE state = 'proposed';

-- How much of a product's quota is sold or reserved; fen.
CREATE TABLE wealth.product_quota (
  bucket int NOT NULL,
  product_id text NOT NULL,
  used bigint NOT NULL CHECK (used >= 0),
  PRIMARY KEY (bucket, product_id)
);

-- What an investor declared to be a qualified one 合格投资者, and who accepted it. Fen.
CREATE TABLE wealth.qualification (
  bucket int NOT NULL,
  customer_id text NOT NULL,
  n int NOT NULL,
  years int NOT NULL,
  net_assets bigint NOT NULL,
  assets bigint NOT NULL,
  income bigint NOT NULL,
  evidence text NOT NULL,
  state text NOT NULL CHECK (state IN ('declared', 'accepted', 'rejected')),
  declared_on date NOT NULL,
  decided_by text,
  decided_on date,
  valid_through date,
  CHECK ((state = 'accepted') = (valid_through IS NOT NULL)),
  PRIMARY KEY (bucket, customer_id, n)
);
CREATE INDEX qualification_declared ON wealth.qualification (bucket, customer_id, n) WHERE state = 'declared';

-- Recordings of a sale 双录 as the seller's recording system reports them: the recording stays there, its hash is here.
CREATE TABLE wealth.recording (
  bucket int NOT NULL,
  recording_id text NOT NULL,
  customer_id text NOT NULL,
  product_id text NOT NULL,
  digest text NOT NULL,
  recorded_on date NOT NULL,
  PRIMARY KEY (bucket, recording_id)
);
CREATE INDEX recording_customer ON wealth.recording (bucket, customer_id, product_id, recorded_on);
