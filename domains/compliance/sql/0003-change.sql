-- A change to licences, to the operator's own rules or to what a breach does: one proposes it, another decides.
CREATE TABLE compliance.change (
  bucket int NOT NULL,
  change_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('licence', 'rule', 'on-breach', 'watch-list')),
  subject text NOT NULL,
  body jsonb NOT NULL,
  reason text NOT NULL,
  state text NOT NULL CHECK (state IN ('proposed', 'approved', 'rejected')),
  made_by text NOT NULL,
  made_at timestamptz NOT NULL,
  checked_by text,
  checked_at timestamptz,
  verdict text,
  PRIMARY KEY (bucket, change_id),
  CHECK (checked_by <> made_by),
  CHECK ((state = 'proposed') = (checked_by IS NULL))
);
CREATE INDEX change_latest ON compliance.change (made_at DESC, change_id DESC);
CREATE INDEX change_open ON compliance.change (made_at DESC, change_id DESC) WHERE state = 'proposed';

CREATE TABLE compliance.entity (
  bucket int NOT NULL,
  entity_id text NOT NULL,
  name text NOT NULL,
  name_zh text NOT NULL,
  kind text NOT NULL,
  PRIMARY KEY (bucket, entity_id)
);
COMMENT ON TABLE compliance.entity IS 'reference: the legal entities that act in products, the same everywhere; bucket is 0';

-- Versions of an entity's licence of a type; the last one counts. valid_to is the last day, null without an end.
CREATE TABLE compliance.licence (
  bucket int NOT NULL,
  entity_id text NOT NULL,
  licence_type text NOT NULL,
  version int NOT NULL,
  number text NOT NULL,
  valid_from date NOT NULL,
  valid_to date,
  scopes text[] NOT NULL,
  made_by text NOT NULL,
  checked_by text NOT NULL,
  recorded_on date NOT NULL,
  PRIMARY KEY (bucket, entity_id, licence_type, version),
  CHECK (checked_by <> made_by)
);
COMMENT ON TABLE compliance.licence IS 'reference: read by every decision, changed by hand; bucket is 0';

-- The operator's own pack. A later version takes over from the day that it names.
CREATE TABLE compliance.rule (
  bucket int NOT NULL,
  rule_id text NOT NULL,
  version int NOT NULL,
  body jsonb NOT NULL,
  made_by text NOT NULL,
  checked_by text NOT NULL,
  recorded_on date NOT NULL,
  PRIMARY KEY (bucket, rule_id, version),
  CHECK (checked_by <> made_by)
);
COMMENT ON TABLE compliance.rule IS 'reference: read by every decision, changed by hand; bucket is 0';

-- Where the operator has a breach blocked or only shown otherwise than the rule says; the last version counts.
CREATE TABLE compliance.on_breach (
  bucket int NOT NULL,
  profile text NOT NULL,
  rule_id text NOT NULL,
  version int NOT NULL,
  mode text NOT NULL CHECK (mode IN ('block', 'warn')),
  made_by text NOT NULL,
  checked_by text NOT NULL,
  recorded_on date NOT NULL,
  PRIMARY KEY (bucket, profile, rule_id, version),
  CHECK (checked_by <> made_by)
);
COMMENT ON TABLE compliance.on_breach IS 'reference: read by every decision, changed by hand; bucket is 0';
