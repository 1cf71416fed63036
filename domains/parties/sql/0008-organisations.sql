CREATE TABLE parties.organisation (
  bucket int NOT NULL,
  organisation_id text NOT NULL,
  uscc text NOT NULL,
  name text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('company', 'bank', 'payment-institution', 'guarantor', 'merchant', 'fund-company', 'public-body')),
  legal_representative_id text,
  licence_valid_through date,
  registered_on date NOT NULL,
  made_by text NOT NULL,
  made_at timestamptz NOT NULL,
  PRIMARY KEY (bucket, organisation_id)
);
CREATE INDEX organisation_registered ON parties.organisation (registered_on DESC, organisation_id DESC);
CREATE INDEX organisation_name ON parties.organisation (name);
CREATE INDEX organisation_uscc ON parties.organisation (uscc);

-- A natural person of the graph, customer or not; the id follows from the ID number, so that a later customer is the same node.
CREATE TABLE parties.person (
  bucket int NOT NULL,
  person_id text NOT NULL,
  person_hash text NOT NULL,
  -- Null where the person is a customer, whose row holds them.
  name_sealed text,
  name_masked text NOT NULL,
  id_number_sealed text,
  id_number_masked text NOT NULL,
  PRIMARY KEY (bucket, person_id)
);
