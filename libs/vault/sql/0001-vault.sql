CREATE SCHEMA vault;

-- Data keys, each wrapped by a master key that the database never sees. `seal` keys seal personal data, `index` keys make
-- the digests by which a sealed number is found.
CREATE TABLE vault.data_key (
  bucket int NOT NULL,
  key_id text NOT NULL,
  purpose text NOT NULL CHECK (purpose IN ('seal', 'index')),
  algorithm text NOT NULL CHECK (algorithm IN ('SM4-CTR-HMAC-SM3', 'AES-256-GCM', 'HMAC-SM3')),
  wrapped text NOT NULL,
  master_key text NOT NULL,
  made_at timestamptz NOT NULL,
  -- New writes take the key from here on: by then every process has read it.
  active_from timestamptz NOT NULL,
  -- Everything there is has been sealed or indexed by this key.
  complete_at timestamptz,
  -- Nothing is sealed or indexed by this key any more. It stays wrapped, since backups may need it.
  retired_at timestamptz,
  PRIMARY KEY (bucket, key_id)
);
COMMENT ON TABLE vault.data_key IS 'reference: a handful of rows, the same everywhere; bucket is 0';

-- Buckets of a subject that have been gone through for a key: a pass that was interrupted goes on behind them.
CREATE TABLE vault.passed (
  bucket int NOT NULL,
  key_id text NOT NULL,
  subject text NOT NULL,
  PRIMARY KEY (bucket, key_id, subject)
);
