-- The digest of the ID number that is for ever, beside the one by which it is looked up, which changes with the index key.
-- Until the first change of that key both are equal.
ALTER TABLE parties.customer ADD COLUMN person_hash text;
UPDATE parties.customer SET person_hash = id_number_hash;
CREATE INDEX customer_person ON parties.customer (person_hash);
ALTER TABLE parties.customer ADD COLUMN id_document text;
-- Long-term documents are valid through 9999-12-31; null where it was never told.
ALTER TABLE parties.customer ADD COLUMN id_valid_through date;

-- What a provider said of a customer's elements, and when. Only `unknown` is ever replaced, by the answer to the same message.
CREATE TABLE parties.identity_evidence (
  bucket int NOT NULL,
  evidence_id text NOT NULL,
  customer_id text NOT NULL,
  -- Whose elements were asked about: a newcomer may be compared with the account of the same person.
  person_hash text NOT NULL,
  factor text NOT NULL CHECK (factor IN ('two-element', 'three-element', 'four-element', 'five-element', 'liveness')),
  provider text NOT NULL,
  result text NOT NULL CHECK (result IN ('match', 'mismatch', 'not-found', 'unknown')),
  code text NOT NULL,
  serial text NOT NULL,
  card_masked text,
  found_on date NOT NULL,
  found_at timestamptz NOT NULL,
  expires_on date,
  PRIMARY KEY (bucket, evidence_id)
);
CREATE INDEX identity_evidence_customer ON parties.identity_evidence (bucket, customer_id, found_at);

-- The same ID number under a second mobile number: refused, and joined where the person proves to be the same.
CREATE TABLE parties.same_person (
  bucket int NOT NULL,
  same_person_id text NOT NULL,
  customer_id text NOT NULL,
  existing_customer_id text NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('refused', 'joined')),
  proof text CHECK (proof IN ('existing-number', 'liveness')),
  found_on date NOT NULL,
  found_at timestamptz NOT NULL,
  joined_at timestamptz,
  CHECK ((outcome = 'joined') = (proof IS NOT NULL)),
  PRIMARY KEY (bucket, same_person_id)
);
CREATE INDEX same_person_customer ON parties.same_person (bucket, customer_id);
CREATE INDEX same_person_existing ON parties.same_person (existing_customer_id);
