-- Versions of watch lists, each whole with the digest of its file.
CREATE TABLE compliance.watch_list (
  bucket int NOT NULL,
  list_id text NOT NULL,
  version int NOT NULL,
  published_on date NOT NULL,
  digest text NOT NULL,
  entries int NOT NULL,
  state text NOT NULL CHECK (state IN ('proposed', 'in-force', 'superseded', 'rejected')),
  made_by text NOT NULL,
  checked_by text,
  -- Entries up to this place have been held against every customer.
  screened_through int NOT NULL,
  PRIMARY KEY (bucket, list_id, version),
  CHECK (checked_by <> made_by)
);
COMMENT ON TABLE compliance.watch_list IS 'reference: a handful of versions; bucket is 0';

-- Entries of published lists. They name persons whom an authority lists, in clear as the authority publishes them.
CREATE TABLE compliance.watch_entry (
  bucket int NOT NULL,
  list_id text NOT NULL,
  version int NOT NULL,
  position int NOT NULL,
  reference text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('person', 'organisation')),
  names text[] NOT NULL,
  birth_date date,
  id_number_hash text,
  country text NOT NULL,
  reason text NOT NULL,
  digest text NOT NULL,
  PRIMARY KEY (bucket, list_id, version, position)
);
CREATE INDEX watch_entry_place ON compliance.watch_entry (list_id, version, position);
CREATE INDEX watch_entry_digest ON compliance.watch_entry (list_id, version, digest);

-- Keyed digests of the ways in which a listed name may be written; distributed by the digest, as the customers' are.
CREATE TABLE compliance.watch_key (
  bucket int NOT NULL,
  name_key bigint NOT NULL,
  list_id text NOT NULL,
  version int NOT NULL,
  position int NOT NULL,
  PRIMARY KEY (bucket, name_key, list_id, version, position)
);
CREATE INDEX watch_key_entry ON compliance.watch_key (list_id, version, position);

-- Whom screening knows: the name stays sealed and is opened in memory only to be compared with a candidate.
CREATE TABLE compliance.screening_subject (
  bucket int NOT NULL,
  customer_id text NOT NULL,
  name_sealed text NOT NULL,
  birth_date date,
  id_number_hash text,
  screened_on date NOT NULL,
  PRIMARY KEY (bucket, customer_id)
);

CREATE TABLE compliance.name_key (
  bucket int NOT NULL,
  name_key bigint NOT NULL,
  customer_id text NOT NULL,
  PRIMARY KEY (bucket, name_key, customer_id)
);

CREATE TABLE compliance.screening_hit (
  bucket int NOT NULL,
  hit_id text NOT NULL,
  customer_id text NOT NULL,
  list_id text NOT NULL,
  version int NOT NULL,
  reference text NOT NULL,
  listed_name text NOT NULL,
  listed_reason text NOT NULL,
  -- In 1e-8, with what it rests on.
  score bigint NOT NULL,
  matched_on text NOT NULL,
  found_on date NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'proposed', 'dismissed', 'confirmed')),
  verdict text CHECK (verdict IN ('false-positive', 'true-match')),
  reason text,
  made_by text,
  made_at timestamptz,
  checked_by text,
  checked_at timestamptz,
  PRIMARY KEY (bucket, hit_id),
  CHECK (checked_by <> made_by),
  CHECK ((state IN ('dismissed', 'confirmed')) = (checked_by IS NOT NULL))
);
CREATE INDEX screening_hit_customer ON compliance.screening_hit (bucket, customer_id);
CREATE INDEX screening_hit_state ON compliance.screening_hit (state, found_on DESC, hit_id DESC);
CREATE INDEX screening_hit_latest ON compliance.screening_hit (found_on DESC, hit_id DESC);
