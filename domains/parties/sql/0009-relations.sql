-- Dated edges of the graph of related parties. Each lies twice, with the bucket of either end, so that a search goes on from any
-- party without leaving its bucket. `share` is ownership, scaled by 1e-8.
CREATE TABLE parties.relation (
  bucket int NOT NULL,
  party_id text NOT NULL,
  relation_id text NOT NULL,
  side text NOT NULL CHECK (side IN ('from', 'to')),
  other_id text NOT NULL,
  other_bucket int NOT NULL,
  kind text NOT NULL CHECK (kind IN ('owner', 'legal-representative', 'staff', 'affiliate', 'family')),
  share bigint CHECK (share > 0 AND share <= 100000000),
  valid_from date NOT NULL,
  -- Exclusive; null while it holds.
  valid_to date,
  source text NOT NULL,
  made_by text NOT NULL,
  made_at timestamptz NOT NULL,
  ended_by text,
  CHECK (valid_to > valid_from),
  CHECK ((valid_to IS NULL) = (ended_by IS NULL)),
  CHECK (share IS NULL OR kind = 'owner'),
  PRIMARY KEY (bucket, party_id, relation_id)
);
